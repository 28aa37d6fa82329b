import { existsSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DescriptorReserve, isOutOfDescriptors } from '../../lib/descriptors.js';
import { warn } from '../../lib/warn.js';
import { CopyOnWriteImage } from '../sqlite/copy-on-write-image.js';
import {
  databaseExtension,
  deletedEnd,
  fileNames,
  makeFolder,
  placeDatabase,
  removeDatabase,
  removeLeftovers,
  removeSideFiles,
  stagedPath,
  syncFolder,
} from '../sqlite/database-files.js';
import { buildImage, type DatabaseImage, writeImage } from '../sqlite/image.js';
import { applyPatch, type MetadataPatch } from '../sqlite/metadata-store.js';
import { type MemoryImage, SandboxDatabase } from '../sqlite/sandbox-database.js';
import type { StorageFormat } from './format.js';
import { openCurrent } from './open.js';
import { discardStaged, keepPrevious, restorePrevious } from './replacement.js';
import { createTempFolder } from './temp-folder.js';
import { copyFileOf, copyInMemory, type WorkingCopy } from './working-copy.js';

/** A complete copy of an image that has not replaced the database of its sandbox yet. */
export interface StagedDatabase {
  /** Replaces the sandbox's database, which must be closed if it is a file, and opens the new one. */
  place(): SandboxDatabase;
  /** Undoes `place`, after the new database was closed, and opens the old one; undefined for a sandbox in memory. */
  revert(): SandboxDatabase | undefined;
  /** Deletes the old database, or the copy if it has not been placed. Call it in any case. */
  discard(): void;
}

/** Where databases are stored, and what they contain. */
interface ImageStoreOptions {
  /** The folder of persistent databases; without one they are in memory. */
  readonly folder?: string | undefined;
  readonly storage: StorageFormat;
  /** Whether each commit in the folder is synchronised with the disk. */
  readonly durable?: boolean | undefined;
  /** The maximum size of a sandbox in memory. */
  readonly limits: { readonly bytes: number };
}

/** The share of a disk that copies which nobody asked for by name leave free. */
const freeShare = 0.05;

/** Places the databases of sandboxes and snapshots: in memory, in the data folder, or in a temporary folder. */
export class ImageStore {
  readonly #folder: string | undefined;
  readonly #format: StorageFormat;
  readonly #durable: boolean;
  readonly #maxBytes: number;
  /** For deletions, which must be possible when too many files are open. */
  readonly #reserve: DescriptorReserve | undefined;
  #tempDir: string | undefined;
  readonly #opened = new WeakMap<DatabaseImage, CopyOnWriteImage>();

  constructor({ folder, storage, durable, limits }: ImageStoreOptions) {
    this.#folder = folder;
    this.#format = storage;
    this.#durable = durable ?? false;
    this.#maxBytes = limits.bytes;
    this.#reserve = folder === undefined ? undefined : new DescriptorReserve();
  }

