import type { Prepare } from '../sqlite/connection.js';
import type { Collection } from './collection.js';
import { Documents, SandboxReplacedError } from './documents.js';
import type { Transactions } from './transactions.js';

/** The documents of one sandbox, by collection. Each collection is opened on first use. */
export class OpenCollections {
  // biome-ignore lint/suspicious/noExplicitAny: the collection, which is the key, determines the types
  readonly #documents = new Map<string, Documents<any, any>>();
  readonly #transactions: Transactions;
  /** Counts the replacements of the data. */
  #generation = 0;

  constructor(transactions: Transactions) {
    this.#transactions = transactions;
  }

  get<Wire, Internal>(collection: Collection<Wire, Internal>): Documents<Wire, Internal> {
    return this.#documents.get(collection.name) ?? this.#open(collection);
  }

  /** Drops cached reads, which may be stale after a rollback. */
  invalidate(): void {
    for (const documents of this.#documents.values()) documents.invalidate();
  }

  /** Forgets all documents. Queries that are still running reject with SandboxReplacedError. */
  clear(): void {
    this.#generation++;
    this.#documents.clear();
  }

  #open<Wire, Internal>(collection: Collection<Wire, Internal>): Documents<Wire, Internal> {
    const generation = this.#generation;
    const prepare: Prepare = (text) => {
      // A query that started before the data were replaced must not continue on the new data.
      if (generation !== this.#generation) throw new SandboxReplacedError();
      return this.#transactions.prepare(text);
    };
    const opened = new Documents(collection, prepare, this.#transactions);
    this.#documents.set(collection.name, opened);
    return opened;
  }
}
