import { existsSync } from 'node:fs';
import { warn } from '../../../lib/warn.js';
import { linkDatabase, removeDatabase } from '../../sqlite/database-files.js';
import type { DatabaseImage } from '../../sqlite/image.js';
import type { MetadataPatch } from '../../sqlite/metadata-store.js';
import type { MemoryImage } from '../../sqlite/sandbox-database.js';
import type { ImageStore } from '../../storage/image-store.js';
import { metadataKeys } from '../metadata-keys.js';
import { assertUsable, type Location } from '../snapshots.js';

/** The mark in a file name between the sandbox and the number of its origin. A snapshot has a single one. */
const originMark = '@@';

/** An image that was stored as an origin. */
interface StoredOrigin {
  /** Where the data of the sandbox are copied from. */
  readonly image: DatabaseImage;
  /** What the metadata of the sandbox refer to it with. */
  readonly patch: MetadataPatch;
  readonly number: number;
}

/**
 * The image that a sandbox was created with, which a reset returns to. Images are numbered, and the metadata of the sandbox say which
 * one belongs to its data: a process that is killed between the two leaves an image without a reference, never a wrong one. Equal
 * images are one file with several names, or one database in memory.
 */
export class Origin {
  readonly #sandboxName: string;
  readonly #images: ImageStore;
  readonly #location: Location;
  /** The images in memory, by number; for files undefined. */
  readonly #stored = new Map<number, MemoryImage | undefined>();
  /** The images of an earlier process, until it is known which one the sandbox refers to. */
  #unchecked: readonly number[];

  /** `numbers` are those of the files in the data folder. */
  constructor(
    sandboxName: string,
    images: ImageStore,
    location: Location,
    numbers: readonly number[] = [],
  ) {
    this.#sandboxName = sandboxName;
    this.#images = images;
    this.#location = location;
    this.#unchecked = numbers;
    for (const number of numbers) this.#stored.set(number, undefined);
  }

  /** The databases in memory that are held for a reset. Sandboxes with the same origin have the same one. */
  get shared(): MemoryImage['shared'][] {
    return [...this.#stored.values()].flatMap((image) => image?.shared ?? []);
  }

  /** Stores an image. It is on the disk when this returns, if the sandbox is. */
  store(image: DatabaseImage): StoredOrigin {
    const number = Math.max(0, ...this.#stored.keys()) + 1;
    const patch = { [metadataKeys.origin]: String(number) };
    const file = this.#fileFor(number);
    if (file) {
      // An image in a file is never changed, only replaced.
      const isLinked = 'file' in image && linkDatabase(image.file, file);
      if (!isLinked) this.#images.write(image, file);
      this.#stored.set(number, undefined);
      return { image: { file }, patch, number };
    }
    const inMemory = this.#images.inMemory(image);
    inMemory.shared.pin();
    this.#stored.set(number, inMemory);
    return { image: inMemory, patch, number };
  }

  /**
   * The image that the metadata of the sandbox refer to; undefined for a sandbox that was created from the seeds. Throws
   * UnreadableSnapshotError for a damaged file.
   */
  image(reference: string | undefined): DatabaseImage | undefined {
    const number = Number(reference);
    const inMemory = this.#stored.get(number);
    if (inMemory) return inMemory;
    const file = this.#stored.has(number) ? this.#fileFor(number) : undefined;
    if (!file || !existsSync(file)) return undefined;
    assertUsable(file);
    return { file };
  }

  /** The reference to the latest image, for a sandbox whose metadata cannot be read. */
  get latest(): string | undefined {
    return this.#stored.size > 0 ? String(Math.max(...this.#stored.keys())) : undefined;
  }

  /** The file of the latest image; undefined in memory. */
  get latestFile(): string | undefined {
    return this.latest && this.#fileFor(Number(this.latest));
  }

  /** Removes what an earlier process left that was killed before or after it changed the sandbox. Call it when that is opened. */
  removeUnreferenced(reference: string | undefined): void {
    for (const number of this.#unchecked) if (String(number) !== reference) this.remove(number);
    this.#unchecked = [];
  }

  /** Removes all images but one. */
  keepOnly(number: number | undefined): void {
    for (const each of [...this.#stored.keys()]) if (each !== number) this.remove(each);
  }

  /** Forgets the images of a sandbox whose files were deleted together with it. */
  release(): void {
    for (const image of this.#stored.values()) image?.shared.unpin();
    this.#stored.clear();
  }

  remove(number: number): void {
    this.#stored.get(number)?.shared.unpin();
    this.#stored.delete(number);
    const file = this.#fileFor(number);
    if (!file) return;
    try {
      removeDatabase(file);
    } catch (error) {
      // It is removed with the sandbox at the latest.
      warn('An image that is not used any more cannot be removed yet', error);
    }
  }

  #fileFor(number: number): string | undefined {
    return this.#images.pathFor(`${this.#sandboxName}${originMark}${number}`, this.#location);
  }
}

/** The number of an origin's file, by what follows the name of the sandbox and the first `@`; undefined for a snapshot. */
export function originNumber(end: string): number | undefined {
  const [, digits] = /^@(\d{1,15})$/.exec(end) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
