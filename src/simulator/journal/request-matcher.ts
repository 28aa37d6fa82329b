import { isDeepStrictEqual } from 'node:util';
import { type Redactor, redact, redactBody } from './redaction.js';

/** A call to a vendor API, in the form that fault rules and verifications match on. */
export interface RecordedRequest {
  readonly contract: string;
  readonly operationId: string | null;
  readonly method: string;
  /** The requested path, without the sandbox prefix. */
  readonly path: string;
  /** The caller's persona and login name; empty for a call without a valid token. */
  callerNames: readonly string[];
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, unknown>>;
  body: unknown;
  /** Undefined before the response. */
  readonly status?: number | null;
}

/** Which calls match: every given property must match; an empty pattern matches every call. */
export interface RequestPattern {
  readonly contract?: string;
  readonly operationId?: string;
  readonly method?: string;
  /** `*` matches any text. */
  readonly path?: string;
  readonly persona?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Objects of the body may have further keys. */
  readonly body?: unknown;
  readonly status?: number;
}

/**
 * A pattern with its secrets redacted, so that it may be stored. It matches calls that were redacted by the same redactor,
 * see `redactRequest`.
 */
export function redactPattern<T extends RequestPattern>(pattern: T, redactor: Redactor): T {
  const { body, ...rest } = pattern;
  const redactedBody = body !== undefined && { body: redactBody(body, redactor) };
  return { ...(redact(rest, redactor) as T), ...redactedBody };
}

/** A call with its secrets redacted. */
export function redactRequest(call: RecordedRequest, redactor: Redactor): RecordedRequest {
  const query = redact(call.query, redactor) as RecordedRequest['query'];
  const headers = redact(call.headers, redactor) as RecordedRequest['headers'];
  return { ...call, query, headers, body: redactBody(call.body, redactor) };
}

/** A part of a call that does not match. */
export interface Difference {
  readonly part: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** The parts of a call that do not match a pattern; empty when it matches. */
export function diffRequest(pattern: RequestPattern, call: RecordedRequest): Difference[] {
  const differences: Difference[] = [];
  const compare = (part: string, expected: unknown, actual: unknown, isEqual: boolean) => {
    if (expected !== undefined && !isEqual)
      differences.push({ part, expected, actual: actual ?? null });
  };
  const { contract, operationId, method, path, persona, status } = pattern;
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
  for (const [name, expected] of Object.entries(pattern.query ?? {})) {
    const actual = call.query[name];
    compare(`query.${name}`, expected, actual, String(actual) === expected && actual !== undefined);
  }
  for (const [name, expected] of Object.entries(pattern.headers ?? {})) {
    const actual = call.headers[name.toLowerCase()];
    compare(`headers.${name}`, expected, actual, actual === expected);
  }
  if (pattern.body !== undefined)
    differences.push(...bodyDifferences('body', pattern.body, call.body));
  return differences;
}

/** Whether a pattern can be compared only when the body is known. */
export function matchesOnBody(pattern: RequestPattern): boolean {
  return pattern.body !== undefined;
}

/** Whether a path matches a pattern in which `*` is any text. Matching each part at its first occurrence is sufficient. */
function matchesGlob(pattern: string, actual: string): boolean {
  const [first = '', ...others] = stripTrailingSlash(pattern).split('*');
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

/** Where a body differs: objects may have further keys, everything else must be equal. */
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
