import type { AnyCollection } from '../documents/collection.js';
import type { Prepare } from '../sqlite/connection.js';
import { searchTable, trigramTable } from '../sqlite/ddl.js';

/**
 * Returns a function that estimates how many rows contain a trigram, or undefined if the collection has no trigram index. The
 * estimates date from when the index was built; they are loaded on the first search.
 */
export function trigramCounts(
  collection: AnyCollection,
  prepare: Prepare,
): ((trigram: string) => number) | undefined {
  const tableExists = (table: string) =>
    prepare('SELECT 1 FROM sqlite_master WHERE name = ?').get(table) !== undefined;
  if (!tableExists(searchTable(collection))) return undefined;
  let counts: ReadonlyMap<string, number> | undefined;
  const load = () => {
    const table = trigramTable(collection);
    // Data folders of earlier versions have the index without the counts.
    if (!tableExists(table)) return [];
    return prepare(`SELECT trigram, n FROM ${table}`).raw().all() as unknown as [string, number][];
  };
  return (trigram) => {
    counts ??= new Map(load());
    return counts.get(trigram) ?? 0;
  };
}
