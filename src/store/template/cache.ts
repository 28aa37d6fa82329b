import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorldSpec } from '../sandbox/metadata-keys.js';
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
import { readPrebuilt } from './prebuilt.js';

export type { Progress };

/** Worlds with more devices are built and kept in files, because their images are too large for memory. */
const fileBackedFleet = 100_000;

/** Small templates that were built in this process, so that many servers in it start fast. */
const cache = new Map<string, DatabaseImage>();

/** A template; call `release` when no new sandbox is copied from it any more. */
export interface Template {
  readonly image: DatabaseImage;
  readonly release: () => void;
}

/** Loads the first state of every sandbox from the data folder, the bundle or the process, or builds it from the seeds. */
export function loadTemplate(
  format: StorageFormat,
  world: WorldSpec,
  folder: DataFolder | undefined,
  progress: Progress | undefined,
): Template {
  const isLarge = world.devices > fileBackedFleet;
  const build = (file?: string) => {
    const built = readPrebuilt(format, world);
    if (built && file) writeImage(built, file);
    return (
      built ??
      buildSeededTemplate(format, world, {
        file,
        isIndexed: world.devices > searchIndexThreshold,
        progress: (what, done, total = world.devices) => progress?.(what, done, total),
      })
    );
  };
  const nothing = () => {};
  if (folder)
    return { image: loadIfSmall(folder.loadOrBuildTemplate(format, build)), release: nothing };
  if (isLarge) return buildInTempDir(build);
  const name = cacheKey(format, world);
  const image = cache.get(name) ?? build();
  cache.set(name, image);
  return { image, release: nothing };
}

/** Builds a template from the seeds. The bundle contains the result for the default world. */
export function buildSeededTemplate(
  format: StorageFormat,
  world: WorldSpec,
  building?: BuildOptions,
): DatabaseImage {
  return buildImage(format.collections, format.seeds(world), building);
}

/** The templates of further worlds. Each is built once per server, without blocking the event loop. */
export class TemplateCache {
  readonly #format: StorageFormat;
  readonly #builds = new Map<string, Promise<DatabaseImage>>();
  #scratch: string | undefined;

  constructor(format: StorageFormat) {
    this.#format = format;
  }

  get(world: WorldSpec): Promise<DatabaseImage> {
    const name = cacheKey(this.#format, world);
    const known = cache.get(name);
    if (known) return Promise.resolve(known);
    const building = this.#builds.get(name) ?? this.#build(world);
    this.#builds.set(name, building);
    // A failed build is tried again the next time.
    building.catch(() => this.#builds.delete(name));
    return building;
  }

  close(): void {
    if (this.#scratch) rmSync(this.#scratch, { recursive: true, force: true });
  }

  #build(world: WorldSpec): Promise<DatabaseImage> {
    const isLarge = world.devices > fileBackedFleet;
    this.#scratch ??= mkdtempSync(join(tmpdir(), 'understudy-'));
    const file = isLarge ? join(this.#scratch, `${world.seed}-${world.devices}.sqlite`) : undefined;
    const building = { file, isIndexed: world.devices > searchIndexThreshold };
    return buildImageAsync(this.#format.collections, this.#format.seeds(world), building);
  }
}

function cacheKey({ contracts }: StorageFormat, { seed, devices }: WorldSpec): string {
  return JSON.stringify([contracts, seed, devices]);
}

function buildInTempDir(build: (file: string) => DatabaseImage): Template {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-'));
  return {
    image: build(join(folder, 'template.sqlite')),
    release: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function loadIfSmall(image: DatabaseImage): DatabaseImage {
  if (!('file' in image) || statSync(image.file).size > maxInMemoryBytes) return image;
  return { bytes: readFileSync(image.file) };
}
