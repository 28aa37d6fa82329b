import { renameSync } from 'node:fs';
import Database from 'better-sqlite3';
import { type Image, removeDatabase, writeCopy } from './image.js';
import type { Places } from './places.js';
import type { Sandbox } from './sandbox.js';
import { unreadable } from './start-error.js';

/** A named point of a sandbox to return to. */
export interface Snapshot {
  readonly name: string;
  /** By the sandbox's clock. */
  readonly createdAt: string;
}

interface Kept extends Snapshot {
  readonly image: Image;
}

/** When a snapshot was made, as it stands in its data. */
const madeEntry = 'snapshotAt';

/** The snapshots of one sandbox, beside it in the data folder or in memory. */
export class Snapshots {
  readonly #of: string;
  readonly #places: Places;
  readonly #where: { readonly stays: boolean; readonly isLarge: boolean };
  readonly #kept = new Map<string, Kept>();
  #number = 0;

  constructor(
    of: string,
    places: Places,
    where: { readonly stays: boolean; readonly isLarge: boolean },
  ) {
    this.#of = of;
    this.#places = places;
    this.#where = where;
    // One that does not stay has none from before: the folder is not looked at for it.
    const all = where.stays ? places.kept() : [];
    const found = all.filter((name) => name.startsWith(`${of}@`));
    const own = found.map((each) => {
      const name = each.slice(of.length + 1);
      const file = this.#fileOf(name) ?? '';
      return { name, image: { file }, ...madeAt(file) };
    });
    for (const { name, createdAt, number, image } of own.sort((a, b) => a.number - b.number)) {
      this.#kept.set(name, { name, createdAt, image });
      this.#number = number;
    }
  }

  /** What those in memory take. */
  get bytes(): number {
    const sizes = [...this.#kept.values()].map(({ image }) =>
      'shared' in image ? image.shared.size : 0,
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  /** In the order in which they were made. */
  list(): Snapshot[] {
    return [...this.#kept.values()].map(({ name, createdAt }) => ({ name, createdAt }));
  }

  has(name: string): boolean {
    return this.#kept.has(name);
  }

  /** Keeps the sandbox as it is now under a name; one that has the name already is replaced. */
  put(name: string, sandbox: Sandbox): Snapshot {
    const createdAt = sandbox.clock.iso();
    sandbox.setMeta(madeEntry, JSON.stringify({ createdAt, number: ++this.#number }));
    const taken = sandbox.image();
    const file = this.#fileOf(name);
    if (file) {
      writeCopy(taken, `${file}.new`);
      renameSync(`${file}.new`, file);
    } else if ('shared' in taken) taken.shared.hold();
    this.#release(name);
    this.#kept.set(name, { name, createdAt, image: file ? { file } : taken });
    return { name, createdAt };
  }

  /** What was kept under a name, which must be there. */
  image(name: string): Image {
    const found = this.#kept.get(name);
    if (!found) throw new Error(`there is no snapshot ${name}`);
    return found.image;
  }

  delete(name: string): void {
    const image = this.#kept.get(name)?.image;
    if (image && 'file' in image) removeDatabase(image.file);
    this.#release(name);
  }

  clear(): void {
    for (const name of this.#kept.keys()) this.delete(name);
  }

  #release(name: string): void {
    const image = this.#kept.get(name)?.image;
    if (image && 'shared' in image) image.shared.release();
    this.#kept.delete(name);
  }

  #fileOf(name: string): string | undefined {
    return this.#places.fileOf(`${this.#of}@${name}`, this.#where);
  }
}

/** When a snapshot was made, and after how many others. */
function madeAt(file: string): { readonly createdAt: string; readonly number: number } {
  try {
    const db = new Database(file, { readonly: true });
    const made = db.prepare('SELECT value FROM meta WHERE name = ?').pluck().get(madeEntry);
    db.close();
    return JSON.parse(String(made));
  } catch (error) {
    throw unreadable(file, error);
  }
}
