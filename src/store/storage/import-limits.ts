import type Database from 'better-sqlite3';
import type { AnyCollection } from '../documents/collection.js';
import { ImportError } from './import-error.js';

/** A table whose rows are read, or applied to the sandbox, without a break. */
interface LimitedTable {
  readonly table: string;
  /** What a row is, for the message. */
  readonly row: string;
  readonly maxRows: number;
}

/** Many times more than a server writes. */
const limitedTables: readonly LimitedTable[] = [
  { table: 'meta', row: 'metadata entries', maxRows: 1000 },
  { table: 'sequences', row: 'sequences', maxRows: 1000 },
  { table: 'due', row: 'scheduled events', maxRows: 1000 },
];

/** The maximum size of one text in bytes: parsing a longer one would block the server. */
const maxTextBytes = 4 * 1024 * 1024;

/** The maximum size of all texts of the limited tables together, which are read in one turn. */
const maxStateBytes = 8 * 1024 * 1024;

/** Throws ImportError for a file that a server could not read or run in a bounded time. */
export function assertWithinLimits(
  db: Database.Database,
  collections: readonly AnyCollection[],
): void {
  const limitedCollections = collections.flatMap(({ name, maxDocuments }) =>
    maxDocuments === undefined ? [] : [{ table: name, row: name, maxRows: maxDocuments }],
  );
  for (const { table, row, maxRows } of [...limitedTables, ...limitedCollections]) {
    const count = db.prepare(`SELECT count(*) FROM ${table} NOT INDEXED`).pluck().get() as number;
    if (count > maxRows)
      throw new ImportError(`holds ${count} ${row}; at most ${maxRows} are allowed`);
  }
  let stateBytes = 0;
  for (const { table } of limitedTables) {
    const sum = `SELECT total(${lengthsOf(db, table).join(' + ')}) FROM ${table} NOT INDEXED`;
    stateBytes += db.prepare(sum).pluck().get() as number;
  }
  if (stateBytes > maxStateBytes)
    throw new ImportError(
      `holds metadata, sequences and scheduled events of ${stateBytes} bytes; at most ${maxStateBytes} are allowed`,
    );
  for (const { name: table } of collections) {
    const isTooLong = lengthsOf(db, table)
      .map((length) => `${length} > ${maxTextBytes}`)
      .join(' OR ');
    const found = db.prepare(`SELECT 1 FROM ${table} NOT INDEXED WHERE ${isTooLong} LIMIT 1`).get();
    if (found)
      throw new ImportError(`holds a text in ${table} that is longer than ${maxTextBytes} bytes`);
  }
}

/** SQL expressions for the length of each column of a table in bytes. */
function lengthsOf(db: Database.Database, table: string): string[] {
  const columns = db.pragma(`table_info(${table})`) as { name: string }[];
  return columns.map(({ name }) => `coalesce(octet_length("${name.replaceAll('"', '""')}"), 0)`);
}
