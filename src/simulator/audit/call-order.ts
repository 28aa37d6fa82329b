import type { AuditedCall } from '../../../schemas/control/report.js';

/** A report keeps so many of the calls that no operation matched, and of those that were refused for the same reason. */
const maxCalls = 5;

/** A report keeps the calls of so many occurrences of a defect; further ones are counted. */
const maxSequences = 3;

/** The first occurrences, by sandbox and number of the call. */
export function firstSequences(sequences: readonly AuditedCall[][]): AuditedCall[][] {
  return sortByKey(sequences, ([first]) => (first ? callKey(first) : '')).slice(0, maxSequences);
}

/** The first calls, by sandbox and number. */
export function firstCalls<Call extends NumberedCall>(calls: readonly Call[]): Call[] {
  return sortByKey(calls, callKey).slice(0, maxCalls);
}

type NumberedCall = Pick<AuditedCall, 'sandbox' | 'id'>;

function callKey({ sandbox, id }: NumberedCall): string {
  return `${sandbox} ${id.padStart(15, '0')}`;
}

/** The items in the order of their keys, which does not depend on the language of the system. */
export function sortByKey<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  return [...items].sort((one, other) => {
    const [a, b] = [keyOf(one), keyOf(other)];
    return Number(a > b) - Number(a < b);
  });
}
