import { hasFingerprint, stripFingerprints } from '../redaction/redaction.js';
import { redactText } from '../redaction/text-redaction.js';
import type { Journal } from './journal.js';
import { maxBody } from './recorded-call.js';
import {
  type Difference,
  diffRequest,
  matchesRequest,
  type RecordedRequest,
  type RequestPattern,
  redactPattern,
} from './request-matcher.js';
import { requestOf } from './stored-entry.js';

/** A question to a journal: did calls like this happen, and how often? */
export interface VerificationQuery {
  readonly match: RequestPattern;
  /** How many matching calls are expected; one or more by default. */
  readonly count?: number | { readonly min?: number; readonly max?: number };
  /** How long to wait for them, in milliseconds of system time. */
  readonly timeoutMs?: number;
}

/** A call that does not match, and where it differs. */
interface NearMiss {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly differs: readonly Difference[];
}

export interface VerificationResult {
  readonly passed: boolean;
  readonly count: number;
  /** The ids of the matching calls in the order of their arrival, the first 1000. */
  readonly ids: readonly string[];
  /** When there were too few: the calls that differ least, at most three. */
  readonly nearest: readonly NearMiss[];
}

/** The maximum number of calls that are returned as near misses, of differences of each, and of ids. */
const limits = { misses: 3, differences: 20, ids: 1000 };

/** Whether matching calls happened as often as expected. Waits up to `timeoutMs` until they did or a signal is aborted. */
export async function verify(
  journal: Journal,
  query: VerificationQuery,
  signals: readonly AbortSignal[],
): Promise<VerificationResult> {
  const patterns = patternVariants(query.match, journal);
  const range = rangeOf(query);
  const first = evaluate(journal, patterns, range);
  if (first.passed || !query.timeoutMs) return first;
  let { count, ids } = first;
  return new Promise((resolve) => {
    const finish = (result: VerificationResult) => {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener('abort', onTimeout);
      unsubscribe();
      resolve(result);
    };
    const onTimeout = () => finish(evaluate(journal, patterns, range));
    // Only the new entry is compared: comparing all of them for each new one would block the server.
    const unsubscribe = journal.subscribe({
      onEntry(entry) {
        const made = entry.read();
        if (made.control || !matchesAny(patterns, requestOf(made))) return;
        count++;
        ids = firstIds([...ids, made.id]);
        if (isWithin(count, range)) finish({ passed: true, count, ids, nearest: [] });
      },
      onReplace() {
        const result = evaluate(journal, patterns, range);
        ({ count, ids } = result);
        if (result.passed) finish(result);
      },
    });
    const timer = setTimeout(onTimeout, query.timeoutMs);
    for (const signal of signals) signal.addEventListener('abort', onTimeout, { once: true });
  });
}

/** How many matching calls are expected. */
interface Range {
  readonly min: number;
  readonly max: number;
}

function rangeOf({ count = { min: 1 } }: VerificationQuery): Range {
  if (typeof count === 'number') return { min: count, max: count };
  const { min = 0, max = Number.POSITIVE_INFINITY } = count;
  return { min, max };
}

function isWithin(count: number, { min, max }: Range): boolean {
  return count >= min && count <= max;
}

/** How far a call is from a match: the number of differing parts, then the number of differences in them. */
function distance(differs: readonly Difference[]): number {
  const parts = new Set(differs.map(({ part }) => part.split('.')[0]));
  return parts.size + differs.length / 1000;
}

function evaluate(
  journal: Journal,
  patterns: readonly RequestPattern[],
  range: Range,
): VerificationResult {
  const matching: string[] = [];
  for (const { id, call } of calls(journal, patterns[0] ?? {}))
    if (matchesAny(patterns, call)) matching.push(id);
  const { length: count } = matching;
  const isTooFew = count < range.min;
  return {
    passed: isWithin(count, range),
    count,
    ids: firstIds(matching),
    nearest: isTooFew ? misses(journal, patterns) : [],
  };
}

/** Ids are numbers that calls get as they arrive; an entry is added when its call has ended. */
function firstIds(ids: readonly string[]): string[] {
  return ids.toSorted((one, other) => Number(one) - Number(other)).slice(0, limits.ids);
}

/** Whether a call matches one of the variants of a pattern. */
export function matchesAny(patterns: readonly RequestPattern[], call: RecordedRequest): boolean {
  return patterns.some((pattern) => matchesRequest(pattern, call));
}

/** The calls to vendor APIs that may match a pattern: all but query, headers and body is compared already, without converting an entry. */
function* calls(
  journal: Journal,
  { query: _, headers: __, body: ___, path, ...pattern }: RequestPattern,
): Generator<{ readonly id: string; readonly call: RecordedRequest }> {
  // A path with a secret is that of a converted entry.
  const prefilter = path === undefined || hasFingerprint(path) ? pattern : { ...pattern, path };
  for (const entry of journal.entries(prefilter))
    if (!entry.control) yield { id: entry.id, call: requestOf(entry) };
}

/** The calls that differ least, the nearest first, of equally near ones the latest first. */
function misses(journal: Journal, patterns: readonly RequestPattern[]): NearMiss[] {
  let nearest: { readonly miss: NearMiss; readonly distance: number }[] = [];
  for (const entry of journal.entries()) {
    if (entry.control) continue;
    const differs = nearestOf(patterns, requestOf(entry));
    if (differs.length === 0) continue;
    const { id, method, path } = entry;
    const found = { miss: { id, method, path, differs }, distance: distance(differs) };
    // The sort is stable.
    nearest = [found, ...nearest]
      .sort((one, other) => one.distance - other.distance)
      .slice(0, limits.misses);
  }
  return nearest.map(({ miss }) => stripFingerprints(miss));
}

/** A pattern in the forms in which the journal stores a body: a text may have been recorded as JSON or as text. */
export function patternVariants(match: RequestPattern, { redactor }: Journal): RequestPattern[] {
  const redacted = redactPattern(match, redactor);
  const { body } = match;
  // A longer text is not in the journal.
  return typeof body === 'string' && body.length <= maxBody
    ? [redacted, { ...redacted, body: redactText(body, redactor) }]
    : [redacted];
}

/** The differences to the pattern variant that is nearest to the call. */
function nearestOf(patterns: readonly RequestPattern[], call: RecordedRequest): Difference[] {
  const all = patterns.map((pattern) => diffRequest(pattern, call, limits.differences));
  return all.reduce((least, each) => (each.length < least.length ? each : least));
}
