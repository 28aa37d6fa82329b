import { realNow } from './clock.js';
import { facts, type World } from './facts.js';
import { type Exported, type Image, isLarge, removeDatabase } from './image.js';
import type { FactChanges } from './meta.js';
import { Places } from './places.js';
import { Sandbox } from './sandbox.js';
import type { Making, SandboxInfo } from './sandbox-info.js';
import type { SandboxSettings } from './sandbox-settings.js';
import { type Snapshot, Snapshots } from './snapshots.js';
import { StartError } from './start-error.js';

/** What a sandbox or a snapshot may be called. */
export const sandboxName = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** The sandbox of a request that names none; it cannot be deleted. */
export const defaultSandbox = 'default';

/** A sandbox that was used within so many real milliseconds is in use; no call waits longer than that. */
const inUse = 120_000;

/** A clock that begins anew. */
const newClock = { [facts.clock]: undefined, [facts.day]: undefined, [facts.createdAt]: undefined };

export interface SandboxesSettings extends SandboxSettings {
  /** What a new sandbox of the usual world is a copy of. */
  readonly template: Image;
  /** What a new sandbox of another world is a copy of. */
  readonly templateOf: (world: World) => Promise<Image>;
  /** Where sandboxes that stay are kept; without it everything is in memory. */
  readonly folder?: string | undefined;
  /** Fork a sandbox from the template when an unknown name is used. */
  readonly fork: boolean;
  /** How long a forked sandbox may lie idle before it is dropped, in real milliseconds. */
  readonly idle: number;
  /** How many there may be, and how many bytes in memory; then idle ones go, the oldest first. */
  readonly most: { readonly count: number; readonly bytes: number };
}

/** A sandbox with what its keeper knows of it. */
interface Kept {
  /** Opened when it is first used, as far as it lies in the data folder. */
  sandbox: Sandbox | undefined;
  readonly file: string | undefined;
  /** It was asked for by name, not forked on first use: it does not go when it is idle. */
  readonly stays: boolean;
  readonly snapshots: Snapshots;
  lastUsed: number;
  bytes: number;
}

/** Thrown when there are as many sandboxes as there may be, and all are in use. */
export class NoRoom extends Error {}

/** All sandboxes of one server, by name. */
export class Sandboxes {
  readonly #settings: SandboxesSettings;
  readonly #places: Places;
  readonly #kept = new Map<string, Kept>();
  readonly #sweep: NodeJS.Timeout;

  constructor(settings: SandboxesSettings) {
    this.#settings = settings;
    this.#places = new Places(settings.folder);
    const found = this.#places.kept();
    for (const name of found.filter((each) => !each.includes('@'))) {
      this.#keep(name, true, settings.template);
    }
    if (!this.#kept.has(defaultSandbox)) this.#make(defaultSandbox, true, settings.template);
    this.#open(defaultSandbox);
    this.#sweep = setInterval(() => this.#drop(), Math.min(settings.idle, 60_000));
    this.#sweep.unref();
  }

  /**
   * The sandbox of that name, forked from the template when the name is new; undefined where that is turned off. Throws
   * NoRoom when there may be no more.
   */
  enter(name: string): Sandbox | undefined {
    let sandbox = this.#open(name);
    if (!sandbox) {
      if (!this.#settings.fork) return undefined;
      this.#makeRoom();
      sandbox = this.#make(name, false, this.#settings.template);
    }
    this.touch(name);
    sandbox.settle();
    return sandbox;
  }

  /** Says that a sandbox is in use. */
  touch(name: string): void {
    const kept = this.#kept.get(name);
    if (kept) kept.lastUsed = realNow();
  }

  has(name: string): boolean {
    return this.#kept.has(name);
  }

  info(name: string): SandboxInfo | undefined {
    const sandbox = this.#open(name);
    const kept = this.#kept.get(name);
    if (!sandbox || !kept) return undefined;
    return {
      name,
      createdAt: sandbox.meta(facts.createdAt) ?? '',
      ...sandbox.world,
      stays: kept.stays,
      expiresAt: sandbox.meta(facts.expiresAt) ?? null,
      snapshots: kept.snapshots.list().map((snapshot) => snapshot.name),
      bytes: sandbox.size,
    };
  }

  list(): SandboxInfo[] {
    return [...this.#kept.keys()].flatMap((name) => {
      try {
        return this.info(name) ?? [];
      } catch (error) {
        // A file that cannot be read is no sandbox any more; it can be deleted.
        if (error instanceof StartError) return [];
        throw error;
      }
    });
  }

  /**
   * Makes a sandbox that stays, of what must be there. False when the name is taken. Throws NoRoom when there may be no
   * more.
   */
  async create(name: string, { world, from, clock, ttl }: Making): Promise<boolean> {
    const image = from ? this.#image(from) : await this.#templateOf(world);
    // What is copied is in use: it is not what makes room for its copy.
    if (from) this.touch(from.sandbox);
    if (this.#kept.has(name)) return false;
    this.#makeRoom();
    const expiresAt = ttl === undefined ? undefined : new Date(realNow() + ttl).toISOString();
    this.#make(name, true, image, {
      [facts.expiresAt]: expiresAt,
      ...(world && !from && { [facts.world]: JSON.stringify(world) }),
      ...(clock !== undefined && { ...newClock, [facts.ownClock]: clock }),
    });
    return true;
  }

