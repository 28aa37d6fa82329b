import type {
  ContractCoverage,
  Coverage,
  OperationCoverage,
} from '../../../schemas/control/activity.js';
import {
  type AuditEvidence,
  type CallerUse,
  type Refusals,
  type Report,
  type ReportFacts,
  reportFormat,
} from '../../../schemas/control/report.js';
import { runSteps, type Steps } from '../../store/time/slices.js';
import { withShares } from '../activity/coverage.js';
import { firstCalls, firstSequences, sortByKey } from './call-order.js';
import { findDefects } from './findings/findings.js';

export const emptyFacts: ReportFacts = {
  format: reportFormat,
  sandboxes: 0,
  calls: 0,
  unmatched: 0,
  unmatchedCalls: [],
  refused: 0,
  refusals: [],
  unexamined: 0,
  contracts: [],
  callers: [],
  evidence: [],
};

/** The sum of reports. It does not depend on their order, so that parallel runs have identical reports. */
export function mergeFacts(all: readonly ReportFacts[]): ReportFacts {
  const sum = (count: (facts: ReportFacts) => number) =>
    all.reduce((total, facts) => total + count(facts), 0);
  return {
    format: reportFormat,
    sandboxes: sum(({ sandboxes }) => sandboxes),
    ...mergeCoverage(all),
    unmatchedCalls: firstCalls(all.flatMap(({ unmatchedCalls }) => unmatchedCalls)),
    refused: sum(({ refused }) => refused),
    refusals: mergeRefusals(all.flatMap(({ refusals }) => refusals)),
    unexamined: sum(({ unexamined }) => unexamined),
    callers: mergeCallers(all.flatMap(({ callers }) => callers)),
    evidence: mergeEvidence(all.flatMap(({ evidence }) => evidence)),
  };
}

/** Adds the findings to the facts of a report. */
export function toReport(facts: ReportFacts): Report {
  return runSteps(reportSteps(facts));
}

/** The same in steps. */
export function* reportSteps(facts: ReportFacts): Steps<Report> {
  return { ...facts, findings: yield* findDefects(facts) };
}

/** The sum of coverages of the same contracts. */
function mergeCoverage(all: readonly Coverage[]): Coverage {
  const names = [
    ...new Set(all.flatMap(({ contracts }) => contracts.map(({ contract }) => contract))),
  ];
  return {
    calls: all.reduce((total, { calls }) => total + calls, 0),
    unmatched: all.reduce((total, { unmatched }) => total + unmatched, 0),
    contracts: names.sort().map((name) =>
      mergeContracts(
        name,
        all.flatMap(({ contracts }) => contracts.filter(({ contract }) => contract === name)),
      ),
    ),
  };
}

function mergeContracts(name: string, all: readonly ContractCoverage[]): ContractCoverage {
  const byId = new Map<string, OperationCoverage>();
  for (const detail of all.flatMap(({ details }) => details)) {
    const known = byId.get(detail.operationId);
    byId.set(detail.operationId, known ? addOperations(known, detail) : detail);
  }
  return withShares(name, [...byId.values()]);
}

function addOperations(one: OperationCoverage, other: OperationCoverage): OperationCoverage {
  const pages = one.pages ?? other.pages;
  return {
    ...one,
    calls: one.calls + other.calls,
    statuses: addCalls(one.statuses, other.statuses, ({ status }) => String(status)).sort(
      (a, b) => a.status - b.status,
    ),
    parameters: addCalls(one.parameters, other.parameters, (each) => `${each.in} ${each.name}`),
    scopes: addCalls(one.scopes, other.scopes, ({ scope }) => scope),
    pages: pages && {
      first: (one.pages?.first ?? 0) + (other.pages?.first ?? 0),
      later: (one.pages?.later ?? 0) + (other.pages?.later ?? 0),
    },
  };
}

function addCalls<Part extends { calls: number }>(
  some: readonly Part[],
  others: readonly Part[],
  keyOf: (part: Part) => string,
): Part[] {
  const byKey = new Map(some.map((part) => [keyOf(part), part]));
  for (const part of others) {
    const known = byKey.get(keyOf(part));
    byKey.set(keyOf(part), known ? { ...known, calls: known.calls + part.calls } : part);
  }
  return [...byKey.values()];
}

/** Merges the items that have the same key, in the order of their keys. */
function mergeByKey<Item>(
  all: readonly Item[],
  keyOf: (item: Item) => string,
  merge: (item: Item, known: Item | undefined) => Item,
): Item[] {
  const byKey = new Map<string, Item>();
  for (const item of all) {
    const key = keyOf(item);
    byKey.set(key, merge(item, byKey.get(key)));
  }
  return sortByKey([...byKey.values()], keyOf);
}

/** What each client used each combination of scopes for. */
export function mergeCallers(all: readonly CallerUse[]): CallerUse[] {
  return mergeByKey(all, callerKey, (use, known) => ({
    ...use,
    operations: mergeNames(known?.operations, use.operations),
    occurrences: use.occurrences + (known?.occurrences ?? 0),
    calls: firstCalls([...(known?.calls ?? []), ...use.calls]),
    laterPages: mergeNames(known?.laterPages, use.laterPages),
  }));
}

function callerKey({ contract, client, scopes }: CallerUse): string {
  return JSON.stringify([contract, client, scopes]);
}

function mergeNames(some: readonly string[] = [], others: readonly string[]): string[] {
  return [...new Set([...some, ...others])].sort();
}

/** A report names so many reasons of refusals, because a reason can contain a value that the client sent. */
const maxRefusals = 200;

/** The refusals by operation, status and reason. Those whose key comes first, which does not depend on the order of merging. */
export function mergeRefusals(all: readonly Refusals[]): Refusals[] {
  return mergeByKey(all, refusalKey, (each, known) => ({
    ...each,
    occurrences: each.occurrences + (known?.occurrences ?? 0),
    calls: firstCalls([...(known?.calls ?? []), ...each.calls]),
  })).slice(0, maxRefusals);
}

function refusalKey({ contract, operationId, status, reason }: Refusals): string {
  return JSON.stringify([contract, operationId, status, reason]);
}

function mergeEvidence(all: readonly AuditEvidence[]): AuditEvidence[] {
  return mergeByKey(all, evidenceKey, (each, known) => ({
    ...each,
    occurrences: each.occurrences + (known?.occurrences ?? 0),
    calls: firstSequences([...(known?.calls ?? []), ...each.calls]),
  }));
}

function evidenceKey({ code, contract, operationId, subject, client }: AuditEvidence): string {
  return JSON.stringify([code, contract, operationId, subject, client]);
}
