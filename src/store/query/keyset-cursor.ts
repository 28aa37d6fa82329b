import { yieldToEventLoop } from '../../lib/async.js';
import type { SqlValue } from '../documents/collection.js';
import type { Prepare } from '../sqlite/connection.js';
import { BitSet } from './bit-set.js';
import type { IndexedCollection, Order, Query } from './query.js';
import { joinConditions, orderBySql, orderColumns, type Sql, selectSql } from './sql.js';

/** The number of rows skipped between two yields. */
const skipBatch = 20_000;

/** A row's position in an order. */
interface CursorPosition {
  readonly k?: SqlValue;
  readonly key: string;
}

/** Where a cursor starts. */
interface CursorStart {
  readonly order: Order;
  /** Reads the order backwards from its last row. */
  readonly fromEnd?: boolean;
}

/**
 * Reads the rows that match a query in index order, and yields to the event loop between batches. Returns no row twice, even
 * if rows are written between batches.
 */
export class KeysetCursor {
  readonly #collection: IndexedCollection;
  readonly #prepare: Prepare;
  readonly #query: Query;
  readonly #order: Order;
  /** The segments of the order that are left to read, the current one first. */
  readonly #segments: (Sql | undefined)[];
  /** Selects the rows after the current position; undefined at the start of a segment. */
  #after: Sql | undefined;

  constructor(
    collection: IndexedCollection,
    prepare: Prepare,
    query: Query,
    { order, fromEnd = false }: CursorStart,
  ) {
    this.#collection = collection;
    this.#prepare = prepare;
    this.#query = query;
    const { column, descending } = order;
    this.#order = { column, descending: descending !== fromEnd };
    this.#segments = fromEnd ? segmentsOf(order).reverse() : segmentsOf(order);
  }

  /** Skips `count` rows. */
  async skip(count: number): Promise<void> {
    for (let left = count; left > 0 && this.#segments.length > 0; ) {
      const size = Math.min(left, skipBatch);
      if (this.#advance(size)) left -= size;
      else left -= this.#nextSegment();
      await yieldToEventLoop();
    }
  }

  /** The row ids from the current position on, in batches of at most `size`. */
  async *batches(size: number): AsyncGenerator<number[]> {
    const seen = new BitSet();
    while (this.#segments.length > 0) {
      const rowIds = this.#rowIds(size);
      if (!this.#advance(size)) this.#nextSegment();
      yield rowIds.filter((rowId) => seen.add(rowId));
      await yieldToEventLoop();
    }
  }

  /** The next row ids of the current segment, at most `limit`. */
  #rowIds(limit: number): number[] {
    const { text, values } = this.#remaining();
    return this.#prepare(`SELECT seq FROM (${text} LIMIT ?)`)
      .pluck()
      .all(...values, limit) as number[];
  }

  /** Moves `count` rows forward. Returns false, and does not move, if the current segment has fewer rows left. */
  #advance(count: number): boolean {
    const { text, values } = this.#remaining();
    const last = this.#prepare(`${text} LIMIT 1 OFFSET ?`).get(...values, count - 1);
    if (last) this.#after = afterCondition(this.#order, last as CursorPosition);
    return last !== undefined;
  }

  /** Moves to the next segment and returns how many rows were left in the current one. */
  #nextSegment(): number {
    const { text, values } = this.#remaining();
    const left = this.#prepare(`SELECT count(*) FROM (${text})`)
      .pluck()
      .get(...values) as number;
    this.#segments.shift();
    this.#after = undefined;
    return left;
  }

  /** Selects the rest of the current segment. */
  #remaining(): Sql {
    const conditions = [this.#segments[0], this.#after].filter((each) => each !== undefined);
    const extra = conditions.length > 0 ? joinConditions(conditions, ' AND ') : undefined;
    const { text, values } = selectSql(
      this.#collection,
      orderColumns(this.#order),
      this.#query,
      extra,
    );
    return { text: `${text} ORDER BY ${orderBySql(this.#order)}`, values };
  }
}

/** The segments of an order that an index can read: rows with a value, then rows without. */
function segmentsOf({ column }: Order): (Sql | undefined)[] {
  if (column === 'key') return [undefined];
  return ['IS NOT NULL', 'IS NULL'].map((test) => ({ text: `${column} ${test}`, values: [] }));
}

/** The condition for the rows after a position. */
function afterCondition({ column, descending }: Order, { k, key }: CursorPosition): Sql {
  const operator = descending ? '<' : '>';
  if (k === undefined || k === null) return { text: `key ${operator} ?`, values: [key] };
  return { text: `(${column}, key) ${operator} (?, ?)`, values: [k, key] };
}
