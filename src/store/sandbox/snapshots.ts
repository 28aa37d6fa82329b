import { renameSync } from 'node:fs';
import Database from 'better-sqlite3';
import { unreadableDatabase } from '../../lib/startup-error.js';
import { type DatabaseImage, removeDatabase, writeImage } from '../sqlite/image.js';
import type { ImageStore } from '../storage/image-store.js';
import type { Sandbox } from './sandbox.js';

/** A named point of a sandbox to return to. */
export interface Snapshot {
  readonly name: string;
  /** By the sandbox's clock. */
  readonly createdAt: string;
}

interface StoredSnapshot extends Snapshot {
  readonly image: DatabaseImage;
}

/** When a snapshot was made, as it stands in its data. */
const madeEntry = 'snapshotAt';

/** The snapshots of one sandbox, beside it in the data folder or in memory. */
export class Snapshots {
  readonly #of: string;
  readonly #places: ImageStore;
  readonly #location: { readonly persistent: boolean; readonly isFileBacked: boolean };
  readonly #stored = new Map<string, StoredSnapshot>();
  #number = 0;

  constructor(
    of: string,
    places: ImageStore,
    where: { readonly persistent: boolean; readonly isFileBacked: boolean },
  ) {
    this.#of = of;
    this.#places = places;
    this.#location = where;
    // One that does not stay has none from before: the folder is not looked at for it.
    const all = where.persistent ? places.list() : [];
    const found = all.filter((name) => name.startsWith(`${of}@`));
    const own = found.map((each) => {
      const name = each.slice(of.length + 1);
      const file = this.#fileOf(name) ?? '';
      return { name, image: { file }, ...readSnapshotMetadata(file) };
    });
    for (const { name, createdAt, number, image } of own.sort((a, b) => a.number - b.number)) {
      this.#stored.set(name, { name, createdAt, image });
      this.#number = number;
    }
  }

  /** What those in memory take. */
  get bytes(): number {
    const sizes = [...this.#stored.values()].map(({ image }) =>
      'shared' in image ? image.shared.size : 0,
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  /** In the order in which they were made. */
  list(): Snapshot[] {
    return [...this.#stored.values()].map(({ name, createdAt }) => ({ name, createdAt }));
  }

  has(name: string): boolean {
    return this.#stored.has(name);
  }

  /** Keeps the sandbox as it is now under a name; one that has the name already is replaced. */
  take(name: string, sandbox: Sandbox): Snapshot {
    const createdAt = sandbox.clock.iso();
    sandbox.setMetadata(madeEntry, JSON.stringify({ createdAt, number: ++this.#number }));
    const taken = sandbox.fork();
    const file = this.#fileOf(name);
    if (file) {
      writeImage(taken, `${file}.new`);
      renameSync(`${file}.new`, file);
    } else if ('shared' in taken) taken.shared.pin();
    this.#release(name);
    this.#stored.set(name, { name, createdAt, image: file ? { file } : taken });
    return { name, createdAt };
  }

  /** What was kept under a name, which must be there. */
  image(name: string): DatabaseImage {
    const found = this.#stored.get(name);
    if (!found) throw new Error(`there is no snapshot ${name}`);
    return found.image;
  }

  delete(name: string): void {
    const image = this.#stored.get(name)?.image;
    if (image && 'file' in image) removeDatabase(image.file);
    this.#release(name);
  }

  clear(): void {
    for (const name of this.#stored.keys()) this.delete(name);
  }

  #release(name: string): void {
    const image = this.#stored.get(name)?.image;
    if (image && 'shared' in image) image.shared.unpin();
    this.#stored.delete(name);
  }

  #fileOf(name: string): string | undefined {
    return this.#places.pathFor(`${this.#of}@${name}`, this.#location);
  }
}

/** When a snapshot was made, and after how many others. */
function readSnapshotMetadata(file: string): {
  readonly createdAt: string;
  readonly number: number;
} {
  try {
    const db = new Database(file, { readonly: true });
    const made = db.prepare('SELECT value FROM meta WHERE name = ?').pluck().get(madeEntry);
    db.close();
    return JSON.parse(String(made));
  } catch (error) {
    throw unreadableDatabase(file, error);
  }
}
