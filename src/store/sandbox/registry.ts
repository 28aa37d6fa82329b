import { StartupError } from '../../lib/startup-error.js';
import {
  type DatabaseImage,
  isFileBacked,
  type PortableImage,
  removeDatabase,
} from '../sqlite/image.js';
import type { MetadataPatch } from '../sqlite/metadata-store.js';
import { ImageStore } from '../storage/image-store.js';
import { systemNow } from './clock.js';
import { metadataKeys, type WorldSpec } from './metadata.js';
import { Sandbox, type SandboxOptions } from './sandbox.js';
import type { CreateSandboxOptions, SandboxInfo } from './sandbox-info.js';

import { type Snapshot, Snapshots } from './snapshots.js';

/** What a sandbox or a snapshot may be called. */
export const sandboxName = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** The sandbox of a request that names none; it cannot be deleted. */
export const defaultSandbox = 'default';

/** A sandbox that was used within so many real milliseconds is in use; no call waits longer than that. */
const inUseWindowMs = 120_000;

/** A clock that begins anew. */
const clockReset = {
  [metadataKeys.clock]: undefined,
  [metadataKeys.day]: undefined,
  [metadataKeys.createdAt]: undefined,
};

export interface RegistryOptions extends SandboxOptions {
  /** What a new sandbox of the usual world is a copy of. */
  readonly template: DatabaseImage;
  /** What a new sandbox of another world is a copy of. */
  readonly templateOf: (world: WorldSpec) => Promise<DatabaseImage>;
  /** Where sandboxes that stay are kept; without it everything is in memory. */
  readonly folder?: string | undefined;
  /** Fork a sandbox from the template when an unknown name is used. */
  readonly forkUnknown: boolean;
  /** How long a forked sandbox may lie idle before it is dropped, in real milliseconds. */
  readonly idleTimeoutMs: number;
  /** How many there may be, and how many bytes in memory; then idle ones go, the oldest first. */
  readonly limits: { readonly count: number; readonly bytes: number };
}

/** A sandbox with what its keeper knows of it. */
interface RegistryEntry {
  /** Opened when it is first used, as far as it lies in the data folder. */
  sandbox: Sandbox | undefined;
  readonly file: string | undefined;
  /** It was asked for by name, not forked on first use: it does not go when it is idle. */
  readonly persistent: boolean;
  readonly snapshots: Snapshots;
  lastUsed: number;
  bytes: number;
}

/** Thrown when there are as many sandboxes as there may be, and all are in use. */
export class CapacityError extends Error {}

/** All sandboxes of one server, by name. */
export class SandboxRegistry {
  readonly #options: RegistryOptions;
  readonly #images: ImageStore;
  readonly #entries = new Map<string, RegistryEntry>();
  readonly #sweep: NodeJS.Timeout;

