import { Behind, type KeptRow } from './behind.js';
import type { Cell, Collection, Stored } from './collection.js';
import type { Prepare } from './connection.js';
import { Finder, type Page } from './finder.js';
import { asRead, type Form, formOf, readDocument } from './form.js';
import { Found } from './found.js';
import { GentleFinder } from './gentle-finder.js';
import { Kept } from './kept.js';
import type { Order, Placed, Query } from './query.js';
import { indexesOn, tagTable } from './tables.js';
import { threesOf } from './threes.js';
import type { Transactions } from './transactions.js';

/** How many documents are kept between two writes, and how many of them may be ahead of their rows. */
const most = 500;

/** How many documents are read at once where all are written. */
const updateStep = 500;

/** With more rows than this, indexes are made anew where all rows are written. */
const fewRows = 10_000;

/** Why something that takes time cannot go on: its sandbox has become another one meanwhile, by a reset or a restore. */
export class AnotherWorld extends Error {}

/** What writes some columns of a row. */
interface Writing {
  readonly columns: readonly string[];
  readonly text: string;
}

/**
 * A collection's documents in one sandbox. Written by these methods and nobody else: what was read of it is kept until they
 * write it, and read again from there.
 */
export class Documents<Wire, Own> {
  readonly #of: Collection<Wire, Own> & Placed;
  readonly #prepare: Prepare;
  readonly #form: Form<Wire, Own>;
  readonly #found = new Found();
  readonly #finder: Finder<Wire, Own>;
  readonly #gentleFinder: GentleFinder<Wire, Own>;
  readonly #transactions: Pick<Transactions, 'leaveBehind' | 'catchUp'> | undefined;
  readonly #rows = new Kept<KeptRow<Wire, Own> | null>(most);
  readonly #writings = new Kept<Writing>(most);
  readonly #behind = new Behind<Wire, Own>((...change) => this.#write(...change));
  readonly #insertion: string;
  readonly #reading: string;

  /** Where there are `transactions`, what is changed may be written later, and they see to it. */
  constructor(
    of: Collection<Wire, Own>,
    prepare: Prepare,
    transactions?: Pick<Transactions, 'leaveBehind' | 'catchUp'>,
  ) {
    this.#of = { ...of, rowsWith: threesOf(of, prepare) };
    this.#prepare = prepare;
    this.#form = formOf(of);
    this.#finder = new Finder(this.#of, prepare, this.#found);
    this.#transactions = transactions;
    this.#gentleFinder = new GentleFinder(this.#of, prepare, this.#finder, this.#found);
    const columns = this.#form.columns.join(', ');
    const places = this.#form.columns.map(() => '?').join(', ');
    this.#insertion = `INSERT INTO ${of.name} (${columns}) VALUES (${places})`;
    this.#reading = `SELECT seq, ${columns} FROM ${of.name} WHERE key = ?`;
  }

  /** Forgets what was read: it may not hold any more. */
  forget(): void {
    this.#behind.clear();
    this.#rows.clear();
    this.#found.forget();
  }

  /** The document with this key. It is shared by those who ask, and frozen. */
  get(key: string): Stored<Wire, Own> | undefined {
    const row = this.#row(key);
    return row ? storedOf(row) : undefined;
  }

