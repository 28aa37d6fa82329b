import { BoundedCache } from '../../lib/bounded-cache.js';
import { QueryCache } from '../query/cache.js';
import { CooperativeExecutor } from '../query/cooperative-executor.js';
import { type Page, QueryExecutor } from '../query/executor.js';
import type { IndexedCollection, Order, Query } from '../query/query.js';
import { trigramCounts } from '../query/trigram-stats.js';
import type { Prepare } from '../sqlite/connection.js';
import { indexesTouching, tagTable } from '../sqlite/ddl.js';
import type { Collection, SqlValue, StoredDocument } from './collection.js';
import { freezeIfCanonical, parseFrozen, type RowMapper, rowMapperFor } from './row-mapper.js';
import type { Transactions } from './transactions.js';
import { type CachedRow, WriteBehindBuffer } from './write-behind-buffer.js';

/** How many documents are kept between two writes, and how many of them may be ahead of their rows. */
const maxCached = 500;

/** How many documents are read at once where all are written. */
const updateBatch = 500;

/** With more rows than this, indexes are made anew where all rows are written. */
const reindexThreshold = 10_000;

/** Why something that takes time cannot go on: its sandbox has become another one meanwhile, by a reset or a restore. */
export class SandboxReplacedError extends Error {}

/** What writes some columns of a row. */
interface UpdateStatement {
  readonly columns: readonly string[];
  readonly text: string;
}

/**
 * A collection's documents in one sandbox. Written by these methods and nobody else: what was read of it is kept until they
 * write it, and read again from there.
 */
export class Documents<Wire, Internal> {
  readonly #collection: Collection<Wire, Internal> & IndexedCollection;
  readonly #prepare: Prepare;
  readonly #mapper: RowMapper<Wire, Internal>;
  readonly #cache = new QueryCache();
  readonly #executor: QueryExecutor<Wire, Internal>;
  readonly #cooperativeExecutor: CooperativeExecutor<Wire, Internal>;
  readonly #transactions: Pick<Transactions, 'enqueue' | 'flush'> | undefined;
  readonly #cachedRows = new BoundedCache<CachedRow<Wire, Internal> | null>(maxCached);
  readonly #updateStatements = new BoundedCache<UpdateStatement>(maxCached);
  readonly #buffer = new WriteBehindBuffer<Wire, Internal>((...change) => this.#write(...change));
  readonly #insertSql: string;
  readonly #selectSql: string;

