import type { Cell, Collection, Stored } from './collection.js';
import type { Prepare } from './connection.js';
import { Kept } from './kept.js';
import {
  branches,
  isPlain,
  type Order,
  ordering,
  type Placed,
  type Query,
  type Sql,
  sortColumns,
} from './query.js';
import { SeenRows } from './seen-rows.js';
import { countTable, isSearchColumn } from './tables.js';

/** How much of each kind is kept between two writes: texts of documents, answers to queries, orders. */
const most = { texts: 1000, answers: 200, orders: 50 };

/** Longer lists of keys are not kept. */
const longest = 5000;

/** So many rows of an order are kept, the first of it. */
const reach = 1000;

/** A document on its way out of its table. */
interface Row {
  readonly seq: number;
  readonly wire: string;
  readonly own: string;
}

interface SliceRow extends Row {
  k?: Cell;
  key: string;
}

/** What was found by queries of one kind. */
class KeptAnswers {
  readonly keys = new Kept<readonly string[]>(most.answers);
  readonly counts = new Kept<number>(most.answers);
  /** The rows of an order; null for one that was asked for once so far. */
  readonly orders = new Kept<Uint32Array | null>(most.orders);

  clear(): void {
    this.keys.clear();
    this.counts.clear();
    this.orders.clear();
  }
}

/** What queries find in a collection. What was found is kept until it is forgotten. */
export class Finder<Wire, Own> {
  readonly #of: Collection<Wire, Own> & Placed;
  readonly #prepare: Prepare;
  readonly #texts = new Kept<Buffer>(most.texts);
  readonly #plain = new KeptAnswers();
  readonly #searched = new KeptAnswers();

  constructor(of: Collection<Wire, Own> & Placed, prepare: Prepare) {
    this.#of = of;
    this.#prepare = prepare;
  }

  /** Forgets all: other documents may be found now, or others in another order. */
  forget(): void {
    this.#texts.clear();
    this.#plain.clear();
    this.#searched.clear();
  }

  /** Forgets what hangs on columns of one row: its text, and what was found by the columns that have changed. */
  forgetRow(seq: number, changed: readonly string[]): void {
    this.#texts.forget(seq);
    const found = changed.filter((column) => column !== 'wire' && column !== 'own');
    if (found.length > 0) this.#searched.clear();
    if (found.some((column) => !isSearchColumn(column))) this.#plain.clear();
  }

