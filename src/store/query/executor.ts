import type {
  Collection,
  Completer,
  Field,
  SqlValue,
  StoredDocument,
} from '../documents/collection.js';
import type { CurrentCompleter } from '../documents/live-fields.js';
import type { Prepare } from '../sqlite/connection.js';
import { countTable } from '../sqlite/ddl.js';
import { orderKey, type QueryCache, queryKey } from './cache.js';
import type { FieldQuery, IndexedCollection, Order, Query } from './query.js';
import { orderBySql, orderColumns, type Sql, selectSql } from './sql.js';

/** Longer lists of keys are not cached. */
const maxCachedKeys = 5000;

/** The number of row ids that are cached of an order, from its start. */
export const cachedPrefix = 1000;

/** A row as SQLite returns it. */
interface Row {
  readonly seq: number;
  readonly wire: string;
  readonly internal: string;
}

/** Builds the JSON of a document with both parts. */
const documentJson = `'{"wire":' || wire || ',"internal":' || internal || '}'`;

/** One page of documents. */
export interface Page {
  /** The number of all matching documents. */
  readonly total: number;
  /** The wire JSON of the documents, in UTF-8. */
  readonly rows: readonly Buffer[];
}

/** Runs queries synchronously. */
export class QueryExecutor<Wire, Internal> {
  readonly #collection: Collection<Wire, Internal> & IndexedCollection;
  readonly #prepare: Prepare;
  readonly #cache: QueryCache;
  readonly #live: CurrentCompleter | undefined;
  /** The columns that the wire JSON of a document is made of. */
  readonly #textColumns: readonly string[];
  readonly #selectSql: string;

