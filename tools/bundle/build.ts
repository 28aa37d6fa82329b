import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { resolveConfig } from '../../src/config/load.js';
import { contracts } from '../../src/contracts/index.js';
import { migrations } from '../../src/migrations/index.js';
import { storageFormat } from '../../src/simulator/contract/storage-format.js';
import { buildSeededTemplate } from '../../src/store/template/cache.js';
import { writePrebuilt } from '../../src/store/template/prebuilt.js';
import { bundleFile, codeCacheFile, loadBundle } from './load.js';
import { copiedPackages, copyPackageFiles } from './package-copies.js';

const folder = resolve('dist/bundle');
const packages = join(folder, 'packages');
/** What runs in the browser: the console and the files of the documentation pages. Each has a record of what it was built from. */
const browserFolders = ['console', 'docs'];
const browserMetafile = 'meta.json';

/**
 * Declares the timers and abort controllers of Node.js for the bundle, as they are when it is loaded. Test runners replace the
 * global ones later: with timers that do not fire by themselves, and with the abort controllers of a simulated browser.
 */
const ownGlobals = `const { clearImmediate, clearInterval, clearTimeout, setImmediate, setInterval, setTimeout } = require('node:timers');
const { constructor: AbortController, signal: { constructor: AbortSignal } } = require('node:util').transferableAbortController();`;

/** The test runners that the package has an entry point for, each in `src/testing/runners`. */
const runners = ['vitest', 'playwright', 'jest', 'node-test'];

const common: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  // The loader reads the bundle as latin1.
  charset: 'ascii',
  legalComments: 'none',
  logLevel: 'warning',
};

/** Writes the bundle and what belongs to it to the folder that the package publishes. */
async function buildBundle(): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  const bundle = await build({
    ...common,
    entryPoints: ['dist/tools/bundle/program.js'],
    outfile: join(folder, bundleFile),
    format: 'cjs',
    // The source stays in memory. Names are unchanged and lines short, so that a stack trace is readable without the source map.
    minifyWhitespace: true,
    lineLimit: 160,
    // Has a native binary; the module loads it.
    alias: { 'better-sqlite3': resolve('dist/tools/bundle/sqlite.js') },
    metafile: true,
    define: { 'import.meta.url': 'bundleUrl' },
    banner: {
      js: `(function (exports, require, module, __filename, __dirname) {
${ownGlobals}
const bundleUrl = require('node:url').pathToFileURL(__filename).href;`,
    },
    footer: { js: '})' },
  });
  const lazy = await Promise.all(lazyPackages.map(buildLazyPackage));
  copyPackageFiles(packages);
  const entries = ['dist/tools/bundle/cli.js', 'dist/tools/bundle/index.js'];
  await build({ ...common, entryPoints: entries, outdir: folder, format: 'esm' });
  await build({
    ...common,
    entryPoints: ['dist/tools/bundle/index.js'],
    outfile: join(folder, 'index.cjs'),
    format: 'cjs',
    define: { 'import.meta.dirname': '__dirname' },
  });
  await buildTestKit();
  for (const name of browserFolders)
    cpSync(join('dist', name), join(folder, name), {
      recursive: true,
      filter: (file) => basename(file) !== browserMetafile,
    });
  const browser = browserFolders.map(
    (name): Metafile => JSON.parse(readFileSync(join('dist', name, browserMetafile), 'utf8')),
  );
  writeFileSync(join(folder, 'LICENSES.txt'), licences([bundle.metafile, ...browser, ...lazy]));
  writeTemplate();
  await writeCodeCache();
}

/** Writes the entry points of the test runners in both formats. They load the bundle, and the runner that is installed. */
async function buildTestKit(): Promise<void> {
  for (const [format, extension] of [
    ['esm', '.js'],
    ['cjs', '.cjs'],
  ] as const)
    await build({
      ...common,
      entryPoints: runners.map((name) => `dist/src/testing/runners/${name}.js`),
      outdir: folder,
      format,
      outExtension: { '.js': extension },
      external: ['vitest', '@playwright/test', '@jest/globals'],
      plugins: [externalIndex(`./index${extension}`)],
    });
}

/** Resolves the exports of the package to its entry point, so that they are loaded once. */
function externalIndex(path: string): Plugin {
  return {
    name: 'external-index',
    setup({ onResolve }) {
      onResolve({ filter: /^\.\.\/index\.js$/ }, () => ({ path, external: true }));
    },
  };
}

/** Packages that are loaded on first use, each as one script beside the bundle. */
const lazyPackages = ['temporal-polyfill', 'qr', 'fast-png', '@fastify/busboy', 'yauzl'];

async function buildLazyPackage(name: string): Promise<Metafile> {
  const { metafile } = await build({
    ...common,
    entryPoints: [name],
    outfile: join(packages, name, 'index.cjs'),
    format: 'cjs',
    sourcemap: false,
    metafile: true,
  });
  writeFileSync(join(packages, name, 'package.json'), '{ "main": "index.cjs" }\n');
  return metafile;
}

/** Writes the template of the default world, so that a start does not have to build it. */
function writeTemplate(): void {
  const world = resolveConfig({}, contracts);
  const format = storageFormat(contracts, migrations);
  const image = buildSeededTemplate(format, world);
  if (!('bytes' in image)) throw new Error('the default world is too large for memory');
  writePrebuilt(folder, format, world, image);
}

/** Writes V8's code cache of the bundle after a start and the example call of each contract, so that these are compiled. */
async function writeCodeCache(): Promise<void> {
  const { program, script } = loadBundle(folder);
  const understudy = await program.createUnderstudy();
  for (const path of ['/_sim/health', '/_sim/personas']) await fetch(`${understudy.url}${path}`);
  for (const { name, mount, example } of contracts) {
    const token = await understudy.sandbox('default').token({ contract: name });
    const url = `${understudy.url}${mount}${example}`;
    const { status } = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    if (status !== 200) throw new Error(`the example of ${name}, GET ${url}, gets ${status}`);
  }
  await understudy.close();
  writeFileSync(join(folder, codeCacheFile), script.createCachedData());
}

/** The licences of the packages in the bundle and beside it, which must be distributed with them. */
function licences(metafiles: readonly Metafile[]): string {
  const folders = metafiles
    .flatMap(({ inputs }) => Object.keys(inputs))
    .flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0] ?? []);
  const unique = new Set([...folders, ...copiedPackages].map((each) => resolve(each)));
  return [...[...unique].sort().map(licence), swaggerLicence].join('\n');
}

/** The package of the files of Swagger UI does not contain their licence. */
const swaggerLicence = 'swagger-ui\n\nLicence: Apache-2.0, whose text is in the file LICENSE\n';

function licence(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  const text = file ? readFileSync(join(folder, file), 'utf8').trim() : `Licence: ${license}`;
  return `${name} ${version}\n\n${text}\n\n${'-'.repeat(80)}\n`;
}

await buildBundle();
