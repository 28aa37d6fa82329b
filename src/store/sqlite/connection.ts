import type { Database, Statement } from 'better-sqlite3';
import type { SqlValue } from '../documents/collection.js';

/** Prepares a statement, once for each text. */
export type Prepare = (text: string) => Statement<SqlValue[]>;

/** A statement, and whether it may change anything. */
export interface Prepared {
  readonly statement: Statement<SqlValue[]>;
  readonly writes: boolean;
}

/** An open database with what was prepared on it, each text once. */
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

  /** A copy of the database. */
  serialize(): Buffer {
    const bytes = this.db.serialize();
    // A database in WAL mode says so in its header, and cannot be opened in memory.
    return bytes.fill(1, 18, 20);
  }

  /** How large the data are, in bytes. */
  get size(): number {
    const page = (what: string) => this.db.pragma(what, { simple: true }) as number;
    return page('page_count') * page('page_size');
  }

  close(): void {
    this.#statements.clear();
    this.db.close();
  }
}
