import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type Image, openFile, openInMemory, writeCopy } from './image.js';

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
   * Makes a fresh copy of an image with facts about it, and gives back what opens it: in the file, which it replaces as a
   * whole, or in memory. Until then nothing has changed. Whoever has the file open must let go of it in between.
   */
  prepare(
    image: Image,
    file: string | undefined,
    facts: Readonly<Record<string, string | undefined>>,
  ): () => Database.Database {
    if (!file) {
      if (!('bytes' in image))
        throw new Error('an image that is not in memory is copied to a file');
      return () => noted(openInMemory(image), facts);
    }
    const fresh = `${file}.new`;
    writeCopy(image, fresh);
    noted(new Database(fresh), facts).close();
    return () => {
      // The old one was let go of, and with that all of it is in its one file: there is always one that is whole.
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

/** A database with facts about the sandbox put into it, or taken out where they are undefined. */
function noted(
  db: Database.Database,
  facts: Readonly<Record<string, string | undefined>>,
): Database.Database {
  const put = db.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)');
  const take = db.prepare('DELETE FROM meta WHERE name = ?');
  db.transaction(() => {
    for (const [name, value] of Object.entries(facts)) {
      if (value === undefined) take.run(name);
      else put.run(name, value);
    }
  })();
  return db;
}
