import type { AnyCollection } from '../documents/collection.js';
import type { Prepare } from '../sqlite/connection.js';
import { searchTable, trigramTable } from '../sqlite/ddl.js';

/**
 * About how many rows of a collection have three letters in a row, as it was when the index of its searches was made: it is read
 * when somebody searches. Undefined where there is no such index.
 */
export function trigramCounts(
  of: AnyCollection,
  prepare: Prepare,
): ((trigram: string) => number) | undefined {
  const isThere = (table: string) =>
    prepare('SELECT 1 FROM sqlite_master WHERE name = ?').get(table) !== undefined;
  if (!isThere(searchTable(of))) return undefined;
  let rows: ReadonlyMap<string, number> | undefined;
  const read = () => {
    const table = trigramTable(of);
    // A data folder of an earlier version has an index without them.
    if (!isThere(table)) return [];
    return prepare(`SELECT trigram, n FROM ${table}`).raw().all() as unknown as [string, number][];
  };
  return (trigram) => {
    rows ??= new Map(read());
    return rows.get(trigram) ?? 0;
  };
}
