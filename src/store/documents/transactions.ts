import type { Statement } from 'better-sqlite3';
import type { SandboxDatabase } from '../sqlite/sandbox-database.js';
import type { SqlValue } from './collection.js';

/** Changes that the database does not have yet: those that the last transaction left, and those of the one that runs. */
export interface FlushTarget {
  /** Writes what the last transaction left. */
  flushCommitted(): void;
  /** Writes all that there is. */
  flushAll(): void;
  /** What this transaction has changed stays so. */
  commit(): void;
  /** What it has changed is again as it was before it. */
  rollback(): void;
}

/** Work that waits until changes are in the database, and how it is told. */
interface PendingFlush {
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
  #data: SandboxDatabase;
  readonly #onRollback: () => void;
  #version = 0;
  #isOpen = false;
  #hasBegun = false;
  readonly #pending = new Set<FlushTarget>();
  #pendingFlush: PendingFlush | undefined;

  /** `undone` is told when what was done is no more, and nothing that was read need hold. */
  constructor(data: SandboxDatabase, undone: () => void) {
    this.#data = data;
    this.#onRollback = undone;
  }

  /** Another number whenever the data may have changed. */
  get version(): number {
    return this.#version;
  }

  /** When all changes are in the file, where some are not yet; it fails, and they are no more, when they cannot be written. */
  get flushed(): Promise<void> | undefined {
    return this.#pendingFlush?.done;
  }

  /** Says that something is written which is no document. */
  markChanged(): void {
    this.#version++;
    if (!this.#isOpen || this.#data.isInMemory) return;
    this.flush();
    this.#begin();
  }

  /** Says that there are changes which wait to be written. */
  enqueue(what: FlushTarget): void {
    this.#version++;
    this.#pending.add(what);
    if (this.#isOpen) return;
    what.commit();
    if (!this.#data.isInMemory) this.flush();
  }

  /** Goes on with other data; what was behind is gone with the old ones. */
  attach(data: SandboxDatabase): void {
    this.#version++;
    this.#pending.clear();
    this.#endWriting(({ resolve }) => resolve());
    this.#data = data;
  }

  /** A statement on data that have everything in them. */
  prepare(text: string): Statement<SqlValue[]> {
    this.flush();
    const { statement, writes } = this.#data.prepare(text);
    if (writes) {
      this.#version++;
      if (this.#isOpen) this.#begin();
    }
    return statement;
  }

  /** Runs `work` as a whole or, if it throws, not at all. */
  run<T>(work: () => T): T {
    if (this.#isOpen) return work();
    this.#isOpen = true;
    try {
      const result = work();
      // What has begun there ends there: no part of it may wait.
      if (this.#hasBegun) this.flush();
      this.#commit();
      for (const each of this.#pending) each.commit();
      if (this.#pending.size > 0 && !this.#data.isInMemory) this.#scheduleFlush();
      return result;
    } catch (error) {
      for (const each of this.#pending) each.rollback();
      if (this.#hasBegun) this.#rollback();
      throw error;
    } finally {
      this.#isOpen = false;
    }
  }

  /** Writes what waits to be written: what this transaction has changed as a part of it, all else before it. */
  flush(): void {
    if (this.#pending.size === 0) return;
    const all = [...this.#pending];
    this.#pending.clear();
    const isWithin = this.#isOpen;
    this.#isOpen = true;
    try {
      if (!this.#hasBegun) {
        for (const each of all) each.flushCommitted();
        this.#commit();
        this.#endWriting(({ resolve }) => resolve());
      }
      if (isWithin) for (const each of all) each.flushAll();
    } catch (error) {
      // Nothing may have begun yet: what could not be written is no more all the same.
      this.#rollback();
      this.#endWriting(({ reject }) => reject(error));
      throw error;
    } finally {
      this.#isOpen = isWithin;
    }
  }

  /** The same where nobody asks for it: when it cannot be written, only whoever waits for `written` is told. */
  tryFlush(): void {
    try {
      this.flush();
    } catch {
      // They have been told.
    }
  }

  /** Writes at the end of this turn of the event loop. */
  #scheduleFlush(): void {
    if (this.#pendingFlush) return;
    this.#pendingFlush = deferred();
    setImmediate(() => this.tryFlush());
  }

  #endWriting(settle: (writing: PendingFlush) => void): void {
    if (this.#pendingFlush) settle(this.#pendingFlush);
    this.#pendingFlush = undefined;
  }

  #begin(): void {
    if (this.#hasBegun) return;
    this.#data.prepare('BEGIN').statement.run();
    this.#hasBegun = true;
  }

  #commit(): void {
    if (!this.#hasBegun) return;
    this.#data.prepare('COMMIT').statement.run();
    this.#hasBegun = false;
  }

  #rollback(): void {
    this.#hasBegun = false;
    // Some errors have SQLite take it back by itself.
    if (this.#data.inTransaction) this.#data.prepare('ROLLBACK').statement.run();
    this.#onRollback();
  }
}

function deferred(): PendingFlush {
  const settle: Partial<PendingFlush> = {};
  const done = new Promise<void>((resolve, reject) => Object.assign(settle, { resolve, reject }));
  // There may be nobody who waits.
  done.catch(() => {});
  return { ...(settle as PendingFlush), done };
}
