import type { OperationCoverage } from '../../../../schemas/control/activity.js';
import {
  type AuditEvidence,
  type Finding,
  type FindingCode,
  findingCodes,
  type ReportFacts,
} from '../../../../schemas/control/report.js';
import { groupBy } from '../../../lib/calculation/group-by.js';
import type { Steps } from '../../../store/time/slices.js';
import { firstSequences } from '../call-order.js';
import { describeFinding } from './descriptions.js';
import type { FindingSubject, Subjects } from './finding-subject.js';
import { unneededScopes } from './unneeded-scopes.js';

/** How bad a finding is. */
const severities: Readonly<Record<FindingCode, Finding['severity']>> = {
  'repeated-write': 'error',
  'paging-not-followed': 'error',
  'unknown-parameter': 'warning',
  'expired-token': 'warning',
  'ignored-retry-after': 'warning',
  'not-simulated': 'note',
  'unneeded-scope': 'note',
};

/** The defects that the facts of a report show, those that do most damage first. */
export function* findDefects(facts: ReportFacts): Steps<Finding[]> {
  const found: Finding[] = [];
  for (const subjects of [evidenceSubjects, unsimulatedSubjects, unneededScopes])
    for (const subject of subjects(facts)) {
      if (subject) found.push(toFinding(subject));
      yield;
    }
  return found.sort(
    (one, other) =>
      findingCodes.indexOf(one.code) - findingCodes.indexOf(other.code) ||
      other.occurrences - one.occurrences,
  );
}

function toFinding(subject: FindingSubject): Finding {
  const { code, contract, operation, clients, occurrences, calls, usedFor = [] } = subject;
  return {
    code,
    severity: severities[code],
    contract,
    operationId: operation?.operationId ?? null,
    documentation: (operation ?? usedFor[0])?.source ?? null,
    clients: [...clients],
    occurrences,
    calls: calls.map((sequence) => [...sequence]),
    ...describeFinding(subject),
  };
}

/**
 * The evidence of calls, that of several clients together. Unread pages are a defect of the clients that have read no later page
 * of the list in any run: what one client reads, another one does not have.
 */
function* evidenceSubjects(facts: ReportFacts): Subjects {
  const defects = facts.evidence.filter(
    ({ code, client, ...each }) =>
      code !== 'not-simulated' &&
      (code !== 'paging-not-followed' || !pageReaders(facts, each).includes(client)),
  );
  for (const group of groupBy(defects, subjectKey).values()) {
    const [first] = group;
    const operation = first && operationOf(facts, first);
    if (!first || !operation) continue;
    const { code, contract, subject } = first;
    yield {
      code,
      contract,
      operation,
      subject,
      clients: group.map(({ client }) => client).sort(),
      occurrences: group.reduce((sum, { occurrences }) => sum + occurrences, 0),
      calls: firstSequences(group.flatMap(({ calls }) => calls)),
      details: code === 'paging-not-followed' ? pageReaders(facts, first) : [],
    };
  }
}

function subjectKey({
  code,
  contract,
  operationId,
  subject,
}: Pick<AuditEvidence, 'code' | 'contract' | 'operationId' | 'subject'>): string {
  return JSON.stringify([code, contract, operationId, subject]);
}

/** The clients that have read a later page of a list. */
function pageReaders(
  { callers }: ReportFacts,
  { contract, operationId }: Pick<AuditEvidence, 'contract' | 'operationId'>,
): string[] {
  const readers = callers.filter(
    (each) => each.contract === contract && each.laterPages.includes(operationId),
  );
  return [...new Set(readers.map(({ client }) => client))].sort();
}

/** The coverage counts the calls that were not examined, too. */
function unsimulatedSubjects({ contracts, evidence }: ReportFacts): FindingSubject[] {
  return contracts.flatMap(({ contract, details }) =>
    details.flatMap((operation): FindingSubject[] => {
      const occurrences = operation.statuses.find(({ status }) => status === 501)?.calls ?? 0;
      if (operation.simulated || occurrences === 0) return [];
      const code = 'not-simulated';
      const { operationId } = operation;
      const key = subjectKey({ code, contract, operationId, subject: '' });
      const examined = evidence.filter((each) => subjectKey(each) === key);
      const clients = examined.map(({ client }) => client).sort();
      const calls = firstSequences(examined.flatMap((each) => each.calls));
      return [{ code, contract, operation, occurrences, subject: '', clients, calls, details: [] }];
    }),
  );
}

function operationOf(
  { contracts }: ReportFacts,
  { contract, operationId }: AuditEvidence,
): OperationCoverage | undefined {
  return contracts
    .find((each) => each.contract === contract)
    ?.details.find((each) => each.operationId === operationId);
}
