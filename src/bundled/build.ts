import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { keepBuilt } from '../built-template.js';
import { contracts } from '../contracts/index.js';
import { completeSettings } from '../settings.js';
import { seeded } from '../template.js';
import { bundleFile, codeFile, load } from './load.js';

const folder = resolve('dist/bundle');
const totals = '/sentinel/api/v1.0/devices/NORTHSTAR-ISD/totals';

const common: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  // It is read byte by byte as it stands.
  charset: 'ascii',
  legalComments: 'none',
  logLevel: 'warning',
};

/** Writes the program as one file, with all that makes its start short, to the folder that the package publishes. */
async function buildBundle(): Promise<void> {
  const { metafile } = await build({
    ...common,
    entryPoints: ['dist/src/bundled/program.js'],
    outfile: join(folder, bundleFile),
    format: 'cjs',
    // Has a binary of its own.
    external: ['better-sqlite3'],
    metafile: true,
    define: { 'import.meta.url': 'bundleUrl' },
    banner: {
      js: `(function (exports, require, module, __filename, __dirname) {
const bundleUrl = require('node:url').pathToFileURL(__filename).href;`,
    },
    footer: { js: '})' },
  });
  await build({
    ...common,
    entryPoints: ['dist/src/bundled/cli.js', 'dist/src/bundled/index.js'],
    outdir: folder,
    format: 'esm',
  });
  writeFileSync(join(folder, 'LICENSES.txt'), licences(metafile));
  keepTemplate();
  await keepCode();
}

/** Keeps the template of the world that a server has when nothing else is asked for. */
function keepTemplate(): void {
  const world = completeSettings({});
  const image = seeded(contracts, world);
  if (!('bytes' in image)) throw new Error('the usual world is too large for memory');
  keepBuilt(folder, contracts, world, image);
}

/** Keeps what V8 made of the bundle, once it has done what a server does at its start and in its first calls. */
async function keepCode(): Promise<void> {
  const { program, script } = load(folder);
  const understudy = await program.createUnderstudy();
  const authorization = `Bearer ${await understudy.sandbox('default').token()}`;
  for (const path of ['/_sim/health', '/_sim/personas', '/v1/regions', totals]) {
    await fetch(`${understudy.url}${path}`, { headers: { authorization } });
  }
  await understudy.close();
  writeFileSync(join(folder, codeFile), script.createCachedData());
}

/** The licences of the packages that are in the bundle: they go wherever it goes. */
function licences(metafile: Metafile): string {
  const folders = Object.keys(metafile.inputs).flatMap(
    (file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0] ?? [],
  );
  return [...new Set(folders)].sort().map(licence).join('\n');
}

function licence(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  const text = file ? readFileSync(join(folder, file), 'utf8').trim() : `Licence: ${license}`;
  return `${name} ${version}\n\n${text}\n\n${'-'.repeat(80)}\n`;
}

await buildBundle();
