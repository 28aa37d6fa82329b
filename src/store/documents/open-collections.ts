import type { Prepare } from '../sqlite/connection.js';
import type { Collection, LiveContext } from './collection.js';
import { Documents, SandboxReplacedError } from './documents.js';
import type { Transactions } from './transactions.js';

/** The documents of one sandbox, by name of the collection. */
// biome-ignore lint/suspicious/noExplicitAny: the collection, which is the key, determines the types
export class OpenCollections extends Map<string, Documents<any, any>> {
  readonly #transactions: Transactions;
  readonly #context: LiveContext;
  /** Counts the replacements of the data. */
  #generation = 0;

  constructor(transactions: Transactions, context: LiveContext) {
    super();
    this.#transactions = transactions;
    this.#context = context;
  }

  /** Drops cached reads, which may be stale after a rollback. */
  invalidate(): void {
    for (const documents of this.values()) documents.invalidate();
  }

  /** Forgets all documents. Queries that are still running reject with SandboxReplacedError. */
  override clear(): void {
    this.#generation++;
    super.clear();
  }

  /** Writes into the documents of another database what reads have changed in these. */
  copyWrittenByReads(to: OpenCollections): void {
    for (const documents of this.values()) {
      const { collection } = documents;
      if (!collection.writtenByReads) continue;
      const target = to.get(collection.name) ?? to.open(collection);
      for (const { wire, internal } of documents.all({})) target.upsert(wire, internal);
    }
  }

  /** Opens a collection that is not open yet. */
  open<Wire, Internal>(collection: Collection<Wire, Internal>): Documents<Wire, Internal> {
    const generation = this.#generation;
    const prepare: Prepare = (text) => {
      // A query that started before the data were replaced must not continue on the new data.
      if (generation !== this.#generation) throw new SandboxReplacedError();
      return this.#transactions.prepare(text, collection.writtenByReads);
    };
    const opened = new Documents(collection, prepare, this.#transactions, this.#context);
    this.set(collection.name, opened);
    return opened;
  }
}
