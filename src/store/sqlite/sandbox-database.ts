import { closeSync, openSync, writeFileSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { Connection, type Prepared } from './connection.js';
import { CopyOnWriteImage } from './copy-on-write-image.js';
import { checkpoint, copyDescriptor } from './database-files.js';
import {
  applyPatch,
  fileMetadata,
  type Metadata,
  type MetadataPatch,
  type MetadataStore,
  patchFile,
  serializeWithMetadata,
  serializeWithPatch,
} from './metadata-store.js';

/** A shared database in memory, with the metadata that belong to one copy of it. */
export interface MemoryImage {
  readonly shared: CopyOnWriteImage;
  readonly metadata: Metadata;
}

/** SQLite does not let a database that was loaded into memory grow beyond this. */
const maxLoadedBytes = 1024 * 1024 * 1024;

/** One statement writes hardly more than this: a body has at most 1 MiB, and parts of it stand in several columns. */
const maxStatementBytes = 2 * 1024 * 1024;

/** The data of one sandbox: in a file, or in memory, where they are shared with other sandboxes until it writes. */
export class SandboxDatabase {
  isOpen = true;
  /** The metadata. In memory they are held outside the database, so that setting one does not end the sharing. */
  readonly metadata: MetadataStore;
  readonly #inMemory: Map<string, string> | undefined;
  #shared: CopyOnWriteImage | undefined;
  #own: Connection | undefined;
  /** The size when it was last measured, in bytes; 0 for a file. */
  measuredSize = 0;
  /**
   * Buffered changes might not fit any more, so that they must be written before they are acknowledged. Only in memory: a file
   * is written before that in any case.
   */
  isTight = false;
  /** After how many writes the size must be measured again. */
  readonly measureInterval: number;
  readonly #maxBytes: number;
  /**
   * The file, open for copies. It is closed after the database, because on POSIX closing any descriptor of a file releases all
   * locks that the process has on it, SQLite's too.
   */
  #descriptor: number | undefined;

  /** `maxBytes` bounds data in memory: a statement that would exceed it fails with SQLITE_FULL. */
  constructor(from: MemoryImage | Database, maxBytes = maxLoadedBytes) {
    this.#maxBytes = Math.min(maxBytes, maxLoadedBytes);
    this.measureInterval = Math.ceil(this.#maxBytes / 4 / maxStatementBytes);
    if ('shared' in from) {
      from.shared.retain();
      this.#shared = from.shared;
      this.#inMemory = new Map(from.metadata);
      this.metadata = this.#inMemory;
      this.measure();
    } else {
      this.#own = new Connection(from);
      this.metadata = fileMetadata(this.#own);
    }
  }

  get isInMemory(): boolean {
    return this.#inMemory !== undefined;
  }

  get inTransaction(): boolean {
    return this.#own?.db.inTransaction === true;
  }

  /** The path of the file; undefined in memory. */
  get file(): string | undefined {
    return this.isInMemory ? undefined : this.#connection.db.name;
  }

  /** The file, open for copies. It is closed with the database. */
  get descriptor(): number {
    this.#descriptor ??= openSync(this.#connection.db.name, 'r');
    return this.#descriptor;
  }

  /** The size in bytes. */
  get size(): number {
    return this.#shared?.size ?? this.#connection.size;
  }

  /** Updates `measuredSize` and `isTight`. */
  measure(): void {
    if (!this.isInMemory) return;
    this.measuredSize = this.size;
    // Half of the bound is for buffered changes, a quarter for statements until the next measurement.
    this.isTight = this.measuredSize > this.#maxBytes / 4;
  }

  prepare(text: string): Prepared {
    const found = this.#connection.prepare(text);
    if (!found.writes || !this.#shared) return found;
    // A write must not change the database that others read.
    this.#own ??= this.#shared.detach();
    this.#shared = undefined;
    const { db } = this.#own;
    const pageSize = db.pragma('page_size', { simple: true }) as number;
    db.pragma(`max_page_count = ${Math.max(1, Math.floor(this.#maxBytes / pageSize))}`);
    return this.#connection.prepare(text);
  }

  /** A copy of data in memory, with changed metadata. It costs nothing until one of the sandboxes that share them writes. */
  fork(changes: MetadataPatch): MemoryImage {
    if (!this.#shared) {
      this.#shared = new CopyOnWriteImage(this.#connection);
      this.#shared.retain();
      this.#own = undefined;
    }
    return { shared: this.#shared, metadata: applyPatch(this.#inMemory ?? new Map(), changes) };
  }

  /** A copy of data in memory that another sandbox can change. */
  duplicate(): SandboxDatabase {
    return new SandboxDatabase(this.fork({}), this.#maxBytes);
  }

  /**
   * Stops using the write-ahead log, so that another file can take the path of this one while it is still read. Undone by
   * `startLog`.
   */
  stopLog(): void {
    this.checkpoint();
    const { db } = this.#connection;
    // Under an exclusive lock SQLite does not delete the journal of its last transaction, which would look like one to roll back.
    db.pragma('journal_size_limit = 0');
    if (db.pragma('journal_mode = DELETE', { simple: true }) !== 'delete')
      throw new Error(`the write-ahead log of ${db.name} is in use`);
  }

  startLog(): void {
    this.#connection.db.pragma('journal_mode = WAL');
  }

  /** A copy as bytes that contain the metadata, with changes. */
  bytes(changes: MetadataPatch): Buffer {
    if (!this.#inMemory) return serializeWithPatch(changes, this.#connection);
    const metadata = applyPatch(this.#inMemory, changes);
    return this.#shared?.bytesWith(metadata) ?? serializeWithMetadata(metadata, this.#connection);
  }

  /** Writes a copy with the metadata, with changes, to a file. */
  copyTo(file: string, changes: MetadataPatch): void {
    if (this.isInMemory) writeFileSync(file, this.bytes(changes));
    else {
      this.checkpoint();
      copyDescriptor(this.descriptor, file);
      patchFile(file, changes);
    }
  }

  /** Writes everything that was changed into the file, so that it can be copied or replaced. Throws if that fails. */
  checkpoint(): void {
    if (!this.isInMemory) checkpoint(this.#connection.db);
  }

  close(): void {
    this.isOpen = false;
    this.#shared?.release();
    this.#own?.close();
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
    this.#shared = undefined;
    this.#own = undefined;
  }

  get #connection(): Connection {
    const connection = this.#own ?? this.#shared?.read();
    if (!connection) throw new Error('the sandbox has been closed');
    return connection;
  }
}
