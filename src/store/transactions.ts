import type { Statement } from 'better-sqlite3';
import type { Cell } from './collection.js';
import type { Data } from './data.js';

/** Changes that the database does not have yet: those that the last transaction left, and those of the one that runs. */
export interface WriteBehind {
  /** Writes what the last transaction left. */
  writeSure(): void;
  /** Writes all that there is. */
  writeAll(): void;
  /** What this transaction has changed stays so. */
  keep(): void;
  /** What it has changed is again as it was before it. */
  drop(): void;
}

/**
 * The one way to the database of a sandbox. In memory, where nobody else can read it, a transaction begins there with the first
 * statement that writes, and changes may wait: they are written before any other statement runs, so that nobody can
 * tell. In a file everything is written at once, and whole when the transaction ends.
 */
export class Transactions {
  #data: Data;
  readonly #undone: () => void;
  #version = 0;
  #isWithin = false;
  readonly #behind = new Set<WriteBehind>();

  /** `undone` is told when a transaction was taken back in the database. */
  constructor(data: Data, undone: () => void) {
    this.#data = data;
    this.#undone = undone;
  }

  /** Another number whenever the data may have changed. */
  get version(): number {
    return this.#version;
  }

  /** Says that the data may have changed. */
  change(): void {
    this.#version++;
  }

  /** Says that there are changes which wait to be written. */
  leaveBehind(what: WriteBehind): void {
    this.#version++;
    this.#behind.add(what);
    if (!this.#isWithin) what.keep();
  }

  /** Goes on with other data; what was behind is gone with the old ones. */
  become(data: Data): void {
    this.#version++;
    this.#behind.clear();
    this.#data = data;
  }

  /** A statement on data that have everything in them. */
  prepare(text: string): Statement<Cell[]> {
    this.catchUp();
    const { made, writes } = this.#data.prepare(text);
    if (writes) {
      this.#version++;
      if (this.#isWithin) this.#begin();
    }
    return made;
  }

  /** Runs `work` as a whole or, if it throws, not at all. */
  run<T>(work: () => T): T {
    if (this.#isWithin) return work();
    this.#isWithin = true;
    try {
      // What is put down about the sandbox itself is a part of it there.
      if (!this.#data.isInMemory) this.#begin();
      const result = work();
      this.#commit();
      for (const each of this.#behind) each.keep();
      return result;
    } catch (error) {
      for (const each of this.#behind) each.drop();
      if (this.#data.inTransaction) {
        this.#data.prepare('ROLLBACK').made.run();
        this.#undone();
      }
      throw error;
    } finally {
      this.#isWithin = false;
    }
  }

  /** Writes what waits to be written: what this transaction has changed as a part of it, all else before it. */
  catchUp(): void {
    if (this.#behind.size === 0) return;
    const all = [...this.#behind];
    this.#behind.clear();
    const isWithin = this.#isWithin;
    if (!this.#data.inTransaction) {
      this.#isWithin = true;
      for (const each of all) each.writeSure();
      this.#commit();
      this.#isWithin = isWithin;
    }
    if (isWithin) for (const each of all) each.writeAll();
  }

  #begin(): void {
    if (!this.#data.inTransaction) this.#data.prepare('BEGIN').made.run();
  }

  #commit(): void {
    if (this.#data.inTransaction) this.#data.prepare('COMMIT').made.run();
  }
}
