import type { Query } from '../query/query.js';
import { scanSql } from '../query/sql.js';
import type { Prepare } from '../sqlite/connection.js';
import { indexesTouching } from '../sqlite/ddl.js';
import type { AnyCollection, Collection, StoredDocument } from './collection.js';
import { type LongWork, rowsPerStep, type Steps } from './long-work.js';

/** Above this many rows, the affected indexes are dropped and rebuilt. */
const reindexThreshold = 10_000;

/** The members of a document that change. None may be null. */
export type DocumentPatch<Wire, Internal> = StoredDocument<Partial<Wire>, Partial<Internal>>;

interface BulkUpdate<Wire, Internal> {
  /** The columns that the change can affect; no other column is recomputed. */
  readonly columns: readonly string[];
  readonly change: (stored: StoredDocument<Wire, Internal>) => DocumentPatch<Wire, Internal>;
}

/** The work of changing all documents of a collection, in row order. */
export function updateAllRows<Wire, Internal>(
  collection: Collection<Wire, Internal>,
  prepare: Prepare,
  bulkUpdate: BulkUpdate<Wire, Internal>,
): LongWork {
  const maxRowId = prepare(`SELECT max(seq) FROM ${collection.name}`).pluck().get();
  const rows = Number(maxRowId ?? 0);
  return { rows, steps: () => updateSteps(collection, prepare, { ...bulkUpdate, rows }) };
}

function* updateSteps<Wire, Internal>(
  collection: Collection<Wire, Internal>,
  prepare: Prepare,
  { columns, change, rows }: BulkUpdate<Wire, Internal> & { readonly rows: number },
): Steps {
  // Rebuilding an index costs less than updating each of its entries.
  const rebuiltIndexes = rows > reindexThreshold ? indexesTouching(collection, columns) : [];
  for (const index of rebuiltIndexes) {
    prepare(`DROP INDEX ${index.name}`).run();
    yield;
  }
  const assignments = columns.map((column) => `${column} = ?`).join(', ');
  const update = `UPDATE ${collection.name} SET wire = json_patch(wire, ?), internal = json_patch(internal, ?), ${assignments} WHERE seq = ?`;
  for (const batch of rowsInOrder(collection, prepare)) {
    const statement = prepare(update);
    for (const row of batch) {
      const before: StoredDocument<Wire, Internal> = {
        wire: JSON.parse(row.wire),
        internal: JSON.parse(row.internal),
      };
      const patch = change(before);
      const wire = { ...before.wire, ...patch.wire };
      const internal = { ...before.internal, ...patch.internal };
      const cells = columns.map((column) => collection.columns?.[column]?.(wire, internal) ?? null);
      statement.run(JSON.stringify(patch.wire), JSON.stringify(patch.internal), ...cells, row.seq);
    }
    yield;
  }
  if (rebuiltIndexes.length > 0) yield { statements: rebuiltIndexes.map(({ text }) => text) };
}

interface Row {
  readonly seq: number;
  readonly wire: string;
  readonly internal: string;
}

/** Reads all rows in batches, because an open statement would block the writes between them. */
function* rowsInOrder<Wire, Internal>(
  { name }: Collection<Wire, Internal>,
  prepare: Prepare,
): Generator<readonly Row[]> {
  const select = `SELECT seq, wire, internal FROM ${name} WHERE seq > ? ORDER BY seq LIMIT ?`;
  let rows: Row[];
  for (let last = 0; ; last = rows.at(-1)?.seq ?? 0) {
    rows = prepare(select).all(last, rowsPerStep) as Row[];
    yield rows;
    if (rows.length < rowsPerStep) return;
  }
}

/** The number of rows that are searched in one statement. */
const scannedRows = 1000;

/** Reads the keys of the rows that match a query, in batches. The rows of earlier batches may be changed meanwhile. */
export function* keysInRowOrder(
  collection: AnyCollection,
  prepare: Prepare,
  query: Query,
): Generator<readonly string[]> {
  const maxRowId = prepare(`SELECT max(seq) FROM ${collection.name}`).pluck().get();
  for (let from = 0; from <= Number(maxRowId ?? 0); from += scannedRows) {
    const range = { from, to: from + scannedRows - 1 };
    const { text, values } = scanSql(collection, 'key', query, range);
    yield prepare(text)
      .pluck()
      .all(...values) as string[];
  }
}
