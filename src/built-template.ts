import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Contract, collectionsOf } from './simulator/contract.js';
import { fingerprint } from './store/data-folder.js';
import type { World } from './store/facts.js';
import type { Image } from './store/image.js';

const imageFile = 'template.sqlite';
const madeOfFile = 'template.json';

/**
 * The template that was made when this program was built, if it is what is wanted: of these contracts, this world and
 * these tables. It lies beside the bundle, written with it from the same seeds; sources that are run as they are have
 * none beside them.
 */
export function builtImage(contracts: readonly Contract[], world: World): Image | undefined {
  const beside = (file: string) => fileURLToPath(new URL(file, import.meta.url));
  try {
    const isWanted = readFileSync(beside(madeOfFile), 'utf8') === madeOf(contracts, world);
    return isWanted ? { bytes: readFileSync(beside(imageFile)) } : undefined;
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Puts a template beside the bundle in a folder, with what it was made of. */
export function keepBuilt(
  folder: string,
  contracts: readonly Contract[],
  world: World,
  { bytes }: { readonly bytes: Buffer },
): void {
  writeFileSync(join(folder, imageFile), bytes);
  writeFileSync(join(folder, madeOfFile), madeOf(contracts, world));
}

function madeOf(contracts: readonly Contract[], { seed, devices }: World): string {
  const names = contracts.map(({ name }) => name);
  const tables = fingerprint(collectionsOf(contracts));
  return `${JSON.stringify({ contracts: names, seed, devices, tables })}\n`;
}
