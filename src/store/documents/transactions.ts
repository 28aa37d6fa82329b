import type { Statement } from 'better-sqlite3';
import type { SandboxDatabase } from '../sqlite/sandbox-database.js';
import type { SqlValue } from './collection.js';

/** A buffer of unflushed changes: those of committed transactions, and those of the open one. */
export interface FlushTarget {
  /** True if one statement writes the committed changes. */
  readonly isOneStatement: boolean;
  /** Writes the committed changes. */
  flushCommitted(): void;
  /** Writes all changes, including those of the open transaction. */
  flushAll(): void;
  /** Commits the changes of the open transaction. */
  commit(): void;
  /** Discards the changes of the open transaction. */
  rollback(): void;
}

/** A promise for a scheduled flush, with its settle functions. */
interface PendingFlush {
  readonly done: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** A write while a long write is in progress, which has not waited for it. */
export class BusySandboxError extends Error {
  constructor() {
    super('the sandbox is being changed');
  }
}

/**
 * Serialises access to one database. Document updates are buffered and flushed before the next statement; on disk, at the
 * end of the tick in one transaction. Await `flushed` before acknowledging. A transaction that executes a writing statement
 * begins in SQLite with that statement and commits when it ends.
 */
export class Transactions {
  #data: SandboxDatabase;
  readonly #onRollback: () => void;
  #version: number;
  /** True while a long write works on a copy: a write here would be lost when the copy replaces the data. */
  isFrozen = false;
  /** The queries that still read the database. */
  #readers = 0;
  /** Called when no query reads the database any more. */
  onUnread: (() => void) | undefined;
  #isOpen = false;
  #hasBegun = false;
  readonly #pending = new Set<FlushTarget>();
  /** What runs after the open transaction, if it is committed. */
  #afterCommit: (() => void)[] = [];
  /** Writes since the size of the database was last measured. */
  #unmeasuredWrites = 0;
  #pendingFlush: PendingFlush | undefined;
  /**
   * Resolves when buffered changes are durable; rejects, with them rolled back, if the flush fails. Undefined if nothing is
   * buffered. Set only here.
   */
  flushed: Promise<void> | undefined;

  /** `onRollback` is called after a rollback, when cached reads may be stale. Versions are higher than `version`. */
  constructor(data: SandboxDatabase, onRollback: () => void, version = -1) {
    this.#data = data;
    this.#onRollback = onRollback;
    this.#version = version + 1;
  }

  /** Changes whenever the data may have changed. */
  get version(): number {
    return this.#version;
  }

