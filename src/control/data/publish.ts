import { maxListedKeys } from '../../../schemas/control/data.js';
import type { DataCollection } from '../../simulator/data/catalogue.js';
import type { DocumentDifference } from '../../simulator/data/diff.js';
import { publishChange } from '../../store/sandbox/observer.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';

/** How many documents have these keys, and the first of the keys. */
export function summarizeKeys(keys: readonly string[]) {
  return { documents: keys.length, keys: keys.slice(0, maxListedKeys) };
}

/** Informs those who follow the server about changed documents of a collection. */
export function publishData(
  sandbox: Sandbox,
  { contract, name }: DataCollection,
  {
    change,
    keys,
  }: { readonly change: DocumentDifference['change']; readonly keys: readonly string[] },
): void {
  publishChange(sandbox, 'data', () => ({
    contract,
    collection: name,
    change,
    ...summarizeKeys(keys),
  }));
}
