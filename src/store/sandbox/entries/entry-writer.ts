import { removeDatabase } from '../../sqlite/database-files.js';
import type { DatabaseImage } from '../../sqlite/image.js';
import type { MetadataPatch } from '../../sqlite/metadata-store.js';
import type { ImageStore } from '../../storage/image-store.js';
import { publishChange } from '../observer.js';
import type { ImageSources } from './image-sources.js';
import type { SandboxOpener } from './opener.js';
import { createEntry, type RegistryEntry } from './registry-entry.js';

/** How the entry of a new sandbox is created. */
interface Creation {
  readonly persistent: boolean;
  /** Whether a reset returns to the image; by default it returns to the seeds of the world. */
  readonly hasOrigin?: boolean;
  readonly patch?: MetadataPatch;
}

/** How the data of a sandbox are replaced. */
interface Replacement {
  readonly reason: 'reset' | 'restore' | 'import';
  readonly patch: MetadataPatch;
}

/** Writes the data of sandboxes: of new ones, and in place of other data. */
export class EntryWriter {
  readonly #images: ImageStore;
  readonly #opener: SandboxOpener;
  readonly #entries: Map<string, RegistryEntry>;

  constructor(images: ImageStore, opener: SandboxOpener, entries: Map<string, RegistryEntry>) {
    this.#images = images;
    this.#opener = opener;
    this.#entries = entries;
  }

  /** Creates a sandbox with its entry. If that fails, nothing is left of it. */
  create(name: string, image: DatabaseImage, creation: Creation): RegistryEntry {
    const { persistent, hasOrigin, patch } = creation;
    const entry = createEntry(name, { images: this.#images, image, persistent });
    try {
      const origin = hasOrigin ? entry.origin.store(image) : undefined;
      const metadataPatch = { ...patch, ...origin?.patch };
      const sandbox = this.#opener.place(entry, origin?.image ?? image, metadataPatch);
      // An entry without its data would answer requests with an error, and could not be created again.
      this.#entries.set(name, entry);
      publishChange(sandbox, 'created', () => ({ persistent }));
      return entry;
    } catch (error) {
      if (entry.file) removeDatabase(entry.file);
      entry.origin.keepOnly(undefined);
      throw error;
    }
  }

  /** Creates a persistent sandbox of the server's world when it is first used, because moving its dates takes long. One in a file is created at once. */
  createOnDemand(name: string, sources: ImageSources): void {
    const makeImage = () => sources.defaultTemplate();
    const options = { images: this.#images, image: sources.unmovedTemplate, persistent: true };
    const entry = createEntry(name, options);
    if (entry.file) this.create(name, makeImage(), { persistent: true });
    else this.#entries.set(name, { ...entry, deferredImage: makeImage });
  }

  /** Replaces the data of a sandbox by a copy of an image. */
  replace(entry: RegistryEntry, image: DatabaseImage, { reason, patch }: Replacement): void {
    this.#opener.replace(entry, image, patch);
    if (entry.sandbox) publishChange(entry.sandbox, 'reset', () => ({ reason }));
  }

  /** The same for an image that a reset returns to from then on. */
  replaceOrigin(entry: RegistryEntry, image: DatabaseImage, replacement: Replacement): void {
    const { origin } = entry;
    const stored = origin.store(image);
    try {
      const patch = { ...replacement.patch, ...stored.patch };
      this.replace(entry, stored.image, { ...replacement, patch });
    } catch (error) {
      origin.remove(stored.number);
      throw error;
    }
    origin.keepOnly(stored.number);
  }
}
