import { BoundedCache, PromiseCache, SizedCache } from '../../lib/bounded-cache.js';
import type { SqlValue } from '../documents/collection.js';
import { isSearchColumn } from '../sqlite/ddl.js';
import type { BitSet } from './bit-set.js';
import type { Order, Query } from './query.js';

/** The number of cached entries of each kind: document texts, query results, orders and sets of matching rows. */
const limits = { texts: 20_000, results: 200, orders: 50, matchSets: 20 };
/** The maximum size of the cached texts of a collection together. */
const maxTextBytes = 16 * 1024 * 1024;

/** All rows that match a query, with the first row ids of each requested order. */
export class MatchSet {
  readonly rows: BitSet;
  readonly orders = new PromiseCache<number[]>(limits.orders);

  constructor(rows: BitSet) {
    this.rows = rows;
  }
}

/** The cached results of queries, by query key. */
class CachePartition {
  readonly keys = new BoundedCache<readonly string[]>(limits.results);
  readonly counts = new BoundedCache<number>(limits.results);
  /** The first row ids of an order; null after its first request. */
  readonly orders = new BoundedCache<Uint32Array | null>(limits.orders);
  /** The row ids from the trigram index; null if there are too many. */
  readonly candidates = new BoundedCache<readonly number[] | null>(limits.results);
  /** The results of full scans. */
  readonly matchSets = new PromiseCache<MatchSet>(limits.matchSets);

  clear(): void {
    this.keys.clear();
    this.counts.clear();
    this.orders.clear();
    this.candidates.clear();
    this.matchSets.clear();
  }
}

/** Caches the query results of one collection until a write may change them. */
export class QueryCache {
  /** The wire JSON of documents, by row id. */
  readonly texts = new SizedCache<Buffer>(limits.texts, maxTextBytes, ({ length }) => length);
  readonly #unsearched = new CachePartition();
  readonly #searched = new CachePartition();

  /**
   * Returns the results of queries with a search text or of those without, because writes invalidate the two
   * separately.
   */
  partition({ search }: Query): CachePartition {
    return search?.text ? this.#searched : this.#unsearched;
  }

  /** Clears everything: any query may match other documents, or return them in another order. */
  clear(): void {
    this.texts.clear();
    this.#unsearched.clear();
    this.#searched.clear();
  }

  /** Removes the text of one row, and the query results that depend on its changed columns. */
  invalidateRow(rowId: number, changedColumns: readonly string[]): void {
    this.texts.delete(rowId);
    const indexed = changedColumns.filter((column) => column !== 'wire' && column !== 'internal');
    if (indexed.length > 0) this.#searched.clear();
    if (indexed.some((column) => !isSearchColumn(column))) this.#unsearched.clear();
  }
}

/** The cache key of a query. Its candidates are left out, because they follow from the rest. */
export function queryKey({ where, search, tagged, include, exclude }: Query): string {
  let key = '';
  for (const column in where) key += `${column} ${valueKey(where[column])} `;
  if (search?.text) key += JSON.stringify(search);
  if (tagged) key += `${tagged.as} ${valueKey(tagged.any)}`;
  if (include || exclude) key += JSON.stringify([include, exclude]);
  return key;
}

const frozenListIds = new WeakMap<object, number>();
let lastListId = 0;

/** A frozen list never changes, so its key is an id instead of all its values. */
function valueKey(value: SqlValue | readonly SqlValue[] | undefined): string {
  if (!Array.isArray(value)) return scalarKey(value as SqlValue);
  if (!Object.isFrozen(value)) return `[${value.map(scalarKey).join()}]`;
  const known = frozenListIds.get(value);
  const id = known ?? ++lastListId;
  if (known === undefined) frozenListIds.set(value, id);
  return `#${id}`;
}

/** The length prefix makes keys unambiguous, whatever characters a text contains. */
function scalarKey(value: SqlValue): string {
  return typeof value === 'string' ? `${value.length}:${value}` : String(value);
}

/** The cache key of an order, with the key of the query unless the cache belongs to one query. */
export function orderKey({ column, descending }: Order, query = ''): string {
  return `${column} ${descending} ${query}`;
}
