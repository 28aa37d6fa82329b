import { setTimeout } from '../../lib/timers.js';
import { type Journal, requestOf } from './journal.js';
import { redactText, stripFingerprints } from './redaction.js';
import {
  type Difference,
  diffRequest,
  type RecordedRequest,
  type RequestPattern,
  redactPattern,
} from './request-matcher.js';

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
  /** When there were too few: the calls that differ least, at most three. */
  readonly nearest: readonly NearMiss[];
}

const maxMisses = 3;

/** Whether matching calls happened as often as expected. Waits up to `timeoutMs` until they did or a signal is aborted. */
export async function verify(
  journal: Journal,
  query: VerificationQuery,
  signals: readonly AbortSignal[],
): Promise<VerificationResult> {
  const first = evaluate(journal, query);
  if (first.passed || !query.timeoutMs) return first;
  return new Promise((resolve) => {
    const finish = (result: VerificationResult) => {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener('abort', onTimeout);
      unsubscribe();
      resolve(result);
    };
    const onTimeout = () => finish(evaluate(journal, query));
    const timer = setTimeout(onTimeout, query.timeoutMs);
    for (const signal of signals) signal.addEventListener('abort', onTimeout, { once: true });
    const unsubscribe = journal.subscribe(() => {
      const result = evaluate(journal, query);
      if (result.passed) finish(result);
    });
  });
}

/** How far a call is from a match: the number of differing parts, then the number of differences in them. */
function distance(differs: readonly Difference[]): number {
  const parts = new Set(differs.map(({ part }) => part.split('.')[0]));
  return parts.size + differs.length / 1000;
}

function evaluate(
  journal: Journal,
  { match, count: expected = { min: 1 } }: VerificationQuery,
): VerificationResult {
  const { min = 0, max = Number.POSITIVE_INFINITY } =
    typeof expected === 'number' ? { min: expected, max: expected } : expected;
  const matches = patternVariants(match, journal);
  const all = journal.entries().map((entry) => ({
    entry,
    differs: nearestOf(matches, requestOf(entry)),
  }));
  const misses = all.filter(({ differs }) => differs.length > 0);
  const count = all.length - misses.length;
  const nearest = misses
    .reverse()
    .sort((one, other) => distance(one.differs) - distance(other.differs))
    .slice(0, maxMisses)
    .map(({ entry: { id, method, path }, differs }) => ({
      id,
      method,
      path,
      differs: stripFingerprints(differs),
    }));
  return { passed: count >= min && count <= max, count, nearest: count < min ? nearest : [] };
}

/** A pattern in the forms in which the journal stores a body: a text may have been recorded as JSON or as text. */
function patternVariants(match: RequestPattern, { redactor }: Journal): RequestPattern[] {
  const redacted = redactPattern(match, redactor);
  const { body } = match;
  return typeof body === 'string'
    ? [redacted, { ...redacted, body: redactText(body, redactor) }]
    : [redacted];
}

/** The differences to the pattern variant that is nearest to the call. */
function nearestOf(matches: readonly RequestPattern[], call: RecordedRequest): Difference[] {
  const all = matches.map((match) => diffRequest(match, call));
  return all.reduce((least, each) => (each.length < least.length ? each : least));
}
