import Database from 'better-sqlite3';
import { Connection } from './connection.js';
import { type Facts, readFacts, serializeWith } from './meta.js';

/**
 * Data in memory as they are at one point, for all sandboxes that have not written since: a copy of a sandbox costs nothing
 * until one of the two is written. They are bytes or an open database; the one is made of the other when it is needed.
 */
export class Shared {
  #bytes: Buffer | undefined;
  #connection: Connection | undefined;
  #facts: Facts | undefined;
  #readers = 0;
  #holders = 0;

  constructor(from: Buffer | Connection) {
    if (from instanceof Connection) {
      closeToWrites(from, true);
      this.#connection = from;
    } else this.#bytes = from;
  }

  /** The facts that stood in the bytes. */
  get facts(): Facts {
    this.read();
    return this.#facts ?? new Map();
  }

  get size(): number {
    return this.#bytes?.length ?? this.read().size;
  }

  /** The open database, to be read. */
  read(): Connection {
    if (!this.#connection) {
      this.#connection = new Connection(new Database(this.#bytes));
      this.#facts ??= readFacts(this.#connection.db);
      closeToWrites(this.#connection, true);
    }
    return this.#connection;
  }

  /** A copy of the data as bytes, with facts in them. */
  bytesWith(facts: Facts): Buffer {
    const connection = this.read();
    closeToWrites(connection, false);
    const bytes = serializeWith(facts, connection);
    closeToWrites(connection, true);
    return bytes;
  }

  /** One more sandbox reads the data. */
  join(): void {
    this.#readers++;
  }

  /** A sandbox reads them no more. */
  leave(): void {
    this.#readers--;
    this.#rest();
  }

  /** A database of its own for a sandbox that leaves in order to write: a copy, or the open one when nobody else reads it. */
  take(): Connection {
    const connection = this.read();
    this.#readers--;
    if (this.#readers > 0) {
      return new Connection(new Database(this.#bytes ?? connection.serialize()));
    }
    if (this.#holders > 0) this.#bytes ??= connection.serialize();
    this.#connection = undefined;
    closeToWrites(connection, false);
    return connection;
  }

  /** Keeps the data, whoever reads them. */
  hold(): void {
    this.#holders++;
  }

  /** Ends that. */
  release(): void {
    this.#holders--;
    this.#rest();
  }

  /** Closes what nobody reads and nobody needs. */
  #rest(): void {
    if (this.#readers > 0 || (this.#holders > 0 && !this.#bytes)) return;
    this.#connection?.close();
    this.#connection = undefined;
  }
}

/** What others read is written by nobody, not even by mistake. */
function closeToWrites({ db }: Connection, isClosed: boolean): void {
  db.pragma(`query_only = ${isClosed ? 'ON' : 'OFF'}`);
}
