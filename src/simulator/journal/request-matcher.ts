import { isDeepStrictEqual } from 'node:util';
import { type Redactor, redact, redactBody } from './redaction.js';

/** A call to a vendor API, as rules and questions look at it. */
export interface RecordedRequest {
  readonly contract: string;
  readonly operationId: string | null;
  readonly method: string;
  /** As it was asked for, without the sandbox's prefix. */
  readonly path: string;
  /** The caller's persona and login name; nobody where the call had no good token. */
  callerNames: readonly string[];
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, unknown>>;
  body: unknown;
  /** Once it was answered. */
  readonly status?: number | null;
}

/** Which calls: all that is said must hold; nothing said is every call. */
export interface RequestPattern {
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
export function redactPattern<T extends RequestPattern>(match: T, hide: Redactor): T {
  const { body, ...rest } = match;
  const isAsked = body !== undefined && { body: redactBody(body, hide) };
  return { ...(redact(rest, hide) as T), ...isAsked };
}

/** A call with the secrets in it hidden. */
export function redactRequest(call: RecordedRequest, hide: Redactor): RecordedRequest {
  const query = redact(call.query, hide) as RecordedRequest['query'];
  const headers = redact(call.headers, hide) as RecordedRequest['headers'];
  return { ...call, query, headers, body: redactBody(call.body, hide) };
}

/** A part of a call that is not as a match says. */
export interface Difference {
  readonly part: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** Where a call differs from a match; nowhere when it matches. */
export function diffRequest(match: RequestPattern, call: RecordedRequest): Difference[] {
  const found: Difference[] = [];
  const compare = (part: string, expected: unknown, actual: unknown, isMet: boolean) => {
    if (expected !== undefined && !isMet) found.push({ part, expected, actual: actual ?? null });
  };
  const { contract, operationId, method, path, persona, status } = match;
  compare('contract', contract, call.contract, contract === call.contract);
  compare('operationId', operationId, call.operationId, operationId === call.operationId);
  compare('method', method, call.method, method?.toUpperCase() === call.method);
  compare('path', path, call.path, path !== undefined && matchesGlob(path, call.path));
  compare(
    'persona',
    persona,
    call.callerNames[0],
    persona !== undefined && call.callerNames.includes(persona),
  );
  compare('status', status, call.status, status === call.status);
  for (const [name, expected] of Object.entries(match.query ?? {})) {
    const actual = call.query[name];
    compare(`query.${name}`, expected, actual, String(actual) === expected && actual !== undefined);
  }
  for (const [name, expected] of Object.entries(match.headers ?? {})) {
    const actual = call.headers[name.toLowerCase()];
    compare(`headers.${name}`, expected, actual, actual === expected);
  }
  if (match.body !== undefined) found.push(...bodyDifferences('body', match.body, call.body));
  return found;
}

/** The match asks about more than is known before the body is read. */
export function matchesOnBody(match: RequestPattern): boolean {
  return match.body !== undefined;
}

/** Each `*` takes as little as it can, which is enough: no two of them compete. */
function matchesGlob(wanted: string, actual: string): boolean {
  const [first = '', ...others] = stripTrailingSlash(wanted).split('*');
  const path = stripTrailingSlash(actual);
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

function stripTrailingSlash(path: string): string {
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
