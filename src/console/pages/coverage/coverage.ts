import type { Model } from '../../api/client.js';

export type ContractCoverage = Model<'ContractCoverage'>;

/** An operation of a vendor API with what calls used of it. */
export type OperationCoverage = Model<'OperationCoverage'> & { readonly contract: string };

/** Which operations are listed. */
export type Selection = 'all' | 'used' | 'never' | 'partly' | 'not-simulated';

/** The titles of the selections. */
export const selections: readonly (readonly [Selection, string])[] = [
  ['all', 'All'],
  ['never', 'Never called'],
  ['used', 'Called'],
  ['partly', 'Called, not all of it'],
  ['not-simulated', 'Got a 501'],
];

interface Filter {
  readonly api: string | undefined;
  readonly selection: Selection;
  readonly search: string;
}

/** The operations that match what is chosen above the table. */
export function findOperations(
  contracts: readonly ContractCoverage[],
  { api, selection, search }: Filter,
): OperationCoverage[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return contracts
    .filter(({ contract }) => api === undefined || contract === api)
    .flatMap(({ contract, details }) => details.map((each) => ({ ...each, contract })))
    .filter((operation) => {
      const text = `${operation.method} ${operation.path} ${operation.operationId}`.toLowerCase();
      return words.every((word) => text.includes(word)) && isSelected(operation, selection);
    });
}

function isSelected(operation: OperationCoverage, selection: Selection): boolean {
  const { calls, statuses, simulated } = operation;
  if (selection === 'never') return calls === 0;
  if (selection === 'used') return calls > 0;
  if (selection === 'partly') return calls > 0 && unusedParts(operation) > 0;
  if (selection === 'not-simulated')
    return (
      calls > 0 && (!simulated || statuses.some(({ status, calls: n }) => status === 501 && n > 0))
    );
  return true;
}

/** What is published of an operation and was never used: statuses, parameters and scopes. */
function unusedParts({ statuses, parameters, scopes }: OperationCoverage): number {
  return [
    ...statuses.filter(({ published }) => published),
    ...parameters,
    ...scopes.filter(({ accepted }) => accepted),
  ].filter(({ calls }) => calls === 0).length;
}

/** How many of some parts were used, as `3 of 5`; undefined where nothing is published. */
export function shareText(parts: readonly { readonly calls: number }[]): string | undefined {
  if (parts.length === 0) return undefined;
  return `${parts.filter(({ calls }) => calls > 0).length} of ${parts.length}`;
}
