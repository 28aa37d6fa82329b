import { yieldToEventLoop } from '../../lib/yield.js';
import type { SqlValue } from '../documents/collection.js';
import type { Prepare } from '../sqlite/connection.js';
import { BitSet } from './bit-set.js';
import {
  type IndexedCollection,
  joinConditions,
  type Order,
  orderBySql,
  orderColumns,
  type Query,
  type Sql,
  selectSql,
} from './query.js';

/** So many rows are skipped at once. */
const skipBatch = 20_000;

/** A row's place in an order. */
interface CursorPosition {
  readonly k?: SqlValue;
  readonly key: string;
}

/**
 * A way along the rows that a query finds, in the order of an index, from either end. Others have their turn between its
 * steps; none of the rows comes twice, whatever is written meanwhile.
 */
export class KeysetCursor {
  readonly #collection: IndexedCollection;
  readonly #prepare: Prepare;
  readonly #query: Query;
  readonly #order: Order;
  /** What is still to be walked of the parts of the order. */
  readonly #parts: (Sql | undefined)[];
  /** What comes after the row that was reached. */
  #beyond: Sql | undefined;

  constructor(
    of: IndexedCollection,
    prepare: Prepare,
    query: Query,
    order: Order,
    isFromEnd = false,
  ) {
    this.#collection = of;
    this.#prepare = prepare;
    this.#query = query;
    const { by, descending } = order;
    this.#order = { by, descending: descending !== isFromEnd };
    this.#parts = isFromEnd ? partsOf(order).reverse() : partsOf(order);
  }

  /** Goes past so many rows. */
  async skip(count: number): Promise<void> {
    for (let left = count; left > 0 && this.#parts.length > 0; ) {
      const size = Math.min(left, skipBatch);
      if (this.#advance(size)) left -= size;
      else left -= this.#nextSegment();
      await yieldToEventLoop();
    }
  }

  /** The numbers of the rows from here on, so many at a time. */
  async *batches(size: number): AsyncGenerator<number[]> {
    const seen = new BitSet();
    while (this.#parts.length > 0) {
      const rowIds = this.#rowIds(size);
      if (!this.#advance(size)) this.#nextSegment();
      yield rowIds.filter((seq) => seen.add(seq));
      await yieldToEventLoop();
    }
  }

  /** The numbers of the next rows in this part of the order, so many at most. */
  #rowIds(size: number): number[] {
    const { text, values } = this.#remaining();
    return this.#prepare(`SELECT seq FROM (${text} LIMIT ?)`)
      .pluck()
      .all(...values, size) as number[];
  }

  /** Goes past so many rows; false where there are fewer in this part of the order. */
  #advance(size: number): boolean {
    const { text, values } = this.#remaining();
    const last = this.#prepare(`${text} LIMIT 1 OFFSET ?`).get(...values, size - 1);
    if (last) this.#beyond = afterCondition(this.#order, last as CursorPosition);
    return last !== undefined;
  }

  /** Goes on with the next part of the order, and answers how many rows were left in this one. */
  #nextSegment(): number {
    const { text, values } = this.#remaining();
    const left = this.#prepare(`SELECT count(*) FROM (${text})`)
      .pluck()
      .get(...values) as number;
    this.#parts.shift();
    this.#beyond = undefined;
    return left;
  }

  #remaining(): Sql {
    const conditions = [this.#parts[0], this.#beyond].filter((each) => each !== undefined);
    const also = conditions.length > 0 ? joinConditions(conditions, ' AND ') : undefined;
    const { text, values } = selectSql(
      this.#collection,
      orderColumns(this.#order),
      this.#query,
      also,
    );
    return { text: `${text} ORDER BY ${orderBySql(this.#order)}`, values };
  }
}

/** The parts of an order that an index can walk: rows with a value, then rows without. */
function partsOf({ by }: Order): (Sql | undefined)[] {
  if (by === 'key') return [undefined];
  return ['IS NOT NULL', 'IS NULL'].map((test) => ({ text: `${by} ${test}`, values: [] }));
}

/** What comes after a row in an order. */
function afterCondition({ by, descending }: Order, { k, key }: CursorPosition): Sql {
  const than = descending ? '<' : '>';
  if (k === undefined || k === null) return { text: `key ${than} ?`, values: [key] };
  return { text: `(${by}, key) ${than} (?, ?)`, values: [k, key] };
}
