import { setImmediate } from 'node:timers/promises';
import type { Cell } from './collection.js';
import type { Prepare } from './connection.js';
import {
  branches,
  type Order,
  ordering,
  type Placed,
  type Query,
  type Sql,
  sortColumns,
} from './query.js';
import { RowSet } from './row-set.js';

/** So many rows are skipped at once. */
const leap = 20_000;

/** A row's place in an order. */
interface Place {
  readonly seq: number;
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
      const [last] = this.#read(1, size - 1);
      if (last) this.#pass(last);
      left -= last ? size : this.#read(size).length;
      if (!last) this.#turn();
      await setImmediate();
    }
  }

  /** The numbers of the rows from here on, so many at a time. */
  async *steps(size: number): AsyncGenerator<number[]> {
    const seen = new RowSet();
    while (this.#parts.length > 0) {
      const places = this.#read(size);
      const last = places.at(-1);
      if (last) this.#pass(last);
      if (places.length < size) this.#turn();
      yield places.map(({ seq }) => seq).filter((seq) => seen.add(seq));
      await setImmediate();
    }
  }

  #read(limit: number, offset = 0): Place[] {
    const conditions = [this.#parts[0], this.#beyond].filter((each) => each !== undefined);
    const also = conditions.length > 0 ? joined(conditions) : undefined;
    const { text, values } = branches(this.#of, sortColumns(this.#order), this.#query, also);
    return this.#prepare(`${text} ORDER BY ${ordering(this.#order)} LIMIT ? OFFSET ?`).all(
      ...values,
      limit,
      offset,
    ) as Place[];
  }

  #pass({ k, key }: Place): void {
    const { by, descending } = this.#order;
    const beyond = descending ? '<' : '>';
    const isByKey = k === undefined || k === null;
    this.#beyond = isByKey
      ? { text: `key ${beyond} ?`, values: [key] }
      : { text: `(${by}, key) ${beyond} (?, ?)`, values: [k, key] };
  }

  /** Goes on with the next part of the order. */
  #turn(): void {
    this.#parts.shift();
    this.#beyond = undefined;
  }
}

/** The parts of an order that an index can walk: rows with a value, then rows without. */
function partsOf({ by }: Order): (Sql | undefined)[] {
  if (by === 'key') return [undefined];
  return ['IS NOT NULL', 'IS NULL'].map((test) => ({ text: `${by} ${test}`, values: [] }));
}

function joined(conditions: readonly Sql[]): Sql {
  return {
    text: conditions.map(({ text }) => text).join(' AND '),
    values: conditions.flatMap(({ values }) => values),
  };
}
