import { isDeepStrictEqual } from 'node:util';
import { type Hide, mask, maskBody } from './secrets.js';

/** A call to a vendor API, as rules and questions look at it. */
export interface Call {
  readonly contract: string;
  readonly operationId: string | null;
  readonly method: string;
  /** As it was asked for, without the sandbox's prefix. */
  readonly path: string;
  /** The caller's persona and login name; nobody where the call had no good token. */
  callers: readonly string[];
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, unknown>>;
  body: unknown;
  /** Once it was answered. */
  readonly status?: number | null;
}

/** Which calls: all that is said must hold; nothing said is every call. */
export interface Match {
  readonly contract?: string;
  readonly operationId?: string;
  readonly method?: string;
  /** `*` stands for any text. */
  readonly path?: string;
  readonly persona?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** What the body has to have; it may have more. */
  readonly body?: unknown;
  readonly status?: number;
}

/**
 * A match with the secrets in it hidden, as it may be kept; a text that is the whole body may be one. It meets calls whose
 * secrets are hidden in the same way: see hiddenCall.
 */
export function hiddenMatch<T extends Match>(match: T, hide: Hide): T {
  const { body, ...rest } = match;
  const isAsked = body !== undefined && { body: maskBody(body, hide) };
  return { ...(mask(rest, hide) as T), ...isAsked };
}

/** A call with the secrets in it hidden. */
export function hiddenCall(call: Call, hide: Hide): Call {
  const query = mask(call.query, hide) as Call['query'];
  const headers = mask(call.headers, hide) as Call['headers'];
  return { ...call, query, headers, body: maskBody(call.body, hide) };
}

/** A part of a call that is not as a match says. */
export interface Difference {
  readonly part: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** Where a call differs from a match; nowhere when it matches. */
export function differences(match: Match, call: Call): Difference[] {
  const found: Difference[] = [];
  const hold = (part: string, expected: unknown, actual: unknown, isMet: boolean) => {
    if (expected !== undefined && !isMet) found.push({ part, expected, actual: actual ?? null });
  };
  const { contract, operationId, method, path, persona, status } = match;
  hold('contract', contract, call.contract, contract === call.contract);
  hold('operationId', operationId, call.operationId, operationId === call.operationId);
  hold('method', method, call.method, method?.toUpperCase() === call.method);
  hold('path', path, call.path, path !== undefined && isPath(path, call.path));
  hold(
    'persona',
    persona,
    call.callers[0],
    persona !== undefined && call.callers.includes(persona),
  );
  hold('status', status, call.status, status === call.status);
  for (const [name, expected] of Object.entries(match.query ?? {})) {
    const actual = call.query[name];
    hold(`query.${name}`, expected, actual, String(actual) === expected && actual !== undefined);
  }
  for (const [name, expected] of Object.entries(match.headers ?? {})) {
    const actual = call.headers[name.toLowerCase()];
    hold(`headers.${name}`, expected, actual, actual === expected);
  }
  if (match.body !== undefined) found.push(...bodyDifferences('body', match.body, call.body));
  return found;
}

/** The match asks about more than is known before the body is read. */
export function asksForBody(match: Match): boolean {
  return match.body !== undefined;
}

/** Each `*` takes as little as it can, which is enough: no two of them compete. */
function isPath(wanted: string, actual: string): boolean {
  const [first = '', ...others] = trimmed(wanted).split('*');
  const path = trimmed(actual);
  if (others.length === 0) return path === first;
  if (!path.startsWith(first)) return false;
  const last = others.pop() ?? '';
  let from = first.length;
  for (const part of others) {
    const found = path.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return path.length - last.length >= from && path.endsWith(last);
}

function trimmed(path: string): string {
  return path.length > 1 ? path.replace(/\/$/, '') : path;
}

/** Where a body lacks what it is to have: objects may have more keys, all else must be equal. */
function bodyDifferences(part: string, expected: unknown, actual: unknown): Difference[] {
  if (isObject(expected) && isObject(actual)) {
    return Object.entries(expected).flatMap(([key, value]) =>
      bodyDifferences(`${part}.${key}`, value, actual[key]),
    );
  }
  if (isDeepStrictEqual(expected, actual)) return [];
  return [{ part, expected, actual: actual ?? null }];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
