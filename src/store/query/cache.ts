import { BoundedCache, PromiseCache } from '../../lib/bounded-cache.js';
import type { SqlValue } from '../documents/collection.js';
import { isSearchColumn } from '../sqlite/ddl.js';
import type { BitSet } from './bit-set.js';
import type { Order, Query } from './query.js';

/** How much of each kind is kept between two writes: texts of documents, answers to queries, orders, and sets of rows. */
const limits = { texts: 1000, answers: 200, orders: 50, matching: 20 };

/** All rows that a query finds, and the first of them in orders: what follows from them holds as long as they do. */
export class MatchSet {
  readonly rows: BitSet;
  readonly orders = new PromiseCache<number[]>(limits.orders);

  constructor(rows: BitSet) {
    this.rows = rows;
  }
}

/** What was found by queries of one kind, by the name of the query. */
class CachePartition {
  readonly keys = new BoundedCache<readonly string[]>(limits.answers);
  readonly counts = new BoundedCache<number>(limits.answers);
  /** The first rows of an order; null for one that was asked for once so far. */
  readonly orders = new BoundedCache<Uint32Array | null>(limits.orders);
  /** The rows that an index names; null where they are too many. */
  readonly candidates = new BoundedCache<readonly number[] | null>(limits.answers);
  /** What takes long to be found. */
  readonly matching = new PromiseCache<MatchSet>(limits.matching);

  clear(): void {
    this.keys.clear();
    this.counts.clear();
    this.orders.clear();
    this.candidates.clear();
    this.matching.clear();
  }
}

/** What queries have found in a collection. It is kept until a write may have made it untrue. */
export class QueryCache {
  /** The wire JSON of rows, by their numbers. */
  readonly texts = new BoundedCache<Buffer>(limits.texts);
  readonly #plain = new CachePartition();
  readonly #searched = new CachePartition();

  /** What queries like this one have found. */
  by({ search }: Query): CachePartition {
    return search?.text ? this.#searched : this.#plain;
  }

  /** Forgets all: other documents may be found now, or others in another order. */
  forget(): void {
    this.texts.clear();
    this.#plain.clear();
    this.#searched.clear();
  }

  /** Forgets what hangs on columns of one row: its text, and what was found by the columns that have changed. */
  invalidateRow(seq: number, changed: readonly string[]): void {
    this.texts.delete(seq);
    const found = changed.filter((column) => column !== 'wire' && column !== 'internal');
    if (found.length > 0) this.#searched.clear();
    if (found.some((column) => !isSearchColumn(column))) this.#plain.clear();
  }
}

/** What a query is kept under. Its candidates are no part of that: they follow from the rest. */
export function queryKey({ where, search, tagged, include, exclude }: Query): string {
  let name = '';
  for (const column in where) name += `${column} ${nameOfValue(where[column])} `;
  if (search?.text) name += JSON.stringify(search);
  if (tagged) name += `${tagged.as} ${nameOfValue(tagged.any)}`;
  if (include || exclude) name += JSON.stringify([include, exclude]);
  return name;
}

const frozenListIds = new WeakMap<object, number>();
let latest = 0;

/** A frozen list stays what it is, and has a number in place of all that is in it. */
function nameOfValue(value: SqlValue | readonly SqlValue[] | undefined): string {
  if (!Array.isArray(value)) return nameOfCell(value as SqlValue);
  if (!Object.isFrozen(value)) return `[${value.map(nameOfCell).join()}]`;
  const known = frozenListIds.get(value);
  const number = known ?? ++latest;
  if (known === undefined) frozenListIds.set(value, number);
  return `#${number}`;
}

/** A text goes behind its length, so that whatever is in it, it ends where it does. */
function nameOfCell(value: SqlValue): string {
  return typeof value === 'string' ? `${value.length}:${value}` : String(value);
}

/** What rows in an order are kept under, of those that a query finds where it is named. */
export function orderKey({ by, descending }: Order, query = ''): string {
  return `${by} ${descending} ${query}`;
}
