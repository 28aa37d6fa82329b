import { constants, copyFileSync, rmSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { AnyCollection, Collection } from './collection.js';
import type { Copy } from './data.js';
import { Documents } from './documents.js';
import { type FactChanges, writeChanges } from './meta.js';
import { unreadable } from './start-error.js';
import { indexes, searchIndexes, tables } from './tables.js';

/** A whole sandbox at rest. */
export type Image = Copy | Exported;

/** One that needs nothing else: its database as bytes or, when it is large, as a file, or as one that copies itself. */
export type Exported =
  | { readonly bytes: Buffer }
  | { readonly file: string }
  | { copyTo(file: string): void };

/** Larger images are kept in files, not in memory. */
export const largestInMemory = 256 * 1024 * 1024;

/** One document on its way into a template. */
export interface Seed {
  readonly into: AnyCollection;
  readonly wire: unknown;
  readonly own: unknown;
}

/** Documents on their way into a collection, all with the same to keep beside them. */
export function* seedsFor<Wire, Own>(
  into: Collection<Wire, Own>,
  wires: Iterable<Wire>,
  own: Own,
): Generator<Seed> {
  for (const wire of wires) yield { into, wire, own };
}

/** Who is told how many documents are in place, and then of how many indexes how many are made. */
export type Progress = (what: 'documents' | 'indexes', done: number, of?: number) => void;

/** Where a template is built, and who is told how far it is. */
export interface Building {
  /** Build in this file rather than in memory. */
  readonly file?: string | undefined;
  readonly progress?: Progress | undefined;
  /** So many documents that searches need an index. */
  readonly isLarge?: boolean | undefined;
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
  building: Building = {},
): Image {
  const work = steps(collections, seeds, building);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** The same in short steps, between which others may work. */
export async function buildImageGently(
  collections: readonly AnyCollection[],
  seeds: Iterable<Seed>,
  building: Building = {},
): Promise<Image> {
  const work = steps(collections, seeds, building);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    await new Promise(setImmediate);
  }
}

function* steps(
  collections: readonly AnyCollection[],
  seeds: Iterable<Seed>,
  { file, progress, isLarge }: Building,
): Generator<undefined, Image> {
  if (file) rmSync(file, { force: true });
  const db = new Database(file ?? ':memory:');
  try {
    // What is not finished is never opened: there is nothing to go back to.
    db.pragma('journal_mode = MEMORY');
    db.pragma('synchronous = OFF');
    db.pragma('temp_store = MEMORY');
    if (file) db.pragma(`cache_size = -${buildingCache}`);
    for (const statement of tables(collections)) db.exec(statement);
    db.exec('BEGIN');
    yield* fill(db, seeds, progress);
    const last = [...indexes(collections), ...(isLarge ? searchIndexes(collections) : [])];
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
export function isLarge(image: Image): boolean {
  return 'file' in image || 'copyTo' in image;
}

/** Writes a copy of an image to a file, with changed facts; one that is there is replaced. */
export function writeCopy(image: Image, file: string, changes: FactChanges = {}): void {
  removeDatabase(file);
  if ('bytes' in image) writeFileSync(file, image.bytes);
  else if ('shared' in image) writeFileSync(file, image.shared.bytesWith(image.facts));
  else if ('copyTo' in image) image.copyTo(file);
  else copyFileSync(image.file, file, constants.COPYFILE_FICLONE);
  const db = new Database(file);
  writeChanges(db, changes);
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
    throw unreadable(file, error);
  }
}

/** Removes a database with the files SQLite keeps beside it. */
export function removeDatabase(file: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
}

function* fill(
  db: Database.Database,
  seeds: Iterable<Seed>,
  progress: Building['progress'],
): Generator<undefined> {
  const statements = new Map<string, Database.Statement<(string | number | null)[]>>();
  const prepare = (text: string) => {
    const found = statements.get(text) ?? db.prepare<(string | number | null)[]>(text);
    statements.set(text, found);
    return found;
  };
  const targets = new Map<AnyCollection, Documents<unknown, unknown>>();
  let filled = 0;
  for (const { into, wire, own } of seeds) {
    let target = targets.get(into);
    if (!target) {
      target = new Documents(into, prepare);
      targets.set(into, target);
    }
    target.insert(wire, own);
    if (++filled % progressStep === 0) progress?.('documents', filled);
    if (filled % step === 0) yield;
  }
}
