import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allCollections, type Contract } from '../simulator/contract/contract.js';
import type { WorldSpec } from '../store/sandbox/metadata.js';
import {
  type BuildOptions,
  buildImage,
  buildImageAsync,
  type DatabaseImage,
  maxInMemoryBytes,
  type Progress,
  writeImage,
} from '../store/sqlite/image.js';
import type { DataFolder } from '../store/storage/data-folder.js';
import { readPrebuilt } from './prebuilt.js';

export type { Progress };

/** Worlds with more devices are built and kept in files: their images are larger than those kept in memory. */
const fileBackedFleet = 100_000;

/** With more devices than this a search reads an index; with fewer it reads them all, which is as fast. */
const indexedFleet = 10_000;

/** Templates made in this process, so that many servers in it start fast. Only small ones are kept. */
const cache = new Map<string, DatabaseImage>();

/** A template and what to do when it is no longer needed. */
export interface Template {
  readonly image: DatabaseImage;
  readonly release: () => void;
}

/** The first state of every sandbox: the seeds of all contracts, from the data folder when it has them. */
export function loadTemplate(
  contracts: readonly Contract[],
  world: WorldSpec,
  folder: DataFolder | undefined,
  progress: Progress | undefined,
): Template {
  const isLarge = world.devices > fileBackedFleet;
  const build = (file?: string) => {
    const built = readPrebuilt(contracts, world);
    if (built && file) writeImage(built, file);
    return (
      built ??
      buildSeededTemplate(contracts, world, {
        file,
        isIndexed: world.devices > indexedFleet,
        progress: (what, done, of = world.devices) => progress?.(what, done, of),
      })
    );
  };
  const nothing = () => {};
  if (folder) return { image: loadIfSmall(folder.loadOrBuildTemplate(build)), release: nothing };
  if (isLarge) return buildInTempDir(build);
  const name = cacheKey(contracts, world);
  const image = cache.get(name) ?? build();
  cache.set(name, image);
  return { image, release: nothing };
}

/** A template made from the seeds: what the one that was built with this program is a copy of. */
export function buildSeededTemplate(
  contracts: readonly Contract[],
  world: WorldSpec,
  building?: BuildOptions,
): DatabaseImage {
  return buildImage(allCollections(contracts), seeds(contracts, world), building);
}

/** Templates of other worlds, each made once for a server, while it serves. */
export class TemplateCache {
  readonly #contracts: readonly Contract[];
  readonly #made = new Map<string, Promise<DatabaseImage>>();
  #scratch: string | undefined;

  constructor(contracts: readonly Contract[]) {
    this.#contracts = contracts;
  }

  get(world: WorldSpec): Promise<DatabaseImage> {
    const name = cacheKey(this.#contracts, world);
    const known = cache.get(name);
    if (known) return Promise.resolve(known);
    const building = this.#made.get(name) ?? this.#build(world);
    this.#made.set(name, building);
    // What failed is tried again the next time.
    building.catch(() => this.#made.delete(name));
    return building;
  }

  close(): void {
    if (this.#scratch) rmSync(this.#scratch, { recursive: true, force: true });
  }

  #build(world: WorldSpec): Promise<DatabaseImage> {
    const isLarge = world.devices > fileBackedFleet;
    this.#scratch ??= mkdtempSync(join(tmpdir(), 'understudy-'));
    const file = isLarge ? join(this.#scratch, `${world.seed}-${world.devices}.sqlite`) : undefined;
    const all = seeds(this.#contracts, world);
    const building = { file, isIndexed: world.devices > indexedFleet };
    return buildImageAsync(allCollections(this.#contracts), all, building);
  }
}

function cacheKey(contracts: readonly Contract[], { seed, devices }: WorldSpec): string {
  return JSON.stringify([contracts.map((contract) => contract.name), seed, devices]);
}

function* seeds(contracts: readonly Contract[], world: WorldSpec) {
  for (const contract of contracts) yield* contract.seed(world);
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
