import type { OperationCoverage } from '../../../../schemas/control/activity.js';
import {
  type AuditEvidence,
  type Finding,
  type FindingCode,
  findingCodes,
  type ReportFacts,
} from '../../../../schemas/control/report.js';
import { describeFinding } from './descriptions.js';
import type { FindingSubject } from './finding-subject.js';
import { findUnneededScopes } from './unneeded-scopes.js';

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
export function findingsOf(facts: ReportFacts): Finding[] {
  const found = [...evidenceSubjects(facts), ...unsimulatedSubjects(facts)].map(toFinding);
  return [...found, ...findUnneededScopes(facts).map(toFinding)].sort(
    (one, other) =>
      findingCodes.indexOf(one.code) - findingCodes.indexOf(other.code) ||
      other.occurrences - one.occurrences,
  );
}

function toFinding(subject: FindingSubject): Finding {
  const { code, contract, operation, occurrences, calls, usedFor = [] } = subject;
  return {
    code,
    severity: severities[code],
    contract,
    operationId: operation?.operationId ?? null,
    documentation: (operation ?? usedFor[0])?.source ?? null,
    occurrences,
    calls: calls.map((sequence) => [...sequence]),
    ...describeFinding(subject),
  };
}

/** The evidence of calls. Unread pages are a defect only if no run has read a later page of the list. */
function evidenceSubjects(facts: ReportFacts): FindingSubject[] {
  return facts.evidence.flatMap((evidence) => {
    const operation = operationOf(facts, evidence);
    const hasReadLaterPages = (operation?.pages?.later ?? 0) > 0;
    if (!operation || (evidence.code === 'paging-not-followed' && hasReadLaterPages)) return [];
    return [{ ...evidence, operation, details: [] }];
  });
}

function unsimulatedSubjects({ contracts }: ReportFacts): FindingSubject[] {
  return contracts.flatMap(({ contract, details }) =>
    details.flatMap((operation): FindingSubject[] => {
      const occurrences = operation.statuses.find(({ status }) => status === 501)?.calls ?? 0;
      if (operation.simulated || occurrences === 0) return [];
      const subject = { contract, operation, subject: '', occurrences, calls: [], details: [] };
      return [{ code: 'not-simulated', ...subject }];
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
