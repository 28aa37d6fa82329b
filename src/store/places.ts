import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { type Image, openFile, openInMemory, removeDatabase, writeCopy } from './image.js';

const ending = '.sqlite';

/** Where the databases of sandboxes and snapshots are: in memory, in the data folder, or in a folder for the day. */
export class Places {
  readonly #folder: string | undefined;
  #scratch: string | undefined;

  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /** Names of what the data folder holds. A snapshot is there as `SANDBOX@SNAPSHOT`. */
  kept(): string[] {
    if (!this.#folder || !existsSync(this.#folder)) return [];
    return readdirSync(this.#folder)
      .filter((file) => file.endsWith(ending))
      .map((file) => file.slice(0, -ending.length));
  }

  /**
   * The file of a sandbox or snapshot: in the data folder when it is to outlive the process, elsewhere when it is too
   * large for memory, else none.
   */
  fileOf(
    name: string,
    { stays, isLarge }: { stays: boolean; isLarge: boolean },
  ): string | undefined {
    const home = stays && this.#folder ? this.#folder : isLarge ? this.#scratchFolder() : undefined;
    if (!home) return undefined;
    mkdirSync(home, { recursive: true });
    return join(home, `${name}${ending}`);
  }

  /**
   * Makes a fresh copy of an image, and gives back what opens it: in the file, which it replaces as a whole, or in memory.
   * Until then nothing has changed. Whoever has the file open must let go of it in between.
   */
  prepare(image: Image, file: string | undefined): () => Database {
    if (!file) {
      if (!('bytes' in image))
        throw new Error('an image that is not in memory is copied to a file');
      return () => openInMemory(image);
    }
    const fresh = `${file}.new`;
    writeCopy(image, fresh);
    return () => {
      removeDatabase(file);
      renameSync(fresh, file);
      return openFile(file);
    };
  }

  close(): void {
    if (this.#scratch) rmSync(this.#scratch, { recursive: true, force: true });
  }

  #scratchFolder(): string {
    this.#scratch ??= mkdtempSync(join(tmpdir(), 'understudy-'));
    return this.#scratch;
  }
}
