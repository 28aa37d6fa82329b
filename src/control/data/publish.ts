import type { DataCollection } from '../../simulator/data/catalogue.js';
import type { DocumentDifference } from '../../simulator/data/diff.js';
import { publishChange } from '../../store/sandbox/observer.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';

/** An event lists the first keys only. */
const maxKeys = 100;

/** Tells those who follow the server about changed documents of a collection. */
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
    documents: keys.length,
    keys: keys.slice(0, maxKeys),
  }));
}
