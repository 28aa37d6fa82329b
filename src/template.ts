import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtImage } from './built-template.js';
import { type Contract, collectionsOf } from './simulator/contract.js';
import type { DataFolder } from './store/data-folder.js';
import type { World } from './store/facts.js';
import {
  type Building,
  buildImage,
  buildImageGently,
  type Image,
  largestInMemory,
  type Progress,
  writeCopy,
} from './store/image.js';

export type { Progress };

/** Worlds with more devices are built and kept in files: their images are larger than those kept in memory. */
const largeFleet = 100_000;

/** With more devices than this a search reads an index; with fewer it reads them all, which is as fast. */
const searchedFleet = 10_000;

/** Templates made in this process, so that many servers in it start fast. Only small ones are kept. */
const made = new Map<string, Image>();

/** A template and what to do when it is no longer needed. */
export interface Template {
  readonly image: Image;
  readonly release: () => void;
}

/** The first state of every sandbox: the seeds of all contracts, from the data folder when it has them. */
export function template(
  contracts: readonly Contract[],
  world: World,
  folder: DataFolder | undefined,
  progress: Progress | undefined,
): Template {
  const isLarge = world.devices > largeFleet;
  const build = (file?: string) => {
    const built = builtImage(contracts, world);
    if (built && file) writeCopy(built, file);
    return (
      built ??
      seeded(contracts, world, {
        file,
        isLarge: world.devices > searchedFleet,
        progress: (what, done, of = world.devices) => progress?.(what, done, of),
      })
    );
  };
  const nothing = () => {};
  if (folder) return { image: inMemoryIfSmall(folder.keepTemplate(build)), release: nothing };
  if (isLarge) return buildInScratch(build);
  const name = nameOf(contracts, world);
  const image = made.get(name) ?? build();
  made.set(name, image);
  return { image, release: nothing };
}

/** A template made from the seeds: what the one that was built with this program is a copy of. */
export function seeded(contracts: readonly Contract[], world: World, building?: Building): Image {
  return buildImage(collectionsOf(contracts), seeds(contracts, world), building);
}

/** Templates of other worlds, each made once for a server, while it serves. */
export class OtherTemplates {
  readonly #contracts: readonly Contract[];
  readonly #made = new Map<string, Promise<Image>>();
  #scratch: string | undefined;

  constructor(contracts: readonly Contract[]) {
    this.#contracts = contracts;
  }

  of(world: World): Promise<Image> {
    const name = nameOf(this.#contracts, world);
    const known = made.get(name);
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

  #build(world: World): Promise<Image> {
    const isLarge = world.devices > largeFleet;
    this.#scratch ??= mkdtempSync(join(tmpdir(), 'understudy-'));
    const file = isLarge ? join(this.#scratch, `${world.seed}-${world.devices}.sqlite`) : undefined;
    const all = seeds(this.#contracts, world);
    const building = { file, isLarge: world.devices > searchedFleet };
    return buildImageGently(collectionsOf(this.#contracts), all, building);
  }
}

function nameOf(contracts: readonly Contract[], { seed, devices }: World): string {
  return JSON.stringify([contracts.map((contract) => contract.name), seed, devices]);
}

function* seeds(contracts: readonly Contract[], world: World) {
  for (const contract of contracts) yield* contract.seed(world);
}

function buildInScratch(build: (file: string) => Image): Template {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-'));
  return {
    image: build(join(folder, 'template.sqlite')),
    release: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function inMemoryIfSmall(image: Image): Image {
  if (!('file' in image) || statSync(image.file).size > largestInMemory) return image;
  return { bytes: readFileSync(image.file) };
}
