import type { Prepare } from '../sqlite/connection.js';
import { indexesTouching } from '../sqlite/ddl.js';
import type { Collection, StoredDocument } from './collection.js';

/** The number of documents read at once. */
const batchSize = 500;

/** Above this many rows, the affected indexes are dropped and rebuilt. */
const reindexThreshold = 10_000;

/** The members of a document that change. None may be null. */
export type DocumentPatch<Wire, Internal> = StoredDocument<Partial<Wire>, Partial<Internal>>;

interface BulkUpdate<Wire, Internal> {
  /** The columns that the change can affect; no other column is recomputed. */
  readonly columns: readonly string[];
  readonly change: (stored: StoredDocument<Wire, Internal>) => DocumentPatch<Wire, Internal>;
}

/** Changes all documents of a collection in batches, in row order. */
export function updateAllRows<Wire, Internal>(
  collection: Collection<Wire, Internal>,
  prepare: Prepare,
  { columns, change }: BulkUpdate<Wire, Internal>,
): void {
  const maxRowId = prepare(`SELECT max(seq) FROM ${collection.name}`).pluck().get() as
    | number
    | null;
  // Rebuilding an index costs less than updating each of its entries.
  const rebuiltIndexes =
    (maxRowId ?? 0) > reindexThreshold ? indexesTouching(collection, columns) : [];
  for (const index of rebuiltIndexes) prepare(`DROP INDEX ${index.name}`).run();
  const assignments = columns.map((column) => `${column} = ?`).join(', ');
  const update = prepare(
    `UPDATE ${collection.name} SET wire = json_patch(wire, ?), internal = json_patch(internal, ?), ${assignments} WHERE seq = ?`,
  );
  for (const row of rowsInOrder(collection, prepare)) {
    const before: StoredDocument<Wire, Internal> = {
      wire: JSON.parse(row.wire),
      internal: JSON.parse(row.internal),
    };
    const patch = change(before);
    const wire = { ...before.wire, ...patch.wire };
    const internal = { ...before.internal, ...patch.internal };
    const cells = columns.map((column) => collection.columns?.[column]?.(wire, internal) ?? null);
    update.run(JSON.stringify(patch.wire), JSON.stringify(patch.internal), ...cells, row.seq);
  }
  for (const index of rebuiltIndexes) prepare(index.text).run();
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
): Generator<Row> {
  const select = prepare(
    `SELECT seq, wire, internal FROM ${name} WHERE seq > ? ORDER BY seq LIMIT ?`,
  );
  let rows: Row[];
  for (let last = 0; ; last = rows.at(-1)?.seq ?? 0) {
    rows = select.all(last, batchSize) as Row[];
    yield* rows;
    if (rows.length < batchSize) return;
  }
}
