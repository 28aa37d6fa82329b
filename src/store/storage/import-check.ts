import Database from 'better-sqlite3';
import type { AnyCollection } from '../documents/collection.js';
import { maxInstant, systemNow } from '../sandbox/clock.js';
import { metadataKeys } from '../sandbox/metadata.js';
import { indexDdl, tableDdl, trigramDdl } from '../sqlite/ddl.js';

const magic = 'SQLite format 3\0';

/** What a sandbox of this server holds. */
export interface ImportRules {
  readonly collections: readonly AnyCollection[];
  /** What may be due. */
  readonly eventKinds: readonly string[];
  /** Whether a clock setting means something. */
  readonly isClock: (setting: string) => boolean;
  /** Whether a document is as it has to be, for collections that not only handlers read. */
  readonly validators: Readonly<Record<string, (wire: object, internal: object) => boolean>>;
}

/**
 * Why bytes from elsewhere are not a sandbox of this server; undefined when they are one. Nothing in them is run: no
 * function of a schema is trusted, and every statement of the schema must be one of ours before a row is read.
 */
export function importError(bytes: Buffer, wanted: ImportRules): string | undefined {
  const { collections } = wanted;
  if (bytes.subarray(0, magic.length).toString('latin1') !== magic) return 'is no SQLite database';
  // A page size of 65,536 does not fit into its two bytes, and is written as 1.
  const pageSize = bytes.length < 100 ? 0 : bytes.readUInt16BE(16);
  if (bytes.length % (pageSize === 1 ? 65_536 : pageSize) !== 0) return 'is not whole';
  let db: Database.Database | undefined;
  try {
    db = new Database(bytes, { readonly: true });
    db.pragma('trusted_schema = OFF');
    const own = schemaOf(db);
    if (!expected(collections).includes(own)) {
      return 'has another schema: it is no sandbox, or one of another version of Understudy';
    }
    const [found] = db.pragma('quick_check(1)') as { quick_check: string }[];
    if (found?.quick_check !== 'ok') return `is damaged: ${found?.quick_check}`;
    return contentError(db, wanted);
  } catch (error) {
    return `cannot be read: ${(error as Error).message}`;
  } finally {
    db?.close();
  }
}

function schemaOf(db: Database.Database): string {
  const all = db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name');
  return JSON.stringify(all.raw().all());
}

const known = new WeakMap<readonly AnyCollection[], readonly string[]>();

/** The schemas that a small and a large sandbox have. */
function expected(collections: readonly AnyCollection[]): readonly string[] {
  const schemas =
    known.get(collections) ?? [false, true].map((isIndexed) => schemaFor(collections, isIndexed));
  known.set(collections, schemas);
  return schemas;
}

function schemaFor(collections: readonly AnyCollection[], isIndexed: boolean): string {
  const db = new Database(':memory:');
  const last = isIndexed ? trigramDdl(collections) : [];
  for (const statement of [...tableDdl(collections), ...indexDdl(collections), ...last])
    db.exec(statement);
  const schema = schemaOf(db);
  db.close();
  return schema;
}

/** Documents that are no objects, or facts and things due that mean nothing. */
function contentError(
  db: Database.Database,
  { collections, eventKinds, isClock, validators }: ImportRules,
): string | undefined {
  for (const { name } of collections) {
    const broken = db.prepare(
      `SELECT key FROM ${name} WHERE iif(json_valid(wire) AND json_valid(internal), json_type(wire) <> 'object' OR json_type(internal) <> 'object', 1) LIMIT 1`,
    );
    const key = broken.pluck().get();
    if (key !== undefined) return `holds ${name} ${key}, which is no JSON object`;
    const fits = validators[name];
    const rows = fits ? db.prepare(`SELECT wire, internal FROM ${name}`).raw().all() : [];
    const parsed = rows.map((row) => (row as string[]).map((text) => JSON.parse(text)));
    if (!parsed.every(([wire, internal]) => fits?.(wire, internal)))
      return `holds ${name} that are not as they have to be`;
  }
  const due = db.prepare(
    `SELECT count(*) FROM due WHERE typeof(at) <> 'integer' OR NOT json_valid(payload) OR kind NOT IN (SELECT value FROM json_each(?))`,
  );
  if (due.pluck().get(JSON.stringify(eventKinds)) !== 0)
    return 'holds something due that nobody knows';
  const counted = db.prepare("SELECT count(*) FROM sequences WHERE typeof(value) <> 'integer'");
  if (counted.pluck().get() !== 0) return 'holds a sequence that does not count';
  return metadataError(
    Object.fromEntries(db.prepare('SELECT name, value FROM meta').raw().all() as []),
    isClock,
  );
}

function metadataError(
  meta: Readonly<Record<string, string>>,
  isClock: (setting: string) => boolean,
): string | undefined {
  const read = (name: string) => {
    try {
      return JSON.parse(meta[name] ?? 'null') ?? {};
    } catch {
      return {};
    }
  };
  const { frozen, value } = read(metadataKeys.clock);
  const now = frozen ? value : systemNow() + value;
  const isTime = typeof value === 'number' && now >= 0 && now <= maxInstant;
  if (typeof frozen !== 'boolean' || !isTime) return 'has a clock that tells no time';
  const { seed, devices } = read(metadataKeys.world);
  const isWorld =
    Number.isSafeInteger(seed) && seed >= 0 && Number.isInteger(devices) && devices >= 0;
  if (!isWorld || devices > 1_000_000) return 'is made of a world that there cannot be';
  const own = meta[metadataKeys.ownClock];
  if (own !== undefined && !isClock(own)) return 'has a clock setting that means nothing';
  const day = Number(meta[metadataKeys.day]);
  return Number.isInteger(day) && Math.abs(day) < 3e6 ? undefined : 'is in no day';
}
