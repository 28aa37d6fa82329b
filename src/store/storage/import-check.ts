import { closeSync, openSync, readSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { yieldToEventLoop } from '../../lib/async.js';
import { descriptorError } from '../../lib/descriptors.js';
import { exceededLimit, exceedsDepth } from '../../lib/json-limits.js';
import { isOutOfSpace } from '../../lib/out-of-space.js';
import { unreadableDatabase } from '../../lib/startup-error.js';
import type { AnyCollection } from '../documents/collection.js';
import { metadataKeys } from '../sandbox/metadata-keys.js';
import type { DatabaseImage } from '../sqlite/image.js';
import { newerVersionMessage, storageVersion } from '../sqlite/storage-version.js';
import { maxInstant } from '../time/clock.js';
import { failed } from '../time/schedule.js';
import type { AnyDocument, StorageFormat } from './format.js';
import { ImportError } from './import-error.js';
import { assertWithinLimits } from './import-limits.js';
import { metadataError, parseJson } from './metadata-check.js';
import { magic } from './open.js';
import { Rebuild, type RebuildChecks, type StoredEvent, storedVersion } from './rebuild.js';

/** Deeper JSON would exhaust the stack where it is read recursively. Requests may nest 64 levels, and the journal adds a few. */
const maxDepth = 80;

/** Every number that is drawn from a sequence fits into 31 bits, together with what contracts add to it. */
const maxSequence = 2_000_000_000;

/** The metadata that every exported sandbox has. */
const required: readonly string[] = [metadataKeys.clock, metadataKeys.world, metadataKeys.day];

/** Keys that a message quotes are cut to so many characters. */
const maxQuotedKey = 100;

export interface ImportRules {
  readonly format: StorageFormat;
  /** Whether a server can read a clock setting. */
  readonly isClock: (setting: string) => boolean;
  /** Ends the import, with ServerStoppingError. */
  readonly signal?: AbortSignal | undefined;
  /** What is wrong with a document of a collection; undefined when it fits the collection's schema. */
  readonly documentError: (collection: AnyCollection, document: AnyDocument) => string | undefined;
}

/**
 * Reads an exported sandbox from an untrusted file and returns a new image. Only documents, metadata, sequences and scheduled
 * events are taken over, after each has been checked; triggers, views, indexes and unknown tables of the file are ignored.
 * Throws ImportError for a file that is not a sandbox of this version or of an older one, and UnreadableDatabaseError or an
 * error of the system if the file cannot be accessed.
 */
export async function readImport(file: string, rules: ImportRules): Promise<DatabaseImage> {
  assertComplete(file);
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { readonly: true, timeout: 0 });
    assertReadable(db, rules.format);
    // To read and check all pages takes as long as a slice of the rebuild.
    await yieldToEventLoop();
    return await new Rebuild(db, rules.format, checksOf(rules)).inMemory(rules.signal);
  } catch (error) {
    throw error instanceof Database.SqliteError ? readError(file, error as Error) : error;
  } finally {
    db?.close();
  }
}

/** Whether the file is to blame for an error of SQLite, or the server: it has no descriptors, no memory or no space left. */
function readError(file: string, error: Error): unknown {
  const systemError = descriptorError(error) ?? (isOutOfSpace(error) ? error : undefined);
  if (systemError) return systemError;
  const unreadable = unreadableDatabase(file, error);
  return unreadable.isDamaged ? new ImportError(`cannot be read: ${error.message}`) : unreadable;
}

function assertComplete(file: string): void {
  const head = readHead(file);
  if (head.subarray(0, magic.length).toString('latin1') !== magic)
    throw new ImportError('is not an SQLite database');
  // A page size of 65,536 does not fit into its two bytes and is written as 1.
  const pageSize = head.readUInt16BE(16);
  if (statSync(file).size % (pageSize === 1 ? 65_536 : pageSize) !== 0)
    throw new ImportError('is not complete');
}

/** The header of a database; its end is 0 where the file is shorter. */
function readHead(file: string): Buffer {
  const head = Buffer.alloc(100);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, head, 0, head.length, 0);
  } finally {
    closeSync(descriptor);
  }
  return head;
}

