import { parse as parseQuery } from 'node:querystring';
import { isDeepStrictEqual } from 'node:util';
import { redact, redactBody } from '../redaction/redaction.js';
import type { Redactor } from '../redaction/secrets.js';
import { redactUrl } from '../redaction/text-redaction.js';

/** The parameters of a query by name; those that were sent several times are arrays. */
type Parameters = Readonly<Record<string, unknown>>;

/** A call to a vendor API, in the form that fault rules and verifications match on. */
export interface RecordedRequest {
  readonly contract: string;
  readonly operationId: string | null;
  readonly method: string;
  /** The requested path, without the sandbox prefix. */
  readonly path: string;
  /** The caller's persona and login name; empty for a call without a valid token. */
  callerNames: readonly string[];
  /** As text while the call is not read, which takes less time and memory. */
  readonly query: string | Parameters;
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
  /** A status, or a class of them: `4xx`. */
  readonly status?: number | string;
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
  const query = redact(parametersOf(call), redactor) as Parameters;
  const headers = redact(call.headers, redactor) as RecordedRequest['headers'];
  const path = redactUrl(call.path, redactor);
  return { ...call, path, query, headers, body: redactBody(call.body, redactor) };
}

/** The parameters of a call's query, as they were sent. */
export function parametersOf({ query }: Pick<RecordedRequest, 'query'>): Parameters {
  return typeof query === 'string' ? parseQuery(query, '&', '=', { maxKeys: 0 }) : query;
}

/** A part of a call that does not match. */
export interface Difference {
  readonly part: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** Whether a call matches a pattern. Stops at the first difference. */
export function matchesRequest(pattern: RequestPattern, call: RecordedRequest): boolean {
  return differences(pattern, call).next().done === true;
}

/** The parts of a call that do not match a pattern, at most `limit`; empty when it matches. */
export function diffRequest(
  pattern: RequestPattern,
  call: RecordedRequest,
  limit = Number.POSITIVE_INFINITY,
): Difference[] {
  const found: Difference[] = [];
  for (const difference of differences(pattern, call)) if (found.push(difference) >= limit) break;
  return found;
}

/** Whether a call has the expected value of a part that is a single value. */
const comparisons: Readonly<
  Record<string, (expected: string | number, call: RecordedRequest) => boolean>
> = {
  contract: (expected, { contract }) => contract === expected,
  operationId: (expected, { operationId }) => operationId === expected,
  method: (expected, { method }) => method === String(expected).toUpperCase(),
  path: (expected, { path }) => matchesGlob(String(expected), path),
  persona: (expected, { callerNames }) => callerNames.includes(String(expected)),
  status: (expected, { status }) => status === expected || matchesClass(expected, status),
};

/** Whether a status belongs to a class such as `4xx`, or has the expected digits. */
function matchesClass(expected: string | number, status: number | null | undefined): boolean {
  if (typeof expected === 'number' || typeof status !== 'number') return false;
  const digits = String(status);
  return digits === expected || `${digits[0]}xx` === expected.toLowerCase();
}

function* differences(pattern: RequestPattern, call: RecordedRequest): Generator<Difference> {
  yield* valueDifferences(pattern, call);
  if (pattern.query !== undefined) yield* parameterDifferences(pattern.query, parametersOf(call));
  for (const [name, expected] of Object.entries(pattern.headers ?? {})) {
    const actual = call.headers[name.toLowerCase()] ?? null;
    if (actual !== expected) yield { part: `headers.${name}`, expected, actual };
  }
  if (pattern.body !== undefined) yield* bodyDifferences('body', pattern.body, call.body);
}

function* parameterDifferences(expected: Parameters, parameters: Parameters) {
  for (const [name, value] of Object.entries(expected)) {
    const actual = parameters[name] ?? null;
    if (actual === null || String(actual) !== value)
      yield { part: `query.${name}`, expected: value, actual };
  }
}

function* valueDifferences(pattern: RequestPattern, call: RecordedRequest): Generator<Difference> {
  for (const part in comparisons) {
    const expected = pattern[part as keyof RequestPattern] as string | number | undefined;
    if (expected === undefined || comparisons[part]?.(expected, call)) continue;
    const actual = part === 'persona' ? call.callerNames[0] : call[part as keyof RecordedRequest];
    yield { part, expected, actual: actual ?? null };
  }
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
    const found = findPart(path, part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return path.length - last.length >= from && path.endsWith(last);
}

/** Longer texts are searched in linear time, because `indexOf` may take the product of both lengths. */
const maxIndexOfLength = 100;

/** The index of the first occurrence of a part in a text, or -1. */
function findPart(text: string, part: string, from: number): number {
  if (part.length <= maxIndexOfLength) return text.indexOf(part, from);
  const borders = bordersOf(part);
  let matched = 0;
  for (let index = from; index < text.length; index++) {
    while (matched > 0 && text[index] !== part[matched]) matched = borders[matched - 1] ?? 0;
    if (text[index] === part[matched]) matched++;
    if (matched === part.length) return index + 1 - matched;
  }
  return -1;
}

/** For each beginning of a text, the length of the longest shorter one that it ends with (Knuth, Morris and Pratt). */
function bordersOf(text: string): Uint32Array {
  const borders = new Uint32Array(text.length);
  let matched = 0;
  for (let index = 1; index < text.length; index++) {
    while (matched > 0 && text[index] !== text[matched]) matched = borders[matched - 1] ?? 0;
    if (text[index] === text[matched]) matched++;
    borders[index] = matched;
  }
  return borders;
}

function stripTrailingSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/$/, '') : path;
}

/** Where a body differs: objects may have further keys, everything else must be equal. */
function* bodyDifferences(part: string, expected: unknown, actual: unknown): Generator<Difference> {
  if (isObject(expected) && isObject(actual)) {
    for (const key in expected)
      yield* bodyDifferences(
        `${part}.${key}`,
        expected[key],
        Object.hasOwn(actual, key) ? actual[key] : undefined,
      );
  } else if (!isDeepStrictEqual(expected, actual)) {
    yield { part, expected, actual: actual ?? null };
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
