import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Copy, Data } from './data.js';
import { type Image, openFile, writeCopy } from './image.js';
import { changed, type FactChanges } from './meta.js';
import { Shared } from './shared.js';

const ending = '.sqlite';

/** Where the databases of sandboxes and snapshots are: in memory, in the data folder, or in a folder for the day. */
export class Places {
  readonly #folder: string | undefined;
  #scratch: string | undefined;
  readonly #opened = new WeakMap<Image, Shared>();

  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /** Names of what the data folder holds. A snapshot is there as `SANDBOX@SNAPSHOT`. */
  kept(): string[] {
    if (!this.#folder || !existsSync(this.#folder)) return [];
    const all = readdirSync(this.#folder);
    // Copies that were not finished when the process ended.
    for (const left of all.filter((file) => file.endsWith('.new')))
      rmSync(join(this.#folder, left));
    return all.filter((file) => file.endsWith(ending)).map((file) => file.slice(0, -ending.length));
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
   * Makes a fresh copy of an image with changed facts, and gives back what opens it: in the file, which it replaces as a
   * whole, or in memory. Until then nothing has changed. Whoever has the file open must let go of it in between.
   */
  prepare(image: Image, file: string | undefined, changes: FactChanges): () => Data {
    if (!file) {
      const { shared, facts } = this.#inMemory(image);
      return () => new Data({ shared, facts: changed(facts, changes) });
    }
    const fresh = `${file}.new`;
    writeCopy(image, fresh, changes);
    return () => {
      // The old one was let go of, and with that all of it is in its one file: there is always one that is whole.
      renameSync(fresh, file);
      return this.open(file);
    };
  }

  /** Opens a file that is there. */
  open(file: string): Data {
    return new Data(openFile(file));
  }

  close(): void {
    if (this.#scratch) rmSync(this.#scratch, { recursive: true, force: true });
  }

  /** Bytes are opened once for all that are copies of them. */
  #inMemory(image: Image): Copy {
    if ('shared' in image) return image;
    if (!('bytes' in image)) throw new Error('an image that is not in memory is copied to a file');
    const shared = this.#opened.get(image) ?? new Shared(image.bytes);
    this.#opened.set(image, shared);
    return { shared, facts: shared.facts };
  }

  #scratchFolder(): string {
    this.#scratch ??= mkdtempSync(join(tmpdir(), 'understudy-'));
    return this.#scratch;
  }
}
