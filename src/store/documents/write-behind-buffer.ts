import type { CachedRow } from './cached-row.js';
import type { StoredDocument } from './collection.js';
import type { FlushTarget } from './transactions.js';

/** Writes the rows of a collection. */
interface Writer<Wire, Internal> {
  /** Writes a changed document to its row. */
  write(
    row: CachedRow<Wire, Internal>,
    before: StoredDocument<Wire, Internal>,
    after: StoredDocument<Wire, Internal>,
  ): void;
  /** True if one statement writes the change. */
  isOneStatement(
    before: StoredDocument<Wire, Internal>,
    after: StoredDocument<Wire, Internal>,
  ): boolean;
}

/**
 * Buffers updates of one collection: the rows whose documents differ from the table. It knows for each row what the table has,
 * what the last transaction committed and what the open transaction changed.
 */
export class WriteBehindBuffer<Wire, Internal> implements FlushTarget {
  readonly #writer: Writer<Wire, Internal>;
  /** The rows with unflushed changes. */
  readonly unflushed = new Set<CachedRow<Wire, Internal>>();
  /** The rows that the open transaction has changed. */
  readonly #uncommitted = new Set<CachedRow<Wire, Internal>>();

  constructor(writer: Writer<Wire, Internal>) {
    this.#writer = writer;
  }

  get isOneStatement(): boolean {
    if (this.unflushed.size !== 1) return false;
    for (const { pending } of this.unflushed)
      if (pending && !this.#writer.isOneStatement(pending.flushed, pending.committed)) return false;
    return true;
  }

  /** Buffers the new version of a document. */
  stage(
    row: CachedRow<Wire, Internal>,
    before: StoredDocument<Wire, Internal>,
    after: StoredDocument<Wire, Internal>,
  ): void {
    row.pending ??= { flushed: before, committed: before };
    row.stored = after;
    this.unflushed.add(row);
    this.#uncommitted.add(row);
  }

  commit(): void {
    for (const { pending, stored } of this.#uncommitted)
      if (pending && stored) pending.committed = stored;
    this.#uncommitted.clear();
  }

  rollback(): void {
    for (const row of this.#uncommitted) row.stored = row.pending?.committed;
    this.#uncommitted.clear();
  }

  flushCommitted(): void {
    for (const row of this.unflushed) {
      const { flushed, committed } = row.pending ?? {};
      if (!flushed || !committed) continue;
      if (committed !== flushed) this.#writer.write(row, flushed, committed);
      if (this.#uncommitted.has(row)) row.pending = { flushed: committed, committed };
      else this.#remove(row);
    }
  }

  flushAll(): void {
    for (const row of this.unflushed) {
      if (row.pending && row.stored) this.#writer.write(row, row.pending.flushed, row.stored);
      this.#remove(row);
    }
    this.#uncommitted.clear();
  }

  /** Drops all buffered changes. */
  clear(): void {
    this.unflushed.clear();
    this.#uncommitted.clear();
  }

  #remove(row: CachedRow<Wire, Internal>): void {
    row.pending = undefined;
    this.unflushed.delete(row);
  }
}
