import { type Journal, requestOf } from './journal.js';
import { redactText, stripFingerprints } from './redaction.js';
import {
  type Difference,
  diffRequest,
  type RecordedRequest,
  type RequestPattern,
  redactPattern,
} from './request-matcher.js';

/** What is asked of a journal. */
export interface VerificationQuery {
  readonly match: RequestPattern;
  /** How many there must be; one or more when left out. */
  readonly count?: number | { readonly min?: number; readonly max?: number };
  /** How long to wait for it, in real milliseconds. */
  readonly timeoutMs?: number;
}

/** A call that is not as it was asked for, and where it differs. */
interface NearMiss {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly differs: readonly Difference[];
}

export interface VerificationResult {
  readonly passed: boolean;
  readonly count: number;
  /** When there were too few: the calls that differ least. */
  readonly nearest: readonly NearMiss[];
}

const mostMisses = 3;

/** Whether calls like this happened, and so many times; waits for it as long as it is told to. */
export async function verify(
  journal: Journal,
  question: VerificationQuery,
  closing: AbortSignal,
): Promise<VerificationResult> {
  const first = evaluate(journal, question);
  if (first.passed || !question.timeoutMs) return first;
  return new Promise((resolve) => {
    const finish = (verdict: VerificationResult) => {
      clearTimeout(timer);
      closing.removeEventListener('abort', onTimeout);
      end();
      resolve(verdict);
    };
    const onTimeout = () => finish(evaluate(journal, question));
    const timer = setTimeout(onTimeout, question.timeoutMs);
    closing.addEventListener('abort', onTimeout, { once: true });
    const end = journal.subscribe(() => {
      const verdict = evaluate(journal, question);
      if (verdict.passed) finish(verdict);
    });
  });
}

/** How far a call is off: by parts first, then by all that differs in them. */
function distance(differs: readonly Difference[]): number {
  const parts = new Set(differs.map(({ part }) => part.split('.')[0]));
  return parts.size + differs.length / 1000;
}

function evaluate(
  journal: Journal,
  { match, count: wanted = { min: 1 } }: VerificationQuery,
): VerificationResult {
  const { min = 0, max = Number.POSITIVE_INFINITY } =
    typeof wanted === 'number' ? { min: wanted, max: wanted } : wanted;
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
    .slice(0, mostMisses)
    .map(({ entry: { id, method, path }, differs }) => ({
      id,
      method,
      path,
      differs: stripFingerprints(differs),
    }));
  return { passed: count >= min && count <= max, count, nearest: count < min ? nearest : [] };
}

/** A match as the journal tells of calls: of a body that is text, as JSON and as it is. */
function patternVariants(match: RequestPattern, { redactor }: Journal): RequestPattern[] {
  const hidden = redactPattern(match, redactor);
  const { body } = match;
  return typeof body === 'string'
    ? [hidden, { ...hidden, body: redactText(body, redactor) }]
    : [hidden];
}

/** Where a call differs from that form of a match from which it differs least. */
function nearestOf(matches: readonly RequestPattern[], call: RecordedRequest): Difference[] {
  const all = matches.map((match) => diffRequest(match, call));
  return all.reduce((least, each) => (each.length < least.length ? each : least));
}
