import type { Cell, Stored } from './collection.js';
import type { WriteBehind } from './transactions.js';

/** A row as it was read or written last, and of its document what somebody has asked for. */
export interface KeptRow<Wire, Own> {
  readonly seq: number;
  cells: readonly Cell[];
  own?: Own | undefined;
  stored?: Stored<Wire, Own> | undefined;
  /** It is known that its document can be written. */
  isSound?: boolean | undefined;
  /** Where the table is behind: the document as the cells say it, and as the last transaction left it. */
  behind?: { readonly written: Stored<Wire, Own>; sure: Stored<Wire, Own> } | undefined;
}

type Write<Wire, Own> = (
  row: KeptRow<Wire, Own>,
  before: Stored<Wire, Own>,
  after: Stored<Wire, Own>,
) => void;

/** The rows of a collection whose documents have changed since they were written. */
export class Behind<Wire, Own> implements WriteBehind {
  readonly #write: Write<Wire, Own>;
  readonly #rows = new Set<KeptRow<Wire, Own>>();
  /** Those of them that this transaction has changed. */
  readonly #unsure = new Set<KeptRow<Wire, Own>>();

  /** `write` writes a document into its row, in place of the one before. */
  constructor(write: Write<Wire, Own>) {
    this.#write = write;
  }

  get size(): number {
    return this.#rows.size;
  }

  /** Puts a document in place of the one before, which is to be written later. */
  leave(row: KeptRow<Wire, Own>, before: Stored<Wire, Own>, after: Stored<Wire, Own>): void {
    row.behind ??= { written: before, sure: before };
    row.stored = after;
    this.#rows.add(row);
    this.#unsure.add(row);
  }

  keep(): void {
    for (const { behind, stored } of this.#unsure) if (behind && stored) behind.sure = stored;
    this.#unsure.clear();
  }

  drop(): void {
    for (const row of this.#unsure) row.stored = row.behind?.sure;
    this.#unsure.clear();
  }

  writeSure(): void {
    for (const row of this.#rows) {
      const { written, sure } = row.behind ?? {};
      if (!written || !sure) continue;
      if (sure !== written) this.#write(row, written, sure);
      if (this.#unsure.has(row)) row.behind = { written: sure, sure };
      else this.#isWritten(row);
    }
  }

  writeAll(): void {
    for (const row of this.#rows) {
      if (row.behind && row.stored) this.#write(row, row.behind.written, row.stored);
      this.#isWritten(row);
    }
    this.#unsure.clear();
  }

  /** Forgets all of it. */
  clear(): void {
    this.#rows.clear();
    this.#unsure.clear();
  }

  #isWritten(row: KeptRow<Wire, Own>): void {
    row.behind = undefined;
    this.#rows.delete(row);
  }
}
