import Database from 'better-sqlite3';
import type { Connection } from './connection.js';

/** The metadata of a sandbox by name. */
export type Metadata = ReadonlyMap<string, string>;

/** Changes of metadata: new values by name, undefined to delete an entry. */
export type MetadataPatch = Readonly<Record<string, string | undefined>>;

/** Where a sandbox stores its metadata: in memory or in its file. */
export type MetadataStore = Pick<Map<string, string>, 'get' | 'set' | 'delete'>;

const put = 'INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value';
const take = 'DELETE FROM meta WHERE name = ?';

/** All metadata in a database. */
export function readMetadata(db: Database.Database): Metadata {
  return new Map(db.prepare('SELECT name, value FROM meta').raw().all() as [string, string][]);
}

/** A copy of metadata with changes. */
export function applyPatch(metadata: Metadata, changes: MetadataPatch): Metadata {
  const all = new Map(metadata);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) all.delete(name);
    else all.set(name, value);
  }
  return all;
}

/** Changes the metadata in a database. */
function writePatch(db: Database.Database, changes: MetadataPatch): void {
  const putting = db.prepare(put);
  const taking = db.prepare(take);
  db.transaction(() => {
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined) taking.run(name);
      else putting.run(name, value);
    }
  })();
}

/** Changes the metadata in a closed copy, which must not be opened by others if this fails. */
export function patchFile(file: string, changes: MetadataPatch): void {
  const db = new Database(file, { timeout: 0 });
  try {
    // A process that is killed here leaves no journal: an incomplete copy is never opened.
    db.pragma('journal_mode = MEMORY');
    writePatch(db, changes);
  } finally {
    db.close();
  }
}

/** Serializes a database with changed metadata, and leaves the database unchanged. */
export function serializeWithPatch(changes: MetadataPatch, connection: Connection): Buffer {
  const { db } = connection;
  db.exec('SAVEPOINT copy');
  try {
    writePatch(db, changes);
    return connection.serialize();
  } finally {
    // SQLite rolls back by itself on some errors.
    if (db.inTransaction) db.exec('ROLLBACK TO copy; RELEASE copy');
  }
}

/** Serializes a database in memory together with metadata that are held outside it. */
export function serializeWithMetadata(metadata: Metadata, connection: Connection): Buffer {
  const { db } = connection;
  const clear = db.prepare('DELETE FROM meta');
  // The metadata in the database are those of its origin, or none.
  clear.run();
  writePatch(db, Object.fromEntries(metadata));
  const bytes = connection.serialize();
  clear.run();
  return bytes;
}

/** The metadata of a sandbox in a file. Each change is written at once. */
export function fileMetadata(connection: Connection): MetadataStore {
  const store: MetadataStore = {
    get: (name) =>
      connection.prepare('SELECT value FROM meta WHERE name = ?').statement.pluck().get(name) as
        | string
        | undefined,
    set(name, value) {
      connection.prepare(put).statement.run(name, value);
      return store as Map<string, string>;
    },
    delete: (name) => connection.prepare(take).statement.run(name).changes > 0,
  };
  return store;
}
