import Database from 'better-sqlite3';
import { Connection } from './connection.js';
import { type Metadata, readMetadata, serializeWithMetadata } from './metadata-store.js';

/**
 * A database in memory that several sandboxes read until they write: a copy of a sandbox costs nothing before that. It is held as
 * bytes, as an open connection, or as both; one is made from the other when it is needed.
 */
export class CopyOnWriteImage {
  #bytes: Buffer | undefined;
  #connection: Connection | undefined;
  #metadata: Metadata | undefined;
  #readers = 0;
  #pins = 0;

  constructor(from: Buffer | Connection) {
    if (from instanceof Connection) {
      setReadOnly(from, true);
      this.#connection = from;
    } else this.#bytes = from;
  }

  /** The metadata in the bytes. */
  get metadata(): Metadata {
    this.read();
    return this.#metadata ?? new Map();
  }

  get size(): number {
    return this.#bytes?.length ?? this.read().size;
  }

  /** The open database, for reading only. */
  read(): Connection {
    if (!this.#connection) {
      this.#connection = new Connection(new Database(this.#bytes));
      this.#metadata ??= readMetadata(this.#connection.db);
      setReadOnly(this.#connection, true);
    }
    return this.#connection;
  }

  /** A copy of the data as bytes that contain this metadata. */
  bytesWith(metadata: Metadata): Buffer {
    const connection = this.read();
    setReadOnly(connection, false);
    const bytes = serializeWithMetadata(metadata, connection);
    setReadOnly(connection, true);
    return bytes;
  }

  /** Counts one more sandbox that reads the data. */
  retain(): void {
    this.#readers++;
  }

  /** Counts one sandbox less. The connection is closed after the last one. */
  release(): void {
    this.#readers--;
    this.#closeIfUnused();
  }

  /** A writable database for a sandbox that stops sharing: a copy, or the open connection when no other sandbox reads it. */
  detach(): Connection {
    const connection = this.read();
    this.#readers--;
    if (this.#readers > 0) {
      return new Connection(new Database(this.#bytes ?? connection.serialize()));
    }
    if (this.#pins > 0) this.#bytes ??= connection.serialize();
    this.#connection = undefined;
    setReadOnly(connection, false);
    return connection;
  }

  /** Keeps the data even when no sandbox reads them, as a snapshot needs it. */
  pin(): void {
    this.#pins++;
  }

  /** Undoes `pin`. */
  unpin(): void {
    this.#pins--;
    this.#closeIfUnused();
  }

  /** Closes the connection when no sandbox reads it and its data are not needed or are there as bytes. */
  #closeIfUnused(): void {
    if (this.#readers > 0 || (this.#pins > 0 && !this.#bytes)) return;
    this.#connection?.close();
    this.#connection = undefined;
  }
}

/** Makes SQLite refuse writes, so that no sandbox can change what others read. */
function setReadOnly({ db }: Connection, isReadOnly: boolean): void {
  db.pragma(`query_only = ${isReadOnly ? 'ON' : 'OFF'}`);
}
