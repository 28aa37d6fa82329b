import { endingWith } from '../../lib/async.js';
import { BoundedCache } from '../../lib/bounded-cache.js';
import { QueryCache } from '../query/cache.js';
import { CooperativeExecutor } from '../query/cooperative-executor.js';
import { type Page, QueryExecutor } from '../query/executor.js';
import type { FieldQuery, Order, Query } from '../query/query.js';
import { trigramCounts } from '../query/trigram-stats.js';
import type { Prepare } from '../sqlite/connection.js';
import { type DocumentPatch, keysInRowOrder, updateAllRows } from './bulk-update.js';
import { type CachedRow, toCacheable } from './cached-row.js';
import type { Collection, Field, LiveContext, SqlValue, StoredDocument } from './collection.js';
import { CurrentCompleter } from './live-fields.js';
import { forEachInSteps, type LongWork } from './long-work.js';
import { parseFrozen, type RowMapper, rowMapperFor } from './row-mapper.js';
import { RowWriter } from './row-writer.js';
import type { Transactions } from './transactions.js';
import { WriteBehindBuffer } from './write-behind-buffer.js';

/** The number of cached rows, and of rows with unflushed changes. */
const maxCachedRows = 500;

/** The data of the sandbox were replaced, by a reset, restore or import, while a query was running. */
export class SandboxReplacedError extends Error {}

/** What documents need of the transactions of their database. */
type WriteBuffering = Pick<Transactions, 'enqueue' | 'flush' | 'retain' | 'assertWritable'>;

/**
 * The documents of one collection in one sandbox. Rows and query results are cached until a write through this class changes
 * them, so nothing else may write to the table.
 */
