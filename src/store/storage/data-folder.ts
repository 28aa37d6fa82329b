import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { StartupError, unreadableDatabase } from '../../lib/startup-error.js';
import type { AnyCollection } from '../documents/collection.js';
import { indexDdl, tableDdl } from '../sqlite/ddl.js';
import type { DatabaseImage } from '../sqlite/image.js';
import { removeDatabase } from '../sqlite/image.js';

/** What a data folder was made for; a start that differs is refused. */
export interface FolderManifest {
  readonly seed: number;
  readonly devices: number;
}

/**
 * A folder where sandboxes outlive the process. It is locked while in use, by a lock of SQLite's
 * that ends with the process however that ends.
 */
export class DataFolder {
  /** Where sandboxes are kept. */
  readonly sandboxes: string;
  /** The template's database, complete once it is there. */
  readonly template: string;
  readonly #folder: string;
  readonly #catalog: Database.Database;

  /** Locks the folder, which is made if it is not there. Throws StartError when another process has it. */
  constructor(folder: string) {
    this.#folder = folder;
    this.sandboxes = join(folder, 'sandboxes');
    this.template = join(folder, 'template.sqlite');
    try {
      mkdirSync(folder, { recursive: true });
      this.#catalog = lock(join(folder, 'catalog.sqlite'));
    } catch (error) {
      throw new StartupError(lockErrorMessage(folder, error));
    }
  }

  /** Forgets all that was kept. */
  reset(): void {
    this.#catalog.exec('DELETE FROM remembered');
    rmSync(this.sandboxes, { recursive: true, force: true });
    removeDatabase(this.template);
  }

  /** Holds a start against what the folder was made for; throws StartError naming each difference. */
  assertCompatible(wanted: FolderManifest, collections: readonly AnyCollection[]): void {
    const asked = { ...wanted, schema: schemaFingerprint(collections) };
    const kept = Object.fromEntries(
      this.#catalog.prepare('SELECT name, value FROM remembered').raw().all() as [string, string][],
    );
    const differing = Object.entries(asked).filter(
      ([name, value]) => name in kept && kept[name] !== String(value),
    );
    if (differing.length > 0) {
      this.close();
      const said = differing.map(([name, value]) =>
        name === 'schema' ? 'another version of Understudy' : `${name} ${kept[name]}, not ${value}`,
      );
      throw new StartupError(
        `${this.#folder} was made for ${said.join(' and ')}. Use another folder with --data, or add --reset to begin anew (what it holds is lost).`,
      );
    }
    const put = this.#catalog.prepare('INSERT OR REPLACE INTO remembered VALUES (?, ?)');
    for (const [name, value] of Object.entries(asked)) put.run(name, String(value));
  }

  /** A key that was made up for this folder, and goes with it: no sandbox's data hold it. */
  fingerprintKey(): string {
    const made = randomBytes(32).toString('hex');
    this.#catalog.prepare('INSERT OR IGNORE INTO remembered VALUES (?, ?)').run('sealKey', made);
    const kept = this.#catalog.prepare("SELECT value FROM remembered WHERE name = 'sealKey'");
    return kept.pluck().get() as string;
  }

  /** The template: the one that is there, or else as `build` makes it in the file it is given. */
  loadOrBuildTemplate(build: (file: string) => void): DatabaseImage {
    if (!existsSync(this.template)) {
      const unfinished = `${this.template}.new`;
      build(unfinished);
      renameSync(unfinished, this.template);
    }
    assertReadable(this.template);
    return { file: this.template };
  }

  close(): void {
    this.#catalog.close();
  }
}

function assertReadable(file: string): void {
  try {
    const db = new Database(file, { readonly: true });
    db.prepare('SELECT count(*) FROM meta').get();
    db.close();
  } catch (error) {
    throw unreadableDatabase(file, error);
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

function lockErrorMessage(folder: string, error: unknown): string {
  const code = (error as { code?: string }).code ?? '';
  if (code.startsWith('SQLITE_BUSY')) {
    return `${folder} is in use by another Understudy. Stop that one, or use another folder with --data.`;
  }
  if (code === 'SQLITE_NOTADB') {
    return `${folder} holds a catalog.sqlite that is not Understudy's. Use another folder with --data.`;
  }
  return `${folder} cannot be used for data: ${(error as Error).message}. Use another folder with --data, or --ephemeral.`;
}

/** What tells the tables of one version from those of another. */
export function schemaFingerprint(collections: readonly AnyCollection[]): string {
  const statements = [...tableDdl(collections), ...indexDdl(collections)];
  return createHash('sha256').update(statements.join('\n')).digest('hex').slice(0, 16);
}
