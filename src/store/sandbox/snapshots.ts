import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { UnreadableDatabaseError, unreadableDatabase } from '../../lib/startup-error.js';
import { warn } from '../../lib/warn.js';
import { assertIntact, removeSideFiles } from '../sqlite/database-files.js';
import type { DatabaseImage } from '../sqlite/image.js';
import type { ImageStore } from '../storage/image-store.js';
import type { Sandbox } from './sandbox.js';

/** A named copy of a sandbox, to restore it from. */
export interface Snapshot {
  readonly name: string;
  /** By the sandbox's clock. */
  readonly createdAt: string;
}

interface StoredSnapshot extends Snapshot {
  readonly image: DatabaseImage;
  /** False for a file whose metadata could not be read; then the time of its last change takes their place. */
  readonly isRead: boolean;
}

/** The metadata key of a snapshot's creation time and number. It is part of stored databases. */
const snapshotKey = 'snapshotAt';

/** When a snapshot was created, and its number in order of creation. */
interface SnapshotMetadata {
  readonly createdAt: string;
  readonly number: number;
}

/** What decides where the database of a sandbox or snapshot is stored. */
export interface Location {
  readonly persistent: boolean;
  readonly isFileBacked: boolean;
}

/** The snapshots of one sandbox, in the data folder or in memory. */
export class Snapshots {
  readonly #sandboxName: string;
  readonly #images: ImageStore;
  readonly #location: Location;
  readonly #stored = new Map<string, StoredSnapshot>();
  #lastNumber = 0;

  /** `names` are the snapshots in the data folder; without them the folder is listed. */
  constructor(
    sandboxName: string,
    images: ImageStore,
    location: Location,
    names?: readonly string[],
  ) {
    this.#sandboxName = sandboxName;
    this.#images = images;
    this.#location = location;
    // Only a persistent sandbox can have snapshots of an earlier process; the others need not list the folder.
    if (location.persistent) this.#load(names ?? this.#listNames());
  }

  /** The bytes that snapshots take in memory. */
  get bytes(): number {
    const sizes = [...this.#stored.values()].map(({ image }) =>
      'shared' in image ? image.shared.size : 0,
    );
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  /** The snapshots in order of creation. */
  list(): Snapshot[] {
    this.#readAgain();
    return [...this.#stored.values()].map(({ name, createdAt }) => ({ name, createdAt }));
  }

  has(name: string): boolean {
    return this.#stored.has(name);
  }

  /** Copies the sandbox as it is now, and replaces a snapshot of the same name. */
  take(name: string, sandbox: Sandbox): Snapshot {
    const createdAt = sandbox.clock.iso();
    const description = JSON.stringify({ createdAt, number: ++this.#lastNumber });
    const image = sandbox.copies.fork({ [snapshotKey]: description });
    const file = this.#fileFor(name);
    if (file) this.#images.write(image, file);
    else if ('shared' in image) image.shared.pin();
    this.#release(name);
    this.#stored.set(name, { name, createdAt, image: file ? { file } : image, isRead: true });
    return { name, createdAt };
  }

  /** Returns the image of a snapshot. Throws UnreadableSnapshotError for a damaged file, and an error for an unknown name. */
  image(name: string): DatabaseImage {
    const found = this.#stored.get(name);
    if (!found) throw new Error(`there is no snapshot ${name}`);
    if ('file' in found.image) assertUsable(found.image.file);
    return found.image;
  }

  delete(name: string): void {
    const image = this.#stored.get(name)?.image;
    if (image && 'file' in image) this.#images.delete(image.file);
    this.#release(name);
  }

  /** Forgets the snapshots of a sandbox that was deleted together with them. */
  clear(): void {
    for (const name of this.#stored.keys()) this.#release(name);
  }

  /** Registers the snapshots that the data folder has. One whose metadata cannot be read is reported and comes first. */
  #load(names: readonly string[]): void {
    const found = names.map((name) => {
      const file = this.#fileFor(name) ?? '';
      try {
        return { name, image: { file }, isRead: true, ...readSnapshotMetadata(file) };
      } catch (error) {
        warn('The metadata of a snapshot cannot be read', error);
        const { mtime } = statSync(file, { throwIfNoEntry: false }) ?? { mtime: new Date(0) };
        return { name, image: { file }, isRead: false, createdAt: mtime.toISOString(), number: 0 };
      }
    });
    for (const { number, ...snapshot } of found.sort((a, b) => a.number - b.number)) {
      this.#stored.set(snapshot.name, snapshot);
      this.#lastNumber = number;
    }
  }

  /** Registers the snapshots again if one could not be read, because that may have been for a moment. */
  #readAgain(): void {
    const unread = [...this.#stored.values()].filter(({ isRead }) => !isRead);
    if (unread.some(({ image }) => 'file' in image && isReadable(image.file))) {
      const names = [...this.#stored.keys()];
      this.#stored.clear();
      this.#load(names);
    }
  }

  #listNames(): string[] {
    const prefix = `${this.#sandboxName}@`;
    const names = this.#images.list().filter((name) => name.startsWith(prefix));
    // What follows another @ is not a snapshot.
    return names.map((name) => name.slice(prefix.length)).filter((name) => !name.startsWith('@'));
  }

  #release(name: string): void {
    const image = this.#stored.get(name)?.image;
    if (image && 'shared' in image) image.shared.unpin();
    this.#stored.delete(name);
  }

  #fileFor(name: string): string | undefined {
    return this.#images.pathFor(`${this.#sandboxName}@${name}`, this.#location);
  }
}

/** The file of a snapshot is damaged. */
export class UnreadableSnapshotError extends Error {}

/** Throws UnreadableSnapshotError for a damaged image, which is never open. */
export function assertUsable(file: string): void {
  try {
    // The file is never open, so logs beside it belong to something else.
    removeSideFiles(file);
    assertIntact(file);
  } catch (error) {
    if (!(error instanceof UnreadableDatabaseError) || !error.isDamaged) throw error;
    warn('A snapshot cannot be used', error);
    throw new UnreadableSnapshotError(error.message, { cause: error });
  }
}

/** Throws UnreadableDatabaseError. */
function readSnapshotMetadata(file: string): SnapshotMetadata {
  try {
    const db = new Database(file, { readonly: true, timeout: 0 });
    try {
      const value = db.prepare('SELECT value FROM meta WHERE name = ?').pluck().get(snapshotKey);
      const { createdAt, number } = JSON.parse(String(value)) as Partial<SnapshotMetadata>;
      if (typeof createdAt !== 'string' || typeof number !== 'number')
        throw new Error(`the entry ${snapshotKey} is incomplete`);
      return { createdAt, number };
    } finally {
      db.close();
    }
  } catch (error) {
    throw unreadableDatabase(file, error);
  }
}

function isReadable(file: string): boolean {
  try {
    readSnapshotMetadata(file);
    return true;
  } catch {
    return false;
  }
}