export class Documents<Wire, Internal> {
  readonly collection: Collection<Wire, Internal>;
  readonly #prepare: Prepare;
  readonly #mapper: RowMapper<Wire, Internal>;
  readonly #writer: RowWriter<Wire, Internal>;
  readonly #cache = new QueryCache();
  readonly #executor: QueryExecutor<Wire, Internal>;
  readonly #cooperativeExecutor: CooperativeExecutor<Wire, Internal>;
  readonly #transactions: WriteBuffering | undefined;
  readonly #cachedRows = new BoundedCache<CachedRow<Wire, Internal> | null>(maxCachedRows);
  readonly #buffer = new WriteBehindBuffer<Wire, Internal>({
    write: (...change) => this.#write(...change),
    isOneStatement: (before, after) => !this.#writer.changesTags(before, after),
  });
  readonly #selectSql: string;

  /**
   * Updates are buffered if there are `transactions` to flush them, and written immediately otherwise. Pages have the live fields
   * of the `context`, and the stored placeholders without one.
   */
  constructor(
    collection: Collection<Wire, Internal>,
    prepare: Prepare,
    transactions?: WriteBuffering,
    context?: LiveContext,
  ) {
    const indexed = { ...collection, trigramCount: trigramCounts(collection, prepare) };
    this.collection = collection;
    this.#prepare = prepare;
    this.#transactions = transactions;
    this.#mapper = rowMapperFor(collection);
    this.#writer = new RowWriter(collection, prepare, this.#mapper);
    const live = context && collection.live && new CurrentCompleter(collection.live, context);
    this.#executor = new QueryExecutor(indexed, prepare, { cache: this.#cache, live });
    this.#cooperativeExecutor = new CooperativeExecutor(indexed, prepare, {
      executor: this.#executor,
      cache: this.#cache,
    });
    const columns = this.#mapper.columns.join(', ');
    this.#selectSql = `SELECT seq, ${columns} FROM ${collection.name} WHERE key = ?`;
  }

  /** Clears all caches and drops unflushed changes. Call when the table has changed underneath. */
  invalidate(): void {
    this.#buffer.clear();
    this.#cachedRows.clear();
    this.#cache.clear();
  }

  /** Returns the document with this key. It is shared between callers and frozen. */
  get(key: string): StoredDocument<Wire, Internal> | undefined {
    const row = this.#cachedRow(key);
    return row ? materialize(row) : undefined;
  }

  /**
   * Returns one page of the matching documents. A query that may take long returns a promise and yields to the event loop
   * while it runs. The promise rejects with SandboxReplacedError if the data of the sandbox are replaced in the meantime.
   */
  page(query: Query, order: Order, offset: number, limit: number): Page | Promise<Page> {
    this.#flush();
    const executor = this.#executor.isQuick(query, offset + limit)
      ? this.#executor
      : this.#cooperativeExecutor;
    return this.#retained(executor.page(query, order, offset, limit));
  }

  /** Returns one page of the matching documents with both of their parts. Rejects as `page` does. */
  documentPage(query: FieldQuery, order: Order, part: { offset: number; limit: number }) {
    this.#flush();
    return this.#retained(this.#cooperativeExecutor.documentPage(query, order, part));
  }

  /** Counts the matching documents by the values of a column. A promise under the same conditions as `page`. */
  countBy(column: string, query: Query): Record<string, number> | Promise<Record<string, number>> {
    this.#flush();
    return this.#retained(this.#cooperativeExecutor.countBy(column, query));
  }

  /**
   * Returns some fields of the matching documents in order, in slices of at most `size`, and yields to the event loop between
   * slices. No document comes twice, even if documents are written in the meantime. Throws SandboxReplacedError as `page` does.
   */
  slices(
    query: Query,
    order: Order,
    fields: readonly Field<Wire, Internal>[],
    size: number,
  ): AsyncGenerator<unknown[][]> {
    this.#flush();
    const slices = this.#cooperativeExecutor.slices(query, order, fields, size);
    return this.#transactions ? endingWith(slices, this.#transactions.retain()) : slices;
  }

  /** Returns the keys of all matching documents, in batches, and yields to the event loop between them. */
  keyBatches(query: Query): AsyncGenerator<readonly string[]> {
    this.#flush();
    return this.#cooperativeExecutor.keyBatches(query);
  }

  /** Returns the matching documents in order, or a part of them. Synchronous: for small sets. */
  all(query: Query, order?: Order, part?: { offset?: number; limit?: number }) {
    this.#flush();
    return this.#executor.all(query, order, part);
  }

  /** Returns the matching document with the lowest key. Synchronous: for small sets. */
  findOne(query: Query): StoredDocument<Wire, Internal> | undefined {
    return this.all(query, undefined, { limit: 1 })[0];
  }

  /** Returns the keys of all matching documents. Synchronous: for small sets. */
  keys(query: Query): readonly string[] {
    this.#flush();
    return this.#executor.keys(query);
  }

  /** Counts the matching documents. Synchronous: for small sets. */
  count(query: Query): number {
    this.#flush();
    return this.#executor.count(query);
  }

  /** Adds a document. Throws if its key exists. */
  insert(wire: Wire, internal: Internal): void {
    this.#writer.insert(wire, internal);
    this.invalidate();
  }

  /** Replaces the document with the same key, or adds it. */
  upsert(wire: Wire, internal: Internal): void {
    const exists = this.update(this.collection.key(wire, internal), () => ({ wire, internal }));
    if (!exists) this.insert(wire, internal);
  }

  /** Changes a document; only columns that differ are written. Returns false for an unknown key. */
  update(
    key: string,
    change: (stored: StoredDocument<Wire, Internal>) => StoredDocument<Wire, Internal>,
  ): boolean {
    const row = this.#cachedRow(key);
    if (!row) return false;
    const before = materialize(row);
    const after = change(before);
    const stored = toCacheable(before, after);
    if (stored && this.collection.key(stored.wire, stored.internal) === key && this.#transactions) {
      if (!this.collection.writtenByReads) this.#transactions.assertWritable();
      // Imported rows may not serialize: fail in this request, not at the later flush.
      if (!row.isSerializable) this.#mapper.toRow(before, { stored: before, cells: row.cells });
      row.isSerializable = true;
      this.#buffer.stage(row, before, stored);
      this.#transactions.enqueue(this.#buffer);
      if (this.#buffer.unflushed.size >= maxCachedRows) this.#transactions.flush();
      return true;
    }
    this.#transactions?.flush();
    this.#write(row, before, after);
    row.stored = stored;
    row.internal = after.internal === before.internal ? before.internal : undefined;
    return true;
  }

  /** The work of changing all documents, in row order. `columns` names every column that the change can affect. */
  updateAll(
    columns: readonly string[],
    change: (stored: StoredDocument<Wire, Internal>) => DocumentPatch<Wire, Internal>,
  ): LongWork {
    const work = updateAllRows(this.collection, this.#prepare, { columns, change });
    const invalidate = () => this.invalidate();
    return {
      rows: work.rows,
      *steps() {
        // Rows in the cache may have changes that the rows in the table have not.
        for (const step of work.steps()) {
          invalidate();
          yield step;
        }
        invalidate();
      },
    };
  }

  /** The work of changing the documents with these keys. Unknown keys are left out. */
  updateEach(
    keys: readonly string[],
    change: (stored: StoredDocument<Wire, Internal>) => StoredDocument<Wire, Internal>,
  ): LongWork {
    const update = (key: string) => this.update(key, change);
    return { rows: keys.length, steps: () => forEachInSteps(keys, update) };
  }

  /** The work of changing the matching documents. */
  updateWhere(
    query: Query,
    change: (stored: StoredDocument<Wire, Internal>) => StoredDocument<Wire, Internal>,
  ): LongWork {
    const rows = this.count(query);
    const keyBatches = () => keysInRowOrder(this.collection, this.#prepare, query);
    const update = (key: string) => this.update(key, change);
    return {
      rows,
      *steps() {
        for (const keys of keyBatches()) yield* forEachInSteps(keys, update);
      },
    };
  }

  /** Deletes a document. Returns false for an unknown key. */
  delete(key: string): boolean {
    const row = this.#cachedRow(key);
    if (!row) return false;
    this.#writer.delete(row.rowId);
    this.invalidate();
    return true;
  }

  /** Keeps the database open until the result is there. */
  #retained<T>(result: T | Promise<T>): T | Promise<T> {
    if (!(result instanceof Promise) || !this.#transactions) return result;
    return result.finally(this.#transactions.retain());
  }

  /** Flushes buffered updates before a query. Preparing a statement flushes too, but a cached result prepares none. */
  #flush(): void {
    if (this.#buffer.unflushed.size > 0) this.#transactions?.flush();
  }

  #cachedRow(key: string): CachedRow<Wire, Internal> | null {
    const cached = this.#cachedRows.get(key);
    if (cached !== undefined) return cached;
    const select = this.#prepare(this.#selectSql).raw();
    const found = select.get(key) as unknown as [number, ...SqlValue[]] | undefined;
    if (!found) return this.#cachedRows.store(key, null);
    const [rowId, ...cells] = found;
    return this.#cachedRows.store(key, { rowId, cells });
  }

  /** Writes a document to its row and invalidates the cached query results that depend on what changed. */
  #write(
    row: CachedRow<Wire, Internal>,
    before: StoredDocument<Wire, Internal>,
    after: StoredDocument<Wire, Internal>,
  ): void {
    const changes = this.#writer.update(row, before, after);
    if (!changes) return;
    if (changes.changesTags) this.#cache.clear();
    else this.#cache.invalidateRow(row.rowId, changes.columns);
    const [oldKey, newKey] = [String(row.cells[0]), String(changes.cells[0])];
    row.cells = changes.cells;
    if (oldKey === newKey) return;
    this.#cachedRows.delete(oldKey);
    this.#cachedRows.set(newKey, row);
  }
}

/** Returns the document of a row, parsed and frozen. */
function materialize<Wire, Internal>(
  row: CachedRow<Wire, Internal>,
): StoredDocument<Wire, Internal> {
  if (!row.stored) {
    const { cells, internal = parseFrozen<Internal>(cells.at(-1)) } = row;
    row.stored = Object.freeze({ wire: parseFrozen<Wire>(cells.at(-2)), internal });
  }
  return row.stored;
}
