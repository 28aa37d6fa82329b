import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Contract, collectionsOf, type WorldSettings } from './simulator/contract.js';
import type { DataFolder } from './store/data-folder.js';
import { buildImage, type Image } from './store/image.js';

/** Worlds with more devices are built and kept in files: their images are over 256 MB. */
const largeFleet = 100_000;
const largeImage = 256 * 1024 * 1024;

/** Templates made in this process, so that many servers in it start fast. Only small ones are kept. */
const made = new Map<string, Image>();

/** Who is told how many documents are in place, of about how many. */
export type Progress = (documents: number, of: number) => void;

/** A template and what to do when it is no longer needed. */
export interface Template {
  readonly image: Image;
  readonly release: () => void;
}

/** The first state of every sandbox: the seeds of all contracts, from the data folder when it has them. */
export function template(
  contracts: readonly Contract[],
  world: WorldSettings,
  folder: DataFolder | undefined,
  progress: Progress | undefined,
): Template {
  const isLarge = world.devices > largeFleet;
  const build = (file?: string) =>
    buildImage(collectionsOf(contracts), seeds(contracts, world), {
      file,
      isLarge,
      progress: (documents) => progress?.(documents, world.devices),
    });
  const nothing = () => {};
  if (folder) return { image: inMemoryIfSmall(folder.keepTemplate(build)), release: nothing };
  if (isLarge) return buildInScratch(build);
  const name = JSON.stringify([
    contracts.map((contract) => contract.name),
    world.seed,
    world.devices,
  ]);
  const image = made.get(name) ?? build();
  made.set(name, image);
  return { image, release: nothing };
}

function* seeds(contracts: readonly Contract[], world: WorldSettings) {
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
  if ('bytes' in image || statSync(image.file).size > largeImage) return image;
  return { bytes: readFileSync(image.file) };
}
