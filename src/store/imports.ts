import Database from 'better-sqlite3';
import type { AnyCollection } from './collection.js';
import { indexes, searchIndexes, tables } from './tables.js';

const magic = 'SQLite format 3\0';

/**
 * Why bytes from elsewhere are not a sandbox of this server; undefined when they are one. Nothing in them is run: no
 * function of a schema is trusted, and every statement of the schema must be one of ours before a row is read.
 */
export function whyNotSandbox(
  bytes: Buffer,
  collections: readonly AnyCollection[],
): string | undefined {
  if (bytes.subarray(0, magic.length).toString('latin1') !== magic) return 'is no SQLite database';
  let db: Database.Database | undefined;
  try {
    db = new Database(bytes, { readonly: true });
    db.pragma('trusted_schema = OFF');
    const own = schemaOf(db);
    const ours = [false, true].map((isLarge) => expected(collections, isLarge));
    if (!ours.includes(own)) {
      return 'has another schema: it is no sandbox, or one of another version of Understudy';
    }
    const [found] = db.pragma('quick_check(1)') as { quick_check: string }[];
    if (found?.quick_check !== 'ok') return `is damaged: ${found?.quick_check}`;
    return contentFault(db, collections);
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

function expected(collections: readonly AnyCollection[], isLarge: boolean): string {
  const db = new Database(':memory:');
  const last = isLarge ? searchIndexes(collections) : [];
  for (const statement of [...tables(collections), ...indexes(collections), ...last])
    db.exec(statement);
  const schema = schemaOf(db);
  db.close();
  return schema;
}

/** Documents that are no JSON, or a clock that tells no time. */
function contentFault(
  db: Database.Database,
  collections: readonly AnyCollection[],
): string | undefined {
  for (const { name } of collections) {
    const broken = db.prepare(
      `SELECT key FROM ${name} WHERE NOT json_valid(wire) OR NOT json_valid(own) LIMIT 1`,
    );
    const key = broken.pluck().get();
    if (key !== undefined) return `holds ${name} ${key}, which is no JSON`;
  }
  const clock = db.prepare("SELECT value FROM meta WHERE name = 'clock'").pluck().get();
  const { frozen, value } = JSON.parse(String(clock ?? '{"frozen":true,"value":0}'));
  const isClock = typeof frozen === 'boolean' && Number.isFinite(value);
  return isClock ? undefined : 'has a clock that tells no time';
}
