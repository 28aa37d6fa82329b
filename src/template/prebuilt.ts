import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { allCollections, type Contract } from '../simulator/contract/contract.js';
import type { WorldSpec } from '../store/sandbox/metadata.js';
import type { DatabaseImage } from '../store/sqlite/image.js';
import { schemaFingerprint } from '../store/storage/data-folder.js';

const imageFile = 'template.sqlite';
const manifestFile = 'template.json';

/**
 * The template that was made when this program was built, if it is what is wanted: of these contracts, this world and
 * these tables. It lies beside the bundle, written with it from the same seeds; sources that are run as they are have
 * none beside them.
 */
export function readPrebuilt(
  contracts: readonly Contract[],
  world: WorldSpec,
): DatabaseImage | undefined {
  const siblingPath = (file: string) => fileURLToPath(new URL(file, import.meta.url));
  try {
    const isWanted = readFileSync(siblingPath(manifestFile), 'utf8') === manifest(contracts, world);
    return isWanted ? { bytes: readFileSync(siblingPath(imageFile)) } : undefined;
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Puts a template beside the bundle in a folder, with what it was made of. */
export function writePrebuilt(
  folder: string,
  contracts: readonly Contract[],
  world: WorldSpec,
  { bytes }: { readonly bytes: Buffer },
): void {
  writeFileSync(join(folder, imageFile), bytes);
  writeFileSync(join(folder, manifestFile), manifest(contracts, world));
}

function manifest(contracts: readonly Contract[], { seed, devices }: WorldSpec): string {
  const names = contracts.map(({ name }) => name);
  const tables = schemaFingerprint(allCollections(contracts));
  return `${JSON.stringify({ contracts: names, seed, devices, tables })}\n`;
}
