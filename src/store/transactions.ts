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

/** Work that waits until changes are in the database, and how it is told. */
interface Writing {
  readonly done: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The one way to the database of a sandbox. A transaction that only changes documents leaves them to be written later: before
 * any other statement runs, so that nobody can tell, and in a file at the end of this turn of the event loop, all
 * that came in it together. Whoever answers for a change waits for `written`. Any other transaction begins in the
 * database with the first statement that writes, and is there, whole, when it ends.
 */
export class Transactions {
  #data: Data;
  readonly #undone: () => void;
  #version = 0;
  #isWithin = false;
  #isBegun = false;
  readonly #behind = new Set<WriteBehind>();
  #writing: Writing | undefined;

  /** `undone` is told when what was done is no more, and nothing that was read need hold. */
  constructor(data: Data, undone: () => void) {
    this.#data = data;
    this.#undone = undone;
  }

  /** Another number whenever the data may have changed. */
  get version(): number {
    return this.#version;
  }

  /** When all changes are in the file, where some are not yet; it fails, and they are no more, when they cannot be written. */
  get written(): Promise<void> | undefined {
    return this.#writing?.done;
  }

  /** Says that something is written which is no document. */
  change(): void {
    this.#version++;
    if (!this.#isWithin || this.#data.isInMemory) return;
    this.catchUp();
    this.#begin();
  }

  /** Says that there are changes which wait to be written. */
  leaveBehind(what: WriteBehind): void {
    this.#version++;
    this.#behind.add(what);
    if (this.#isWithin) return;
    what.keep();
    if (!this.#data.isInMemory) this.catchUp();
  }

  /** Goes on with other data; what was behind is gone with the old ones. */
  become(data: Data): void {
    this.#version++;
    this.#behind.clear();
    this.#endWriting(({ resolve }) => resolve());
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
      const result = work();
      // What has begun there ends there: no part of it may wait.
      if (this.#isBegun) this.catchUp();
      this.#commit();
      for (const each of this.#behind) each.keep();
      if (this.#behind.size > 0 && !this.#data.isInMemory) this.#writeSoon();
      return result;
    } catch (error) {
      for (const each of this.#behind) each.drop();
      if (this.#isBegun) this.#takeBack();
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
    this.#isWithin = true;
    try {
      if (!this.#isBegun) {
        for (const each of all) each.writeSure();
        this.#commit();
        this.#endWriting(({ resolve }) => resolve());
      }
      if (isWithin) for (const each of all) each.writeAll();
    } catch (error) {
      // Nothing may have begun yet: what could not be written is no more all the same.
      this.#takeBack();
      this.#endWriting(({ reject }) => reject(error));
      throw error;
    } finally {
      this.#isWithin = isWithin;
    }
  }

  /** The same where nobody asks for it: when it cannot be written, only whoever waits for `written` is told. */
  tryToCatchUp(): void {
    try {
      this.catchUp();
    } catch {
      // They have been told.
    }
  }

  /** Writes at the end of this turn of the event loop. */
  #writeSoon(): void {
    if (this.#writing) return;
    this.#writing = writing();
    setImmediate(() => this.tryToCatchUp());
  }

  #endWriting(tell: (writing: Writing) => void): void {
    if (this.#writing) tell(this.#writing);
    this.#writing = undefined;
  }

  #begin(): void {
    if (this.#isBegun) return;
    this.#data.prepare('BEGIN').made.run();
    this.#isBegun = true;
  }

  #commit(): void {
    if (!this.#isBegun) return;
    this.#data.prepare('COMMIT').made.run();
    this.#isBegun = false;
  }

  #takeBack(): void {
    this.#isBegun = false;
    // Some errors have SQLite take it back by itself.
    if (this.#data.inTransaction) this.#data.prepare('ROLLBACK').made.run();
    this.#undone();
  }
}

function writing(): Writing {
  const settle: Partial<Writing> = {};
  const done = new Promise<void>((resolve, reject) => Object.assign(settle, { resolve, reject }));
  // There may be nobody who waits.
  done.catch(() => {});
  return { ...(settle as Writing), done };
}
