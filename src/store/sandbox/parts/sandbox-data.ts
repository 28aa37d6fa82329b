import type { LiveContext } from '../../documents/collection.js';
import { OpenCollections } from '../../documents/open-collections.js';
import { Transactions } from '../../documents/transactions.js';
import type { SandboxDatabase } from '../../sqlite/sandbox-database.js';
import type { StagedDatabase } from '../../storage/image-store.js';
import type { WorkingCopy } from '../../storage/working-copy.js';
import { SandboxMetadata } from '../sandbox-metadata.js';

/** A file that is open cannot be replaced on Windows. */
const canReplaceOpenFiles = process.platform !== 'win32';

/** The database of a sandbox with its transactions and open collections, which are replaced together. */
export class SandboxData {
  /** Entries that describe the sandbox itself. */
  readonly metadata = new SandboxMetadata(
    () => this.database.metadata,
    (affectsReads) => this.transactions.markChanged(affectsReads),
  );
  database: SandboxDatabase;
  transactions: Transactions;
  collections: OpenCollections;
  readonly #context: LiveContext;
  readonly #onRollback: () => void;
  /** Replaced databases that queries still read. */
  readonly #retired = new Set<SandboxDatabase>();

  /** Live fields are computed from `context`. `onRollback` is called after a rollback, when cached reads may be stale. */
  constructor(database: SandboxDatabase, context: LiveContext, onRollback: () => void) {
    this.#context = context;
    this.#onRollback = onRollback;
    this.database = database;
    this.transactions = new Transactions(database, () => this.#invalidate());
    this.collections = new OpenCollections(this.transactions, this.#context);
  }

  /** Says whether a long write works on a copy, so that writes here would be lost. */
  freeze(isFrozen: boolean): void {
    this.transactions.isFrozen = isFrozen;
    this.metadata.recordChanges(isFrozen);
  }

  /**
   * Replaces the database by a staged one, and calls `onAttach` with it. If that fails, continues with the old database,
   * unchanged, calls `onAttach` with that, and throws the error. Queries that are still running reject with SandboxReplacedError.
   */
  replace(staged: StagedDatabase, onAttach: (isNew: boolean) => void): void {
    const old = this.database;
    try {
      this.transactions.flush();
      // SQLite would play the changes in the log of the old database into the new one.
      old.checkpoint();
      this.forgetDocuments();
      if (!old.isInMemory) old.close();
      try {
        this.#attach(staged.place());
        onAttach(true);
      } catch (error) {
        if (this.database !== old) this.database.close();
        this.#attach(staged.revert() ?? old);
        onAttach(false);
        throw error;
      }
      if (old.isOpen) old.close();
    } finally {
      staged.discard();
    }
  }

  /**
   * Replaces the database by a working copy that `changed` has open. Queries that are still running continue to read the old
   * one, which is closed after the last. If that fails, continues with the old database, unchanged.
   */
  adopt(copy: WorkingCopy, changed: SandboxData): void {
    this.collections.copyWrittenByReads(changed.collections);
    this.metadata.copyChanges(changed.metadata);
    changed.transactions.flush();
    this.transactions.flush();
    const { database: old, transactions } = this;
    const isStillRead = transactions.isRead && (old.isInMemory || canReplaceOpenFiles);
    if (!isStillRead) this.forgetDocuments();
    if (!old.isInMemory) {
      if (isStillRead) old.stopLog();
      else old.close();
    }
    try {
      this.database = copy.place();
    } catch (error) {
      copy.revert();
      if (old.isOpen && !old.isInMemory) old.startLog();
      else if (!old.isInMemory) this.#attach(copy.reopen());
      throw error;
    }
    this.transactions = new Transactions(
      this.database,
      () => this.#invalidate(),
      transactions.version,
    );
    this.collections = new OpenCollections(this.transactions, this.#context);
    if (isStillRead) this.#retire(old, transactions);
    else if (old.isOpen) old.close();
  }

  /** Forgets all documents. Queries that are still running reject with SandboxReplacedError. */
  forgetDocuments(): void {
    this.transactions.markChanged();
    this.collections.clear();
  }

  /** Closes the database, with those that queries still read. */
  close(): void {
    this.forgetDocuments();
    for (const database of this.#retired) database.close();
    this.#retired.clear();
    this.database.close();
  }

  #retire(database: SandboxDatabase, transactions: Transactions): void {
    this.#retired.add(database);
    transactions.onUnread = () => {
      if (this.#retired.delete(database)) database.close();
    };
  }

  #attach(database: SandboxDatabase): void {
    this.database = database;
    this.transactions.attach(database);
  }

  #invalidate(): void {
    this.collections.invalidate();
    this.#onRollback();
  }
}
