import { ServerStoppingError } from '../../lib/stopping.js';
import type { DatabaseImage } from '../sqlite/image.js';
import { ImageStore } from '../storage/image-store.js';
import { systemNow } from '../time/clock.js';
import { abortLongWrites, closeSandboxes, discardSandbox } from './entries/closing.js';
import { EntryWriter } from './entries/entry-writer.js';
import { ImageSources } from './entries/image-sources.js';
import { listSandboxes } from './entries/listing.js';
import { creationPatch, identityPatch, importPatch } from './entries/metadata-patches.js';
import { SandboxOpener } from './entries/opener.js';
import { type RegistryEntry, storedEntries } from './entries/registry-entry.js';
import {
  createIdleEviction,
  makeRoom,
  type NeededRoom,
  type RegistryUsage,
  usageOf,
} from './eviction.js';
import type { Sandbox } from './sandbox.js';
import type { SandboxCopies } from './sandbox-copies.js';
import {
  type CreateSandboxOptions,
  describeSandbox,
  type RegistryOptions,
  type SandboxInfo,
  type SandboxSource,
} from './sandbox-info.js';
import type { Snapshot, Snapshots } from './snapshots.js';

/** The valid names of sandboxes and snapshots. */
export const sandboxName = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** The sandbox of requests that name none. It cannot be deleted. */
export const defaultSandbox = 'default';

/** The sandboxes of one server, by name. */
export class SandboxRegistry {
  readonly #options: RegistryOptions;
  readonly #images: ImageStore;
  readonly #opener: SandboxOpener;
  readonly #writer: EntryWriter;
  readonly #sources: ImageSources;
  readonly #entries = new Map<string, RegistryEntry>();
  readonly #evictionTimer: NodeJS.Timeout;
  readonly #closed = new AbortController();

