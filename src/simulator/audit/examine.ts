import type {
  AuditEvidence,
  CallerUse,
  FindingCode,
  Refusals,
  ReportFacts,
} from '../../../schemas/control/report.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import { runSteps, type Steps } from '../../store/time/slices.js';
import { activityOf, type CountedSince } from '../activity/activity.js';
import { type CoverageOptions, coverageOf } from '../activity/coverage.js';
import type { Contract } from '../contract/contract.js';
import type { JournalEntry } from '../journal/entry.js';
import { journalOf } from '../journal/journal.js';
import { stripFingerprints } from '../redaction/redaction.js';
import {
  type AuditedEntry,
  type Detector,
  toAuditedCall,
  toAuditedEntry,
} from './audited-entry.js';
import { firstCalls } from './call-order.js';
import { findExpiredTokens } from './detectors/expired-tokens.js';
import { findIgnoredRetryAfter } from './detectors/ignored-retry-after.js';
import { findRepeatedWrites } from './detectors/repeated-writes.js';
import { findUnknownParameters } from './detectors/unknown-parameters.js';
import { findUnreadPages } from './detectors/unread-pages.js';
import { emptyFacts, mergeFacts, mergeRefusals } from './merge.js';

/** The defects that show in single calls. The others follow from the coverage. */
const detectors: Partial<Record<FindingCode, Detector>> = {
  'repeated-write': findRepeatedWrites,
  'paging-not-followed': findUnreadPages,
  'unknown-parameter': findUnknownParameters,
  'expired-token': findExpiredTokens,
  'ignored-retry-after': findIgnoredRetryAfter,
};

/** A sandbox with its name, which it does not know itself. */
export interface NamedSandbox {
  readonly name: string;
  readonly sandbox: Sandbox;
}

/** What clients did in a sandbox, at the time of the first step: what they used of the contracts, and what may be a defect. */
export function* factsOf(
  named: NamedSandbox,
  contracts: readonly Contract[],
  options: CoverageOptions = {},
): Steps<ReportFacts> {
  const { sandbox } = named;
  const { since = 'origin' } = options;
  const facts = coverageFactsOf(named, contracts, options);
  const callers = callersOf(sandbox, contracts, since);
  const { examined, ...found } = yield* examineJournal(named, contracts, since);
  return { ...facts, ...found, unexamined: facts.calls - examined, callers };
}

/** The part of these facts that needs no journal: what clients used of the contracts. */
export function coverageFactsOf(
  { sandbox }: NamedSandbox,
  contracts: readonly Contract[],
  options: CoverageOptions = {},
): ReportFacts {
  const coverage = coverageOf(sandbox, contracts, options);
  return { ...emptyFacts, sandboxes: coverage.calls > 0 ? 1 : 0, ...coverage };
}

/** The facts that are lost when the journal of a sandbox is cleared. Its coverage remains. */
export function journalFactsOf(named: NamedSandbox, contracts: readonly Contract[]): ReportFacts {
  const { examined, ...found } = runSteps(examineJournal(named, contracts, 'opening'));
  return { ...emptyFacts, ...found, unexamined: -examined };
}

/** What only the journal shows. */
type JournalFacts = Pick<ReportFacts, 'evidence' | 'unmatchedCalls' | 'refused' | 'refusals'>;

function* examineJournal(
  { name, sandbox }: NamedSandbox,
  contracts: readonly Contract[],
  since: CountedSince,
): Steps<JournalFacts & { readonly examined: number }> {
  const byName = new Map(contracts.map((contract) => [contract.name, contract]));
  const calls: AuditedEntry[] = [];
  const refusals: Refusals[] = [];
  const unmatched: { sandbox: string; id: string; entry: JournalEntry }[] = [];
  let examined = 0;
  // The journal is copied in the first step.
  for (const { entry, arrivedAt } of journalOf(sandbox).timedEntries()) {
    yield;
    const contract = byName.get(entry.contract);
    const isCounted = since === 'origin' || arrivedAt !== undefined;
    if (!contract || entry.control || !isCounted) continue;
    examined++;
    const call = toAuditedEntry(entry, arrivedAt, contract);
    if (call) calls.push(call);
    if (call && isRefused(entry)) refusals.push(toRefusals(call, name));
    if (!call) unmatched.push({ sandbox: name, id: entry.id, entry });
  }
  const unmatchedCalls = firstCalls(unmatched).map(({ entry }) => toAuditedCall(entry, name));
  const evidence = yield* detectAll(calls, name);
  const refused = refusals.length;
  return { evidence, unmatchedCalls, refused, refusals: mergeRefusals(refusals), examined };
}

/** Whether the vendor refuses such a call. Fault rules refuse any call. */
function isRefused({ status, fault }: JournalEntry): boolean {
  return status !== null && status >= 400 && status < 500 && fault === undefined;
}

function toRefusals({ entry, contract, operation }: AuditedEntry, sandbox: string): Refusals {
  return {
    contract: contract.name,
    operationId: operation.schema.operationId,
    status: Number(entry.status),
    reason: stripFingerprints(entry).refusal?.message ?? '',
    occurrences: 1,
    calls: [toAuditedCall(entry, sandbox, contract)],
  };
}

function* detectAll(calls: readonly AuditedEntry[], sandbox: string): Steps<AuditEvidence[]> {
  const evidence: AuditEvidence[] = [];
  for (const [code, detect] of Object.entries(detectors))
    for (const { subject = '', calls: sequence } of detect(calls)) {
      const [{ contract, operation, client }] = sequence;
      evidence.push({
        code: code as FindingCode,
        contract: contract.name,
        operationId: operation.schema.operationId,
        subject,
        client,
        occurrences: 1,
        calls: [sequence.map(({ entry }) => toAuditedCall(entry, sandbox, contract))],
      });
      yield;
    }
  return mergeFacts([{ ...emptyFacts, evidence }]).evidence;
}

/** What each client used a combination of scopes for, successfully. */
function callersOf(
  sandbox: Sandbox,
  contracts: readonly Contract[],
  since: CountedSince,
): CallerUse[] {
  const activity = activityOf(sandbox);
  const uses = contracts.flatMap((contract) =>
    contract.operations.flatMap((operation) =>
      activity
        .countersOf(contract.name, operation, since)
        .filter(({ status }) => (status ?? 500) < 400)
        .map(({ client, scopes, isLaterPage }): CallerUse => {
          const operations = [operation.schema.operationId];
          const laterPages = isLaterPage ? operations : [];
          return { contract: contract.name, client, scopes: [...scopes], operations, laterPages };
        }),
    ),
  );
  return mergeFacts([{ ...emptyFacts, callers: uses }]).callers;
}
