import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { isOutOfSpace } from '../../lib/out-of-space.js';
import { unreadableDatabase } from '../../lib/startup-error.js';
import { warn } from '../../lib/warn.js';

/** What SQLite appends to the name of a database for the files that belong to it. */
const sideFiles = ['-wal', '-shm', '-journal'];

/** The end of the name of a database file. */
export const databaseExtension = '.sqlite';

/** What the name of a copy ends with until the copy is complete. */
const stagedEnd = '.new';

/** What the name of a copy that is being changed ends with, before a number. */
const workingCopyEnd = '.copy';

/** What the name of the previous database ends with while the new one is opened. */
const previousEnd = '.old';

/** What the name of a database ends with after it was deleted, until everything that belongs to it is removed. */
export const deletedEnd = '.deleted';

/** Databases up to this size are checked completely before they replace another one; that takes a few milliseconds. */
const maxCheckedBytes = 16 * 1024 * 1024;

/** How much of a file is copied at once. */
const copyChunkBytes = 4 * 1024 * 1024;

/** Where a new version of a database is written before it replaces the file. */
export function stagedPath(file: string): string {
  return `${file}${stagedEnd}`;
}

let workingCopies = 0;

/** A new path for a copy of a database that is changed before it replaces the file. */
export function workingCopyPath(file: string): string {
  return `${file}${workingCopyEnd}${++workingCopies}`;
}

/** Removes a database with its write-ahead log, shared memory and rollback journal. */
export function removeDatabase(file: string): void {
  // The database goes first: SQLite must never open it without its logs.
  rmSync(file, { recursive: true, force: true });
  removeSideFiles(file);
}

/**
 * Moves a complete, closed database to the path of another one, which it replaces. The logs of the old database must be empty,
 * because SQLite would play them into the new one. Throws, with the old database untouched, if they are not, or if the new
 * database is damaged. A durable move is on the disk when this returns.
 */
export function placeDatabase(
  staged: string,
  file: string,
  { durable }: { readonly durable: boolean },
): void {
  // A file is not moved over a folder.
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) rmSync(file, { recursive: true });
  if (existsSync(file)) assertMerged(file);
  assertIntact(staged);
  if (durable) syncPath(staged, 'r+');
  // They are empty, or belong to no database. After the move a failure would have to be undone.
  removeSideFiles(file);
  renameSync(staged, file);
  if (durable) syncFolder(dirname(file));
}

/**
 * Gives a closed database a further name, in place of what has that name. It is on the disk when this returns. Returns false where
 * that is not possible, as on file systems without links.
 */
export function linkDatabase(file: string, name: string): boolean {
  removeDatabase(name);
  const isLinked = tryLink(file, name);
  if (isLinked) syncFolder(dirname(name));
  return isLinked;
}

/** Gives a file a further name. Returns false where the file system cannot. */
export function tryLink(file: string, name: string): boolean {
  try {
    linkSync(file, name);
    return true;
  } catch (error) {
    const { code = '' } = error as { code?: string };
    if (!['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'EXDEV'].includes(code))
      throw error;
    return false;
  }
}

/** Throws unless everything that a closed database consists of is in its file. */
function assertMerged(file: string): void {
  for (const end of ['-wal', '-journal']) {
    const size = statSync(`${file}${end}`, { throwIfNoEntry: false })?.size ?? 0;
    if (size > 0) throw new Error(`${file}${end} holds changes that are not in the database yet`);
  }
}

/** Writes the whole write-ahead log of an open database into its file. Throws if a part cannot be written. */
export function checkpoint(db: Database.Database): void {
  const [result] = db.pragma('wal_checkpoint(TRUNCATE)') as {
    readonly busy: number;
    readonly log: number;
    readonly checkpointed: number;
  }[];
  if (result?.busy !== 0 || result.log !== result.checkpointed)
    throw new Error(`the write-ahead log of ${db.name} could not be merged into it`);
}

/** Copies a file that is open to a path, and leaves it open. */
export function copyDescriptor(source: number, file: string): void {
  const target = openSync(file, 'w');
  try {
    const buffer = Buffer.allocUnsafe(copyChunkBytes);
    for (let position = 0; ; ) {
      const count = readSync(source, buffer, 0, buffer.length, position);
      if (count === 0) return;
      let done = 0;
      while (done < count) done += writeSync(target, buffer, done, count - done, position + done);
      position += count;
    }
  } finally {
    closeSync(target);
  }
}

/** Flushes a file or a folder to the disk; a folder can only be opened for reading. */
function syncPath(path: string, flags: 'r' | 'r+'): void {
  const descriptor = openSync(path, flags);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Flushes a folder to the disk, so that renamed files have their new names after a power loss. */
export function syncFolder(folder: string): void {
  // Windows does not open folders, and keeps their entries without this.
  if (process.platform !== 'win32') syncPath(folder, 'r');
}

/** Creates a folder with its parents. They are on the disk when this returns. */
export function makeFolder(folder: string): void {
  const missing: string[] = [];
  // One by one, because a recursive mkdirSync of Node.js never returns where the system creates no folders, as in /proc.
  for (let path = resolve(folder); !existsSync(path); path = dirname(path)) missing.unshift(path);
  for (const path of missing) {
    makeSingleFolder(path);
    syncFolder(dirname(path));
  }
}

/** Creates a folder in an existing one. Another process may create it at the same time. */
function makeSingleFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

/** Deletes what a process that was killed left in a folder: incomplete copies, and logs without a database. */
export function removeLeftovers(folder: string): void {
  const files = new Set(fileNames(folder));
  const leftover = new RegExp(
    `\\${databaseExtension}(?:\\.new|\\.old|\\.copy\\d+)?(-wal|-shm|-journal)?$`,
  );
  for (const file of files) {
    const [ending, side] = leftover.exec(file) ?? [];
    if (ending === undefined) continue;
    const isStaged = [stagedEnd, previousEnd, workingCopyEnd].some((end) => ending.includes(end));
    const isOrphan = side !== undefined && !files.has(file.slice(0, -side.length));
    if (!isStaged && !isOrphan) continue;
    try {
      rmSync(join(folder, file), { force: true });
    } catch (error) {
      warn('A file that a stopped server left is not removed', error);
    }
  }
}

/** The names of the regular files in a folder. */
export function fileNames(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}

/** The path at which a database is kept while the one that replaces it is opened. */
export function previousPath(file: string): string {
  return `${file}${previousEnd}`;
}

/** Removes the write-ahead log, shared memory and rollback journal of a database. */
export function removeSideFiles(file: string): void {
  for (const end of sideFiles) rmSync(`${file}${end}`, { recursive: true, force: true });
}

/**
 * Throws UnreadableDatabaseError if a closed database is incomplete or SQLite finds damage. Large ones are checked for
 * completeness only.
 */
export function assertIntact(file: string): void {
  try {
    assertMerged(file);
    checkPages(file);
  } catch (error) {
    throw isOutOfSpace(error) ? error : unreadableDatabase(file, error);
  }
}

function checkPages(file: string): void {
  const db = new Database(file, { readonly: true, timeout: 0 });
  try {
    const read = (pragma: string) => db.pragma(pragma, { simple: true });
    const expected = Number(read('page_count')) * Number(read('page_size'));
    const { size } = statSync(file);
    if (size !== expected) throw new Error(`${file} has ${size} bytes, not ${expected}`);
    const finding = size <= maxCheckedBytes ? read('quick_check(1)') : 'ok';
    if (finding !== 'ok') throw new Error(`${file} is damaged: ${finding}`);
    db.prepare('SELECT count(*) FROM meta').get();
  } finally {
    db.close();
  }
}