/** Throws ImportError unless it is safe to read the tables. No statement of the file's schema is executed. */
function assertReadable(db: Database.Database, { collections }: StorageFormat): void {
  db.pragma('trusted_schema = OFF');
  db.pragma('ignore_check_constraints = ON');
  const version = storedVersion(db);
  if (version > storageVersion) throw new ImportError(newerVersionMessage(version));
  if (version < 0) throw new ImportError('does not have a storage version');
  const objects = db.prepare('SELECT name, rootpage FROM sqlite_master').raw().all();
  const rootPages = new Map(objects as [string, number][]);
  const tables = ['meta', 'sequences', 'due', ...collections.map(({ name }) => name)];
  const known = tables.filter((name) => rootPages.has(name));
  if (!['meta', 'sequences', 'due'].every((name) => rootPages.has(name)))
    throw new ImportError('has another schema: it is not an exported sandbox');
  for (const name of known) {
    // Views and virtual tables have no pages of their own, and generated columns are computed by statements of the file.
    const columns = db.pragma(`table_xinfo(${name})`) as { hidden: number }[];
    if (!rootPages.get(name) || columns.some(({ hidden }) => hidden !== 0))
      throw new ImportError(`has another schema: ${name} is not a plain table`);
    const [found] = db.pragma(`quick_check('${name}')`) as { quick_check: string }[];
    if (found?.quick_check !== 'ok')
      throw new ImportError(`is damaged: ${found?.quick_check ?? name}`);
  }
  assertWithinLimits(
    db,
    collections.filter(({ name }) => rootPages.has(name)),
  );
}

function checksOf({ format, isClock, documentError }: ImportRules): RebuildChecks {
  const keys = new Map<string, Set<string>>();
  return {
    parse(collection, key, text) {
      const value = parseJson(text);
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        throw new ImportError(`holds ${quoted(collection, key)}, which is not a JSON object`);
      if (exceedsDepth(value, maxDepth))
        throw new ImportError(
          `holds ${quoted(collection, key)}, which is nested deeper than ${maxDepth} levels`,
        );
      return value;
    },
    document(collection, key, document) {
      const error = documentError(collection, document);
      if (error) throw new ImportError(`holds ${quoted(collection, key)}, whose ${error}`);
      assertUniqueKey(keys, collection, document);
      assertSequenceNumber(collection, document);
    },
    metadata(metadata) {
      assertMetadata(metadata, isClock);
    },
    event: (event) => assertEvent(event, format.eventKinds),
    sequence(name, value) {
      const isNumber = typeof value === 'number' && Number.isInteger(value);
      if (typeof name !== 'string' || !isNumber || value < 0 || value > maxSequence)
        throw new ImportError(
          `holds the sequence ${name}, whose value is not a whole number from 0 to ${maxSequence}`,
        );
    },
  };
}

function assertUniqueKey(
  seen: Map<string, Set<string>>,
  collection: AnyCollection,
  { wire, internal }: AnyDocument,
): void {
  const key = collection.key(wire, internal);
  const keys = seen.get(collection.name) ?? new Set();
  seen.set(collection.name, keys);
  if (keys.has(key)) throw new ImportError(`holds ${quoted(collection, key)} twice`);
  keys.add(key);
}

function assertSequenceNumber(collection: AnyCollection, { wire, internal }: AnyDocument): void {
  const number = collection.sequence?.numberOf(wire, internal) ?? 0;
  if (number <= maxSequence) return;
  const key = collection.key(wire, internal);
  throw new ImportError(`holds ${quoted(collection, key)}, whose number is over ${maxSequence}`);
}

function assertEvent({ at, kind, subject, payload, done }: StoredEvent, kinds: readonly string[]) {
  if (!kinds.includes(kind))
    throw new ImportError(
      `holds a scheduled event of the unknown kind ${JSON.stringify(kind)}; there are ${kinds.join(', ')}`,
    );
  const isTime = Number.isInteger(at) && Math.abs(at) <= maxInstant;
  const data = parseJson(payload);
  const isWhole =
    typeof subject === 'string' && data !== undefined && [0, 1, failed].includes(done);
  if (!isTime || !isWhole || exceedsDepth(data, maxDepth))
    throw new ImportError(
      `holds a scheduled event "${kind}" whose time, subject, payload or state is not valid`,
    );
}

/** Whether a text is JSON that is nested too deeply. It is not parsed, because that would take longer. */
function isDeep(text: string): boolean {
  const limits = { depth: maxDepth, values: Number.POSITIVE_INFINITY };
  return exceededLimit(Buffer.from(text), limits) === 'depth';
}

/** Throws ImportError for metadata that a sandbox cannot be opened with. */
function assertMetadata(
  metadata: ReadonlyMap<string, string>,
  isClock: (setting: string) => boolean,
): void {
  for (const [name, value] of metadata) {
    if (typeof name !== 'string' || typeof value !== 'string')
      throw new ImportError('holds metadata that is not text');
    if (isDeep(value))
      throw new ImportError(
        `holds the metadata entry ${name}, which is nested deeper than ${maxDepth} levels`,
      );
  }
  const read = (name: string) => metadata.get(name) ?? (required.includes(name) ? '' : undefined);
  const error = metadataError(read, isClock);
  if (error) throw new ImportError(error);
}

/** A document by its collection and key, for messages. */
function quoted({ name }: AnyCollection, key: unknown): string {
  const text = typeof key === 'string' ? key : String(JSON.stringify(key));
  return `${name} ${text.length > maxQuotedKey ? `${text.slice(0, maxQuotedKey)}...` : text}`;
}
