import type { Sandbox } from '../../store/sandbox/sandbox.js';
import type { JournalEntry } from '../journal/entry.js';
import { journalOf } from '../journal/journal.js';
import { toPublicEntry } from '../journal/public-entry.js';
import { requestOf } from '../journal/stored-entry.js';
import { matchesAny, patternVariants } from '../journal/verify.js';
import { requestedStatus } from './inject.js';
import { type FaultRule, isScheduled, nextRuleId, randomOf } from './rules.js';

/** What a rule would have done to the latest calls of a sandbox. */
interface FaultPreview {
  /** How many calls were compared with the rule. */
  readonly calls: number;
  readonly matched: number;
  readonly applied: number;
  /** The calls that it would have been applied to, latest first. */
  readonly entries: readonly ReturnType<typeof summaryOf>[];
}

/**
 * Evaluates a rule against the latest calls in the journal, as if it had been the only one before the first of them. Nothing is
 * counted or changed. A share is drawn as for the next rule that is added.
 */
export function previewRule(
  sandbox: Sandbox,
  { match, when }: Pick<FaultRule, 'match' | 'when'>,
  limit: number,
): FaultPreview {
  const journal = journalOf(sandbox);
  const patterns = patternVariants(match, journal);
  const calls = latestCalls(journal.latest(), limit).reverse();
  const id = nextRuleId(sandbox);
  const applied: JournalEntry[] = [];
  let matched = 0;
  for (const call of calls) {
    if (!matchesAny(patterns, requestOf(call))) continue;
    matched++;
    const counters = { matched, applied: applied.length };
    if (isScheduled(when, counters, randomOf(sandbox, id, matched))) applied.push(call);
  }
  return {
    calls: calls.length,
    matched,
    applied: applied.length,
    entries: applied.reverse().map(summaryOf),
  };
}

/** The first calls that fault rules are applied to: not those of the control plane, nor those with `Prefer: code=NNN`. */
function latestCalls(entries: Iterable<JournalEntry>, limit: number): JournalEntry[] {
  const found: JournalEntry[] = [];
  for (const entry of entries) {
    if (entry.control || requestedStatus(entry.request.headers.prefer) !== undefined) continue;
    if (found.push(entry) >= limit) break;
  }
  return found;
}

function summaryOf(entry: JournalEntry) {
  const { id, method, path, contract, operationId, persona, status } = toPublicEntry(entry);
  return { id, method, path, contract, operationId, persona, status };
}