  /** Takes a sandbox back to the seeds of its world, with its own clock: data, clock, sequences, everything. */
  async reset(name: string): Promise<void> {
    const sandbox = this.#open(name);
    if (!sandbox) return;
    const { world, ownClock } = sandbox;
    const image = await this.#templateOf(world);
    // Somebody may have taken it away meanwhile, or made another one of its name.
    if (this.#kept.get(name)?.sandbox !== sandbox) return;
    this.#replace(name, image, {
      [facts.world]: JSON.stringify(world),
      [facts.ownClock]: ownClock,
      [facts.expiresAt]: sandbox.meta(facts.expiresAt),
    });
  }

  /** Puts an image in place of a sandbox, or makes one of it. Throws NoRoom when there may be no more. */
  put(name: string, image: Image): void {
    const changes = { [facts.expiresAt]: undefined };
    if (this.#kept.has(name)) this.#replace(name, image, changes);
    else {
      this.#makeRoom();
      this.#make(name, true, image, changes);
    }
  }

  /** The named points to return to of a sandbox, which must be there. */
  snapshots(name: string): Snapshots {
    const kept = this.#kept.get(name);
    if (!kept) throw new Error(`there is no sandbox ${name}`);
    return kept.snapshots;
  }

  /** Keeps a sandbox, which must be there, as it is now, as a snapshot. */
  keep(name: string, snapshot: string): Snapshot {
    return this.snapshots(name).put(snapshot, this.#sandbox(name));
  }

  /** A copy of a sandbox, which must be there, as a database that holds all of it. */
  image(name: string): Exported {
    return this.#sandbox(name).exported();
  }

  /** Takes a sandbox to a snapshot of it, which must be there. */
  restore(name: string, snapshot: string): void {
    const expiresAt = this.#open(name)?.meta(facts.expiresAt);
    this.#replace(name, this.#image({ sandbox: name, snapshot }), { [facts.expiresAt]: expiresAt });
  }

  /** Takes a sandbox away, with its snapshots. */
  delete(name: string): void {
    const kept = this.#kept.get(name);
    if (!kept) return;
    kept.sandbox?.close();
    kept.snapshots.clear();
    if (kept.file) removeDatabase(kept.file);
    this.#kept.delete(name);
  }

  close(): void {
    clearInterval(this.#sweep);
    for (const { sandbox } of this.#kept.values()) sandbox?.close();
    this.#kept.clear();
    this.#places.close();
  }

  /** The sandbox of that name as it is used, when there is one and its time is not over. */
  #open(name: string): Sandbox | undefined {
    const kept = this.#kept.get(name);
    if (!kept) return undefined;
    if (!kept.sandbox && kept.file) {
      kept.sandbox = new Sandbox(this.#places.open(kept.file), this.#settings, true);
    }
    if (kept.sandbox?.isOver) {
      this.delete(name);
      return undefined;
    }
    return kept.sandbox;
  }

  #make(name: string, stays: boolean, image: Image, noted: FactChanges = {}): Sandbox {
    const kept = this.#keep(name, stays, image);
    const sandbox = new Sandbox(this.#places.prepare(image, kept.file, noted)(), this.#settings);
    kept.sandbox = sandbox;
    kept.bytes = sandbox.size;
    return sandbox;
  }

  #keep(name: string, stays: boolean, image: Image): Kept {
    const places = { stays, isLarge: isLarge(image) };
    const kept: Kept = {
      sandbox: undefined,
      file: this.#places.fileOf(name, places),
      stays,
      snapshots: new Snapshots(name, this.#places, places),
      lastUsed: realNow(),
      bytes: 0,
    };
    this.#kept.set(name, kept);
    return kept;
  }

  #replace(name: string, image: Image, noted: FactChanges): void {
    const sandbox = this.#open(name);
    const kept = this.#kept.get(name);
    if (!kept || !sandbox) return;
    sandbox.become(this.#places.prepare(image, kept.file, noted));
    kept.bytes = sandbox.size;
  }

  #image({ sandbox: name, snapshot }: NonNullable<Making['from']>): Image {
    const sandbox = this.#sandbox(name);
    return snapshot === undefined ? sandbox.image() : this.snapshots(name).image(snapshot);
  }

  #sandbox(name: string): Sandbox {
    const sandbox = this.#open(name);
    if (!sandbox) throw new Error(`there is no sandbox ${name}`);
    return sandbox;
  }

  async #templateOf(world: World | undefined): Promise<Image> {
    const { template, templateOf } = this.#settings;
    return world && this.#isOther(world) ? templateOf(world) : template;
  }

  #isOther({ seed, devices }: World): boolean {
    const { world } = this.#settings;
    return seed !== world.seed || devices !== world.devices;
  }

  /** Drops what is idle until there is room for one more. Throws NoRoom when all are in use. */
  #makeRoom(): void {
    const { count, bytes } = this.#settings.most;
    const sizeOf = (kept: Kept) => (kept.file ? 0 : kept.bytes + kept.snapshots.bytes);
    const size = () => [...this.#kept.values()].reduce((sum, kept) => sum + sizeOf(kept), 0);
    while (this.#kept.size >= count || size() >= bytes) {
      const idle = [...this.#kept]
        .filter(([, { stays, lastUsed }]) => !stays && lastUsed < realNow() - inUse)
        .sort(([, one], [, other]) => one.lastUsed - other.lastUsed)[0];
      if (!idle)
        throw new NoRoom(`there are ${this.#kept.size} sandboxes of ${size()} bytes in memory`);
      this.delete(idle[0]);
    }
  }

  #drop(): void {
    const limit = realNow() - this.#settings.idle;
    for (const [name, kept] of this.#kept) {
      const isIdle = !kept.stays && kept.lastUsed <= limit;
      if (isIdle || kept.sandbox?.isOver) this.delete(name);
      else if (kept.sandbox) kept.bytes = kept.sandbox.size;
    }
  }
}