  #answersTo({ search }: Query): KeptAnswers {
    return search?.text ? this.#searched : this.#plain;
  }

  /** One page of the matching documents as wire JSON in UTF-8, and how many match in all. */
  page(
    query: Query,
    order: Order,
    offset: number,
    limit: number,
  ): { total: number; rows: Buffer[] } {
    const name = JSON.stringify(query);
    const kept = offset < reach ? this.#order(query, order, name) : null;
    const total = kept && kept.length < reach ? kept.length : this.#count(query, name);
    if (kept && Math.min(offset + limit, total) <= reach) {
      return { total, rows: this.#textsOf(kept.subarray(offset, offset + limit)) };
    }
    const inner = branches(this.#of, sortColumns(order), query);
    const rows = this.#prepare(
      `SELECT CAST(d.wire AS BLOB) FROM (${inner.text} ORDER BY ${ordering(order)} LIMIT ? OFFSET ?) AS p
       CROSS JOIN ${this.#of.name} AS d ON d.seq = p.seq ORDER BY ${ordering(order, 'p.')}`,
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
    const name = `${order.by} ${order.descending} ${asked}`;
    const { orders } = this.#answersTo(query);
    const kept = orders.get(name);
    if (kept) return kept;
    if (kept === undefined && !query.search?.text) return orders.keep(name, null);
    const { text, values } = branches(this.#of, sortColumns(order), query);
    const seqs = this.#prepare(
      `SELECT seq FROM (${text} ORDER BY ${ordering(order)} LIMIT ${reach}) ORDER BY ${ordering(order)}`,
    )
      .pluck()
      .all(...values) as number[];
    return orders.keep(name, Uint32Array.from(seqs));
  }

  #textsOf(seqs: Uint32Array): Buffer[] {
    const read = this.#prepare(
      `SELECT CAST(wire AS BLOB) FROM ${this.#of.name} WHERE seq = ?`,
    ).pluck();
    const texts: Buffer[] = [];
    for (const seq of seqs) {
      texts.push(this.#texts.get(seq) ?? this.#texts.keep(seq, read.get(seq) as unknown as Buffer));
    }
    return texts;
  }

  /** The matching documents in order, or a part of them. For sets known to be small. */
  all(
    query: Query,
    order: Order = { by: 'key', descending: false },
    { offset = 0, limit = -1 }: { offset?: number; limit?: number } = {},
  ): Stored<Wire, Own>[] {
    const inner = branches(this.#of, sortColumns(order), query);
    const rows = this.#prepare(
      `SELECT d.seq, d.wire, d.own FROM (${inner.text}) AS p
       CROSS JOIN ${this.#of.name} AS d ON d.seq = p.seq ORDER BY ${ordering(order, 'p.')} LIMIT ? OFFSET ?`,
    ).all(...inner.values, limit, offset) as Row[];
    return rows.map(parse<Wire, Own>);
  }

  /** One of the matching documents, the first by key. */
  first(query: Query): Stored<Wire, Own> | undefined {
    return this.all(query, undefined, { limit: 1 })[0];
  }

  /** The keys of all matching documents. */
  keys(query: Query): readonly string[] {
    const name = JSON.stringify(query);
    const known = this.#answersTo(query).keys;
    const kept = known.get(name);
    if (kept) return kept;
    const { text, values } = branches(this.#of, 'key', query);
    const keys = this.#prepare(text)
      .pluck()
      .all(...values) as string[];
    return keys.length > longest ? keys : known.keep(name, Object.freeze(keys));
  }

  /** How many documents match. */
  count(query: Query): number {
    return this.#count(query, JSON.stringify(query));
  }

  #count(query: Query, name: string): number {
    return this.#answersTo(query).counts.of(name, () => {
      const parts = this.#isCounted(query)
        ? branches({ ...this.#of, name: countTable(this.#of) }, 'n', query)
        : branches(this.#of, '1 AS n', query);
      return this.#prepare(`SELECT coalesce(sum(n), 0) FROM (${parts.text})`)
        .pluck()
        .get(...parts.values) as number;
    });
  }

  /** How many documents match, by the values of a column. */
  countBy(column: string, query: Query): Record<string, number> {
    const parts = this.#isCounted(query)
      ? branches({ ...this.#of, name: countTable(this.#of) }, `${column} AS value, n`, query)
      : branches(this.#of, `${column} AS value, 1 AS n`, query);
    const rows = this.#prepare(`SELECT value, sum(n) AS n FROM (${parts.text}) GROUP BY value`).all(
      ...parts.values,
    ) as { value: string; n: number }[];
    return Object.fromEntries(rows.map(({ value, n }) => [value, n]));
  }

  /**
   * The matching documents in order, a short slice at a time; the caller may let others work in between.
   * A document is as of its reading, and none comes twice, whatever is written meanwhile.
   */
  *slices(query: Query, order: Order, size: number): Generator<Stored<Wire, Own>[]> {
    const seen = new SeenRows();
    for (const part of runs(order)) {
      let after: Sql | undefined;
      for (;;) {
        const rows = this.#slice(query, order, [part, after], size);
        const last = rows.at(-1);
        if (!last) break;
        after = past(order, last);
        yield rows.filter((row) => seen.add(row.seq)).map(parse<Wire, Own>);
        if (rows.length < size) break;
      }
    }
  }

  #slice(query: Query, order: Order, also: (Sql | undefined)[], size: number): SliceRow[] {
    const inner = branches(this.#of, sortColumns(order), query, both(also));
    return this.#prepare(
      `SELECT p.*, d.wire, d.own FROM (${inner.text} ORDER BY ${ordering(order)} LIMIT ?) AS p
       CROSS JOIN ${this.#of.name} AS d ON d.seq = p.seq ORDER BY ${ordering(order, 'p.')}`,
    ).all(...inner.values, size) as SliceRow[];
  }

  /** The counts that are kept as documents are written tell how many it finds. */
  #isCounted(query: Query): boolean {
    const { counts } = this.#of;
    if (!counts || !isPlain(query)) return false;
    return Object.keys(query.where ?? {}).every((name) => counts.includes(name));
  }
}

/** The parts of an order that an index can walk: rows with a value, then rows without. */
function runs({ by }: Order): (Sql | undefined)[] {
  if (by === 'key') return [undefined];
  return ['IS NOT NULL', 'IS NULL'].map((test) => ({ text: `${by} ${test}`, values: [] }));
}

/** What comes after a row in an order. */
function past({ by, descending }: Order, { k, key }: SliceRow): Sql {
  const beyond = descending ? '<' : '>';
  if (k === undefined || k === null) return { text: `key ${beyond} ?`, values: [key] };
  return { text: `(${by}, key) ${beyond} (?, ?)`, values: [k, key] };
}

function both(conditions: (Sql | undefined)[]): Sql | undefined {
  const given = conditions.filter((condition) => condition !== undefined);
  if (given.length === 0) return undefined;
  return {
    text: given.map(({ text }) => text).join(' AND '),
    values: given.flatMap(({ values }) => values),
  };
}

function parse<Wire, Own>({ wire, own }: Row): Stored<Wire, Own> {
  return { wire: JSON.parse(wire), own: JSON.parse(own) };
}
