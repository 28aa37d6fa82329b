import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CopyOnWriteImage } from '../sqlite/copy-on-write-image.js';
import { type DatabaseImage, openFile, writeImage } from '../sqlite/image.js';
import { applyPatch, type MetadataPatch } from '../sqlite/metadata-store.js';
import { type MemoryImage, SandboxDatabase } from '../sqlite/sandbox-database.js';

const extension = '.sqlite';

/** Where the databases of sandboxes and snapshots are: in memory, in the data folder, or in a folder for the day. */
export class ImageStore {
  readonly #folder: string | undefined;
  #tempDir: string | undefined;
  readonly #opened = new WeakMap<DatabaseImage, CopyOnWriteImage>();

  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /** Names of what the data folder holds. A snapshot is there as `SANDBOX@SNAPSHOT`. */
  list(): string[] {
    if (!this.#folder || !existsSync(this.#folder)) return [];
    const all = readdirSync(this.#folder);
    // Copies that were not finished when the process ended.
    for (const left of all.filter((file) => file.endsWith('.new')))
      rmSync(join(this.#folder, left));
    return all
      .filter((file) => file.endsWith(extension))
      .map((file) => file.slice(0, -extension.length));
  }

  /**
   * The file of a sandbox or snapshot: in the data folder when it is to outlive the process, elsewhere when it is too
   * large for memory, else none.
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
   * Makes a fresh copy of an image with changed facts, and gives back what opens it: in the file, which it replaces as a
   * whole, or in memory. Until then nothing has changed. Whoever has the file open must let go of it in between.
   */
  stage(
    image: DatabaseImage,
    file: string | undefined,
    changes: MetadataPatch,
  ): () => SandboxDatabase {
    if (!file) {
      const { shared, facts } = this.#inMemory(image);
      return () => new SandboxDatabase({ shared, facts: applyPatch(facts, changes) });
    }
    const stagedFile = `${file}.new`;
    writeImage(image, stagedFile, changes);
    return () => {
      // The old one was let go of, and with that all of it is in its one file: there is always one that is whole.
      renameSync(stagedFile, file);
      return this.open(file);
    };
  }

  /** Opens a file that is there. */
  open(file: string): SandboxDatabase {
    return new SandboxDatabase(openFile(file));
  }

  close(): void {
    if (this.#tempDir) rmSync(this.#tempDir, { recursive: true, force: true });
  }

  /** Bytes are opened once for all that are copies of them. */
  #inMemory(image: DatabaseImage): MemoryImage {
    if ('shared' in image) return image;
    if (!('bytes' in image)) throw new Error('an image that is not in memory is copied to a file');
    const shared = this.#opened.get(image) ?? new CopyOnWriteImage(image.bytes);
    this.#opened.set(image, shared);
    return { shared, facts: shared.facts };
  }

  #scratchFolder(): string {
    this.#tempDir ??= mkdtempSync(join(tmpdir(), 'understudy-'));
    return this.#tempDir;
  }
}