  constructor(settings: RegistryOptions) {
    this.#options = settings;
    this.#images = new ImageStore(settings.folder);
    const found = this.#images.list();
    for (const name of found.filter((each) => !each.includes('@'))) {
      this.#register(name, true, settings.template);
    }
    if (!this.#entries.has(defaultSandbox)) this.#create(defaultSandbox, true, settings.template);
    this.#open(defaultSandbox);
    this.#sweep = setInterval(() => this.#evictIdle(), Math.min(settings.idleTimeoutMs, 60_000));
    this.#sweep.unref();
  }

  /**
   * The sandbox of that name, forked from the template when the name is new; undefined where that is turned off. Throws
   * NoRoom when there may be no more.
   */
  open(name: string): Sandbox | undefined {
    let sandbox = this.#open(name);
    if (!sandbox) {
      if (!this.#options.forkUnknown) return undefined;
      this.#evictForCapacity();
      sandbox = this.#create(name, false, this.#options.template);
    }
    this.touch(name);
    sandbox.runDueEvents();
    return sandbox;
  }

  /** Says that a sandbox is in use. */
  touch(name: string): void {
    const entry = this.#entries.get(name);
    if (entry) entry.lastUsed = systemNow();
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  info(name: string): SandboxInfo | undefined {
    const sandbox = this.#open(name);
    const entry = this.#entries.get(name);
    if (!sandbox || !entry) return undefined;
    return {
      name,
      createdAt: sandbox.getMetadata(metadataKeys.createdAt) ?? '',
      ...sandbox.world,
      persistent: entry.persistent,
      expiresAt: sandbox.getMetadata(metadataKeys.expiresAt) ?? null,
      snapshots: entry.snapshots.list().map((snapshot) => snapshot.name),
      bytes: sandbox.size,
    };
  }

  list(): SandboxInfo[] {
    return [...this.#entries.keys()].flatMap((name) => {
      try {
        return this.info(name) ?? [];
      } catch (error) {
        // A file that cannot be read is no sandbox any more; it can be deleted.
        if (error instanceof StartupError) return [];
        throw error;
      }
    });
  }

  /**
   * Makes a sandbox that stays, of what must be there. False when the name is taken. Throws NoRoom when there may be no
   * more.
   */
  async create(name: string, { world, from, clock, ttl }: CreateSandboxOptions): Promise<boolean> {
    const image = from ? this.#image(from) : await this.#templateOf(world);
    // What is copied is in use: it is not what makes room for its copy.
    if (from) this.touch(from.sandbox);
    if (this.#entries.has(name)) return false;
    this.#evictForCapacity();
    const expiresAt = ttl === undefined ? undefined : new Date(systemNow() + ttl).toISOString();
    this.#create(name, true, image, {
      [metadataKeys.expiresAt]: expiresAt,
      ...(world && !from && { [metadataKeys.world]: JSON.stringify(world) }),
      ...(clock !== undefined && { ...clockReset, [metadataKeys.ownClock]: clock }),
    });
    return true;
  }

  /** Takes a sandbox back to the seeds of its world, with its own clock: data, clock, sequences, everything. */
  async reset(name: string): Promise<void> {
    const sandbox = this.#open(name);
    if (!sandbox) return;
    const { world, clockOverride } = sandbox;
    const image = await this.#templateOf(world);
    // Somebody may have taken it away meanwhile, or made another one of its name.
    if (this.#entries.get(name)?.sandbox !== sandbox) return;
    this.#replace(name, image, {
      [metadataKeys.world]: JSON.stringify(world),
      [metadataKeys.ownClock]: clockOverride,
      [metadataKeys.expiresAt]: sandbox.getMetadata(metadataKeys.expiresAt),
    });
  }

  /** Puts an image in place of a sandbox, or makes one of it. Throws NoRoom when there may be no more. */
  importImage(name: string, image: DatabaseImage): void {
    const changes = { [metadataKeys.expiresAt]: undefined };
    if (this.#entries.has(name)) this.#replace(name, image, changes);
    else {
      this.#evictForCapacity();
      this.#create(name, true, image, changes);
    }
  }

  /** The named points to return to of a sandbox, which must be there. */
  snapshots(name: string): Snapshots {
    const entry = this.#entries.get(name);
    if (!entry) throw new Error(`there is no sandbox ${name}`);
    return entry.snapshots;
  }

  /** Keeps a sandbox, which must be there, as it is now, as a snapshot. */
  takeSnapshot(name: string, snapshot: string): Snapshot {
    return this.snapshots(name).take(snapshot, this.#sandbox(name));
  }

  /** A copy of a sandbox, which must be there, as a database that holds all of it. */
  image(name: string): PortableImage {
    return this.#sandbox(name).exportImage();
  }

  /** Takes a sandbox to a snapshot of it, which must be there. */
  restore(name: string, snapshot: string): void {
    const expiresAt = this.#open(name)?.getMetadata(metadataKeys.expiresAt);
    this.#replace(name, this.#image({ sandbox: name, snapshot }), {
      [metadataKeys.expiresAt]: expiresAt,
    });
  }

  /** Takes a sandbox away, with its snapshots. */
  delete(name: string): void {
    const entry = this.#entries.get(name);
    if (!entry) return;
    entry.sandbox?.close();
    entry.snapshots.clear();
    if (entry.file) removeDatabase(entry.file);
    this.#entries.delete(name);
  }

