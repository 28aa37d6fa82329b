import { constants, copyFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { descriptorError } from '../../lib/descriptors.js';
import { isOutOfSpace } from '../../lib/out-of-space.js';
import { unreadableDatabase } from '../../lib/startup-error.js';
import type { AnyCollection, Collection } from '../documents/collection.js';
import { Documents } from '../documents/documents.js';
import { systemNow } from '../time/clock.js';
import { removeDatabase } from './database-files.js';
import { indexDdl, tableDdl, trigramDdl } from './ddl.js';
import { type MetadataPatch, patchFile } from './metadata-store.js';
import type { MemoryImage } from './sandbox-database.js';
import { runInWorker } from './statement-worker.js';
import { storageVersion } from './storage-version.js';

/** A whole sandbox that is not in use. */
export type DatabaseImage = MemoryImage | PortableImage;

/** An image that needs no other one: bytes, a file, or a large database that is copied when it is written. */
export type PortableImage =
  | { readonly bytes: Buffer }
  | { readonly file: string }
  | { copyTo(file: string): void };

/** Larger images are kept in files, not in memory: a copy in memory is made without a pause. */
export const maxInMemoryBytes = 32 * 1024 * 1024;

/** With more documents than this a search reads an index; with fewer it reads all of them, which is as fast. */
export const searchIndexThreshold = 10_000;

/** One document that a template starts with. */
export interface Seed {
  readonly collection: AnyCollection;
  readonly wire: unknown;
  readonly internal: unknown;
}

/** Seeds of one collection that all have the same internal part. */
export function* toSeeds<Wire, Internal>(
  collection: Collection<Wire, Internal>,
  wires: Iterable<Wire>,
  internal: Internal,
): Generator<Seed> {
  for (const wire of wires) yield { collection, wire, internal };
}

/** Receives how many documents are inserted, and then how many of the indexes are created. */
export type Progress = (what: 'documents' | 'indexes', done: number, total?: number) => void;

export interface BuildOptions {
  /** Build in this file rather than in memory. */
  readonly file?: string | undefined;
  readonly progress?: Progress | undefined;
  /** Create search indexes, which pay from `searchIndexThreshold` documents on. */
  readonly isIndexed?: boolean | undefined;
  /** Writes more than documents, after the last of them and in the same transaction. */
  readonly finish?: ((db: Database.Database) => void) | undefined;
}

/** Options of a build that lets the event loop run. */
export interface AsyncBuildOptions extends BuildOptions {
  /** Ends the build, which then removes what it wrote and rejects. */
  readonly signal?: AbortSignal | undefined;
}

/** How long documents are inserted before other work may run, in milliseconds. */
const maxSliceMs = 20;

/** How many documents are inserted without a pause, and between two progress reports. */
const batchSize = 500;
const progressInterval = 5000;

/** Cache of a file that is being built, in kibibytes: a large one sorts index entries in fewer runs. */
const buildCacheKibibytes = 131_072;

/** An unfinished build is never opened, so it needs no protection against a crash. */
const memoryPragmas = ['journal_mode = MEMORY', 'synchronous = OFF', 'temp_store = MEMORY'];
const buildPragmas = [...memoryPragmas, `cache_size = -${buildCacheKibibytes}`];

/** Builds a database: the tables, the documents, then the indexes over them. */
export function buildImage(
  collections: readonly AnyCollection[],
  seeds: Iterable<Seed>,
  building: BuildOptions = {},
): DatabaseImage {
  const work = buildSteps(collections, seeds, building);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** Builds in batches and lets the event loop run between them. An incomplete build leaves no file. */
export async function buildImageAsync(
  collections: readonly AnyCollection[],
  seeds: Iterable<Seed>,
  { signal, ...building }: AsyncBuildOptions = {},
): Promise<DatabaseImage> {
  // The folder may have been removed before a build that waited for others.
  signal?.throwIfAborted();
  const work = buildSteps(collections, seeds, { ...building, isPaused: true });
  for (let step = work.next(); ; step = signal?.aborted ? work.throw(signal.reason) : work.next()) {
    if (step.done) return step.value;
    if (step.value)
      await buildIndexes(step.value, building, signal).catch((error) => work.throw(error));
    else await new Promise(setImmediate);
  }
}

/** Creates the indexes of a file in another thread, because each may take seconds. */
function buildIndexes(
  { file, statements }: LongStatements,
  { progress }: BuildOptions,
  signal: AbortSignal | undefined,
): Promise<void> {
  const onProgress = (done: number) => progress?.('indexes', done, statements.length);
  return runInWorker({ file, pragmas: buildPragmas, statements, onProgress, signal });
}

/** Statements for another thread. */
interface LongStatements {
  readonly file: string;
  readonly statements: readonly string[];
}

function* buildSteps(
  collections: readonly AnyCollection[],
  seeds: Iterable<Seed>,
  { file, progress, isIndexed, finish, isPaused }: BuildOptions & { readonly isPaused?: true },
): Generator<LongStatements | undefined, DatabaseImage> {
  if (file) removeDatabase(file);
  const db = new Database(file ?? ':memory:');
  try {
    db.pragma(`user_version = ${storageVersion}`);
    for (const pragma of file ? buildPragmas : memoryPragmas) db.pragma(pragma);
    for (const statement of tableDdl(collections)) db.exec(statement);
    db.exec('BEGIN');
    yield* insertSeeds(db, seeds, progress);
    finish?.(db);
    const last = [...indexDdl(collections), ...(isIndexed ? trigramDdl(collections) : [])];
    if (file && isPaused) {
      db.exec('COMMIT');
      progress?.('indexes', 0, last.length);
      yield { file, statements: last };
    } else yield* indexSteps(db, last, progress);
    progress?.('indexes', last.length, last.length);
    return file ? { file } : { bytes: db.serialize() };
  } catch (error) {
    db.close();
    if (file) removeDatabase(file);
    throw error;
  } finally {
    db.close();
  }
}

/** Creates the indexes, and commits. */
function* indexSteps(
  db: Database.Database,
  statements: readonly string[],
  progress: BuildOptions['progress'],
): Generator<undefined> {
  for (const [done, statement] of statements.entries()) {
    progress?.('indexes', done, statements.length);
    db.exec(statement);
    yield;
  }
  db.exec('COMMIT');
}

/** Whether the image, and with it every copy, is in a file. */
export function isFileBacked(image: DatabaseImage): boolean {
  return 'file' in image || 'copyTo' in image;
}

/**
 * Writes a copy of an image with changed metadata to a file. An existing file is replaced. If that fails, the incomplete
 * copy is removed.
 */
export function writeImage(image: DatabaseImage, file: string, changes: MetadataPatch = {}): void {
  removeDatabase(file);
  try {
    if ('bytes' in image) writeFileSync(file, image.bytes);
    else if ('shared' in image) writeFileSync(file, image.shared.bytesWith(image.metadata));
    else if ('copyTo' in image) image.copyTo(file);
    else copyFileSync(image.file, file, constants.COPYFILE_FICLONE);
    patchFile(file, changes);
  } catch (error) {
    removeDatabase(file);
    throw error;
  }
}

/**
 * Opens a sandbox's file so that every commit survives the end of the process and, if `durable`, power loss. Throws
 * UnreadableDatabaseError when SQLite cannot open or read it.
 */
export function openFile(
  file: string,
  { durable }: { readonly durable: boolean },
): Database.Database {
  let db: Database.Database | undefined;
  try {
    // No other process uses the file, so nothing is gained by waiting for a lock, and SQLite need not share an index of the WAL.
    db = new Database(file, { timeout: 0 });
    db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('journal_mode = WAL');
    // With a write-ahead log NORMAL synchronises only checkpoints, FULL each commit. EXTRA adds nothing to FULL there.
    db.pragma(`synchronous = ${durable ? 'FULL' : 'NORMAL'}`);
    db.prepare('SELECT count(*) FROM meta').get();
    return db;
  } catch (error) {
    db?.close();
    if (isOutOfSpace(error)) throw error;
    throw descriptorError(error) ?? unreadableDatabase(file, error);
  }
}

function* insertSeeds(
  db: Database.Database,
  seeds: Iterable<Seed>,
  progress: BuildOptions['progress'],
): Generator<undefined> {
  const statements = new Map<string, Database.Statement<(string | number | null)[]>>();
  const prepare = (text: string) => {
    const found = statements.get(text) ?? db.prepare<(string | number | null)[]>(text);
    statements.set(text, found);
    return found;
  };
  const targets = new Map<AnyCollection, Documents<unknown, unknown>>();
  let filled = 0;
  let startedAt = systemNow();
  for (const { collection, wire, internal } of seeds) {
    let target = targets.get(collection);
    if (!target) {
      target = new Documents(collection, prepare);
      targets.set(collection, target);
    }
    target.insert(wire, internal);
    if (++filled % progressInterval === 0) progress?.('documents', filled);
    // Imported documents can be large.
    if (filled % batchSize !== 0 && systemNow() - startedAt < maxSliceMs) continue;
    yield;
    startedAt = systemNow();
  }
}
