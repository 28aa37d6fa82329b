import { existsSync, read, rmSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { yieldToEventLoop } from '../../lib/async.js';
import { warn } from '../../lib/warn.js';
import {
  placeDatabase,
  previousPath,
  removeDatabase,
  removeSideFiles,
  workingCopyPath,
} from '../sqlite/database-files.js';
import { SandboxDatabase } from '../sqlite/sandbox-database.js';
import { runInWorker } from '../sqlite/statement-worker.js';
import { keepPrevious, restorePrevious } from './replacement.js';

/** A copy of a sandbox's database that is changed while the sandbox is read, and then takes its place. */
export interface WorkingCopy {
  readonly database: SandboxDatabase;
  /** Runs statements that take long, while other work runs. The database must not be in a transaction. */
  runStatements(statements: readonly string[]): Promise<void>;
  /** Makes what was written so far survive a power loss. */
  sync(): Promise<void>;
  /** Replaces the sandbox's database and returns the new one. A file is closed, or has no log any more. */
  place(): SandboxDatabase;
  /** Undoes a `place` that failed. */
  revert(): void;
  /** Opens the old file after that. */
  reopen(): SandboxDatabase;
  /** Deletes the copy, unless it was placed. */
  discard(): void;
  /** Deletes the old database, which was replaced. */
  removePrevious(): Promise<void>;
}

/** How the files of sandboxes are opened. */
interface FileAccess {
  readonly open: (file: string) => SandboxDatabase;
  /** Whether a replaced file must be on the disk at once. */
  readonly isPersistent: boolean;
}

/** Copies a database in memory. */
export function copyInMemory(database: SandboxDatabase): WorkingCopy {
  const copy = database.duplicate();
  let isPlaced = false;
  return {
    database: copy,
    async runStatements(statements) {
      for (const text of statements) {
        copy.prepare(text).statement.run();
        await yieldToEventLoop();
      }
    },
    sync: async () => {},
    place() {
      isPlaced = true;
      return copy;
    },
    revert() {},
    reopen: () => database,
    discard() {
      if (!isPlaced && copy.isOpen) copy.close();
    },
    removePrevious: async () => {},
  };
}

/** A copy needs no protection against a crash. Other threads write to it between the transactions of this one. */
const pragmas = [
  // First, because a change of the journal mode would wait for the disk.
  'synchronous = OFF',
  'journal_mode = MEMORY',
  'temp_store = MEMORY',
  'cache_size = -32768',
];

/** Copies the file of a database, with pauses. Nothing may be written to it meanwhile. */
export async function copyFileOf(
  database: SandboxDatabase,
  file: string,
  { open: openFile, isPersistent, signal }: FileAccess & { readonly signal: AbortSignal },
): Promise<WorkingCopy> {
  const path = workingCopyPath(file);
  const remove = () => {
    try {
      removeDatabase(path);
    } catch (error) {
      warn('An incomplete copy of a database is left until the next start', error);
    }
  };
  database.checkpoint();
  let db: Database.Database;
  let copy: SandboxDatabase;
  try {
    await copyDescriptor(database.descriptor, path, signal);
    db = new Database(path, { timeout: 0 });
    for (const pragma of pragmas) db.pragma(pragma);
    copy = new SandboxDatabase(db);
  } catch (error) {
    remove();
    throw error;
  }
  let isPlaced = false;
  return {
    database: copy,
    runStatements: (statements) => runInWorker({ file: path, pragmas, statements, signal }),
    sync: () => (isPersistent ? syncFile(path) : Promise.resolve()),
    place() {
      // A sandbox opens its file in this mode, and a change would wait for the disk.
      db.pragma('journal_mode = WAL');
      copy.close();
      keepPrevious(file);
      // Linux writes a file to the disk before it replaces another one. This one is deleted with the process.
      if (!isPersistent && existsSync(previousPath(file))) rmSync(file);
      placeDatabase(path, file, { durable: isPersistent });
      isPlaced = true;
      // Reading a file in this mode leaves an empty log, which belongs to no database now.
      removeSideFiles(path);
      return openFile(file);
    },
    revert() {
      isPlaced = false;
      restorePrevious(file, path);
    },
    reopen: () => openFile(file),
    discard() {
      if (copy.isOpen) copy.close();
      if (!isPlaced) remove();
    },
    removePrevious: () => rm(previousPath(file), { force: true }),
  };
}

/** How much of a file is copied at once. */
const chunkBytes = 4 * 1024 * 1024;
const readChunk = promisify(read);

/**
 * Copies a file that is open to a path. The source is read through the descriptor of its database, because closing another one
 * would release the locks of SQLite.
 */
async function copyDescriptor(source: number, path: string, signal: AbortSignal): Promise<void> {
  const target = await open(path, 'w');
  try {
    const buffer = Buffer.allocUnsafe(chunkBytes);
    for (let position = 0; ; ) {
      signal.throwIfAborted();
      const { bytesRead } = await readChunk(source, buffer, 0, buffer.length, position);
      if (bytesRead === 0) return;
      let done = 0;
      while (done < bytesRead) {
        const part = await target.write(buffer, done, bytesRead - done, position + done);
        done += part.bytesWritten;
      }
      position += bytesRead;
    }
  } finally {
    await target.close();
  }
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
