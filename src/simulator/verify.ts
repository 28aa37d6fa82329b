import { type Call, type Difference, differences, hiddenMatch, type Match } from './calls.js';
import { callOfEntry, type Journal } from './journal.js';
import { maskText, unsealed } from './secrets.js';

/** What is asked of a journal. */
export interface Question {
  readonly match: Match;
  /** How many there must be; one or more when left out. */
  readonly count?: number | { readonly min?: number; readonly max?: number };
  /** How long to wait for it, in real milliseconds. */
  readonly timeoutMs?: number;
}

/** A call that is not as it was asked for, and where it differs. */
interface Miss {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly differs: readonly Difference[];
}

export interface Verdict {
  readonly passed: boolean;
  readonly count: number;
  /** When there were too few: the calls that differ least. */
  readonly nearest: readonly Miss[];
}

const mostMisses = 3;

/** Whether calls like this happened, and so many times; waits for it as long as it is told to. */
export async function verify(
  journal: Journal,
  question: Question,
  closing: AbortSignal,
): Promise<Verdict> {
  const first = judge(journal, question);
  if (first.passed || !question.timeoutMs) return first;
  return new Promise((resolve) => {
    const finish = (verdict: Verdict) => {
      clearTimeout(timer);
      closing.removeEventListener('abort', late);
      end();
      resolve(verdict);
    };
    const late = () => finish(judge(journal, question));
    const timer = setTimeout(late, question.timeoutMs);
    closing.addEventListener('abort', late, { once: true });
    const end = journal.listen(() => {
      const verdict = judge(journal, question);
      if (verdict.passed) finish(verdict);
    });
  });
}

/** How far a call is off: by parts first, then by all that differs in them. */
function farness(differs: readonly Difference[]): number {
  const parts = new Set(differs.map(({ part }) => part.split('.')[0]));
  return parts.size + differs.length / 1000;
}

function judge(journal: Journal, { match, count: wanted = { min: 1 } }: Question): Verdict {
  const { min = 0, max = Number.POSITIVE_INFINITY } =
    typeof wanted === 'number' ? { min: wanted, max: wanted } : wanted;
  const matches = forms(match, journal);
  const all = journal.entries().map((entry) => ({
    entry,
    differs: nearestOf(matches, callOfEntry(entry)),
  }));
  const misses = all.filter(({ differs }) => differs.length > 0);
  const count = all.length - misses.length;
  const nearest = misses
    .reverse()
    .sort((one, other) => farness(one.differs) - farness(other.differs))
    .slice(0, mostMisses)
    .map(({ entry: { id, method, path }, differs }) => ({
      id,
      method,
      path,
      differs: unsealed(differs),
    }));
  return { passed: count >= min && count <= max, count, nearest: count < min ? nearest : [] };
}

/** A match as the journal tells of calls: of a body that is text, as JSON and as it is. */
function forms(match: Match, { seal }: Journal): Match[] {
  const hidden = hiddenMatch(match, seal);
  const { body } = match;
  return typeof body === 'string' ? [hidden, { ...hidden, body: maskText(body, seal) }] : [hidden];
}

/** Where a call differs from that form of a match from which it differs least. */
function nearestOf(matches: readonly Match[], call: Call): Difference[] {
  const all = matches.map((match) => differences(match, call));
  return all.reduce((least, each) => (each.length < least.length ? each : least));
}
