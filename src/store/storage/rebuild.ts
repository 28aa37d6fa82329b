import type Database from 'better-sqlite3';
import type { AnyCollection } from '../documents/collection.js';
import { metadataKeys, type WorldSpec } from '../sandbox/metadata-keys.js';
import { checkpoint, placeDatabase, removeDatabase, stagedPath } from '../sqlite/database-files.js';
import {
  type BuildOptions,
  buildImage,
  buildImageAsync,
  type DatabaseImage,
  type Seed,
  searchIndexThreshold,
} from '../sqlite/image.js';
import { readMetadata } from '../sqlite/metadata-store.js';
import {
  type AnyDocument,
  type KeyFinder,
  type Migration,
  migrationsFrom,
  type StorageFormat,
} from './format.js';

/** What a check of untrusted data may look at; each function throws an error that says what is wrong. */
export interface RebuildChecks {
  document(collection: AnyCollection, key: unknown, document: AnyDocument): void;
  metadata(metadata: ReadonlyMap<string, string>): void;
  event(event: StoredEvent): void;
  sequence(name: string, value: number): void;
  /** Reads the JSON of one part of a document. */
  parse(collection: AnyCollection, key: unknown, text: unknown): unknown;
}

/** A scheduled event as it is stored. */
export interface StoredEvent {
  readonly at: number;
  readonly kind: string;
  readonly subject: string;
  readonly payload: string;
  readonly done: number;
}

/** A document as a table holds it. */
type StoredRow = readonly [key: unknown, wire: unknown, internal: unknown];

/** The latest event of each kind for a subject: earlier versions did not replace the ones before it. */
const selectEvents = `SELECT at, kind, subject, payload, done FROM due NOT INDEXED
  WHERE seq IN (SELECT max(seq) FROM due NOT INDEXED GROUP BY kind, subject) ORDER BY seq`;

/** What is read besides the documents; the sequences are raised while documents are read. */
interface State {
  readonly metadata: ReadonlyMap<string, string>;
  readonly events: readonly StoredEvent[];
  readonly sequences: Map<string, number>;
}

/**
 * Copies a sandbox into a new database of the current version. Only documents, metadata, sequences and scheduled events are
 * read; tables, columns, indexes, counters and triggers are created again. Collections that this version does not know are left out.
 */
export class Rebuild {
  readonly #source: Database.Database;
  readonly #format: StorageFormat;
  readonly #checks: RebuildChecks | undefined;
  readonly #migrations: readonly Migration[];
  readonly #tables: ReadonlySet<string>;
  readonly #keysByField = new Map<string, Map<unknown, string[]>>();

  constructor(source: Database.Database, format: StorageFormat, checks?: RebuildChecks) {
    this.#source = source;
    this.#format = format;
    this.#checks = checks;
    this.#migrations = migrationsFrom(storedVersion(source), format);
    const tables = source.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck();
    this.#tables = new Set(tables.all() as string[]);
  }

  /** Builds in memory, in slices between which the event loop runs. */
  inMemory(signal?: AbortSignal): Promise<DatabaseImage> {
    const { seeds, options } = this.#prepare();
    return buildImageAsync(this.#format.collections, seeds, { ...options, signal });
  }

  /** Builds in a file, which is complete when this returns. */
  inFile(file: string): void {
    const { seeds, options } = this.#prepare();
    buildImage(this.#format.collections, seeds, { ...options, file });
  }

  #prepare(): { readonly seeds: Iterable<Seed>; readonly options: BuildOptions } {
    const state = this.#readState();
    const isIndexed = this.#format.collections.some(
      (each) => each.search && this.#count(each) > searchIndexThreshold,
    );
    const finish = (target: Database.Database) => writeState(target, state);
    return { seeds: this.#seeds(state), options: { isIndexed, finish } };
  }

  *#seeds(state: State): Generator<Seed> {
    const missing = this.#format.collections.filter(({ name }) => !this.#tables.has(name));
    for (const collection of this.#format.collections) {
      if (this.#tables.has(collection.name)) yield* this.#documents(collection, state);
    }
    // A new collection starts with the seeds of the same world, so that the endpoints that came with it have data.
    const world = state.metadata.get(metadataKeys.world);
    if (missing.length === 0 || !world) return;
    const only = new Set(missing);
    for (const seed of this.#format.seeds(JSON.parse(world) as WorldSpec, only)) {
      raiseSequence(state, seed.collection, seed as AnyDocument);
      yield seed;
    }
  }

  *#documents(collection: AnyCollection, state: State): Generator<Seed> {
    const { name } = collection;
    // Version 0 called the column of the internal part `own`. NOT INDEXED reads the table itself, never a copy of it.
    const columns = this.#source.pragma(`table_info(${name})`) as { name: string }[];
    const internal = columns.some((column) => column.name === 'internal') ? 'internal' : 'own';
    const rows = this.#source
      .prepare(`SELECT key, wire, ${internal} FROM ${name} NOT INDEXED ORDER BY rowid`)
      .raw();
    for (const row of rows.iterate() as IterableIterator<StoredRow>) {
      const document = this.#document(collection, row);
      raiseSequence(state, collection, document);
      yield { collection, ...document };
    }
  }

