import Database from 'better-sqlite3';
import { Connection } from './connection.js';
import { type Metadata, readMetadata, serializeWithMetadata } from './metadata-store.js';

/**
 * Data in memory as they are at one point, for all sandboxes that have not written since: a copy of a sandbox costs nothing
 * until one of the two is written. They are bytes or an open database; the one is made of the other when it is needed.
 */
export class CopyOnWriteImage {
  #bytes: Buffer | undefined;
  #connection: Connection | undefined;
  #facts: Metadata | undefined;
  #readers = 0;
  #holders = 0;

  constructor(from: Buffer | Connection) {
    if (from instanceof Connection) {
      setReadOnly(from, true);
      this.#connection = from;
    } else this.#bytes = from;
  }

  /** The facts that stood in the bytes. */
  get facts(): Metadata {
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
      this.#facts ??= readMetadata(this.#connection.db);
      setReadOnly(this.#connection, true);
    }
    return this.#connection;
  }

  /** A copy of the data as bytes, with facts in them. */
  bytesWith(facts: Metadata): Buffer {
    const connection = this.read();
    setReadOnly(connection, false);
    const bytes = serializeWithMetadata(facts, connection);
    setReadOnly(connection, true);
    return bytes;
  }

  /** One more sandbox reads the data. */
  retain(): void {
    this.#readers++;
  }

  /** A sandbox reads them no more. */
  release(): void {
    this.#readers--;
    this.#closeIfUnused();
  }

  /** A database of its own for a sandbox that leaves in order to write: a copy, or the open one when nobody else reads it. */
  detach(): Connection {
    const connection = this.read();
    this.#readers--;
    if (this.#readers > 0) {
      return new Connection(new Database(this.#bytes ?? connection.serialize()));
    }
    if (this.#holders > 0) this.#bytes ??= connection.serialize();
    this.#connection = undefined;
    setReadOnly(connection, false);
    return connection;
  }

  /** Keeps the data, whoever reads them. */
  pin(): void {
    this.#holders++;
  }

  /** Ends that. */
  unpin(): void {
    this.#holders--;
    this.#closeIfUnused();
  }

  /** Closes what nobody reads and nobody needs. */
  #closeIfUnused(): void {
    if (this.#readers > 0 || (this.#holders > 0 && !this.#bytes)) return;
    this.#connection?.close();
    this.#connection = undefined;
  }
}

/** What others read is written by nobody, not even by mistake. */
function setReadOnly({ db }: Connection, isClosed: boolean): void {
  db.pragma(`query_only = ${isClosed ? 'ON' : 'OFF'}`);
}
