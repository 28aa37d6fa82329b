import type { ContractCoverage } from '../../schemas/control/activity.js';
import type { AuditedCall, Finding, Report } from '../../schemas/control/report.js';
import { coverageParts } from './gate.js';

/** A report shows so many findings first; the others follow after the coverage. */
export const maxFirstFindings = 5;

/** What a share says: `3 of 90 (3 %)`. */
export function formatShare({ used, published }: { used: number; published: number }): string {
  return published === 0
    ? '-'
    : `${used} of ${published} (${Math.floor((100 * used) / published)} %)`;
}

/** The rows of the table of coverage: the contract and its shares. */
export function coverageRows({ contracts }: Report): string[][] {
  return contracts.map((each) => [
    each.contract,
    ...coverageParts.map((part) => formatShare(each[part])),
  ]);
}

export const coverageHeadings = ['vendor', ...coverageParts];

/** The contracts that were called. */
export function usedContracts({ contracts }: Report): ContractCoverage[] {
  return contracts.filter(({ operations }) => operations.used > 0);
}

/** What was examined, as a sentence. */
export function runSummary({ calls, sandboxes, unmatched }: Report): string {
  const unknown = unmatched > 0 ? `; ${count(unmatched, 'call')} matched no operation` : '';
  return `${count(calls, 'call')} in ${count(sandboxes, 'sandbox', 'sandboxes')}${unknown}.`;
}

/** That findings may be missing; undefined if all calls were examined. */
export function unexaminedNote({ unexamined }: Report): string | undefined {
  return unexamined > 0
    ? `${count(unexamined, 'call')} could not be examined, because the journal of a sandbox keeps the latest 1000 only. They are in the coverage; findings about them may be missing. Use a sandbox for each test.`
    : undefined;
}

/** How often a finding occurred. */
export function occurrenceText({ occurrences }: Finding): string {
  return occurrences === 1 ? 'once' : `${occurrences} times`;
}

/** A call in one line. */
export function formatCall({ sandbox, id, method, path, status }: AuditedCall): string {
  return `${method} ${path} -> ${status ?? 'no response'} (call ${id} in ${sandbox})`;
}

/** A number with its noun. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}
