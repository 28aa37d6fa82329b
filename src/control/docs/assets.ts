import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { BoundedCache } from '../../lib/bounded-cache.js';
import { packageFile } from '../../lib/package-files.js';

/** A file that the pages load. */
interface Asset {
  readonly type: string;
  readonly caching: string;
  readonly content: Buffer;
}

/** The media types of the files of Swagger UI, from the package @fastify/swagger-ui. */
const swaggerFiles: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

/** The modules of the page's own script. The build copies them beside the bundle. */
const modules = [
  'accessibility.js',
  'document.js',
  'page.js',
  'sign-in.js',
  'swagger-plugin.js',
] as const;

/** The assets, which all responses share. */
const assets = new BoundedCache<Asset>(Object.keys(swaggerFiles).length + modules.length);

/** Reads a file that the pages load; undefined if there is none of this name. */
export async function readAsset(file: string): Promise<Asset | undefined> {
  return assets.get(file) ?? (await loadAsset(file));
}

async function loadAsset(file: string): Promise<Asset | undefined> {
  if (modules.some((module) => module === file))
    return assets.store(file, {
      type: 'text/javascript; charset=utf-8',
      // The modules change with the pages, so a stored one must not outlive an update of the server.
      caching: 'no-cache',
      content: await readFile(fileURLToPath(new URL(`./browser/${file}`, import.meta.url))),
    });
  const type = Object.hasOwn(swaggerFiles, file) ? swaggerFiles[file] : undefined;
  if (!type) return undefined;
  return assets.store(file, {
    type,
    caching: 'max-age=86400',
    content: await readFile(packageFile(`@fastify/swagger-ui/static/${file}`)),
  });
}
