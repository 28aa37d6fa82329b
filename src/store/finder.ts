import type { Cell, Collection, Field, Stored } from './collection.js';
import type { Prepare } from './connection.js';
import { type Found, nameOf, orderName } from './found.js';
import {
  branches,
  isPlain,
  type Order,
  ordering,
  type Placed,
  type Query,
  sortColumns,
} from './query.js';
import { countTable } from './tables.js';

/** Longer lists of keys are not kept. */
const longest = 5000;

/** So many rows of an order are kept, the first of it. */
export const reach = 1000;

/** A document on its way out of its table. */
interface Row {
  readonly seq: number;
  readonly wire: string;
  readonly own: string;
}

/** A document with both its parts. */
const whole = `'{"wire":' || wire || ',"own":' || own || '}'`;

/** One page of documents. */
export interface Page {
  /** How many match in all. */
  readonly total: number;
  /** Wire JSON in UTF-8. */
  readonly rows: readonly Buffer[];
}

/** What queries find in a collection, at once. */
export class Finder<Wire, Own> {
  readonly #of: Collection<Wire, Own> & Placed;
  readonly #prepare: Prepare;
  readonly #found: Found;
  readonly #reading: string;

  constructor(of: Collection<Wire, Own> & Placed, prepare: Prepare, found: Found) {
    this.#of = of;
    this.#prepare = prepare;
    this.#found = found;
    this.#reading = `SELECT CAST(wire AS BLOB) FROM ${of.name} WHERE seq = ?`;
  }

  /** One page of the matching documents. */
  page(query: Query, order: Order, offset: number, limit: number): Page {
    const name = nameOf(query);
    const kept = offset < reach ? this.#order(query, order, name) : null;
    const total = kept && kept.length < reach ? kept.length : this.#count(query, name);
    if (kept && Math.min(offset + limit, total) <= reach) {
      return { total, rows: this.textsOf(kept.subarray(offset, offset + limit)) };
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
    const name = orderName(order, asked);
    const { orders } = this.#found.by(query);
    const kept = orders.get(name);
    if (kept) return kept;
    if (kept === undefined && !query.search?.text) return orders.keep(name, null);
    return orders.keep(name, Uint32Array.from(this.seqs(query, order, reach)));
  }

  /** The numbers of the matching rows in order, so many at most. */
  seqs(query: Query, order: Order, most = -1): number[] {
    const { text, values } = branches(this.#of, sortColumns(order), query);
    return this.#inOrder(text, values, order, most);
  }

  /** The numbers of rows, of those that are there, in order. */
  sorted(seqs: readonly number[], order: Order): number[] {
    const text = `SELECT ${sortColumns(order)} FROM ${this.#of.name} WHERE seq IN (SELECT value FROM json_each(?))`;
    return this.#inOrder(text, [JSON.stringify(seqs)], order, -1);
  }

  #inOrder(text: string, values: readonly Cell[], order: Order, most: number): number[] {
    const by = ordering(order);
    return this.#prepare(`SELECT seq FROM (${text} ORDER BY ${by} LIMIT ?) ORDER BY ${by}`)
      .pluck()
      .all(...values, most) as number[];
  }

  /** The wire JSON of rows in UTF-8, of those that are there. */
  textsOf(seqs: Iterable<number>): Buffer[] {
    const { texts } = this.#found;
    const all: Buffer[] = [];
    for (const seq of seqs) {
      const text = texts.get(seq) ?? this.#text(seq);
      if (text) all.push(text);
    }
    return all;
  }

  #text(seq: number): Buffer | undefined {
    const text = this.#prepare(this.#reading).pluck().get(seq) as Buffer | undefined;
    return text && this.#found.texts.keep(seq, text);
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

  /** The keys of all matching documents. */
  keys(query: Query): readonly string[] {
    const name = nameOf(query);
    const known = this.#found.by(query).keys;
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
    return this.#count(query, nameOf(query));
  }

  #count(query: Query, name: string): number {
    return this.#found.by(query).counts.of(name, () => {
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
   * The values of some fields of rows, of those that are there. SQLite picks them: V8 would read whole documents, and puts each
   * short text of JSON, such as a key, at once among what is old, where those of a large collection are tens of megabytes
   * before it looks for garbage. One field more is always asked for, because for a single one SQLite answers no list.
   */
  fieldsOf(seqs: readonly number[], fields: readonly Field<Wire, Own>[]): unknown[][] {
    const paths = [...fields, 'nothing'].map((field) => `$.${field}`);
    const places = paths.map(() => '?').join(', ');
    const rows = this.#prepare(
      `SELECT json_extract(${whole}, ${places}) FROM json_each(?) AS p
       CROSS JOIN ${this.#of.name} ON seq = p.value ORDER BY p.key`,
    )
      .pluck()
      .all(...paths, JSON.stringify(seqs)) as string[];
    return rows.map((row) => JSON.parse(row).slice(0, -1));
  }

  /** The counts that are kept as documents are written tell how many it finds. */
  #isCounted(query: Query): boolean {
    const { counts } = this.#of;
    if (!counts || !isPlain(query)) return false;
    return Object.keys(query.where ?? {}).every((name) => counts.includes(name));
  }
}

function parse<Wire, Own>({ wire, own }: Row): Stored<Wire, Own> {
  return { wire: JSON.parse(wire), own: JSON.parse(own) };
}