  /** Call before writing metadata, which bypass `prepare`. No response depends on those that do not affect reads. */
  markChanged(affectsReads = true): void {
    if (affectsReads) this.#version++;
    if (!this.#isOpen || this.#data.isInMemory) return;
    this.flush();
    this.#begin();
  }

  /** Whether a query that yields to the event loop reads the database. */
  get isRead(): boolean {
    return this.#readers > 0;
  }

  /** Registers a query that yields to the event loop. Call the returned function once when it has ended. */
  retain(): () => void {
    this.#readers++;
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      if (--this.#readers === 0) this.onUnread?.();
    };
  }

  /** Throws BusySandboxError while the data must not change. */
  assertWritable(): void {
    if (this.isFrozen) throw new BusySandboxError();
  }

  /** Adds a buffer with changes to the next flush. */
  enqueue(target: FlushTarget): void {
    this.#version++;
    this.#countWrite();
    this.#pending.add(target);
    if (this.#isOpen) return;
    target.commit();
    if (!this.#data.isInMemory) this.flush();
  }

  /** Switches to another database and drops the buffered changes of the old one. */
  attach(data: SandboxDatabase): void {
    this.#version++;
    this.#pending.clear();
    this.#settleFlush(({ resolve }) => resolve());
    this.#data = data;
  }

  /**
   * Prepares a statement, after flushing buffered changes. A writing statement begins the transaction in SQLite; while the data
   * must not change, it throws BusySandboxError unless `isAlwaysAllowed`.
   */
  prepare(text: string, isAlwaysAllowed = false): Statement<SqlValue[]> {
    this.flush();
    const { statement, writes } = this.#data.prepare(text);
    if (writes) {
      if (!isAlwaysAllowed) this.assertWritable();
      this.#version++;
      this.#countWrite();
      if (this.#isOpen) this.#begin();
    }
    return statement;
  }

  /**
   * Runs `work` as a transaction: if it throws, its changes are rolled back. Nested calls join the open transaction.
   */
  run<T>(work: () => T): T {
    if (this.#isOpen) return work();
    this.#isOpen = true;
    try {
      const result = work();
      // A transaction that touched SQLite flushes before COMMIT, so that it remains atomic. One in a database that is nearly full
      // flushes too, so that it fails before it is acknowledged.
      if (this.#hasBegun || this.#data.isTight) this.flush();
      this.#commit();
      for (const each of this.#pending) each.commit();
      if (this.#pending.size > 0 && !this.#data.isInMemory) this.#scheduleFlush();
      if (this.#afterCommit.length > 0) for (const each of this.#takeAfterCommit()) each();
      return result;
    } catch (error) {
      for (const each of this.#pending) each.rollback();
      if (this.#hasBegun) this.#rollback();
      this.#afterCommit = [];
      throw error;
    } finally {
      this.#isOpen = false;
    }
  }

  /** Runs `work` when the open transaction is committed, or at once if none is open. A rollback drops it. */
  afterCommit(work: () => void): void {
    if (this.#isOpen) this.#afterCommit.push(work);
    else work();
  }

  #takeAfterCommit(): (() => void)[] {
    const works = this.#afterCommit;
    this.#afterCommit = [];
    return works;
  }

  /** Runs `work` as a transaction of the long write that is in progress. A dry run is rolled back. */
  runWhileFrozen<T>(work: () => T, isDryRun: boolean): T {
    this.isFrozen = false;
    try {
      return isDryRun ? this.dryRun(work) : this.run(work);
    } finally {
      this.isFrozen = true;
    }
  }

  /** Runs `work` as a transaction, rolls its changes back, and returns its result. */
  dryRun<T>(work: () => T): T {
    const undone: { result?: T } = {};
    try {
      this.run(() => {
        undone.result = work();
        throw undone;
      });
    } catch (error) {
      if (error !== undone) throw error;
    }
    return undone.result as T;
  }

  /**
   * Flushes buffered changes. Changes of earlier transactions are committed; those of the open transaction become part of it.
   * If that fails, everything is rolled back and `flushed` rejects.
   */
  flush(): void {
    if (this.#pending.size === 0) return;
    const all = [...this.#pending];
    this.#pending.clear();
    const wasOpen = this.#isOpen;
    try {
      if (!this.#hasBegun) {
        // One statement is a transaction by itself: BEGIN and COMMIT would take twice as long as an update in memory.
        this.#isOpen = all.length > 1 || !all[0]?.isOneStatement;
        for (const each of all) each.flushCommitted();
        this.#commit();
        this.#settleFlush(({ resolve }) => resolve());
      }
      this.#isOpen = true;
      if (wasOpen) for (const each of all) each.flushAll();
    } catch (error) {
      try {
        // BEGIN itself may have failed: the buffered changes are discarded all the same.
        this.#rollback();
      } finally {
        this.#settleFlush(({ reject }) => reject(error));
      }
      throw error;
    } finally {
      this.#isOpen = wasOpen;
    }
  }

  /** Flushes without throwing: a failure is reported by `flushed` only. */
  tryFlush(): void {
    try {
      this.flush();
    } catch {
      // `flushed` has rejected.
    }
  }

  /** Schedules a flush for the end of this turn of the event loop. */
  #scheduleFlush(): void {
    if (this.#pendingFlush) return;
    this.#pendingFlush = deferred();
    this.flushed = this.#pendingFlush.done;
    setImmediate(() => this.tryFlush());
  }

  #countWrite(): void {
    if (++this.#unmeasuredWrites < this.#data.measureInterval) return;
    this.#unmeasuredWrites = 0;
    this.#data.measure();
  }

  #settleFlush(settle: (flush: PendingFlush) => void): void {
    if (this.#pendingFlush) settle(this.#pendingFlush);
    this.#pendingFlush = undefined;
    this.flushed = undefined;
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
    // SQLite rolls back by itself on some errors.
    if (this.#data.inTransaction) this.#data.prepare('ROLLBACK').statement.run();
    this.#onRollback();
  }
}

function deferred(): PendingFlush {
  const settle: Partial<PendingFlush> = {};
  const done = new Promise<void>((resolve, reject) => Object.assign(settle, { resolve, reject }));
  // Without a handler a rejection that nobody awaits would end the process.
  done.catch(() => {});
  return { ...(settle as PendingFlush), done };
}
