import type { Database, Statement } from 'better-sqlite3';
import type { SqlValue } from '../documents/collection.js';

/** Prepares a statement; each text is prepared once. */
export type Prepare = (text: string) => Statement<SqlValue[]>;

/** A statement, and whether it may change the database. */
export interface Prepared {
  readonly statement: Statement<SqlValue[]>;
  readonly writes: boolean;
}

/** An open database with a cache of its prepared statements. */
export class Connection {
  readonly db: Database;
  readonly #statements = new Map<string, Prepared>();

  constructor(db: Database) {
    this.db = db;
  }

  prepare(text: string): Prepared {
    let prepared = this.#statements.get(text);
    if (!prepared) {
      const statement = this.db.prepare<SqlValue[]>(text);
      prepared = { statement, writes: !statement.readonly };
      this.#statements.set(text, prepared);
    }
    return prepared;
  }

  /** A copy of the database as bytes that can be opened in memory. */
  serialize(): Buffer {
    const bytes = this.db.serialize();
    // Bytes 18 and 19 tell the journal mode. A database in WAL mode cannot be opened in memory.
    return bytes.fill(1, 18, 20);
  }

  /** The size of the database in bytes. */
  get size(): number {
    const read = (pragma: string) => this.prepare(`PRAGMA ${pragma}`).statement.pluck().get();
    return Number(read('page_count')) * Number(read('page_size'));
  }

  close(): void {
    this.#statements.clear();
    this.db.close();
  }
}
