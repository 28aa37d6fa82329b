import type { ContractCoverage } from '../../schemas/control/activity.js';
import type { AuditedCall, Finding, Refusals, Report } from '../../schemas/control/report.js';
import { describeClients } from '../simulator/activity/client-name.js';
import { coverageParts } from './gate.js';

/** A report shows so many findings first; the others follow after the coverage. */
export const maxFirstFindings = 5;

/** What a share says: `3 of 90 (3 %)`. */
export function formatShare({ used, published }: { used: number; published: number }): string {
  if (published === 0) return '-';
  const percentage = Math.floor((100 * used) / published);
  return `${used} of ${published} (${used > 0 && percentage === 0 ? '<1' : percentage} %)`;
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
  const heading = `${count(unmatched, 'call')} matched no operation: the vendor does not have ${isOne ? 'its' : 'their'} method and path. Compare ${isOne ? 'it' : 'them'} with the vendor's operations at /docs of a running server${others > 0 && unmatchedCalls.length > 0 ? '. The first are' : ''}`;
  const calls = unmatchedCalls.map(
    (call) => `${formatCall(call)}${call.reason === undefined ? '' : `: ${call.reason}`}`,
  );
  return { heading, calls };
}

/** What a report says of refused calls. */
export interface RefusalsNote {
  readonly heading: string;
  /** The most frequent first. */
  readonly refusals: readonly Refusals[];
}

/** The calls that the vendor refused, by reason. Undefined without any. */
export function refusalsNote({ refused, refusals }: Report): RefusalsNote | undefined {
  if (refused === 0) return undefined;
  const heading = `${count(refused, 'call')} ${refused === 1 ? 'was' : 'were'} refused with a status from 400 to 499, not counting those of fault rules. Refusals are no findings, and no threshold limits them, because tests cause them on purpose too: compare the reasons with what the client should do`;
  return {
    heading,
    refusals: refusals.toSorted((one, other) => other.occurrences - one.occurrences),
  };
}

/** The calls that were refused for one reason, in one line. */
export function formatRefusals({ contract, operationId, ...refusals }: Refusals): string {
  const { occurrences, status, reason, calls } = refusals;
  const [first] = calls;
  const place =
    first === undefined
      ? ''
      : ` (${occurrences > 1 ? 'first: ' : ''}call ${first.id} in ${first.sandbox})`;
  return `${occurrences} x ${status} ${contract} ${operationId}${reason && `: ${reason}`}${place}`;
}

/** That findings may be missing; undefined if all calls were examined. */
export function unexaminedNote({ unexamined }: Report): string | undefined {
  return unexamined > 0
    ? `${count(unexamined, 'call')} could not be examined, because the journal of a sandbox keeps the latest 1000 only. They are in the coverage; findings about them may be missing. Use a sandbox for each test.`
    : undefined;
}

/** How often a finding occurred, and in calls of which clients. Empty for one that is not about single calls. */
export function occurrenceText({ occurrences, calls, clients }: Finding): string {
  if (calls.length === 0 && occurrences === 1) return '';
  const times = occurrences === 1 ? 'once' : `${occurrences} times`;
  return clients.length === 0 ? times : `${times} by ${describeClients(clients)}`;
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
