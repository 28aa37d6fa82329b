import type { SqlValue, StoredDocument } from './collection.js';
import type { FlushTarget } from './transactions.js';

/** A row as it was read or written last, and of its document what somebody has asked for. */
export interface CachedRow<Wire, Internal> {
  readonly seq: number;
  cells: readonly SqlValue[];
  internal?: Internal | undefined;
  stored?: StoredDocument<Wire, Internal> | undefined;
  /** It is known that its document can be written. */
  isSerializable?: boolean | undefined;
  /** Where the table is behind: the document as the cells say it, and as the last transaction left it. */
  pending?:
    | {
        readonly written: StoredDocument<Wire, Internal>;
        committed: StoredDocument<Wire, Internal>;
      }
    | undefined;
}

type Write<Wire, Internal> = (
  row: CachedRow<Wire, Internal>,
  before: StoredDocument<Wire, Internal>,
  after: StoredDocument<Wire, Internal>,
) => void;

/** The rows of a collection whose documents have changed since they were written. */
export class WriteBehindBuffer<Wire, Internal> implements FlushTarget {
  readonly #write: Write<Wire, Internal>;
  readonly #rows = new Set<CachedRow<Wire, Internal>>();
  /** Those of them that this transaction has changed. */
  readonly #uncommitted = new Set<CachedRow<Wire, Internal>>();

  /** `write` writes a document into its row, in place of the one before. */
  constructor(write: Write<Wire, Internal>) {
    this.#write = write;
  }

  get size(): number {
    return this.#rows.size;
  }

  /** Puts a document in place of the one before, which is to be written later. */
  stage(
    row: CachedRow<Wire, Internal>,
    before: StoredDocument<Wire, Internal>,
    after: StoredDocument<Wire, Internal>,
  ): void {
    row.pending ??= { written: before, committed: before };
    row.stored = after;
    this.#rows.add(row);
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
    for (const row of this.#rows) {
      const { written, committed } = row.pending ?? {};
      if (!written || !committed) continue;
      if (committed !== written) this.#write(row, written, committed);
      if (this.#uncommitted.has(row)) row.pending = { written: committed, committed };
      else this.#isWritten(row);
    }
  }

  flushAll(): void {
    for (const row of this.#rows) {
      if (row.pending && row.stored) this.#write(row, row.pending.written, row.stored);
      this.#isWritten(row);
    }
    this.#uncommitted.clear();
  }

  /** Forgets all of it. */
  clear(): void {
    this.#rows.clear();
    this.#uncommitted.clear();
  }

  #isWritten(row: CachedRow<Wire, Internal>): void {
    row.pending = undefined;
    this.#rows.delete(row);
  }
}
