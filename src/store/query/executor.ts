import type { Collection, Field, SqlValue, StoredDocument } from '../documents/collection.js';
import type { Prepare } from '../sqlite/connection.js';
import { countTable } from '../sqlite/ddl.js';
import { orderKey, type QueryCache, queryKey } from './cache.js';
import {
  type IndexedCollection,
  isIndexOnly,
  type Order,
  orderBySql,
  orderColumns,
  type Query,
  selectSql,
} from './query.js';

/** Longer lists of keys are not kept. */
const maxCachedKeys = 5000;

/** So many rows of an order are kept, the first of it. */
export const cachedPrefix = 1000;

/** A document on its way out of its table. */
interface Row {
  readonly seq: number;
  readonly wire: string;
  readonly internal: string;
}

/** A document with both its parts. */
const documentJson = `'{"wire":' || wire || ',"internal":' || internal || '}'`;

/** One page of documents. */
export interface Page {
  /** How many match in all. */
  readonly total: number;
  /** Wire JSON in UTF-8. */
  readonly rows: readonly Buffer[];
}

/** What queries find in a collection, at once. */
export class QueryExecutor<Wire, Internal> {
  readonly #collection: Collection<Wire, Internal> & IndexedCollection;
  readonly #prepare: Prepare;
  readonly #cache: QueryCache;
  readonly #selectSql: string;

  constructor(
    of: Collection<Wire, Internal> & IndexedCollection,
    prepare: Prepare,
    found: QueryCache,
  ) {
    this.#collection = of;
    this.#prepare = prepare;
    this.#cache = found;
    this.#selectSql = `SELECT CAST(wire AS BLOB) FROM ${of.name} WHERE seq = ?`;
  }

  /** One page of the matching documents. */
  page(query: Query, order: Order, offset: number, limit: number): Page {
    const name = queryKey(query);
    const kept = offset < cachedPrefix ? this.#order(query, order, name) : null;
    const total = kept && kept.length < cachedPrefix ? kept.length : this.#count(query, name);
    if (kept && Math.min(offset + limit, total) <= cachedPrefix) {
      return { total, rows: this.jsonOf(kept.subarray(offset, offset + limit)) };
    }
    const inner = selectSql(this.#collection, orderColumns(order), query);
    const rows = this.#prepare(
      `SELECT CAST(d.wire AS BLOB) FROM (${inner.text} ORDER BY ${orderBySql(order)} LIMIT ? OFFSET ?) AS p
       CROSS JOIN ${this.#collection.name} AS d ON d.seq = p.seq ORDER BY ${orderBySql(order, 'p.')}`,
    )
      .pluck()
      .all(...inner.values, limit, offset) as unknown[] as Buffer[];
    return { total, rows };
  }