  #document(collection: AnyCollection, [key, wire, internal]: StoredRow): AnyDocument {
    const parse = (text: unknown) =>
      this.#checks ? this.#checks.parse(collection, key, text) : JSON.parse(String(text));
    let document = { wire: parse(wire), internal: parse(internal) } as AnyDocument;
    for (const step of this.#migrations) {
      document = step.document?.(collection.name, document, this.#findKeys) ?? document;
    }
    this.#checks?.document(collection, key, document);
    return document;
  }

  /** Reads a collection on the first call, because a source's own indexes are not to be trusted. */
  readonly #findKeys: KeyFinder = (collection, field, value) => {
    const name = `${collection} ${field}`;
    let keys = this.#keysByField.get(name);
    if (!keys) {
      keys = new Map();
      this.#keysByField.set(name, keys);
      for (const [key, each] of this.#fieldValues(collection, field)) {
        keys.set(each, [...(keys.get(each) ?? []), key]);
      }
    }
    return keys.get(value) ?? [];
  };

  #fieldValues(collection: string, field: string): IterableIterator<[string, unknown]> {
    if (!this.#tables.has(collection)) return new Map<string, unknown>().entries();
    const select = `SELECT key, json_extract(wire, ?) FROM ${collection} NOT INDEXED`;
    const rows = this.#source.prepare(select).raw().all(`$.${field}`) as [string, unknown][];
    return rows.filter(([, value]) => value !== null).values();
  }

  #readState(): State {
    const metadata = new Map(readMetadata(this.#source));
    for (const [name, value] of metadata) {
      const migrated = this.#migrations.reduce(
        (text, step) => step.metadata?.(name, text) ?? text,
        value,
      );
      metadata.set(name, migrated);
    }
    const sequences = this.#source.prepare('SELECT name, value FROM sequences').raw().all();
    const events = this.#source.prepare(selectEvents).all() as StoredEvent[];
    this.#checks?.metadata(metadata);
    for (const event of events) this.#checks?.event(event);
    for (const [name, value] of sequences as [string, number][])
      this.#checks?.sequence(name, value);
    return {
      metadata,
      // An event that this version has no handler for would fail when it falls due.
      events: events.filter(({ kind }) => this.#format.eventKinds.includes(kind)),
      sequences: new Map(sequences as [string, number][]),
    };
  }

  #count({ name }: AnyCollection): number {
    if (!this.#tables.has(name)) return 0;
    return this.#source.prepare(`SELECT count(*) FROM ${name}`).pluck().get() as number;
  }
}

/** The storage version of a database; 0 for those that were written before versions were stored. */
export function storedVersion(db: Database.Database): number {
  return db.pragma('user_version', { simple: true }) as number;
}

/** Replaces a database file by its rebuilt copy. The old file stays as it is until the new one is complete. */
export function rebuildFile(source: Database.Database, file: string, format: StorageFormat): void {
  const staged = stagedPath(file);
  try {
    new Rebuild(source, format).inFile(staged);
    checkpoint(source);
    source.close();
    placeDatabase(staged, file, { durable: true });
  } catch (error) {
    source.close();
    removeDatabase(staged);
    throw error;
  }
}

/** A sequence never falls behind the documents that took a number from it, because the next number would be taken already. */
function raiseSequence(
  { sequences }: State,
  { sequence }: AnyCollection,
  document: AnyDocument,
): void {
  if (!sequence) return;
  const taken = sequence.numberOf(document.wire, document.internal);
  if (taken > (sequences.get(sequence.name) ?? 0)) sequences.set(sequence.name, taken);
}

function writeState(target: Database.Database, { metadata, events, sequences }: State): void {
  const insertMetadata = target.prepare('INSERT INTO meta VALUES (?, ?)');
  for (const entry of metadata) insertMetadata.run(...entry);
  const insertSequence = target.prepare('INSERT INTO sequences VALUES (?, ?)');
  for (const entry of sequences) insertSequence.run(...entry);
  const insertEvent = target.prepare(
    'INSERT INTO due (at, kind, subject, payload, done) VALUES (@at, @kind, @subject, @payload, @done)',
  );
  for (const event of events) insertEvent.run(event);
}
