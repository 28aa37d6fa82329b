import { createHash, randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { isOutOfSpace } from '../../lib/out-of-space.js';
import { StartupError, UnwritableFolderError, unusableFolder } from '../../lib/startup-error.js';
import { warn } from '../../lib/warn.js';
import type { AnyCollection } from '../documents/collection.js';
import {
  assertIntact,
  databaseExtension,
  fileNames,
  makeFolder,
  placeDatabase,
  removeDatabase,
  stagedPath,
} from '../sqlite/database-files.js';
import { indexDdl, tableDdl } from '../sqlite/ddl.js';
import type { DatabaseImage } from '../sqlite/image.js';
import { newerVersionMessage, storageVersion } from '../sqlite/storage-version.js';
import type { StorageFormat } from './format.js';
import { isCurrent, versionOfFile } from './open.js';

/** The world that a data folder was created for; a start with another one is refused. */
export interface FolderManifest {
  readonly seed: number;
  readonly devices: number;
  /** What was seeded: the setting of the world. */
  readonly world: string;
}

/**
 * A folder where sandboxes outlive the process. While it is in use it is locked by an SQLite lock, which ends with the process
 * however the process ends.
 */
export class DataFolder {
  /** The folder of the sandboxes' databases. */
  readonly sandboxes: string;
  /** The template's database. It is renamed to this path only when it is complete. */
  readonly template: string;
  readonly #folder: string;
  readonly #catalog: Database.Database;

  /**
   * Locks the folder and creates it if it does not exist. Throws UnwritableFolderError if it cannot be written, and another
   * StartupError if another process uses it.
   */
  constructor(folder: string) {
    this.#folder = folder;
    this.sandboxes = join(folder, 'sandboxes');
    this.template = join(folder, 'template.sqlite');
    const catalog = join(folder, 'catalog.sqlite');
    makeWritable(folder, catalog);
    try {
      this.#catalog = lock(catalog);
    } catch (error) {
      throw lockError(folder, error);
    }
  }

  /** Deletes everything in the folder. */
  reset(): void {
    this.#catalog.exec('DELETE FROM remembered');
    rmSync(this.sandboxes, { recursive: true, force: true });
    removeDatabase(this.template);
  }

  /**
   * Throws StartupError and unlocks the folder when it was written by a newer version, or created for another world. Otherwise it
   * stores that the folder is of this version from now on.
   */
  assertCompatible(wanted: FolderManifest, format: StorageFormat): void {
    const stored = Object.fromEntries(
      this.#catalog.prepare('SELECT name, value FROM remembered').raw().all() as [string, string][],
    );
    const version = Math.max(Number(stored.storageVersion ?? 0), this.#newestSandbox());
    const differences = Object.entries(wanted)
      .filter(([name, value]) => name in stored && stored[name] !== String(value))
      .map(([name, value]) => `${name} ${stored[name]}, not ${value}`);
    const reason =
      version > storageVersion
        ? `${newerVersionMessage(version)}. Start that version, use`
        : differences.length > 0
          ? `was made for ${differences.join(' and ')}. Use`
          : undefined;
    if (reason) {
      this.close();
      throw new StartupError(
        `${this.#folder} ${reason} another folder with --data, or add --reset to start over (what it holds is lost).`,
      );
    }
    const put = this.#catalog.prepare('INSERT OR REPLACE INTO remembered VALUES (?, ?)');
    // Releases without storage versions compare the schema, so that they do not open this folder.
    const schema = schemaFingerprint(format.collections);
    for (const [name, value] of Object.entries({ ...wanted, storageVersion, schema }))
      put.run(name, String(value));
  }

  /** The key of this folder's journal fingerprints. It is drawn once and is not part of any sandbox's database. */
  fingerprintKey(): string {
    return this.#drawOnce('sealKey');
  }

  /** The key that signs this folder's tokens, so that they stay valid over a restart. `reset` draws another one. */
  signingKey(): string {
    return this.#drawOnce('signingKey');
  }

  /** The stored template. One that is missing or of another version or schema is built again, in the file that `build` is given. */
  async loadOrBuildTemplate(
    format: StorageFormat,
    build: (file: string) => Promise<unknown>,
  ): Promise<DatabaseImage> {
    if (!existsSync(this.template) || !isCurrentFile(this.template, format)) {
      const staged = stagedPath(this.template);
      await build(staged);
      // The template is only read, so its logs hold nothing.
      removeDatabase(this.template);
      // A template that power loss left incomplete would stop the next start.
      placeDatabase(staged, this.template, { durable: true });
    }
    return { file: this.template };
  }

  close(): void {
    this.#catalog.close();
  }

  /** A random value that is drawn on first use and stored under a name. */
  #drawOnce(name: string): string {
    const drawn = randomBytes(32).toString('hex');
    this.#catalog.prepare('INSERT OR IGNORE INTO remembered VALUES (?, ?)').run(name, drawn);
    const stored = this.#catalog.prepare('SELECT value FROM remembered WHERE name = ?');
    return stored.pluck().get(name) as string;
  }

  /** The highest storage version of all sandboxes and snapshots, because files can be copied from folder to folder. */
  #newestSandbox(): number {
    const files = existsSync(this.sandboxes) ? fileNames(this.sandboxes) : [];
    const databases = files.filter((file) => file.endsWith(databaseExtension));
    return Math.max(0, ...databases.map((file) => versionOfFile(join(this.sandboxes, file))));
  }
}

function isCurrentFile(file: string, format: StorageFormat): boolean {
  try {
    assertIntact(file);
    const db = new Database(file, { readonly: true });
    try {
      return isCurrent(db, format);
    } finally {
      db.close();
    }
  } catch (error) {
    // It can be built again; what the sandboxes hold is in other files.
    warn(`${file} cannot be read and is built again`, error);
    return false;
  }
}

/** Creates the folder if it does not exist. SQLite would not say why it cannot open a file there. */
function makeWritable(folder: string, catalog: string): void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    if (existsSync(catalog)) accessSync(catalog, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw isOutOfSpace(error)
      ? unusableFolder(folder, error)
      : new UnwritableFolderError(folder, error);
  }
}

function lock(file: string): Database.Database {
  const db = new Database(file, { timeout: 0 });
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('BEGIN EXCLUSIVE');
    db.exec('CREATE TABLE IF NOT EXISTS remembered (name TEXT PRIMARY KEY, value TEXT NOT NULL)');
    db.exec('COMMIT');
    // Reading the lock file once more after the first commit keeps the exclusive lock for good.
    db.pragma('user_version = 1');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** What SQLite reports for files that it may not create or write. */
const unwritableCodes = /^SQLITE_(CANTOPEN|READONLY|PERM)/;

function lockError(folder: string, error: unknown): StartupError {
  const { code = '' } = error as { code?: string };
  if (code.startsWith('SQLITE_BUSY')) {
    return new StartupError(
      `${folder} is in use by another Understudy. Stop that one, or use another folder with --data.`,
    );
  }
  if (code === 'SQLITE_NOTADB') {
    return new StartupError(
      `${folder} holds a catalog.sqlite that is not Understudy's. Use another folder with --data.`,
    );
  }
  return unwritableCodes.test(code)
    ? new UnwritableFolderError(folder, error)
    : unusableFolder(folder, error);
}

/** A short hash of the CREATE statements of all tables, indexes and triggers. */
export function schemaFingerprint(collections: readonly AnyCollection[]): string {
  const statements = [...tableDdl(collections), ...indexDdl(collections)];
  return createHash('sha256').update(statements.join('\n')).digest('hex').slice(0, 16);
}