  /** An image without documents. */
  emptyImage(): DatabaseImage {
    return buildImage(this.#format.collections, []);
  }

  /** Deletes what a process that was killed left in the data folder. Call it before anything is staged. */
  removeLeftovers(): void {
    if (!this.#folder || !existsSync(this.#folder)) return;
    for (const name of fileNames(this.#folder).filter((each) => each.endsWith(deletedEnd)))
      tryFinishDeletion(join(this.#folder, name.slice(0, -deletedEnd.length)));
    removeLeftovers(this.#folder);
  }

  /** The names of the databases in the data folder. The file of a snapshot is called `SANDBOX@SNAPSHOT`. */
  list(): string[] {
    if (!this.#folder || !existsSync(this.#folder)) return [];
    return fileNames(this.#folder)
      .filter((file) => file.endsWith(databaseExtension))
      .map((file) => file.slice(0, -databaseExtension.length));
  }

  /**
   * The file of a sandbox or snapshot: in the data folder when it outlives the process, in a temporary folder when it is too
   * large for memory, otherwise undefined.
   */
  pathFor(
    name: string,
    { persistent, isFileBacked }: { persistent: boolean; isFileBacked: boolean },
  ): string | undefined {
    const home =
      persistent && this.#folder ? this.#folder : isFileBacked ? this.#scratchFolder() : undefined;
    if (!home) return undefined;
    makeFolder(home);
    return join(home, `${name}${databaseExtension}`);
  }

  /** Whether a temporary copy of an image leaves some space of the disk free. Copies in memory and in the data folder need no check. */
  hasSpaceFor(image: DatabaseImage): boolean {
    if (!('file' in image)) return true;
    const { bavail, blocks, bsize } = statfsSync(this.#scratchFolder());
    return bavail * bsize - statSync(image.file).size >= blocks * bsize * freeShare;
  }

  /** Copies an image with changed metadata, to take the place of a sandbox's database. */
  stage(image: DatabaseImage, file: string | undefined, changes: MetadataPatch): StagedDatabase {
    if (!file) {
      const { shared, metadata } = this.inMemory(image);
      const place = () =>
        new SandboxDatabase({ shared, metadata: applyPatch(metadata, changes) }, this.#maxBytes);
      return { place, revert: () => undefined, discard() {} };
    }
    this.#writeStaged(image, file, changes);
    return {
      place: () => {
        keepPrevious(file);
        placeDatabase(stagedPath(file), file, { durable: this.#isPersistent(file) });
        return this.open(file);
      },
      revert: () => {
        restorePrevious(file, stagedPath(file));
        return this.open(file);
      },
      discard: () => discardStaged(file, stagedPath(file)),
    };
  }

  /** Writes a copy of an image to a file that is not open. It is on the disk when this returns, and unchanged when this throws. */
  write(image: DatabaseImage, file: string): void {
    const staged = stagedPath(file);
    const exists = existsSync(file);
    // They belong to no database, because this one is never open.
    removeSideFiles(file);
    try {
      writeImage(image, staged);
      keepPrevious(file);
      try {
        placeDatabase(staged, file, { durable: this.#isPersistent(file) });
      } catch (error) {
        restorePrevious(file, stagedPath(file));
        // What was not there before is removed if it could not be synchronised.
        if (!exists) removeDatabase(file);
        throw error;
      }
    } finally {
      discardStaged(file, stagedPath(file));
    }
  }

  /** Opens an existing file, which is brought up to date first if an older version wrote it. */
  open(file: string): SandboxDatabase {
    const durable = this.#durable && this.#isPersistent(file);
    return new SandboxDatabase(openCurrent(file, this.#format, { durable }));
  }

  /** Copies a database that is open, for a change that takes long. Nothing may be written to it meanwhile. */
  async workingCopy(database: SandboxDatabase, signal: AbortSignal): Promise<WorkingCopy> {
    const { file } = database;
    if (file === undefined) return copyInMemory(database);
    const open = (path: string) => this.open(path);
    return copyFileOf(database, file, { open, isPersistent: this.#isPersistent(file), signal });
  }

  /**
   * Deletes the database of a sandbox with its snapshots, or a snapshot. It is gone, also from the disk, when this returns, and
   * unchanged when this throws.
   */
  delete(file: string): void {
    const deleted = `${file}${deletedEnd}`;
    const exists = existsSync(file);
    // One step that needs no space: a process that is killed after it finishes at the next start.
    if (exists) renameSync(file, deleted);
    try {
      if (this.#isPersistent(file)) this.#useReserve(() => syncFolder(dirname(file)));
    } catch (error) {
      if (exists) renameSync(deleted, file);
      throw error;
    }
    this.#useReserve(() => tryFinishDeletion(file));
  }

  /** Removes what an incomplete deletion left of a database, so that another one can have its name. */
  finishDeletion(file: string): void {
    if (existsSync(`${file}${deletedEnd}`)) finishDeletion(file);
  }

  close(): void {
    this.#reserve?.close();
    if (this.#tempDir) rmSync(this.#tempDir, { recursive: true, force: true });
  }

  #writeStaged(image: DatabaseImage, file: string, changes: MetadataPatch): void {
    const staged = stagedPath(file);
    writeImage(image, staged, changes);
    if (!('file' in image)) return;
    // Snapshots are stored in the version that took them.
    try {
      openCurrent(staged, this.#format, { durable: false }).close();
    } catch (error) {
      removeDatabase(staged);
      throw error;
    }
  }

  #useReserve(work: () => void): void {
    if (this.#reserve) this.#reserve.use(work);
    else work();
  }

  /** Files in the temporary folder are deleted with the process, so they need not survive a power loss. */
  #isPersistent(file: string): boolean {
    return dirname(file) === this.#folder;
  }

  /** An image in memory in the form in which sandboxes share it. Bytes are opened once for all sandboxes that are copies of them. */
  inMemory(image: DatabaseImage): MemoryImage {
    if ('shared' in image) return image;
    if (!('bytes' in image))
      throw new Error('an image that is not in memory must be copied to a file');
    const shared = this.#opened.get(image) ?? new CopyOnWriteImage(image.bytes);
    this.#opened.set(image, shared);
    return { shared, metadata: shared.metadata };
  }

  #scratchFolder(): string {
    this.#tempDir ??= createTempFolder();
    return this.#tempDir;
  }
}

/** Removes the snapshots of a sandbox whose database was deleted, and last the mark that it was. */
function finishDeletion(file: string): void {
  const folder = dirname(file);
  const prefix = `${basename(file, databaseExtension)}@`;
  const isSnapshot = (name: string) => name.startsWith(prefix) && name.endsWith(databaseExtension);
  for (const name of fileNames(folder).filter(isSnapshot))
    rmSync(join(folder, name), { force: true });
  removeSideFiles(file);
  rmSync(`${file}${deletedEnd}`, { recursive: true, force: true });
}

/**
 * The same, but an error is logged, and another attempt is made before the name is used again and at the next start. A lack of
 * descriptors is thrown.
 */
function tryFinishDeletion(file: string): void {
  try {
    finishDeletion(file);
  } catch (error) {
    if (isOutOfDescriptors(error)) throw error;
    warn('Files of a deleted database are left for now', error);
  }
}
