import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BoundedCache } from '../../lib/bounded-cache.js';
import { packageFile } from '../../lib/package-files.js';

/** A file that the pages load. */
interface Asset {
  readonly type: string;
  readonly caching: string;
  readonly content: Buffer;
}

const script = 'text/javascript; charset=utf-8';

/** The files that the build writes from `src/console/docs`. They change with the pages, so an old one must not outlive an update. */
const ownFiles: Readonly<Record<string, string>> = {
  'appearance.js': script,
  'downloads.js': script,
  'page.js': script,
  'page.css': 'text/css; charset=utf-8',
};

/** The script of Swagger UI, from the package @fastify/swagger-ui. Its style is a part of `page.css`. */
const swaggerScript = 'swagger-ui-bundle.js';

/** The assets, which all responses share. */
const assets = new BoundedCache<Asset>(Object.keys(ownFiles).length + 1);

/** Reads a file that the pages load; undefined if there is none of this name. */
export async function readAsset(file: string): Promise<Asset | undefined> {
  return assets.get(file) ?? (await loadAsset(file));
}

async function loadAsset(file: string): Promise<Asset | undefined> {
  if (file === swaggerScript)
    return assets.store(file, {
      type: script,
      caching: 'max-age=86400',
      content: await readFile(packageFile(`@fastify/swagger-ui/static/${file}`)),
    });
  const type = Object.hasOwn(ownFiles, file) ? ownFiles[file] : undefined;
  if (!type) return undefined;
  const content = await readFile(join(builtFolder(), file));
  return assets.store(file, { type, caching: 'no-cache', content });
}

/** The folder that the build writes: beside the bundle, or in the folder of the compiled scripts. */
function builtFolder(): string {
  const bundled = fileURLToPath(new URL('docs', import.meta.url));
  return existsSync(join(bundled, 'page.js'))
    ? bundled
    : fileURLToPath(new URL('../../../docs', import.meta.url));
}
