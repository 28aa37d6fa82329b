import type { Call } from './feed.js';

/** The parameters of the URL that narrow the list. */
export const filterNames = ['api', 'status', 'operation', 'persona', 'text'] as const;

export type Filter = Partial<Readonly<Record<(typeof filterNames)[number], string>>>;

/** The choices for a status: a class, no response, an injected fault. */
export const statusChoices: Readonly<Record<string, string>> = {
  '2xx': '2xx succeeded',
  '3xx': '3xx redirected',
  '4xx': '4xx refused',
  '5xx': '5xx failed',
  none: 'No response',
  fault: 'Injected faults',
};

/** The calls that satisfy a filter, in their order. */
export function filterCalls(
  calls: readonly Call[],
  { api, status, operation, persona, text }: Filter,
): readonly Call[] {
  const searched = text?.trim().toLowerCase();
  return calls.filter(
    (call) =>
      (!api || call.contract === api) &&
      (!status || hasStatus(call, status)) &&
      (!operation || call.operationId === operation) &&
      (!persona || call.persona === persona) &&
      (!searched || textOf(call).includes(searched)),
  );
}

/** The values of a property that occur, in alphabetical order, with the one that is selected. */
export function occurring(
  calls: readonly Call[],
  property: 'operationId' | 'persona',
  selected: string | undefined,
): readonly string[] {
  const found = new Set(calls.map((call) => call[property] ?? ''));
  if (selected) found.add(selected);
  found.delete('');
  return [...found].sort((one, other) => one.localeCompare(other, 'en'));
}

/** Whether a call was refused, failed or got no response. */
export function isRefused({ status }: Pick<Call, 'status'>): boolean {
  return status === null || status >= 400;
}

function hasStatus({ status, fault }: Call, wanted: string): boolean {
  if (wanted === 'fault') return fault !== undefined;
  if (wanted === 'none') return status === null;
  return status !== null && `${String(status)[0]}xx` === wanted;
}

/** The texts in which a search looks, which are made once for each call. */
const texts = new WeakMap<Call, string>();

function textOf(call: Call): string {
  const known = texts.get(call);
  if (known !== undefined) return known;
  const { method, path, operationId, persona, request, response } = call;
  const text = [
    `${method} ${path}`,
    operationId ?? '',
    persona ?? '',
    ...pairs(request.query, '='),
    ...pairs(request.headers, ': '),
    bodyText(request.body),
    ...pairs(response.headers, ': '),
    bodyText(response.body),
  ]
    .join('\n')
    .toLowerCase();
  texts.set(call, text);
  return text;
}

function pairs(values: Readonly<Record<string, unknown>>, separator: string): string[] {
  return Object.entries(values).map(([name, value]) => `${name}${separator}${String(value)}`);
}

function bodyText(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body ?? '');
}
