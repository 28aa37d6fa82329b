import type { Statement } from 'better-sqlite3';
import type { Cell, Collection, Stored } from './collection.js';
import { fieldBreak, fold } from './fold.js';
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
import { countTable, indexesOn, searchColumn, searchTable, tagTable } from './tables.js';

/** Prepares a statement, once for each text. */
export type Prepare = (text: string) => Statement<Cell[]>;

interface Row {
  seq: number;
  wire: string;
  own: string;
}

/** How much of each kind is kept between two writes: documents, their texts, answers to queries, orders. */
const most = { documents: 500, texts: 1000, answers: 200, orders: 50 };

/** Longer orders and lists of keys are not kept. */
const longest = 5000;

/**
 * A collection's documents in one sandbox. Written by these methods and nobody else: what was read of it is kept until they
 * write it, and read again from there.
 */
export class Documents<Wire, Own> {
  readonly #of: Collection<Wire, Own> & Placed;
  readonly #prepare: Prepare;
  readonly #byKey = new Kept<KeptRow<Wire, Own> | null>(most.documents);
  readonly #texts = new Kept<Buffer>(most.texts);
  readonly #keys = new Kept<readonly string[]>(most.answers);
  readonly #counts = new Kept<number>(most.answers);
  /** The place of each document in an order; null for one that was asked for once so far. */
  readonly #orders = new Kept<Uint32Array | null>(most.orders);

  #insertion: string | undefined;

  constructor(of: Collection<Wire, Own>, prepare: Prepare) {
    this.#prepare = prepare;
    const tables = prepare('SELECT count(*) FROM sqlite_master WHERE name = ?').pluck();
    this.#of = { ...of, isSearchIndexed: tables.get(searchTable(of)) === 1 };
  }

  /** Forgets what was read: it may not hold any more. */
  forget(): void {
    for (const kept of [this.#byKey, this.#texts, this.#keys, this.#counts, this.#orders])
      kept.clear();
  }

  /** The document with this key. It is shared by those who ask, and frozen. */
  get(key: string): Stored<Wire, Own> | undefined {
    const found = this.#found(key);
    if (!found) return undefined;
    found.stored ??= frozen(parse<Wire, Own>(found.row));
    return found.stored;
  }

  #found(key: string): KeptRow<Wire, Own> | null {
    const kept = this.#byKey.get(key);
    if (kept !== undefined) return kept;
    const row = this.#prepare(`SELECT * FROM ${this.#of.name} WHERE key = ?`).get(key);
    return this.#byKey.keep(key, row ? { row: row as WholeRow } : null);
  }

  /** Adds a document; one with the same key must not be there. */
  insert(wire: Wire, own: Own): void {
    const cells = this.#cells(wire, own);
    this.#insertion ??= insertion(this.#of.name, Object.keys(cells));
    const { lastInsertRowid } = this.#prepare(this.#insertion).run(...Object.values(cells));
    this.forget();
    this.#tag(Number(lastInsertRowid), wire, own);
  }

  /** Stores a document in place of the one with its key, or as a new one. */
  put(wire: Wire, own: Own): void {
    const isThere = this.update(this.#of.key(wire, own), () => ({ wire, own }));
    if (!isThere) this.insert(wire, own);
  }

  /** Writes the changed document; only the columns that differ are touched. Answers false for an unknown key. */
  update(key: string, change: (stored: Stored<Wire, Own>) => Stored<Wire, Own>): boolean {
    const found = this.#found(key);
    const before = this.get(key);
    if (found && before) this.#write(found.row, before, change(before));
    return found !== null;
  }

  /** Writes a document in place of the one that is there. */
  #write(row: WholeRow, before: Stored<Wire, Own>, after: Stored<Wire, Own>): void {
    const { seq } = row;
    const cells = this.#cells(after.wire, after.own);
    const changed = Object.keys(cells).filter((name) => cells[name] !== row[name]);
    if (changed.length === 0) return;
    this.#prepare(
      `UPDATE ${this.#of.name} SET ${changed.map((name) => `${name} = ?`).join(', ')} WHERE seq = ?`,
    ).run(...changed.map((name) => cells[name] as Cell), seq);
    const isTaggedAlike = this.#isTaggedAlike(before, after);
    if (!isTaggedAlike) {
      this.#untag(seq);
      this.#tag(seq, after.wire, after.own);
    }
    // Which documents a query finds, and in which order, hangs on nothing but the columns and the tags.
    if (!isTaggedAlike || changed.some((name) => name !== 'wire' && name !== 'own')) this.forget();
    this.#texts.forget(seq);
    this.#byKey.forget(row.key);
    this.#byKey.keep(String(cells.key), { row: { ...cells, seq } as WholeRow });
  }

