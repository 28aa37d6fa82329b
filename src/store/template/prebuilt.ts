import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorldSpec } from '../sandbox/metadata-keys.js';
import type { DatabaseImage } from '../sqlite/image.js';
import { storageVersion } from '../sqlite/storage-version.js';
import { schemaFingerprint } from '../storage/data-folder.js';
import type { StorageFormat } from '../storage/format.js';

const imageFile = 'template.sqlite';
const manifestFile = 'template.json';

/**
 * Reads the template that `npm run build` put beside the bundle, if it is of this world, these contracts and these tables.
 * Sources that run without a bundle have none.
 */
export function readPrebuilt(format: StorageFormat, world: WorldSpec): DatabaseImage | undefined {
  const siblingPath = (file: string) => fileURLToPath(new URL(file, import.meta.url));
  try {
    const isWanted = readFileSync(siblingPath(manifestFile), 'utf8') === manifest(format, world);
    return isWanted ? { bytes: readFileSync(siblingPath(imageFile)) } : undefined;
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes a template and its manifest into the folder of the bundle. */
export function writePrebuilt(
  folder: string,
  format: StorageFormat,
  world: WorldSpec,
  { bytes }: { readonly bytes: Buffer },
): void {
  writeFileSync(join(folder, imageFile), bytes);
  writeFileSync(join(folder, manifestFile), manifest(format, world));
}

function manifest({ contracts, collections }: StorageFormat, { seed, devices }: WorldSpec): string {
  const tables = schemaFingerprint(collections);
  return `${JSON.stringify({ contracts, seed, devices, storageVersion, tables })}\n`;
}
