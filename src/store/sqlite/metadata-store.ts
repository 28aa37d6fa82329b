import type { Database } from 'better-sqlite3';
import type { Connection } from './connection.js';

/** The facts of a sandbox, by name. */
export type Metadata = ReadonlyMap<string, string>;

/** Facts to be put in place of those that there are, or taken out where they are undefined. */
export type MetadataPatch = Readonly<Record<string, string | undefined>>;

/** Where a sandbox keeps its facts: in memory, or in its file. */
export type MetadataStore = Pick<Map<string, string>, 'get' | 'set' | 'delete'>;

const put = 'INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value';
const take = 'DELETE FROM meta WHERE name = ?';

/** All facts that stand in a database. */
export function readMetadata(db: Database): Metadata {
  return new Map(db.prepare('SELECT name, value FROM meta').raw().all() as [string, string][]);
}

/** The same facts with changes. */
export function applyPatch(facts: Metadata, changes: MetadataPatch): Metadata {
  const all = new Map(facts);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) all.delete(name);
    else all.set(name, value);
  }
  return all;
}

/** Changes the facts that stand in a database. */
export function writePatch(db: Database, changes: MetadataPatch): void {
  const putting = db.prepare(put);
  const taking = db.prepare(take);
  db.transaction(() => {
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined) taking.run(name);
      else putting.run(name, value);
    }
  })();
}

/** Copies a database in memory whose facts are kept beside it, with these facts in it. */
export function serializeWithMetadata(facts: Metadata, connection: Connection): Buffer {
  const { db } = connection;
  const clear = db.prepare('DELETE FROM meta');
  // What stands there is out of date, or nothing.
  clear.run();
  writePatch(db, Object.fromEntries(facts));
  const bytes = connection.serialize();
  clear.run();
  return bytes;
}

/** The facts of a sandbox in a file: each stands there as soon as it is put down. */
export function fileMetadata(connection: Connection): MetadataStore {
  const metadataKeys: MetadataStore = {
    get: (name) =>
      connection.prepare('SELECT value FROM meta WHERE name = ?').statement.pluck().get(name) as
        | string
        | undefined,
    set(name, value) {
      connection.prepare(put).statement.run(name, value);
      return metadataKeys as Map<string, string>;
    },
    delete: (name) => connection.prepare(take).statement.run(name).changes > 0,
  };
  return metadataKeys;
}
