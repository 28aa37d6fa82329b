import { isOutOfSpace } from '../../../lib/out-of-space.js';
import { UnreadableDatabaseError } from '../../../lib/startup-error.js';
import { removeDatabase, removeSideFiles } from '../../sqlite/database-files.js';
import { type DatabaseImage, isFileBacked } from '../../sqlite/image.js';
import type { MetadataPatch } from '../../sqlite/metadata-store.js';
import type { SandboxDatabase } from '../../sqlite/sandbox-database.js';
import type { ImageStore } from '../../storage/image-store.js';
import { metadataKeys } from '../metadata-keys.js';
import { observeSandbox, type SandboxObserver } from '../observer.js';
import { Sandbox, type SandboxOptions } from '../sandbox.js';
import { OpenFiles } from './open-files.js';
import type { RegistryEntry } from './registry-entry.js';
import { reopenSandbox } from './reopen.js';

/** The options of sandboxes, and who observes them. */
interface OpenerOptions extends SandboxOptions {
  readonly observer: SandboxObserver;
}

/** Opens the sandboxes of entries, and replaces their data. */
export class SandboxOpener {
  readonly #images: ImageStore;
  readonly #options: OpenerOptions;
  readonly #openFiles = new OpenFiles();
  #substitute: Sandbox | undefined;
  #preview: Sandbox | undefined;
  #copies = 0;

  constructor(images: ImageStore, options: OpenerOptions) {
    this.#images = images;
    this.#options = options;
  }

  /** Returns the sandbox of an entry, opened if need be. Throws UnreadableDatabaseError. */
  open(entry: RegistryEntry): Sandbox | undefined {
    const { deferredImage } = entry;
    if (deferredImage) {
      this.#preview = undefined;
      return this.place(entry, deferredImage(), {});
    }
    if (!entry.sandbox && entry.file) {
      const { file } = entry;
      const access = { images: this.#images, options: this.#options };
      entry.sandbox = this.#openFiles.open(entry, () => reopenSandbox(entry, file, access));
      this.#observe(entry.sandbox, entry);
      entry.origin.removeUnreferenced(entry.sandbox.metadata.get(metadataKeys.origin));
    }
    return entry.sandbox;
  }

  /** Whether the file of an entry is damaged. Opens it if need be. */
  isDamaged(entry: RegistryEntry): boolean {
    try {
      this.open(entry);
      return false;
    } catch (error) {
      if (error instanceof UnreadableDatabaseError) return error.isDamaged;
      throw error;
    }
  }

  /** Puts a copy of an image in the place of a sandbox that is new or damaged. */
  place(entry: RegistryEntry, image: DatabaseImage, metadataPatch: MetadataPatch): Sandbox {
    const sandbox = this.#openFiles.open(entry, () => this.#place(entry, image, metadataPatch));
    this.#observe(sandbox, entry);
    return sandbox;
  }

  #observe(sandbox: Sandbox, { name }: RegistryEntry): void {
    observeSandbox(sandbox, { observer: this.#options.observer, name });
  }

  #place(entry: RegistryEntry, image: DatabaseImage, metadataPatch: MetadataPatch): Sandbox {
    const staged = this.#images.stage(image, entry.file, metadataPatch);
    let data: SandboxDatabase | undefined;
    try {
      // SQLite would play the logs of a damaged database into the new one.
      if (entry.damage && entry.file) removeSideFiles(entry.file);
      data = staged.place();
      entry.sandbox = new Sandbox(data, this.#options, this.#images);
      entry.damage = undefined;
      entry.deferredImage = undefined;
      return entry.sandbox;
    } catch (error) {
      data?.close();
      throw error;
    } finally {
      staged.discard();
    }
  }

  /** Replaces the data of a sandbox by a copy of an image. */
  replace(entry: RegistryEntry, image: DatabaseImage, metadataPatch: MetadataPatch): void {
    if (this.isDamaged(entry)) return void this.place(entry, image, metadataPatch);
    const sandbox = this.open(entry);
    if (!sandbox) return;
    const forgetCalls = this.#options.observer.examine?.(entry.name, sandbox);
    try {
      sandbox.replaceData(this.#images.stage(image, entry.file, metadataPatch));
      forgetCalls?.();
    } catch (error) {
      // The next request opens the file again.
      if (!sandbox.isOpen) entry.sandbox = undefined;
      throw error;
    }
  }

  /** Opens a sandbox; an unreadable one is replaced by an empty one in memory, for requests that need no data. */
  orSubstitute(open: () => Sandbox | undefined): Sandbox | undefined {
    try {
      return open();
    } catch (error) {
      if (!(error instanceof UnreadableDatabaseError) && !isOutOfSpace(error)) throw error;
    }
    this.#substitute ??= this.openCopy(this.#images.emptyImage()).sandbox;
    return this.#substitute;
  }

  /**
   * A copy of an image, for requests that need no data while a deferred sandbox is not created yet. It is not closed afterwards,
   * because requests may still hold it.
   */
  preview(image: DatabaseImage): Sandbox {
    this.#preview ??= this.openCopy(image).sandbox;
    return this.#preview;
  }

  /** Opens a copy of an image as a sandbox that belongs to no entry. A copy of a file is in a temporary folder. */
  openCopy(image: DatabaseImage): { readonly sandbox: Sandbox; readonly close: () => void } {
    const name = `copy@${++this.#copies}`;
    const location = { persistent: false, isFileBacked: isFileBacked(image) };
    const file = this.#images.pathFor(name, location);
    const staged = this.#images.stage(image, file, {});
    const sandbox = new Sandbox(staged.place(), this.#options, this.#images);
    staged.discard();
    return {
      sandbox,
      close() {
        sandbox.discard();
        if (file) removeDatabase(file);
      },
    };
  }

  /** Call it when an entry has been deleted. */
  forget(entry: RegistryEntry): void {
    this.#openFiles.forget(entry);
  }

  close(): void {
    this.#substitute?.close();
    this.#preview?.close();
  }
}
