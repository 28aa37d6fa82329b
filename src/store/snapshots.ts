import { renameSync } from 'node:fs';
import Database from 'better-sqlite3';
import { type Image, removeDatabase, writeCopy } from './image.js';
import type { Places } from './places.js';
import type { Sandbox } from './sandbox.js';

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

  constructor(
    of: string,
    places: Places,
    where: { readonly stays: boolean; readonly isLarge: boolean },
  ) {
    this.#of = of;
    this.#places = places;
    this.#where = where;
    const own = places.kept().filter((name) => where.stays && name.startsWith(`${of}@`));
    for (const found of own) {
      const name = found.slice(of.length + 1);
      const file = this.#fileOf(name) ?? '';
      this.#kept.set(name, { name, createdAt: madeAt(file), image: { file } });
    }
  }

  /** In the order in which they were made. */
  list(): Snapshot[] {
    const all = [...this.#kept.values()].map(({ name, createdAt }) => ({ name, createdAt }));
    return all.sort((one, other) => (one.createdAt < other.createdAt ? -1 : 1));
  }

  has(name: string): boolean {
    return this.#kept.has(name);
  }

  /** Keeps the sandbox as it is now under a name; one that has the name already is replaced. */
  put(name: string, sandbox: Sandbox): Snapshot {
    const createdAt = sandbox.clock.iso();
    sandbox.setMeta(madeEntry, createdAt);
    const taken = sandbox.image();
    const file = this.#fileOf(name);
    if (file) {
      writeCopy(taken, `${file}.new`);
      renameSync(`${file}.new`, file);
    }
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
    this.#kept.delete(name);
  }

  clear(): void {
    for (const name of this.#kept.keys()) this.delete(name);
  }

  #fileOf(name: string): string | undefined {
    return this.#places.fileOf(`${this.#of}@${name}`, this.#where);
  }
}

function madeAt(file: string): string {
  const db = new Database(file, { readonly: true });
  const found = db.prepare('SELECT value FROM meta WHERE name = ?').pluck().get(madeEntry);
  db.close();
  return String(found ?? '');
}