  /** Finds what may be much, or far away. */
  get gently(): GentleFinder<Wire, Own> {
    if (this.#behind.size > 0) this.#transactions?.catchUp();
    return this.#gentleFinder;
  }

  /** One page of the matching documents. For sets known to be small. */
  page(query: Query, order: Order, offset: number, limit: number): Page {
    return this.#caughtUp.page(query, order, offset, limit);
  }

  /** The matching documents in order, or a part of them. For sets known to be small. */
  all(query: Query, order?: Order, part?: { offset?: number; limit?: number }) {
    return this.#caughtUp.all(query, order, part);
  }

  /** One of the matching documents, the first by key. */
  first(query: Query): Stored<Wire, Own> | undefined {
    return this.#caughtUp.all(query, undefined, { limit: 1 })[0];
  }

  /** The keys of all matching documents. */
  keys(query: Query): readonly string[] {
    return this.#caughtUp.keys(query);
  }

  /** How many documents match. */
  count(query: Query): number {
    return this.#caughtUp.count(query);
  }

  /** Adds a document; one with the same key must not be there. */
  insert(wire: Wire, own: Own): void {
    const cells = this.#form.cells({ wire, own });
    const { lastInsertRowid } = this.#prepare(this.#insertion).run(...cells);
    this.forget();
    this.#tag(Number(lastInsertRowid), wire, own);
  }

  /** Stores a document in place of the one with its key, or as a new one. */
  put(wire: Wire, own: Own): void {
    const isThere = this.update(this.#of.key(wire, own), () => ({ wire, own }));
    if (!isThere) this.insert(wire, own);
  }

  /** Changes a document; only the columns that differ are written. Answers false for an unknown key. */
  update(key: string, change: (stored: Stored<Wire, Own>) => Stored<Wire, Own>): boolean {
    const row = this.#row(key);
    if (!row) return false;
    const before = storedOf(row);
    const after = change(before);
    const stored = kept(before, after);
    if (stored && this.#of.key(stored.wire, stored.own) === key && this.#transactions) {
      // A document that came from elsewhere may be none that can be written: whoever changes it is told, not whoever comes next.
      if (!row.isSound) this.#form.cells(before, { stored: before, cells: row.cells });
      row.isSound = true;
      this.#behind.leave(row, before, stored);
      this.#transactions.leaveBehind(this.#behind);
      if (this.#behind.size >= most) this.#transactions.catchUp();
      return true;
    }
    this.#transactions?.catchUp();
    this.#write(row, before, after);
    row.stored = stored;
    row.own = after.own === before.own ? before.own : undefined;
    return true;
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
    let rows: { seq: number; wire: string; own: string }[];
    for (let after = 0; ; after = rows.at(-1)?.seq ?? 0) {
      rows = read.all(after, updateStep) as typeof rows;
      for (const row of rows) {
        const before: Stored<Wire, Own> = { wire: JSON.parse(row.wire), own: JSON.parse(row.own) };
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
    const row = this.#row(key);
    if (!row) return false;
    this.#untag(row.seq);
    this.#prepare(`DELETE FROM ${this.#of.name} WHERE seq = ?`).run(row.seq);
    this.forget();
    return true;
  }

  /** The finder, when the table has everything. */
  get #caughtUp(): Finder<Wire, Own> {
    if (this.#behind.size > 0) this.#transactions?.catchUp();
    return this.#finder;
  }

  #row(key: string): KeptRow<Wire, Own> | null {
    const kept = this.#rows.get(key);
    if (kept !== undefined) return kept;
    const read = this.#prepare(this.#reading).raw();
    const found = read.get(key) as unknown as [number, ...Cell[]] | undefined;
    if (!found) return this.#rows.keep(key, null);
    const [seq, ...cells] = found;
    return this.#rows.keep(key, { seq, cells });
  }

  /** Writes a document into its row, as far as it differs from the one before. */
  #write(row: KeptRow<Wire, Own>, before: Stored<Wire, Own>, after: Stored<Wire, Own>): void {
    const { seq, cells: old } = row;
    const cells = this.#form.cells(after, { stored: before, cells: old });
    const changed = cells.filter((cell, at) => cell !== old[at]);
    if (changed.length === 0) return;
    const { text, columns } = this.#writing(cells, old);
    this.#prepare(text).run(...changed, seq);
    // Which documents a query finds, and in which order, hangs on nothing but the columns and the tags.
    if (this.#tagAnew(seq, before, after)) this.#found.forget();
    else this.#found.forgetRow(seq, columns);
    row.cells = cells;
    const [from, to] = [String(old[0]), String(cells[0])];
    if (from === to) return;
    this.#rows.forget(from);
    this.#rows.keep(to, row);
  }

  /** What writes the cells that differ. It is made once, as it takes longer to put it together than to look it up. */
  #writing(cells: readonly Cell[], old: readonly Cell[]): Writing {
    let which = 0;
    for (let at = 0; at < cells.length; at++) if (cells[at] !== old[at]) which += 2 ** at;
    return this.#writings.of(which, () => {
      const columns = this.#form.columns.filter((_, at) => cells[at] !== old[at]);
      const set = columns.map((column) => `${column} = ?`).join(', ');
      return { columns, text: `UPDATE ${this.#of.name} SET ${set} WHERE seq = ?` };
    });
  }

  /** Writes the tags of a changed document, where they are others than before. */
  #tagAnew(seq: number, before: Stored<Wire, Own>, after: Stored<Wire, Own>): boolean {
    const isAlike = Object.values(this.#of.tags ?? {}).every((read) => {
      const [old, now] = [read(before.wire, before.own), read(after.wire, after.own)];
      return old === now || JSON.stringify(old) === JSON.stringify(now);
    });
    if (isAlike) return false;
    this.#untag(seq);
    this.#tag(seq, after.wire, after.own);
    return true;
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
}

/** A changed document as it may be kept; undefined where it would be another if it were read. */
function kept<Wire, Own>(
  before: Stored<Wire, Own>,
  after: Stored<Wire, Own>,
): Stored<Wire, Own> | undefined {
  const wire = after.wire === before.wire ? before.wire : asRead(after.wire);
  const own = after.own === before.own ? before.own : asRead(after.own);
  return wire && own && Object.freeze({ wire, own });
}

function storedOf<Wire, Own>(row: KeptRow<Wire, Own>): Stored<Wire, Own> {
  if (!row.stored) {
    const { cells, own = readDocument<Own>(cells.at(-1)) } = row;
    row.stored = Object.freeze({ wire: readDocument<Wire>(cells.at(-2)), own });
  }
  return row.stored;
}
