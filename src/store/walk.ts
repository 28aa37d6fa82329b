import type { Cell } from './collection.js';
import type { Prepare } from './connection.js';
import {
  branches,
  joined,
  type Order,
  ordering,
  type Placed,
  type Query,
  type Sql,
  sortColumns,
} from './query.js';
import { RowSet } from './row-set.js';
import { turn } from './turn.js';

/** So many rows are skipped at once. */
const leap = 20_000;

/** A row's place in an order. */
interface Place {
  readonly k?: Cell;
  readonly key: string;
}

/**
 * A way along the rows that a query finds, in the order of an index, from either end. Others have their turn between its
 * steps; none of the rows comes twice, whatever is written meanwhile.
 */
export class Walk {
  readonly #of: Placed;
  readonly #prepare: Prepare;
  readonly #query: Query;
  readonly #order: Order;
  /** What is still to be walked of the parts of the order. */
  readonly #parts: (Sql | undefined)[];
  /** What comes after the row that was reached. */
  #beyond: Sql | undefined;

  constructor(of: Placed, prepare: Prepare, query: Query, order: Order, isFromEnd = false) {
    this.#of = of;
    this.#prepare = prepare;
    this.#query = query;
    const { by, descending } = order;
    this.#order = { by, descending: descending !== isFromEnd };
    this.#parts = isFromEnd ? partsOf(order).reverse() : partsOf(order);
  }

  /** Goes past so many rows. */
  async skip(count: number): Promise<void> {
    for (let left = count; left > 0 && this.#parts.length > 0; ) {
      const size = Math.min(left, leap);
      if (this.#pass(size)) left -= size;
      else left -= this.#turn();
      await turn();
    }
  }

  /** The numbers of the rows from here on, so many at a time. */
  async *steps(size: number): AsyncGenerator<number[]> {
    const seen = new RowSet();
    while (this.#parts.length > 0) {
      const seqs = this.#seqs(size);
      if (!this.#pass(size)) this.#turn();
      yield seqs.filter((seq) => seen.add(seq));
      await turn();
    }
  }

  /** The numbers of the next rows in this part of the order, so many at most. */
  #seqs(size: number): number[] {
    const { text, values } = this.#ahead();
    return this.#prepare(`SELECT seq FROM (${text} LIMIT ?)`)
      .pluck()
      .all(...values, size) as number[];
  }

  /** Goes past so many rows; false where there are fewer in this part of the order. */
  #pass(size: number): boolean {
    const { text, values } = this.#ahead();
    const last = this.#prepare(`${text} LIMIT 1 OFFSET ?`).get(...values, size - 1);
    if (last) this.#beyond = beyond(this.#order, last as Place);
    return last !== undefined;
  }

  /** Goes on with the next part of the order, and answers how many rows were left in this one. */
  #turn(): number {
    const { text, values } = this.#ahead();
    const left = this.#prepare(`SELECT count(*) FROM (${text})`)
      .pluck()
      .get(...values) as number;
    this.#parts.shift();
    this.#beyond = undefined;
    return left;
  }

  #ahead(): Sql {
    const conditions = [this.#parts[0], this.#beyond].filter((each) => each !== undefined);
    const also = conditions.length > 0 ? joined(conditions, ' AND ') : undefined;
    const { text, values } = branches(this.#of, sortColumns(this.#order), this.#query, also);
    return { text: `${text} ORDER BY ${ordering(this.#order)}`, values };
  }
}

/** The parts of an order that an index can walk: rows with a value, then rows without. */
function partsOf({ by }: Order): (Sql | undefined)[] {
  if (by === 'key') return [undefined];
  return ['IS NOT NULL', 'IS NULL'].map((test) => ({ text: `${by} ${test}`, values: [] }));
}

/** What comes after a row in an order. */
function beyond({ by, descending }: Order, { k, key }: Place): Sql {
  const than = descending ? '<' : '>';
  if (k === undefined || k === null) return { text: `key ${than} ?`, values: [key] };
  return { text: `(${by}, key) ${than} (?, ?)`, values: [k, key] };
}