  close(): void {
    clearInterval(this.#sweep);
    for (const { sandbox } of this.#entries.values()) sandbox?.close();
    this.#entries.clear();
    this.#images.close();
  }

  /** The sandbox of that name as it is used, when there is one and its time is not over. */
  #open(name: string): Sandbox | undefined {
    const entry = this.#entries.get(name);
    if (!entry) return undefined;
    if (!entry.sandbox && entry.file) {
      entry.sandbox = new Sandbox(this.#images.open(entry.file), this.#options, true);
    }
    if (entry.sandbox?.isExpired) {
      this.delete(name);
      return undefined;
    }
    return entry.sandbox;
  }

  #create(
    name: string,
    persistent: boolean,
    image: DatabaseImage,
    metadataPatch: MetadataPatch = {},
  ): Sandbox {
    const entry = this.#register(name, persistent, image);
    const sandbox = new Sandbox(
      this.#images.stage(image, entry.file, metadataPatch)(),
      this.#options,
    );
    entry.sandbox = sandbox;
    entry.bytes = sandbox.size;
    return sandbox;
  }

  #register(name: string, persistent: boolean, image: DatabaseImage): RegistryEntry {
    const places = { persistent, isFileBacked: isFileBacked(image) };
    const entry: RegistryEntry = {
      sandbox: undefined,
      file: this.#images.pathFor(name, places),
      persistent,
      snapshots: new Snapshots(name, this.#images, places),
      lastUsed: systemNow(),
      bytes: 0,
    };
    this.#entries.set(name, entry);
    return entry;
  }

  #replace(name: string, image: DatabaseImage, metadataPatch: MetadataPatch): void {
    const sandbox = this.#open(name);
    const entry = this.#entries.get(name);
    if (!entry || !sandbox) return;
    sandbox.replaceData(this.#images.stage(image, entry.file, metadataPatch));
    entry.bytes = sandbox.size;
  }

  #image({ sandbox: name, snapshot }: NonNullable<CreateSandboxOptions['from']>): DatabaseImage {
    const sandbox = this.#sandbox(name);
    return snapshot === undefined ? sandbox.fork() : this.snapshots(name).image(snapshot);
  }

  #sandbox(name: string): Sandbox {
    const sandbox = this.#open(name);
    if (!sandbox) throw new Error(`there is no sandbox ${name}`);
    return sandbox;
  }

  async #templateOf(world: WorldSpec | undefined): Promise<DatabaseImage> {
    const { template, templateOf } = this.#options;
    return world && this.#isOther(world) ? templateOf(world) : template;
  }

  #isOther({ seed, devices }: WorldSpec): boolean {
    const { world } = this.#options;
    return seed !== world.seed || devices !== world.devices;
  }

  /** Drops what is idle until there is room for one more. Throws NoRoom when all are in use. */
  #evictForCapacity(): void {
    const { count, bytes } = this.#options.limits;
    const sizeOf = (entry: RegistryEntry) => (entry.file ? 0 : entry.bytes + entry.snapshots.bytes);
    const size = () => [...this.#entries.values()].reduce((sum, entry) => sum + sizeOf(entry), 0);
    while (this.#entries.size >= count || size() >= bytes) {
      const idleTimeoutMs = [...this.#entries]
        .filter(
          ([, { persistent, lastUsed }]) => !persistent && lastUsed < systemNow() - inUseWindowMs,
        )
        .sort(([, one], [, other]) => one.lastUsed - other.lastUsed)[0];
      if (!idleTimeoutMs)
        throw new CapacityError(
          `there are ${this.#entries.size} sandboxes of ${size()} bytes in memory`,
        );
      this.delete(idleTimeoutMs[0]);
    }
  }

  #evictIdle(): void {
    const limit = systemNow() - this.#options.idleTimeoutMs;
    for (const [name, entry] of this.#entries) {
      const isIdle = !entry.persistent && entry.lastUsed <= limit;
      if (isIdle || entry.sandbox?.isExpired) this.delete(name);
      else if (entry.sandbox) entry.bytes = entry.sandbox.size;
    }
  }
}