  constructor(options: RegistryOptions) {
    this.#options = options;
    this.#images = new ImageStore(options);
    this.#opener = new SandboxOpener(this.#images, options);
    this.#writer = new EntryWriter(this.#images, this.#opener, this.#entries);
    this.#sources = new ImageSources(options);
    this.#images.removeLeftovers();
    for (const [name, entry] of storedEntries(this.#images, options.template))
      if (sandboxName.test(name)) this.#entries.set(name, entry);
    if (this.#entries.has(defaultSandbox)) this.isDamaged(defaultSandbox);
    else this.#writer.createOnDemand(defaultSandbox, this.#sources);
    const evict = (name: string) => this.delete(name);
    const evictIdle = createIdleEviction(this.#entries, options.idleTimeoutMs, evict);
    this.#evictionTimer = setInterval(evictIdle, Math.min(options.idleTimeoutMs, 60_000)).unref();
    options.stopping?.addEventListener('abort', () => abortLongWrites(this.#entries));
  }

  /** Aborted when the registry is closed. From then on it stores nothing, and its methods throw ServerStoppingError. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /**
   * Returns a sandbox with its due events run. An unknown name is forked from the template, or returns undefined if
   * `forkUnknown` is off. Throws CapacityError.
   */
  open(name: string): Sandbox | undefined {
    const sandbox = this.#open(name) ?? this.#forkTemplate(name);
    if (!sandbox) return undefined;
    this.touch(name);
    sandbox.runDueEvents();
    return sandbox;
  }

  /**
   * The same for a request that needs no data: an unreadable sandbox, which could otherwise not be reset, is replaced by an empty
   * one in memory, and one that is created with its first use by a copy of the template.
   */
  openOrSubstitute(name: string): Sandbox | undefined {
    if (this.#entries.get(name)?.deferredImage)
      return this.#opener.preview(this.#sources.unmovedTemplate);
    return this.#opener.orSubstitute(() => this.open(name));
  }

  /** Whether the file of a sandbox is damaged. Opens it if need be. */
  isDamaged(name: string): boolean {
    const entry = this.#entries.get(name);
    return entry !== undefined && this.#opener.isDamaged(entry);
  }

  #forkTemplate(name: string): Sandbox | undefined {
    if (!this.#options.forkUnknown) return undefined;
    const template = this.#sources.defaultTemplate();
    this.#makeRoom({ count: 1, hasDiskSpace: () => this.#images.hasSpaceFor(template) });
    return this.#writer.create(name, template, { persistent: false }).sandbox;
  }

  /** Resolves when no long write is in progress in a sandbox. */
  async whenIdle(name: string): Promise<void> {
    const sandbox = this.#entries.get(name)?.sandbox;
    while (sandbox?.busy) await sandbox.busy;
  }

  /** Marks a sandbox as used now. */
  touch(name: string): void {
    const entry = this.#entries.get(name);
    if (entry) entry.lastUsed = systemNow();
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  names(): string[] {
    return [...this.#entries.keys()];
  }

  /** The sandboxes that are open, with their names. */
  *opened(): Generator<{ readonly name: string; readonly sandbox: Sandbox }> {
    for (const [name, { sandbox }] of this.#entries) if (sandbox) yield { name, sandbox };
  }

  /** Describes a sandbox; undefined for an unknown or expired one. Throws StartupError if its file is unreadable. */
  info(name: string): SandboxInfo | undefined {
    const sandbox = this.#open(name);
    const entry = this.#entries.get(name);
    if (!sandbox || !entry) return undefined;
    const { activityOf } = this.#options;
    return describeSandbox(name, sandbox, { ...entry, activity: activityOf(sandbox) });
  }

  /** The metadata of a sandbox; undefined for an unknown one. */
  metadata(name: string): Sandbox['metadata'] | undefined {
    return this.#open(name)?.metadata;
  }

  /** Describes all sandboxes that can be used. */
  list(): Promise<SandboxInfo[]> {
    return listSandboxes(this.#entries, (name) => this.info(name));
  }

  get usage(): RegistryUsage {
    return usageOf([...this.#entries.values()], this.#options.limits);
  }

  /** Creates a persistent sandbox. Returns false if the name is taken. Throws CapacityError. */
  async create(name: string, options: CreateSandboxOptions): Promise<boolean> {
    const { from, world } = options;
    this.closed.throwIfAborted();
    if (this.#entries.has(name)) return false;
    this.#makeRoom({ count: 1 });
    const image = from
      ? this.#copyOf(from, options.keepsJournal)
      : await this.#sources.templateFor(world, options.clock);
    // The original counts as used, so that it is not evicted for its copy.
    if (from) this.touch(from.sandbox);
    this.closed.throwIfAborted();
    if (this.#entries.has(name)) return false;
    this.#makeRoom({ count: 1 });
    const creation = { persistent: true, hasOrigin: !!from, patch: creationPatch(options) };
    const { origin } = this.#writer.create(name, image, creation);
    if (from && !from.snapshot && !options.keepsJournal)
      this.#sources.rememberCopy(this.#sandbox(from.sandbox), origin);
    return true;
  }

  /**
   * Resets a sandbox to the image that it was created with, or to the seeds of its world and its clock setting, or of the server's
   * if it is damaged. It keeps its snapshots, its expiry, its key and its label.
   */
  async reset(name: string): Promise<void> {
    this.closed.throwIfAborted();
    const entry = this.#entries.get(name);
    if (!entry) return;
    if (this.isDamaged(name)) {
      const { image, patch } = this.#sources.resetSourceOfDamaged(entry);
      return this.#writer.replace(entry, image, { reason: 'reset', patch });
    }
    const sandbox = this.#open(name);
    if (!sandbox) return;
    this.touch(name);
    const source = await this.#sources.resetSource(entry, sandbox);
    await this.whenIdle(name);
    this.closed.throwIfAborted();
    // The sandbox may have been deleted meanwhile, and another created with its name.
    if (!source || this.#entries.get(name) !== entry) return;
    const patch = { ...source.patch, ...identityPatch(sandbox) };
    this.#writer.replace(entry, source.image, { reason: 'reset', patch });
  }

  /** Replaces the data of a sandbox by an image, or creates a persistent sandbox from it. Throws CapacityError. */
  importImage(name: string, image: DatabaseImage): void {
    this.closed.throwIfAborted();
    const patch = importPatch(this.isDamaged(name) ? undefined : this.#open(name));
    if ('bytes' in image && !this.#options.folder) this.#makeRoom({ bytes: image.bytes.length });
    const entry = this.#entries.get(name);
    if (entry) return void this.#writer.replaceOrigin(entry, image, { reason: 'import', patch });
    this.#makeRoom({ count: 1 });
    this.#writer.create(name, image, { persistent: true, hasOrigin: true, patch });
  }

  /** Throws for an unknown name. */
  snapshots(name: string): Snapshots {
    return this.#entry(name).snapshots;
  }

  /** Takes a snapshot, and replaces one of the same name. Throws CapacityError, and an error for an unknown sandbox. */
  takeSnapshot(name: string, snapshot: string): Snapshot {
    const sandbox = this.#sandbox(name);
    this.touch(name);
    if (sandbox.isInMemory) this.#makeRoom({ bytes: sandbox.size });
    return this.snapshots(name).take(snapshot, sandbox);
  }

  /** Opens a copy of a snapshot, to be closed after use. */
  openSnapshot(name: string, snapshot: string): ReturnType<SandboxOpener['openCopy']> {
    return this.#opener.openCopy(this.snapshots(name).image(snapshot));
  }

  /** Copies one sandbox. Throws for an unknown name. */
  copies(name: string): SandboxCopies {
    return this.#sandbox(name).copies;
  }

  /** Restores a sandbox from one of its snapshots. It keeps its expiry. Throws for an unknown sandbox or snapshot. */
  restore(name: string, snapshot: string): void {
    const patch = identityPatch(this.#sandbox(name));
    const image = this.snapshots(name).image(snapshot);
    this.#writer.replace(this.#entry(name), image, { reason: 'restore', patch });
  }

  /** Deletes a sandbox with its snapshots. Does nothing for an unknown name. */
  delete(name: string): void {
    const entry = this.#entries.get(name);
    if (!entry) return;
    discardSandbox(entry, this.#images, this.#options.observer);
    entry.snapshots.clear();
    entry.origin.release();
    this.#opener.forget(entry);
    this.#entries.delete(name);
    this.#options.observer.listener?.(name, { type: 'deleted', serialize: () => '' });
  }

  /** Saves pending changes and journals; the sandboxes stay open. */
  save(): void {
    for (const { sandbox } of this.#entries.values()) sandbox?.save();
  }

  close(): void {
    this.#closed.abort(new ServerStoppingError());
    clearInterval(this.#evictionTimer);
    closeSandboxes(this.#entries);
    this.#opener.close();
    this.#entries.clear();
    this.#images.close();
  }

  /** Returns a sandbox, opened if need be; undefined for an unknown one. An expired one is deleted. */
  #open(name: string): Sandbox | undefined {
    this.closed.throwIfAborted();
    const entry = this.#entries.get(name);
    if (!entry) return undefined;
    const sandbox = entry.sandbox ?? this.#opener.open(entry);
    if (sandbox?.isExpired) {
      this.delete(name);
      return undefined;
    }
    return sandbox;
  }

  #copyOf({ sandbox: name, snapshot }: SandboxSource, keepsJournal = false): DatabaseImage {
    return snapshot === undefined
      ? this.#sources.copyOf(this.#sandbox(name), keepsJournal)
      : this.snapshots(name).image(snapshot);
  }

  #entry(name: string): RegistryEntry {
    const entry = this.#entries.get(name);
    if (entry) return entry;
    throw new Error(`there is no sandbox ${name}`);
  }

  #sandbox(name: string): Sandbox {
    const sandbox = this.#open(name);
    if (!sandbox) throw new Error(`there is no sandbox ${name}`);
    return sandbox;
  }

  #makeRoom(needed: NeededRoom): void {
    makeRoom(this.#entries, this.#options.limits, needed, (name) => this.delete(name));
  }
}
