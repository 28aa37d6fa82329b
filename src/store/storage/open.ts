import { closeSync, openSync, readSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { isOutOfSpace } from '../../lib/out-of-space.js';
import { unreadableDatabase } from '../../lib/startup-error.js';
import { openFile } from '../sqlite/image.js';
import { hasCurrentSchema } from '../sqlite/schema.js';
import { newerVersionMessage, storageVersion } from '../sqlite/storage-version.js';
import type { StorageFormat } from './format.js';
import { rebuildFile, storedVersion } from './rebuild.js';

/** What an SQLite database begins with. */
export const magic = 'SQLite format 3\0';

/** Where SQLite keeps `user_version` in the first page, as four bytes. */
const versionOffset = 60;

/**
 * Opens a sandbox's file. A file of an older version or another schema is rebuilt first. Each commit is synchronised with the
 * disk if `durable`. Throws StartupError for a newer version.
 */
export function openCurrent(
  file: string,
  format: StorageFormat,
  options: { readonly durable: boolean },
): Database {
  if (versionOfFile(file) > storageVersion)
    throw unreadableDatabase(file, new Error(`it ${newerVersionMessage(versionOfFile(file))}`));
  const db = openFile(file, options);
  try {
    if (isCurrent(db, format)) return db;
    rebuildFile(db, file, format);
  } catch (error) {
    db.close();
    throw isOutOfSpace(error) ? error : unreadableDatabase(file, error);
  }
  return openFile(file, options);
}

/** Whether a database can be used as it is. */
export function isCurrent(db: Database, { collections }: StorageFormat): boolean {
  return storedVersion(db) === storageVersion && hasCurrentSchema(db, collections);
}

/** The storage version in the header of a file, without opening the database; 0 for a file that is not a database. */
export function versionOfFile(file: string): number {
  const header = Buffer.alloc(versionOffset + 4);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, header, 0, header.length, 0);
  } finally {
    closeSync(descriptor);
  }
  return header.toString('latin1', 0, magic.length) === magic
    ? header.readInt32BE(versionOffset)
    : 0;
}
