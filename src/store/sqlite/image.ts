import { constants, copyFileSync, rmSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { unreadableDatabase } from '../../lib/startup-error.js';
import type { AnyCollection, Collection } from '../documents/collection.js';
import { Documents } from '../documents/documents.js';
import { indexDdl, tableDdl, trigramDdl } from './ddl.js';
import { type MetadataPatch, writePatch } from './metadata-store.js';
import type { MemoryImage } from './sandbox-database.js';

/** A whole sandbox at rest. */
export type DatabaseImage = MemoryImage | PortableImage;

/** One that needs nothing else: its database as bytes or, when it is large, as a file, or as one that copies itself. */
export type PortableImage =
  | { readonly bytes: Buffer }
  | { readonly file: string }
  | { copyTo(file: string): void };

/** Larger images are kept in files, not in memory. */
export const maxInMemoryBytes = 256 * 1024 * 1024;

/** One document on its way into a template. */
export interface Seed {
  readonly collection: AnyCollection;
  readonly wire: unknown;
  readonly internal: unknown;
}

/** Documents on their way into a collection, all with the same to keep beside them. */
export function* toSeeds<Wire, Internal>(
  collection: Collection<Wire, Internal>,
  wires: Iterable<Wire>,
  internal: Internal,
): Generator<Seed> {
  for (const wire of wires) yield { collection, wire, internal };
}

/** Who is told how many documents are in place, and then of how many indexes how many are made. */
export type Progress = (what: 'documents' | 'indexes', done: number, of?: number) => void;

/** Where a template is built, and who is told how far it is. */
export interface BuildOptions {
  /** Build in this file rather than in memory. */
  readonly file?: string | undefined;
  readonly progress?: Progress | undefined;
  /** So many documents that searches need an index. */
  readonly isIndexed?: boolean | undefined;
}

/** Documents between two pauses, and between two reports of progress. */
const step = 500;
const progressStep = 5000;

/** Kibibytes of a file that are held while it is built: what is sorted for an index goes through memory in fewer parts. */
const buildingCache = 131_072;

/** Builds a template: the tables, the documents, then the indexes over them. */
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

/** The same in short steps, between which others may work. */
export async function buildImageAsync(
  collections: readonly AnyCollection[],
  seeds: Iterable<Seed>,
  building: BuildOptions = {},
): Promise<DatabaseImage> {
  const work = buildSteps(collections, seeds, building);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    await new Promise(setImmediate);
  }
}

function* buildSteps(
  collections: readonly AnyCollection[],
  seeds: Iterable<Seed>,
  { file, progress, isIndexed }: BuildOptions,
): Generator<undefined, DatabaseImage> {
  if (file) rmSync(file, { force: true });
  const db = new Database(file ?? ':memory:');
  try {
    // What is not finished is never opened: there is nothing to go back to.
    db.pragma('journal_mode = MEMORY');
    db.pragma('synchronous = OFF');
    db.pragma('temp_store = MEMORY');
    if (file) db.pragma(`cache_size = -${buildingCache}`);
    for (const statement of tableDdl(collections)) db.exec(statement);
    db.exec('BEGIN');
    yield* insertSeeds(db, seeds, progress);
    const last = [...indexDdl(collections), ...(isIndexed ? trigramDdl(collections) : [])];
    for (const [done, statement] of last.entries()) {
      progress?.('indexes', done, last.length);
      db.exec(statement);
      yield;
    }
    progress?.('indexes', last.length, last.length);
    db.exec('COMMIT');
    return file ? { file } : { bytes: db.serialize() };
  } finally {
    db.close();
  }
}

/** The image is in a file, and its copies are. */
export function isFileBacked(image: DatabaseImage): boolean {
  return 'file' in image || 'copyTo' in image;
}

/** Writes a copy of an image to a file, with changed facts; one that is there is replaced. */
export function writeImage(image: DatabaseImage, file: string, changes: MetadataPatch = {}): void {
  removeDatabase(file);
  if ('bytes' in image) writeFileSync(file, image.bytes);
  else if ('shared' in image) writeFileSync(file, image.shared.bytesWith(image.facts));
  else if ('copyTo' in image) image.copyTo(file);
  else copyFileSync(image.file, file, constants.COPYFILE_FICLONE);
  const db = new Database(file);
  writePatch(db, changes);
  db.close();
}

/** Opens a sandbox's file so that every acknowledged write survives the end of the process. */
export function openFile(file: string): Database.Database {
  try {
    const db = new Database(file);
    // Nobody else has the file, and so nobody need be told what is written there.
    db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.prepare('SELECT count(*) FROM meta').get();
    return db;
  } catch (error) {
    throw unreadableDatabase(file, error);
  }
}

/** Removes a database with the files SQLite keeps beside it. */
export function removeDatabase(file: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
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
  for (const { collection, wire, internal } of seeds) {
    let target = targets.get(collection);
    if (!target) {
      target = new Documents(collection, prepare);
      targets.set(collection, target);
    }
    target.insert(wire, internal);
    if (++filled % progressStep === 0) progress?.('documents', filled);
    if (filled % step === 0) yield;
  }
}
