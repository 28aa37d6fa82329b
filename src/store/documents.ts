import type { Statement } from 'better-sqlite3';
import type { Cell, Collection, Stored } from './collection.js';
import { fieldBreak, fold } from './fold.js';
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
import { countTable, searchColumn, searchTable, tagTable } from './tables.js';

/** Prepares a statement, once for each text. */
export type Prepare = (text: string) => Statement<Cell[]>;

interface Row {
  seq: number;
  wire: string;
  own: string;
}

/** A collection's documents in one sandbox. Written by these methods and nobody else. */
export class Documents<Wire, Own> {
  readonly #of: Collection<Wire, Own> & Placed;
  readonly #prepare: Prepare;

  constructor(of: Collection<Wire, Own>, prepare: Prepare) {
    this.#prepare = prepare;
    const tables = prepare('SELECT count(*) FROM sqlite_master WHERE name = ?').pluck();
    this.#of = { ...of, isSearchIndexed: tables.get(searchTable(of)) === 1 };
  }

  /** The document with this key. */
  get(key: string): Stored<Wire, Own> | undefined {
    const row = this.#row(key);
    return row && parse<Wire, Own>(row);
  }

  /** Adds a document; one with the same key must not be there. */
  insert(wire: Wire, own: Own): void {
    const cells = this.#cells(wire, own);
    const names = Object.keys(cells);
    const { lastInsertRowid } = this.#prepare(
      `INSERT INTO ${this.#of.name} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
    ).run(...Object.values(cells));
    this.#tag(Number(lastInsertRowid), wire, own);
  }

  /** Stores a document in place of the one with its key, or as a new one. */
  put(wire: Wire, own: Own): void {
    const isThere = this.update(this.#of.key(wire, own), () => ({ wire, own }));
    if (!isThere) this.insert(wire, own);
  }

  /** Writes the changed document; only the columns that differ are touched. Answers false for an unknown key. */
  update(key: string, change: (stored: Stored<Wire, Own>) => Stored<Wire, Own>): boolean {
    const row = this.#row(key);
    if (row) this.#write(row, change);
    return row !== undefined;
  }

  /** Writes a changed document in place of the one that is there. */
  #write(row: Row, change: (stored: Stored<Wire, Own>) => Stored<Wire, Own>): void {
    const before = parse<Wire, Own>(row);
    const after = change(before);
    const old = this.#cells(before.wire, before.own);
    const changed = Object.entries(this.#cells(after.wire, after.own)).filter(
      ([name, cell]) => old[name] !== cell,
    );
    if (changed.length === 0) return;
    this.#prepare(
      `UPDATE ${this.#of.name} SET ${changed.map(([name]) => `${name} = ?`).join(', ')} WHERE seq = ?`,
    ).run(...changed.map(([, cell]) => cell), row.seq);
    if (!this.#isTaggedAlike(before, after)) {
      this.#untag(row.seq);
      this.#tag(row.seq, after.wire, after.own);
    }
  }

  #isTaggedAlike(before: Stored<Wire, Own>, after: Stored<Wire, Own>): boolean {
    return Object.values(this.#of.tags ?? {}).every(
      (read) =>
        JSON.stringify(read(before.wire, before.own)) ===
        JSON.stringify(read(after.wire, after.own)),
    );
  }

  /**
   * Writes all matching documents as they are changed, a slice at a time. For changes that touch no other columns than
   * those that are named: nothing else is looked at.
   */
  updateAll(
    query: Query,
    columns: readonly string[],
    change: (stored: Stored<Wire, Own>) => Stored<Wire, Own>,
  ): void {
    const set = ['wire', 'own', ...columns].map((column) => `${column} = ?`).join(', ');
    const write = this.#prepare(`UPDATE ${this.#of.name} SET ${set} WHERE seq = ?`);
    let after: string | undefined;
    for (;;) {
      const also = after === undefined ? undefined : { text: 'key > ?', values: [after] };
      const order = { by: 'key', descending: false };
      const rows = this.#slice(query, order, [also], updateStep);
      for (const row of rows) {
        const { wire, own } = change(parse<Wire, Own>(row));
        const cells = columns.map((column) => this.#of.columns?.[column]?.(wire, own) ?? null);
        write.run(JSON.stringify(wire), JSON.stringify(own), ...cells, row.seq);
      }
      after = rows.at(-1)?.key;
      if (rows.length < updateStep) return;
    }
  }

  /** Takes a document out. Answers false for an unknown key. */
  remove(key: string): boolean {
    const row = this.#row(key);
    if (!row) return false;
    this.#untag(row.seq);
    this.#prepare(`DELETE FROM ${this.#of.name} WHERE seq = ?`).run(row.seq);
    return true;
  }

  /** One page of the matching documents as wire JSON, and how many match in all. */
  page(
    query: Query,
    order: Order,
    offset: number,
    limit: number,
  ): { total: number; rows: string[] } {
    const inner = branches(this.#of, sortColumns(order), query);
    const rows = this.#prepare(
      `SELECT d.wire FROM (${inner.text} ORDER BY ${ordering(order)} LIMIT ? OFFSET ?) AS p
       CROSS JOIN ${this.#of.name} AS d ON d.seq = p.seq ORDER BY ${ordering(order, 'p.')}`,
    )
      .pluck()
      .all(...inner.values, limit, offset) as string[];
    return { total: this.count(query), rows };
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
  keys(query: Query): string[] {
    const { text, values } = branches(this.#of, 'key', query);
    return this.#prepare(text)
      .pluck()
      .all(...values) as string[];
  }

  /** How many documents match. */
  count(query: Query): number {
    const counted = isPlain(query) && this.#counts(query);
    const parts = counted
      ? branches({ ...this.#of, name: countTable(this.#of) }, 'n', query)
      : branches(this.#of, '1 AS n', query);
    return this.#prepare(`SELECT coalesce(sum(n), 0) FROM (${parts.text})`)
      .pluck()
      .get(...parts.values) as number;
  }

  /** How many documents match, by the values of a column. */
  countBy(column: string, query: Query): Record<string, number> {
    const counted = isPlain(query) && this.#counts(query);
    const parts = counted
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

  #row(key: string): Row | undefined {
    return this.#prepare(`SELECT seq, wire, own FROM ${this.#of.name} WHERE key = ?`).get(key) as
      | Row
      | undefined;
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

  #counts(query: Query): boolean {
    const { counts } = this.#of;
    return (
      counts !== undefined && Object.keys(query.where ?? {}).every((name) => counts.includes(name))
    );
  }
}

/** How many documents are read at once where all are written. */
const updateStep = 500;

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