  #isTaggedAlike(before: Stored<Wire, Own>, after: Stored<Wire, Own>): boolean {
    return Object.values(this.#of.tags ?? {}).every(
      (read) =>
        JSON.stringify(read(before.wire, before.own)) ===
        JSON.stringify(read(after.wire, after.own)),
    );
  }

  /**
   * Writes into all documents what is changed in them, a slice at a time, in the order in which they lie. A change is the
   * members that are other than before, none of them null. For changes that touch no other columns than those that are
   * named: nothing else is looked at.
   */
  updateAll(
    columns: readonly string[],
    change: (stored: Stored<Wire, Own>) => Stored<Partial<Wire>, Partial<Own>>,
  ): void {
    const { name } = this.#of;
    const size = this.#prepare(`SELECT max(seq) FROM ${name}`).pluck().get() as number | null;
    // To make an index anew costs less than to write each of its entries at a place of its own.
    const renewed = (size ?? 0) > fewRows ? indexesOn(this.#of, columns) : [];
    for (const index of renewed) this.#prepare(`DROP INDEX ${index.name}`).run();
    const read = this.#prepare(
      `SELECT seq, wire, own FROM ${name} WHERE seq > ? ORDER BY seq LIMIT ?`,
    );
    const cells = columns.map((column) => `${column} = ?`).join(', ');
    const write = this.#prepare(
      `UPDATE ${name} SET wire = json_patch(wire, ?), own = json_patch(own, ?), ${cells} WHERE seq = ?`,
    );
    let rows: Row[];
    for (let after = 0; ; after = rows.at(-1)?.seq ?? 0) {
      rows = read.all(after, updateStep) as Row[];
      for (const row of rows) {
        const before = parse<Wire, Own>(row);
        const changed = change(before);
        const wire = { ...before.wire, ...changed.wire };
        const own = { ...before.own, ...changed.own };
        const values = columns.map((column) => this.#of.columns?.[column]?.(wire, own) ?? null);
        write.run(JSON.stringify(changed.wire), JSON.stringify(changed.own), ...values, row.seq);
      }
      if (rows.length < updateStep) break;
    }
    for (const index of renewed) this.#prepare(index.text).run();
    this.forget();
  }

  /** Takes a document out. Answers false for an unknown key. */
  remove(key: string): boolean {
    const row = this.#found(key)?.row;
    if (!row) return false;
    this.#untag(row.seq);
    this.#prepare(`DELETE FROM ${this.#of.name} WHERE seq = ?`).run(row.seq);
    this.forget();
    return true;
  }

  /** One page of the matching documents as wire JSON in UTF-8, and how many match in all. */
  page(
    query: Query,
    order: Order,
    offset: number,
    limit: number,
  ): { total: number; rows: Buffer[] } {
    const name = JSON.stringify(query);
    const total = this.#count(query, name);
    const kept = this.#order(query, order, name, total);
    if (kept) return { total, rows: this.#textsOf(kept.subarray(offset, offset + limit)) };
    const inner = branches(this.#of, sortColumns(order), query);
    const rows = this.#prepare(
      `SELECT CAST(d.wire AS BLOB) FROM (${inner.text} ORDER BY ${ordering(order)} LIMIT ? OFFSET ?) AS p
       CROSS JOIN ${this.#of.name} AS d ON d.seq = p.seq ORDER BY ${ordering(order, 'p.')}`,
    )
      .pluck()
      .all(...inner.values, limit, offset) as unknown[] as Buffer[];
    return { total, rows };
  }

  /** The numbers of all rows that a query finds, in order: kept from the second page on, when there are not too many. */
  #order(query: Query, order: Order, asked: string, total: number): Uint32Array | null {
    if (total > longest) return null;
    const name = `${order.by} ${order.descending} ${asked}`;
    const kept = this.#orders.get(name);
    if (kept) return kept;
    if (kept === undefined) return this.#orders.keep(name, null);
    const { text, values } = branches(this.#of, sortColumns(order), query);
    const seqs = this.#prepare(`SELECT seq FROM (${text}) ORDER BY ${ordering(order)}`)
      .pluck()
      .all(...values) as number[];
    return this.#orders.keep(name, Uint32Array.from(seqs));
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
    const kept = this.#keys.get(name);
    if (kept) return kept;
    const { text, values } = branches(this.#of, 'key', query);
    const keys = this.#prepare(text)
      .pluck()
      .all(...values) as string[];
    return keys.length > longest ? keys : this.#keys.keep(name, Object.freeze(keys));
  }

  /** How many documents match. */
  count(query: Query): number {
    return this.#count(query, JSON.stringify(query));
  }

  #count(query: Query, name: string): number {
    return this.#counts.of(name, () => {
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

  #cells(wire: Wire, own: Own): Record<string, Cell> {
    const cells: Record<string, Cell> = { key: this.#of.key(wire, own) };
    for (const [name, read] of Object.entries(this.#of.columns ?? {}))
      cells[name] = read(wire, own);
    for (const [name, read] of Object.entries(this.#of.search ?? {})) {
      const fields = read(wire, own).filter((field) => field !== undefined && field !== '');
      cells[searchColumn(name)] = fields.map((field) => fold(field as string)).join(fieldBreak);
    }
    cells.wire = JSON.stringify(wire);
    cells.own = JSON.stringify(own);
    return cells;
  }

  #tag(seq: number, wire: Wire, own: Own): void {
    for (const [tag, read] of Object.entries(this.#of.tags ?? {})) {
      for (const value of new Set(read(wire, own))) {
        this.#prepare(`INSERT INTO ${tagTable(this.#of, tag)} VALUES (?, ?)`).run(value, seq);
      }
    }
  }

  #untag(seq: number): void {
    for (const tag of Object.keys(this.#of.tags ?? {})) {
      this.#prepare(`DELETE FROM ${tagTable(this.#of, tag)} WHERE seq = ?`).run(seq);
    }
  }

  /** The counts that are kept as documents are written tell how many it finds. */
  #isCounted(query: Query): boolean {
    const { counts } = this.#of;
    if (!counts || !isPlain(query)) return false;
    return Object.keys(query.where ?? {}).every((name) => counts.includes(name));
  }
}

function insertion(into: string, names: readonly string[]): string {
  return `INSERT INTO ${into} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
}

/** How many documents are read at once where all are written. */
const updateStep = 500;

/** A row as it was read or written last, and its document once somebody has asked for it. */
interface KeptRow<Wire, Own> {
  readonly row: WholeRow;
  stored?: Stored<Wire, Own>;
}
/** With more rows than this, indexes are made anew where all rows are written. */
const fewRows = 10_000;

/** A row with all its columns. */
interface WholeRow extends Row {
  key: string;
  [column: string]: Cell;
}

interface SliceRow extends Row {
  k?: Cell;
  key: string;
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

function parse<Wire, Own>(row: Row): Stored<Wire, Own> {
  return { wire: JSON.parse(row.wire), own: JSON.parse(row.own) };
}

/** The same, closed to changes however deep. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) frozen(part);
    Object.freeze(value);
  }
  return value;
}
