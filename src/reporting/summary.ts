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

/** What the columns of the coverage count. */
export const coverageLegend =
  'How much of what each vendor publishes was used in this run. Statuses, parameters and scopes are counted for each operation; pages are the lists of which a later page was read. A client that needs a few operations has low numbers.';

/** The contracts that were called. */
export function usedContracts({ contracts }: Report): ContractCoverage[] {
  return contracts.filter(({ operations }) => operations.used > 0);
}

/** What was examined, as a sentence. */
export function runSummary({ calls, sandboxes, unmatched }: Report): string {
  const unknown = unmatched > 0 ? `; ${count(unmatched, 'call')} matched no operation` : '';
  return `${count(calls, 'call')} in ${count(sandboxes, 'sandbox', 'sandboxes')}${unknown}.`;
}

/** The first calls that no operation matched, one in a line, under a heading. Undefined without any. */
export function unmatchedNote({
  unmatched,
  unmatchedCalls,
}: Report): { readonly heading: string; readonly calls: readonly string[] } | undefined {
  if (unmatched === 0) return undefined;
  const isOne = unmatched === 1;
  const others = unmatched - unmatchedCalls.length;
  const heading = `${count(unmatched, 'call')} matched no operation: the vendor does not have ${isOne ? 'its' : 'their'} method and path${others > 0 && unmatchedCalls.length > 0 ? '. The first are' : ''}`;
  return { heading, calls: unmatchedCalls.map(formatCall) };
}

/** That findings may be missing; undefined if all calls were examined. */
export function unexaminedNote({ unexamined }: Report): string | undefined {
  return unexamined > 0
    ? `${count(unexamined, 'call')} could not be examined, because the journal of a sandbox keeps the latest 1000 only. They are in the coverage; findings about them may be missing. Use a sandbox for each test.`
    : undefined;
}

/** How often a finding occurred. Of one that is not about single calls there is nothing to count. */
export function occurrenceText({ occurrences, calls }: Finding): string {
  if (calls.length === 0 && occurrences === 1) return '';
  return occurrences === 1 ? 'once' : `${occurrences} times`;
}

/** A call in one line, with its place. */
export function formatCall(call: AuditedCall): string {
  return `${requestText(call)} -> ${responseText(call)} (call ${call.id} in ${call.sandbox})`;
}

export function requestText({ method, path }: AuditedCall): string {
  return `${method} ${path}`;
}

/** The status of a call, and what it does not say. */
export function responseText(call: AuditedCall): string {
  const { status, total, retryAfter, injected, disconnected, done } = call;
  return [
    status ?? 'no response',
    total === undefined ? '' : `${count(total, 'item')} on all pages`,
    retryAfter === undefined ? '' : `Retry-After: ${retryAfter}`,
    injected ? 'injected by a fault rule' : '',
    disconnected ? 'the client did not wait for it' : '',
    done ? 'the vendor did it all the same' : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** A number with its noun. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}
