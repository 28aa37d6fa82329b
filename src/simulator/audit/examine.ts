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
import { acceptedScopes, type CoverageOptions, coverageOf } from '../activity/coverage.js';
import type { Contract } from '../contract/contract.js';
import type { Persona } from '../contract/identity.js';
import type { JournalEntry } from '../journal/entry.js';
import { journalOf } from '../journal/journal.js';
import { stripFingerprints } from '../redaction/redaction.js';
import {
  type AuditedEntry,
  type CallPlace,
  type Detector,
  isSuccess,
  toAuditedCall,
  toAuditedEntry,
} from './audited-entry.js';
import { firstCalls } from './call-order.js';
import { findExpiredTokens } from './detectors/expired-tokens.js';
import { findIgnoredRetryAfter } from './detectors/ignored-retry-after.js';
import { findRepeatedWrites } from './detectors/repeated-writes.js';
import { findUnknownParameters } from './detectors/unknown-parameters.js';
import { findUnreadPages } from './detectors/unread-pages.js';
import { findUnsimulated } from './detectors/unsimulated.js';
import { emptyFacts, mergeCallers, mergeFacts, mergeRefusals } from './merge.js';

/** The defects that show in single calls. The others follow from the coverage. */
const detectors: Partial<Record<FindingCode, Detector>> = {
  'repeated-write': findRepeatedWrites,
  'paging-not-followed': findUnreadPages,
  'unknown-parameter': findUnknownParameters,
  'expired-token': findExpiredTokens,
  'ignored-retry-after': findIgnoredRetryAfter,
  'not-simulated': findUnsimulated,
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
  const facts = coverageFactsOf([sandbox], contracts, options);
  const used = callersOf(sandbox, contracts, since);
  const { examined, ...found } = yield* examineJournal(named, contracts, since);
  const callers = mergeCallers([...used, ...found.callers]);
  return { ...facts, ...found, unexamined: facts.calls - examined, callers };
}

/** The part of these facts that needs no journal: what clients used of the contracts in some sandboxes. */
export function coverageFactsOf(
  sandboxes: readonly Sandbox[],
  contracts: readonly Contract[],
  options: CoverageOptions = {},
): ReportFacts {
  const { since = 'origin' } = options;
  const called = sandboxes.filter((each) => activityOf(each).totalsSince(since).calls > 0);
  return {
    ...emptyFacts,
    sandboxes: called.length,
    ...coverageOf(called, contracts, options),
  };
}

/** The facts that are lost when the journal of a sandbox is cleared. Its coverage remains. */
export function journalFactsOf(named: NamedSandbox, contracts: readonly Contract[]): ReportFacts {
  const { examined, ...found } = runSteps(examineJournal(named, contracts, 'opening'));
  return { ...emptyFacts, ...found, unexamined: -examined };
}

/** What only the journal shows. */
type JournalFacts = Pick<
  ReportFacts,
  'evidence' | 'unmatchedCalls' | 'refused' | 'refusals' | 'callers'
>;

function* examineJournal(
  { name, sandbox }: NamedSandbox,
  contracts: readonly Contract[],
  since: CountedSince,
): Steps<JournalFacts & { readonly examined: number }> {
  const byName = new Map(contracts.map((contract) => [contract.name, contract]));
  const calls: AuditedEntry[] = [];
  const refusals: Refusals[] = [];
  const callers: CallerUse[] = [];
  const place = { sandbox: name, hasPersona: personaLookup(sandbox, contracts) };
  const unmatched: { sandbox: string; id: string; entry: JournalEntry }[] = [];
  let examined = 0;
  // The journal is copied in the first step.
  for (const observed of journalOf(sandbox).observedEntries()) {
    yield;
    const { entry, arrivedAt } = observed;
    const contract = byName.get(entry.contract);
    const isCounted = since === 'origin' || arrivedAt !== undefined;
    if (!contract || entry.control || !isCounted) continue;
    examined++;
    const call = toAuditedEntry(observed, contract);
    if (call) calls.push(call);
    if (call && isRefused(entry)) refusals.push(toRefusals(call, place));
    if (call && needsScope(call)) callers.push(toCallerUse(call, place));
    if (!call) unmatched.push({ sandbox: name, id: entry.id, entry });
  }
  const unmatchedCalls = firstCalls(unmatched).map(({ entry }) => toAuditedCall(entry, place));
  const evidence = yield* detectAll(calls, place);
  const refused = refusals.length;
  return {
    evidence,
    unmatchedCalls,
    refused,
    refusals: mergeRefusals(refusals),
    callers: mergeCallers(callers),
    examined,
  };
}

/** Looks for seeded users, whose names are read once for each contract. */
function personaLookup(sandbox: Sandbox, contracts: readonly Contract[]): CallPlace['hasPersona'] {
  const known = new Map<string, ReadonlySet<string>>();
  return (contract, name) => {
    const { identity } = contracts.find((each) => each.name === contract) ?? {};
    const names = known.get(contract) ?? new Set(identity?.personas(sandbox).map(personaName));
    known.set(contract, names);
    return names.has(name);
  };
}

function personaName({ name }: Persona): string {
  return name;
}

/** Whether a call succeeded because of a scope. */
function needsScope(call: AuditedEntry): boolean {
  const hasScopes = (call.scopes?.length ?? 0) > 0;
  return hasScopes && isSuccess(call) && acceptedScopes(call.contract, call.operation).length > 0;
}

/** Which call it was. That it was made is already in the activity. */
function toCallerUse(call: AuditedEntry, place: CallPlace): CallerUse {
  const { entry, contract, operation, client, scopes = [] } = call;
  return {
    contract: contract.name,
    client,
    scopes: [...scopes],
    operations: [operation.schema.operationId],
    occurrences: 0,
    calls: [toAuditedCall(entry, place, contract)],
    laterPages: [],
  };
}

/** Whether the vendor refuses such a call. Fault rules refuse any call. */
function isRefused({ status, fault }: JournalEntry): boolean {
  return status !== null && status >= 400 && status < 500 && fault === undefined;
}

function toRefusals({ entry, contract, operation }: AuditedEntry, place: CallPlace): Refusals {
  return {
    contract: contract.name,
    operationId: operation.schema.operationId,
    status: Number(entry.status),
    reason: stripFingerprints(entry).refusal?.message ?? '',
    occurrences: 1,
    calls: [toAuditedCall(entry, place, contract)],
  };
}

function* detectAll(calls: readonly AuditedEntry[], place: CallPlace): Steps<AuditEvidence[]> {
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
        calls: [sequence.map(({ entry }) => toAuditedCall(entry, place, contract))],
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
        .map(({ client, scopes, isLaterPage, count }): CallerUse => {
          const operations = [operation.schema.operationId];
          const laterPages = isLaterPage ? operations : [];
          const use = { operations, occurrences: count, calls: [], laterPages };
          return { contract: contract.name, client, scopes: [...scopes], ...use };
        }),
    ),
  );
  return mergeCallers(uses);
}