  constructor(
    collection: Collection<Wire, Internal> & IndexedCollection,
    prepare: Prepare,
    { cache, live }: { readonly cache: QueryCache; readonly live: CurrentCompleter | undefined },
  ) {
    this.#collection = collection;
    this.#prepare = prepare;
    this.#cache = cache;
    this.#live = live;
    this.#textColumns = [
      'CAST(d.wire AS BLOB)',
      ...(live?.columns ?? []).map((name) => `d.${name}`),
    ];
    this.#selectSql = `SELECT ${this.#textColumns} FROM ${collection.name} AS d WHERE seq = ?`;
  }

  /** True if a page that ends at row `end` takes little time, because indexes or cached row ids lead to it. */
  isQuick(query: Query, end: number): boolean {
    return end <= cachedPrefix && isIndexOnly(query);
  }

  /** Returns one page of the matching documents. */
  page(query: Query, order: Order, offset: number, limit: number): Page {
    const key = queryKey(query);
    const prefix = offset < cachedPrefix ? this.#prefix(query, order, key) : null;
    const total = prefix && prefix.length < cachedPrefix ? prefix.length : this.#count(query, key);
    if (prefix && Math.min(offset + limit, total) <= cachedPrefix) {
      return { total, rows: this.#jsonBetween(prefix, offset, offset + limit) };
    }
    const inner = selectSql(this.#collection, orderColumns(order), query);
    const rows = this.#prepare(
      `SELECT ${this.#textColumns} FROM (${inner.text} ORDER BY ${orderBySql(order)} LIMIT ? OFFSET ?) AS p
       CROSS JOIN ${this.#collection.name} AS d ON d.seq = p.seq ORDER BY ${orderBySql(order, 'p.')}`,
    )
      .raw()
      .all(...inner.values, limit, offset) as unknown[] as TextRow[];
    const complete = this.#completer();
    return { total, rows: rows.map((row) => textOf(row, complete)) };
  }

  /** The completer of live fields, if there are any. When a period has begun, the cached texts are out of date. */
  #completer(): Completer | undefined {
    const live = this.#live;
    if (live && live.periodStart !== live.context.clock.periodStart) {
      live.renew();
      this.#cache.texts.clear();
    }
    return live?.completer;
  }

  /** Caches the first 1,000 row ids of an order: from the second request, or the first if it searches. */
  #prefix(query: Query, order: Order, key: string): Uint32Array | null {
    const name = orderKey(order, key);
    const { orders } = this.#cache.partition(query);
    const cached = orders.get(name);
    if (cached) return cached;
    if (cached === undefined && !query.search?.text) return orders.store(name, null);
    return orders.store(name, Uint32Array.from(this.rowIds(query, order, cachedPrefix)));
  }

  /** Returns the row ids of the matching documents in order, at most `limit`. */
  rowIds(query: Query, order: Order, limit = -1): number[] {
    return this.#sorted(selectSql(this.#collection, orderColumns(order), query), order, limit);
  }

  /** Sorts row ids; ids of deleted rows are left out. */
  sortRowIds(rowIds: readonly number[], order: Order): number[] {
    const text = `SELECT ${orderColumns(order)} FROM ${this.#collection.name} WHERE seq IN (SELECT value FROM json_each(?))`;
    return this.#sorted({ text, values: [JSON.stringify(rowIds)] }, order, -1);
  }

  #sorted({ text, values }: Sql, order: Order, limit: number): number[] {
    const orderBy = orderBySql(order);
    return this.#prepare(
      `SELECT seq FROM (${text} ORDER BY ${orderBy} LIMIT ?) ORDER BY ${orderBy}`,
    )
      .pluck()
      .all(...values, limit) as number[];
  }

  /** Returns the wire JSON of rows, in UTF-8; deleted rows are left out. */
  jsonOf(rowIds: ArrayLike<number>): Buffer[] {
    return this.#jsonBetween(rowIds, 0, rowIds.length);
  }

  /** The same for a part of the rows. A loop over numbers, because iterating over a typed array takes longer. */
  #jsonBetween(rowIds: ArrayLike<number>, start: number, end: number): Buffer[] {
    const { texts } = this.#cache;
    const complete = this.#completer();
    const all: Buffer[] = [];
    for (let index = start; index < Math.min(end, rowIds.length); index++) {
      const rowId = rowIds[index] as number;
      const text = texts.get(rowId) ?? this.#readText(rowId, complete);
      if (text) all.push(text);
    }
    return all;
  }

  #readText(rowId: number, complete: Completer | undefined): Buffer | undefined {
    const row = this.#prepare(this.#selectSql).raw().get(rowId) as unknown as TextRow | undefined;
    return row && this.#cache.texts.store(rowId, textOf(row, complete));
  }

  /** Returns the matching documents in order, or a part of them. */
  all(
    query: Query,
    order: Order = { column: 'key', descending: false },
    { offset = 0, limit = -1 }: { offset?: number; limit?: number } = {},
  ): StoredDocument<Wire, Internal>[] {
    const inner = selectSql(this.#collection, orderColumns(order), query);
    const rows = this.#prepare(
      `SELECT d.seq, d.wire, d.internal FROM (${inner.text}) AS p
       CROSS JOIN ${this.#collection.name} AS d ON d.seq = p.seq ORDER BY ${orderBySql(order, 'p.')} LIMIT ? OFFSET ?`,
    ).all(...inner.values, limit, offset) as Row[];
    return rows.map(parse<Wire, Internal>);
  }

  /** Returns the documents of rows in the given order; deleted rows are left out. */
  documentsOf(rowIds: readonly number[]): StoredDocument<Wire, Internal>[] {
    const rows = this.#prepare(
      `SELECT seq, wire, internal FROM json_each(?) AS p
       CROSS JOIN ${this.#collection.name} ON seq = p.value ORDER BY p.key`,
    ).all(JSON.stringify(rowIds)) as Row[];
    return rows.map(parse<Wire, Internal>);
  }

  /** Returns the keys of all matching documents. */
  keys(query: Query): readonly string[] {
    const name = queryKey(query);
    const cache = this.#cache.partition(query).keys;
    const cached = cache.get(name);
    if (cached) return cached;
    const { text, values } = selectSql(this.#collection, 'key', query);
    const keys = this.#prepare(text)
      .pluck()
      .all(...values) as string[];
    return keys.length > maxCachedKeys ? keys : cache.store(name, Object.freeze(keys));
  }

  /** Returns the keys of rows; deleted rows are left out. */
  keysOf(rowIds: readonly number[]): string[] {
    return this.#prepare(
      `SELECT key FROM ${this.#collection.name} WHERE seq IN (SELECT value FROM json_each(?))`,
    )
      .pluck()
      .all(JSON.stringify(rowIds)) as string[];
  }

  /** Counts the matching documents. */
  count(query: Query): number {
    return this.#count(query, queryKey(query));
  }

  #count(query: Query, key: string): number {
    return this.#cache.partition(query).counts.getOrCompute(key, () => {
      const { text, values } = this.#countSql(query);
      return this.#prepare(`SELECT coalesce(sum(n), 0) FROM (${text})`)
        .pluck()
        .get(...values) as number;
    });
  }

  /** Counts the matching documents by the values of a column. */
  countBy(column: string, query: Query): Record<string, number> {
    const { text, values } = this.#countSql(query, `${column} AS value, `);
    const rows = this.#prepare(`SELECT value, sum(n) AS n FROM (${text}) GROUP BY value`).all(
      ...values,
    ) as { value: string; n: number }[];
    return Object.fromEntries(rows.map(({ value, n }) => [value, n]));
  }

  /** Selects rows whose `n` add up to the number of matching documents. */
  #countSql(query: Query, columns = ''): Sql {
    return this.#usesCounters(query)
      ? selectSql({ ...this.#collection, name: countTable(this.#collection) }, `${columns}n`, query)
      : selectSql(this.#collection, `${columns}1 AS n`, query);
  }

  /**
   * Returns the values of some fields of rows; deleted rows are left out. SQLite extracts the values, because parsing whole
   * documents in V8 leaves tens of megabytes of short strings in the old generation until the next major garbage collection.
   * The extra path makes `json_extract` return an array even for a single field.
   */
  project(rowIds: readonly number[], fields: readonly Field<Wire, Internal>[]): unknown[][] {
    const paths = [...fields, 'nothing'].map((field) => `$.${field}`);
    const placeholders = paths.map(() => '?').join(', ');
    const rows = this.#prepare(
      `SELECT json_extract(${documentJson}, ${placeholders}) FROM json_each(?) AS p
       CROSS JOIN ${this.#collection.name} ON seq = p.value ORDER BY p.key`,
    )
      .pluck()
      .all(...paths, JSON.stringify(rowIds)) as string[];
    return rows.map((row) => JSON.parse(row).slice(0, -1));
  }

  /** True if the maintained counters can answer the query without reading rows. */
  #usesCounters(query: Query): boolean {
    const { counters } = this.#collection;
    if (!counters || !isIndexOnly(query)) return false;
    return Object.keys(query.where ?? {}).every((name) => counters.includes(name));
  }
}

/** The wire JSON of a document and what its live fields are computed from. */
type TextRow = readonly [text: Buffer, ...values: SqlValue[]];

function textOf([text, ...values]: TextRow, complete: Completer | undefined): Buffer {
  return complete ? complete(text, values) : text;
}

function parse<Wire, Internal>({ wire, internal }: Row): StoredDocument<Wire, Internal> {
  return { wire: JSON.parse(wire), internal: JSON.parse(internal) };
}

/** True if indexes or counters can answer the query without reading each document. */
export function isIndexOnly(query: FieldQuery): boolean {
  return (
    !query.search?.text &&
    !query.tagged &&
    !query.include?.length &&
    !query.exclude?.length &&
    !hasFieldConditions(query)
  );
}

/** Whether a query has conditions on fields, so that documents have to be read. */
export function hasFieldConditions({ fields, containing }: FieldQuery): boolean {
  return fields !== undefined || containing !== undefined;
}
