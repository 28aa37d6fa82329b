import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createQueue } from '../../lib/async.js';
import { PromiseCache } from '../../lib/bounded-cache.js';
import { ServerStoppingError } from '../../lib/stopping.js';
import { warn } from '../../lib/warn.js';
import { CapacityError } from '../sandbox/eviction.js';
import type { WorldSpec } from '../sandbox/metadata-keys.js';
import { removeDatabase } from '../sqlite/database-files.js';
import {
  type BuildOptions,
  buildImage,
  buildImageAsync,
  type DatabaseImage,
  maxInMemoryBytes,
  type Progress,
  searchIndexThreshold,
  writeImage,
} from '../sqlite/image.js';
import type { DataFolder } from '../storage/data-folder.js';
import type { StorageFormat } from '../storage/format.js';
import { createTempFolder } from '../storage/temp-folder.js';
import { readPrebuilt } from './prebuilt.js';

export type { Progress };

/** Worlds with more devices are built and kept in files, because their images are too large for memory. */
const fileBackedFleet = 10_000;

/** A build with more devices is given up when the server begins to close. */
const longBuildFleet = 100_000;

/** Small templates of the servers of this process, so that many servers in it start fast. */
const cache = new PromiseCache<DatabaseImage>(8);

/** A template; call `release` when no new sandbox is copied from it any more. */
export interface Template {
  readonly image: DatabaseImage;
  readonly release: () => void;
}

/** Where a template is loaded from, and how it is built. */
interface LoadOptions {
  readonly folder?: DataFolder | undefined;
  readonly progress?: Progress | undefined;
  /** Ends the build of a template that no other server of this process waits for. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Loads the first state of every sandbox from the data folder, the bundle or the process, or builds it from the seeds in slices,
 * between which signals are received.
 */
export async function loadTemplate(
  format: StorageFormat,
  world: WorldSpec,
  { folder, progress, signal }: LoadOptions = {},
): Promise<Template> {
  const isLarge = world.devices > fileBackedFleet;
  const build = async (file?: string) => {
    const built = readPrebuilt(format, world);
    if (built && file) writeImage(built, file);
    return (
      built ??
      buildImageAsync(format.collections, format.seeds(world), {
        file,
        isIndexed: world.devices > searchIndexThreshold,
        progress: (what, done, total = world.devices) => progress?.(what, done, total),
        signal,
      })
    );
  };
  const release = () => {};
  if (folder)
    return { image: loadIfSmall(await folder.loadOrBuildTemplate(format, build)), release };
  if (isLarge) return buildInTempDir(build);
  return { image: await cache.getOrCompute(cacheKey(format, world), build), release };
}

/** Builds a template from the seeds. The bundle contains the result for the default world. */
export function buildSeededTemplate(
  format: StorageFormat,
  world: WorldSpec,
  building?: BuildOptions,
): DatabaseImage {
  return buildImage(format.collections, format.seeds(world), building);
}

/**
 * How many templates of further worlds are stored, and their size in memory and in files. The latest one always is. `pending` is
 * how many may wait to be built.
 */
const limits = { worlds: 8, bytes: 512 * 1024 * 1024, pending: 8 };

/** A template that is built or being built. */
interface CachedTemplate {
  readonly image: Promise<DatabaseImage>;
  built?: DatabaseImage;
  /** In bytes; 0 while it is being built. */
  size: number;
}

/** The templates of further worlds, built in slices, between which other requests are processed. The least recently used ones are dropped. */
export class TemplateCache {
  readonly #format: StorageFormat;
  readonly #templates = new Map<string, CachedTemplate>();
  /** Each build takes memory for its world. */
  readonly #inTurn = createQueue();
  #folder: string | undefined;
  readonly #stopping: AbortSignal;
  readonly #closed = new AbortController();

  /** `stopping` is aborted before the server waits for requests: a large build would take longer than it waits. */
  constructor(format: StorageFormat, stopping: AbortSignal) {
    this.#format = format;
    this.#stopping = stopping;
  }

  /** The size of the stored templates in bytes, in memory and in files. */
  get bytes(): number {
    return [...this.#templates.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** Returns the template of a world, built if need be. Throws CapacityError if too many others wait to be built. */
  get(world: WorldSpec): Promise<DatabaseImage> {
    this.#closed.signal.throwIfAborted();
    const name = cacheKey(this.#format, world);
    const known = cache.get(name);
    if (known) return known;
    const template = this.#templates.get(name) ?? this.#build(name, world);
    // The last one is the most recently used.
    this.#templates.delete(name);
    this.#templates.set(name, template);
    return template.image;
  }

  close(): void {
    this.#closed.abort(new ServerStoppingError());
    if (this.#folder) rmSync(this.#folder, { recursive: true, force: true });
  }

  #build(name: string, world: WorldSpec): CachedTemplate {
    const pending = [...this.#templates.values()].filter(({ size }) => size === 0).length;
    if (pending >= limits.pending)
      throw new CapacityError(`${pending} other worlds are being built`);
    const isLarge = world.devices > fileBackedFleet;
    this.#folder ??= createTempFolder();
    const file = isLarge ? join(this.#folder, `${world.seed}-${world.devices}.sqlite`) : undefined;
    const signal = world.devices > longBuildFleet ? this.#stopping : this.#closed.signal;
    const building = { file, isIndexed: world.devices > searchIndexThreshold, signal };
    const image = this.#inTurn(() =>
      buildImageAsync(this.#format.collections, this.#format.seeds(world), building),
    );
    const template: CachedTemplate = { image, size: 0 };
    image
      .then((built) => {
        template.built = built;
        template.size = sizeOf(built);
        this.#evict();
      })
      // A failed build is tried again the next time.
      .catch(() => this.#templates.delete(name));
    return template;
  }

  /** Drops complete templates, the least recently used first. Sandboxes that share the data of one retain them. */
  #evict(): void {
    const complete = [...this.#templates].filter(([, { size }]) => size > 0).slice(0, -1);
    for (const [name, template] of complete) {
      if (this.#templates.size <= limits.worlds && this.bytes <= limits.bytes) return;
      this.#templates.delete(name);
      if (template.built && 'file' in template.built) removeTemplate(template.built.file);
    }
  }
}

/** Removes the file of a template. One that cannot be removed is left until the server closes. */
function removeTemplate(file: string): void {
  try {
    removeDatabase(file);
  } catch (error) {
    warn('A template that is not used any more cannot be removed', error);
  }
}

function sizeOf(image: DatabaseImage): number {
  if ('file' in image) return statSync(image.file).size;
  return 'bytes' in image ? image.bytes.length : 0;
}

function cacheKey({ contracts }: StorageFormat, { seed, devices }: WorldSpec): string {
  return JSON.stringify([contracts, seed, devices]);
}

async function buildInTempDir(build: (file: string) => Promise<DatabaseImage>): Promise<Template> {
  const folder = createTempFolder();
  const release = () => rmSync(folder, { recursive: true, force: true });
  try {
    return { image: await build(join(folder, 'template.sqlite')), release };
  } catch (error) {
    release();
    throw error;
  }
}

function loadIfSmall(image: DatabaseImage): DatabaseImage {
  if (!('file' in image) || statSync(image.file).size > maxInMemoryBytes) return image;
  return { bytes: readFileSync(image.file) };
}