  /**
   * The numbers of the first rows that a query finds, in order: kept from the second page on or, where they have to be
   * searched for, from the first, so that few that are found are counted with it.
   */
  #order(query: Query, order: Order, asked: string): Uint32Array | null {
    const name = orderKey(order, asked);
    const { orders } = this.#cache.by(query);
    const kept = orders.get(name);
    if (kept) return kept;
    if (kept === undefined && !query.search?.text) return orders.set(name, null);
    return orders.set(name, Uint32Array.from(this.rowIds(query, order, cachedPrefix)));
  }

  /** The numbers of the matching rows in order, so many at most. */
  rowIds(query: Query, order: Order, limit = -1): number[] {
    const { text, values } = selectSql(this.#collection, orderColumns(order), query);
    return this.#inOrder(text, values, order, limit);
  }

  /** The numbers of rows, of those that are there, in order. */
  sortRowIds(rowIds: readonly number[], order: Order): number[] {
    const text = `SELECT ${orderColumns(order)} FROM ${this.#collection.name} WHERE seq IN (SELECT value FROM json_each(?))`;
    return this.#inOrder(text, [JSON.stringify(rowIds)], order, -1);
  }

  #inOrder(text: string, values: readonly SqlValue[], order: Order, limit: number): number[] {
    const by = orderBySql(order);
    return this.#prepare(`SELECT seq FROM (${text} ORDER BY ${by} LIMIT ?) ORDER BY ${by}`)
      .pluck()
      .all(...values, limit) as number[];
  }

  /** The wire JSON of rows in UTF-8, of those that are there. */
  jsonOf(rowIds: Iterable<number>): Buffer[] {
    const { texts } = this.#cache;
    const all: Buffer[] = [];
    for (const seq of rowIds) {
      const text = texts.get(seq) ?? this.#text(seq);
      if (text) all.push(text);
    }
    return all;
  }

  #text(seq: number): Buffer | undefined {
    const text = this.#prepare(this.#selectSql).pluck().get(seq) as Buffer | undefined;
    return text && this.#cache.texts.set(seq, text);
  }

  /** The matching documents in order, or a part of them. For sets known to be small. */
  all(
    query: Query,
    order: Order = { by: 'key', descending: false },
    { offset = 0, limit = -1 }: { offset?: number; limit?: number } = {},
  ): StoredDocument<Wire, Internal>[] {
    const inner = selectSql(this.#collection, orderColumns(order), query);
    const rows = this.#prepare(
      `SELECT d.seq, d.wire, d.internal FROM (${inner.text}) AS p
       CROSS JOIN ${this.#collection.name} AS d ON d.seq = p.seq ORDER BY ${orderBySql(order, 'p.')} LIMIT ? OFFSET ?`,
    ).all(...inner.values, limit, offset) as Row[];
    return rows.map(parse<Wire, Internal>);
  }

  /** The keys of all matching documents. */
  keys(query: Query): readonly string[] {
    const name = queryKey(query);
    const known = this.#cache.by(query).keys;
    const kept = known.get(name);
    if (kept) return kept;
    const { text, values } = selectSql(this.#collection, 'key', query);
    const keys = this.#prepare(text)
      .pluck()
      .all(...values) as string[];
    return keys.length > maxCachedKeys ? keys : known.set(name, Object.freeze(keys));
  }

  /** How many documents match. */
  count(query: Query): number {
    return this.#count(query, queryKey(query));
  }

  #count(query: Query, name: string): number {
    return this.#cache.by(query).counts.getOrCompute(name, () => {
      const parts = this.#usesCounters(query)
        ? selectSql({ ...this.#collection, name: countTable(this.#collection) }, 'n', query)
        : selectSql(this.#collection, '1 AS n', query);
      return this.#prepare(`SELECT coalesce(sum(n), 0) FROM (${parts.text})`)
        .pluck()
        .get(...parts.values) as number;
    });
  }

  /** How many documents match, by the values of a column. */
  countBy(column: string, query: Query): Record<string, number> {
    const parts = this.#usesCounters(query)
      ? selectSql(
          { ...this.#collection, name: countTable(this.#collection) },
          `${column} AS value, n`,
          query,
        )
      : selectSql(this.#collection, `${column} AS value, 1 AS n`, query);
    const rows = this.#prepare(`SELECT value, sum(n) AS n FROM (${parts.text}) GROUP BY value`).all(
      ...parts.values,
    ) as { value: string; n: number }[];
    return Object.fromEntries(rows.map(({ value, n }) => [value, n]));
  }

  /**
   * The values of some fields of rows, of those that are there. SQLite picks them: V8 would read whole documents, and puts each
   * short text of JSON, such as a key, at once among what is old, where those of a large collection are tens of megabytes
   * before it looks for garbage. One field more is always asked for, because for a single one SQLite answers no list.
   */
  project(rowIds: readonly number[], fields: readonly Field<Wire, Internal>[]): unknown[][] {
    const paths = [...fields, 'nothing'].map((field) => `$.${field}`);
    const places = paths.map(() => '?').join(', ');
    const rows = this.#prepare(
      `SELECT json_extract(${documentJson}, ${places}) FROM json_each(?) AS p
       CROSS JOIN ${this.#collection.name} ON seq = p.value ORDER BY p.key`,
    )
      .pluck()
      .all(...paths, JSON.stringify(rowIds)) as string[];
    return rows.map((row) => JSON.parse(row).slice(0, -1));
  }

  /** The counts that are kept as documents are written tell how many it finds. */
  #usesCounters(query: Query): boolean {
    const { counters } = this.#collection;
    if (!counters || !isIndexOnly(query)) return false;
    return Object.keys(query.where ?? {}).every((name) => counters.includes(name));
  }
}

function parse<Wire, Internal>({ wire, internal }: Row): StoredDocument<Wire, Internal> {
  return { wire: JSON.parse(wire), internal: JSON.parse(internal) };
}