  /** Where there are `transactions`, what is changed may be written later, and they see to it. */
  constructor(
    of: Collection<Wire, Internal>,
    prepare: Prepare,
    transactions?: Pick<Transactions, 'enqueue' | 'flush'>,
  ) {
    this.#collection = { ...of, trigramCount: trigramCounts(of, prepare) };
    this.#prepare = prepare;
    this.#mapper = rowMapperFor(of);
    this.#executor = new QueryExecutor(this.#collection, prepare, this.#cache);
    this.#transactions = transactions;
    this.#cooperativeExecutor = new CooperativeExecutor(
      this.#collection,
      prepare,
      this.#executor,
      this.#cache,
    );
    const columns = this.#mapper.columns.join(', ');
    const places = this.#mapper.columns.map(() => '?').join(', ');
    this.#insertSql = `INSERT INTO ${of.name} (${columns}) VALUES (${places})`;
    this.#selectSql = `SELECT seq, ${columns} FROM ${of.name} WHERE key = ?`;
  }

  /** Forgets what was read: it may not hold any more. */
  invalidate(): void {
    this.#buffer.clear();
    this.#cachedRows.clear();
    this.#cache.forget();
  }

  /** The document with this key. It is shared by those who ask, and frozen. */
  get(key: string): StoredDocument<Wire, Internal> | undefined {
    const row = this.#cachedRow(key);
    return row ? materialize(row) : undefined;
  }

  /** Finds what may be much, or far away. */
  get cooperative(): CooperativeExecutor<Wire, Internal> {
    if (this.#buffer.size > 0) this.#transactions?.flush();
    return this.#cooperativeExecutor;
  }

  /** One page of the matching documents. For sets known to be small. */
  page(query: Query, order: Order, offset: number, limit: number): Page {
    return this.#flushed.page(query, order, offset, limit);
  }

  /** The matching documents in order, or a part of them. For sets known to be small. */
  all(query: Query, order?: Order, part?: { offset?: number; limit?: number }) {
    return this.#flushed.all(query, order, part);
  }

  /** One of the matching documents, the first by key. */
  findOne(query: Query): StoredDocument<Wire, Internal> | undefined {
    return this.#flushed.all(query, undefined, { limit: 1 })[0];
  }

  /** The keys of all matching documents. */
  keys(query: Query): readonly string[] {
    return this.#flushed.keys(query);
  }

  /** How many documents match. */
  count(query: Query): number {
    return this.#flushed.count(query);
  }

  /** Adds a document; one with the same key must not be there. */
  insert(wire: Wire, internal: Internal): void {
    const cells = this.#mapper.toRow({ wire, internal });
    const { lastInsertRowid } = this.#prepare(this.#insertSql).run(...cells);
    this.invalidate();
    this.#tag(Number(lastInsertRowid), wire, internal);
  }

  /** Stores a document in place of the one with its key, or as a new one. */
  upsert(wire: Wire, internal: Internal): void {
    const isThere = this.update(this.#collection.key(wire, internal), () => ({ wire, internal }));
    if (!isThere) this.insert(wire, internal);
  }

  /** Changes a document; only the columns that differ are written. Answers false for an unknown key. */
  update(
    key: string,
    change: (stored: StoredDocument<Wire, Internal>) => StoredDocument<Wire, Internal>,
  ): boolean {
    const row = this.#cachedRow(key);
    if (!row) return false;
    const before = materialize(row);
    const after = change(before);
    const stored = toCacheable(before, after);
    if (
      stored &&
      this.#collection.key(stored.wire, stored.internal) === key &&
      this.#transactions
    ) {
      // A document that came from elsewhere may be none that can be written: whoever changes it is told, not whoever comes next.
      if (!row.isSerializable) this.#mapper.toRow(before, { stored: before, cells: row.cells });
      row.isSerializable = true;
      this.#buffer.stage(row, before, stored);
      this.#transactions.enqueue(this.#buffer);
      if (this.#buffer.size >= maxCached) this.#transactions.flush();
      return true;
    }
    this.#transactions?.flush();
    this.#write(row, before, after);
    row.stored = stored;
    row.internal = after.internal === before.internal ? before.internal : undefined;
    return true;
  }

  /**
   * Writes into all documents what is changed in them, a slice at a time, in the order in which they lie. A change is the
   * members that are other than before, none of them null. For changes that touch no other columns than those that are
   * named: nothing else is looked at.
   */
  updateAll(
    columns: readonly string[],
    change: (
      stored: StoredDocument<Wire, Internal>,
    ) => StoredDocument<Partial<Wire>, Partial<Internal>>,
  ): void {
    const { name } = this.#collection;
    const size = this.#prepare(`SELECT max(seq) FROM ${name}`).pluck().get() as number | null;
    // To make an index anew costs less than to write each of its entries at a place of its own.
    const rebuiltIndexes =
      (size ?? 0) > reindexThreshold ? indexesTouching(this.#collection, columns) : [];
    for (const index of rebuiltIndexes) this.#prepare(`DROP INDEX ${index.name}`).run();
    const read = this.#prepare(
      `SELECT seq, wire, internal FROM ${name} WHERE seq > ? ORDER BY seq LIMIT ?`,
    );
    const cells = columns.map((column) => `${column} = ?`).join(', ');
    const write = this.#prepare(
      `UPDATE ${name} SET wire = json_patch(wire, ?), internal = json_patch(internal, ?), ${cells} WHERE seq = ?`,
    );
    let rows: { seq: number; wire: string; internal: string }[];
    for (let after = 0; ; after = rows.at(-1)?.seq ?? 0) {
      rows = read.all(after, updateBatch) as typeof rows;
      for (const row of rows) {
        const before: StoredDocument<Wire, Internal> = {
          wire: JSON.parse(row.wire),
          internal: JSON.parse(row.internal),
        };
        const changed = change(before);
        const wire = { ...before.wire, ...changed.wire };
        const internal = { ...before.internal, ...changed.internal };
        const values = columns.map(
          (column) => this.#collection.columns?.[column]?.(wire, internal) ?? null,
        );
        write.run(
          JSON.stringify(changed.wire),
          JSON.stringify(changed.internal),
          ...values,
          row.seq,
        );
      }
      if (rows.length < updateBatch) break;
    }
    for (const index of rebuiltIndexes) this.#prepare(index.text).run();
    this.invalidate();
  }

  /** Takes a document out. Answers false for an unknown key. */
  delete(key: string): boolean {
    const row = this.#cachedRow(key);
    if (!row) return false;
    this.#untag(row.seq);
    this.#prepare(`DELETE FROM ${this.#collection.name} WHERE seq = ?`).run(row.seq);
    this.invalidate();
    return true;
  }

  /** The finder, when the table has everything. */
  get #flushed(): QueryExecutor<Wire, Internal> {
    if (this.#buffer.size > 0) this.#transactions?.flush();
    return this.#executor;
  }

  #cachedRow(key: string): CachedRow<Wire, Internal> | null {
    const kept = this.#cachedRows.get(key);
    if (kept !== undefined) return kept;
    const read = this.#prepare(this.#selectSql).raw();
    const found = read.get(key) as unknown as [number, ...SqlValue[]] | undefined;
    if (!found) return this.#cachedRows.set(key, null);
    const [seq, ...cells] = found;
    return this.#cachedRows.set(key, { seq, cells });
  }

  /** Writes a document into its row, as far as it differs from the one before. */
  #write(
    row: CachedRow<Wire, Internal>,
    before: StoredDocument<Wire, Internal>,
    after: StoredDocument<Wire, Internal>,
  ): void {
    const { seq, cells: old } = row;
    const cells = this.#mapper.toRow(after, { stored: before, cells: old });
    const changed = cells.filter((cell, at) => cell !== old[at]);
    if (changed.length === 0) return;
    const { text, columns } = this.#updateStatement(cells, old);
    this.#prepare(text).run(...changed, seq);
    // Which documents a query finds, and in which order, hangs on nothing but the columns and the tags.
    if (this.#retag(seq, before, after)) this.#cache.forget();
    else this.#cache.invalidateRow(seq, columns);
    row.cells = cells;
    const [from, to] = [String(old[0]), String(cells[0])];
    if (from === to) return;
    this.#cachedRows.delete(from);
    this.#cachedRows.set(to, row);
  }

  /** What writes the cells that differ. It is made once, as it takes longer to put it together than to look it up. */
  #updateStatement(cells: readonly SqlValue[], old: readonly SqlValue[]): UpdateStatement {
    let which = 0;
    for (let at = 0; at < cells.length; at++) if (cells[at] !== old[at]) which += 2 ** at;
    return this.#updateStatements.getOrCompute(which, () => {
      const columns = this.#mapper.columns.filter((_, at) => cells[at] !== old[at]);
      const set = columns.map((column) => `${column} = ?`).join(', ');
      return { columns, text: `UPDATE ${this.#collection.name} SET ${set} WHERE seq = ?` };
    });
  }

  /** Writes the tags of a changed document, where they are others than before. */
  #retag(
    seq: number,
    before: StoredDocument<Wire, Internal>,
    after: StoredDocument<Wire, Internal>,
  ): boolean {
    const isAlike = Object.values(this.#collection.multiValueIndexes ?? {}).every((read) => {
      const [old, now] = [read(before.wire, before.internal), read(after.wire, after.internal)];
      return old === now || JSON.stringify(old) === JSON.stringify(now);
    });
    if (isAlike) return false;
    this.#untag(seq);
    this.#tag(seq, after.wire, after.internal);
    return true;
  }

  #tag(seq: number, wire: Wire, internal: Internal): void {
    for (const [tag, read] of Object.entries(this.#collection.multiValueIndexes ?? {})) {
      for (const value of new Set(read(wire, internal))) {
        this.#prepare(`INSERT INTO ${tagTable(this.#collection, tag)} VALUES (?, ?)`).run(
          value,
          seq,
        );
      }
    }
  }

  #untag(seq: number): void {
    for (const tag of Object.keys(this.#collection.multiValueIndexes ?? {})) {
      this.#prepare(`DELETE FROM ${tagTable(this.#collection, tag)} WHERE seq = ?`).run(seq);
    }
  }
}

/** A changed document as it may be kept; undefined where it would be another if it were read. */
function toCacheable<Wire, Internal>(
  before: StoredDocument<Wire, Internal>,
  after: StoredDocument<Wire, Internal>,
): StoredDocument<Wire, Internal> | undefined {
  const wire = after.wire === before.wire ? before.wire : freezeIfCanonical(after.wire);
  const internal =
    after.internal === before.internal ? before.internal : freezeIfCanonical(after.internal);
  return wire && internal && Object.freeze({ wire, internal });
}

function materialize<Wire, Internal>(
  row: CachedRow<Wire, Internal>,
): StoredDocument<Wire, Internal> {
  if (!row.stored) {
    const { cells, internal = parseFrozen<Internal>(cells.at(-1)) } = row;
    row.stored = Object.freeze({ wire: parseFrozen<Wire>(cells.at(-2)), internal });
  }
  return row.stored;
}
