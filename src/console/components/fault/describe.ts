import type { Model } from '../../api/client.js';
import { formatTime, plural } from '../../lib/format.js';

type Rule = Omit<Model<'FaultCreate'>, 'when'> & { readonly when: Model<'FaultSchedule'> };

/** Which calls a rule matches, as a phrase. */
export function describeMatch({ match }: Pick<Rule, 'match'>): string {
  const { contract, operationId, method, path, persona, query, headers, body } = match;
  const target = [method?.toUpperCase(), path].filter(Boolean).join(' ');
  const parts = [
    operationId ?? (target || 'every call'),
    operationId && target ? target : undefined,
    contract && !operationId ? `of ${contract}` : undefined,
    persona && `as ${persona}`,
    ...Object.entries(query ?? {}).map(([name, value]) => `${name}=${value}`),
    ...Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}`),
    body === undefined ? undefined : `body ${JSON.stringify(body)}`,
  ];
  return parts.filter(Boolean).join(' ');
}

/** What happens to a call, as a phrase. */
export function describeEffect({ effect }: Pick<Rule, 'effect'>): string {
  const { delayMs, status, retryAfter, abort, truncate, malformed, stale, after } = effect;
  const parts = [
    delayMs !== undefined && `waits ${describeDelay(delayMs)}`,
    status !== undefined && `fails with ${status}`,
    retryAfter !== undefined && `Retry-After ${retryAfter} s`,
    abort === 'before' && 'gets no response',
    abort === 'during' && 'ends in the middle of its response',
    truncate !== undefined &&
      (truncate === true ? 'gets half of its body' : `gets ${truncate} characters of its body`),
    malformed && 'gets malformed JSON',
    stale && 'gets the former response',
    after && 'after the operation is done',
  ];
  return parts.filter(Boolean).join(', ');
}

/** When a rule applies and ends, as a phrase. */
export function describeSchedule({ when }: Pick<Rule, 'when'>): string {
  const { skip, times, share, until } = when;
  const parts = [
    skip ? `after ${plural(skip, 'call')}` : undefined,
    share !== undefined && share < 1 ? `${formatShare(share)} of them` : undefined,
    times === undefined ? undefined : times === 1 ? 'once' : `${times} times`,
    until && `until ${formatTime(new Date(until).toISOString())}`,
  ];
  return parts.filter(Boolean).join(', ') || 'always';
}

/** Whether a rule has been applied as often as it may. */
export function isExhausted({ when, applied }: Model<'FaultRule'>): boolean {
  return when.times !== undefined && applied >= when.times;
}

function describeDelay(delayMs: NonNullable<Rule['effect']['delayMs']>): string {
  if (typeof delayMs === 'number') return formatDelay(delayMs);
  return `${formatDelay(delayMs.min)} to ${formatDelay(delayMs.max)}`;
}

function formatDelay(milliseconds: number): string {
  return milliseconds >= 1000 ? `${milliseconds / 1000} s` : `${milliseconds} ms`;
}

function formatShare(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}
