import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BoundedCache } from '../../lib/bounded-cache.js';

/** A file of the console. */
interface Asset {
  readonly type: string;
  readonly content: Buffer;
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The files that have been read, which all responses share. */
const assets = new BoundedCache<Asset>(100);

/** Reads a file of the console on first use; undefined if there is none of this name. */
export async function readConsoleFile(name: string): Promise<Asset | undefined> {
  const stored = assets.get(name);
  if (stored) return stored;
  const type = mediaTypes[extname(name)];
  if (!type || !/^(?:assets\/)?[\w-]+\.[a-z]+$/.test(name)) return undefined;
  try {
    return assets.store(name, { type, content: await readFile(join(consoleFolder(), name)) });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The folder that the build writes: beside the bundle, or in the folder of the compiled scripts. */
function consoleFolder(): string {
  const bundled = fileURLToPath(new URL('console', import.meta.url));
  return existsSync(bundled)
    ? bundled
    : fileURLToPath(new URL('../../../console', import.meta.url));
}
