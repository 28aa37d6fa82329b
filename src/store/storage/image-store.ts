import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CopyOnWriteImage } from '../sqlite/copy-on-write-image.js';
import { type DatabaseImage, writeImage } from '../sqlite/image.js';
import { applyPatch, type MetadataPatch } from '../sqlite/metadata-store.js';
import { type MemoryImage, SandboxDatabase } from '../sqlite/sandbox-database.js';
import type { StorageFormat } from './format.js';
import { openCurrent } from './open.js';

const extension = '.sqlite';

/** Places the databases of sandboxes and snapshots: in memory, in the data folder, or in a temporary folder. */
export class ImageStore {
  readonly #folder: string | undefined;
  readonly #format: StorageFormat;
  #tempDir: string | undefined;
  readonly #opened = new WeakMap<DatabaseImage, CopyOnWriteImage>();

  constructor(folder: string | undefined, format: StorageFormat) {
    this.#folder = folder;
    this.#format = format;
  }

  /** The names of the databases in the data folder. The file of a snapshot is called `SANDBOX@SNAPSHOT`. */
  list(): string[] {
    if (!this.#folder || !existsSync(this.#folder)) return [];
    const all = readdirSync(this.#folder);
    // The process ended before these copies were complete.
    for (const left of all.filter((file) => file.endsWith('.new')))
      rmSync(join(this.#folder, left));
    return all
      .filter((file) => file.endsWith(extension))
      .map((file) => file.slice(0, -extension.length));
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
    mkdirSync(home, { recursive: true });
    return join(home, `${name}${extension}`);
  }

  /**
   * Copies an image with changed metadata and returns a function that opens the copy. The file is replaced only by that
   * function, and must be closed before it is called.
   */
  stage(
    image: DatabaseImage,
    file: string | undefined,
    changes: MetadataPatch,
  ): () => SandboxDatabase {
    if (!file) {
      const { shared, metadata } = this.#inMemory(image);
      return () => new SandboxDatabase({ shared, metadata: applyPatch(metadata, changes) });
    }
    const stagedFile = `${file}.new`;
    writeImage(image, stagedFile, changes);
    // Snapshots are stored in the version that took them.
    if ('file' in image) openCurrent(stagedFile, this.#format).close();
    return () => {
      // Closing the old database has merged its WAL into its file, so that there is a complete file at every moment.
      renameSync(stagedFile, file);
      return this.open(file);
    };
  }

  /** Opens an existing file, which is brought up to date first if an older version wrote it. */
  open(file: string): SandboxDatabase {
    return new SandboxDatabase(openCurrent(file, this.#format));
  }

  close(): void {
    if (this.#tempDir) rmSync(this.#tempDir, { recursive: true, force: true });
  }

  /** Bytes are opened once for all sandboxes that are copies of them. */
  #inMemory(image: DatabaseImage): MemoryImage {
    if ('shared' in image) return image;
    if (!('bytes' in image))
      throw new Error('an image that is not in memory must be copied to a file');
    const shared = this.#opened.get(image) ?? new CopyOnWriteImage(image.bytes);
    this.#opened.set(image, shared);
    return { shared, metadata: shared.metadata };
  }

  #scratchFolder(): string {
    this.#tempDir ??= mkdtempSync(join(tmpdir(), 'understudy-'));
    return this.#tempDir;
  }
}
