import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/*
 * Builds dist/ and skips every step whose inputs are those of its last success.
 *
 *   node tools/build.mjs                  what a start needs: the scripts, the console and the bundle
 *   node tools/build.mjs --types          checks types as well
 *   node tools/build.mjs --declarations   writes the published declarations as well
 *   node tools/build.mjs --full           deletes dist/ first and does all of this
 */

const sourceFolders = ['src', 'tools', 'schemas', 'seeds', 'test', 'bench'];
/** Folders of which the bundle contains nothing. */
const unbundledFolders = ['test', 'bench'];
/** The lock file, and what npm really installed. */
const installed = ['package.json', 'package-lock.json', 'node_modules/.package-lock.json'];
const recordFolder = 'dist/.build';
/** The sources of the console, which only its own step builds. */
const consoleFolder = 'src/console';
const consoleBuild = 'tools/console.mjs';
const browserOutputs = ['dist/console', 'dist/docs'];

/** Compiles all scripts with esbuild. An output without a source is deleted, so that no test of a deleted file runs. */
export async function compile() {
  const sources = listFiles(sourceFolders, isSource);
  const isComplete = () => removeStaleOutputs(sources) && sources.every(hasOutput);
  await runStep('scripts', hashFiles([...sources, ...installed]), isComplete, async () => {
    const { build } = await import('esbuild');
    await build({
      entryPoints: sources,
      outbase: '.',
      outdir: 'dist',
      format: 'esm',
      sourcemap: true,
      logLevel: 'warning',
    });
  });
}

/** Builds what runs in the browser: the console into dist/console, and the files of the documentation pages into dist/docs. */
export async function buildConsole() {
  const sources = listFiles([consoleFolder], () => true);
  const inputs = hashFiles([...sources, consoleBuild, ...installed]);
  const isComplete = () => existsSync('dist/console/index.html') && existsSync('dist/docs/page.js');
  await runStep('console', inputs, isComplete, async () => {
    const { writeConsole, writeDocs } = await import('./console.mjs');
    await writeConsole(consoleFolder, 'dist/console');
    await writeDocs(consoleFolder, 'dist/docs');
  });
}

async function bundle() {
  const sources = listFiles(
    [...sourceFolders.filter((folder) => !unbundledFolders.includes(folder)), ...browserOutputs],
    (file) => isSource(file) || file.startsWith('dist/'),
  );
  const inputs = `${hashFiles([...sources, ...installed])} ${process.version} ${process.platform} ${process.arch}`;
  const isComplete = () => existsSync('dist/bundle/understudy.cjs');
  await runStep('bundle', inputs, isComplete, () => run('node', ['dist/tools/bundle/build.js']));
}

/** Writes the published declarations into the folder of the bundle. */
async function declare() {
  const inputs = hashFiles([...listFiles(sourceFolders, isTyped), ...installed]);
  const isComplete = () => existsSync('dist/bundle/index.d.cts');
  await runStep('declarations', inputs, isComplete, () => run('node', ['tools/declarations.mjs']));
}

async function checkTypes() {
  const projects = ['tsconfig.json', ...listFiles(sourceFolders, isProject)];
  const inputs = hashFiles([...listFiles(sourceFolders, isTyped), ...projects, ...installed]);
  await runStep(
    'types',
    inputs,
    () => true,
    () => {
      for (const [index, project] of projects.entries()) {
        const record = join(recordFolder, `types-${index}.tsbuildinfo`);
        const incremental = ['--incremental', '--tsBuildInfoFile', record];
        run('node', ['node_modules/typescript/bin/tsc', '-p', project, '--noEmit', ...incremental]);
      }
    },
  );
}

/** Runs a step unless its last success had the same inputs and its outputs are complete. */
async function runStep(name, inputs, isComplete, action) {
  const record = join(recordFolder, name);
  const isUnchanged = existsSync(record) && readFileSync(record, 'utf8') === inputs;
  if (isComplete() && isUnchanged) return;
  rmSync(record, { force: true });
  const start = performance.now();
  await action();
  mkdirSync(recordFolder, { recursive: true });
  writeFileSync(record, inputs);
  process.stderr.write(`built ${name} in ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
}

/** Deletes compiled files whose source is gone. Always true, so that it can be part of a condition. */
function removeStaleOutputs(sources) {
  const expected = new Set(
    sources.flatMap((source) => [outputOf(source), `${outputOf(source)}.map`]),
  );
  const folders = sourceFolders.map((folder) => join('dist', folder));
  for (const file of listFiles(folders, () => true)) if (!expected.has(file)) rmSync(file);
  return true;
}

function hasOutput(source) {
  return existsSync(outputOf(source));
}

function outputOf(source) {
  return join('dist', source.replace(/\.ts$/, '.js'));
}

function isSource(file) {
  return (
    file.endsWith('.ts') &&
    !file.endsWith('.d.ts') &&
    !file.startsWith('test/consumers/') &&
    !file.startsWith(`${consoleFolder}/`)
  );
}

/** Whether a file has types: a source, or a declaration of a package that is not installed. */
function isTyped(file) {
  return /\.tsx?$/.test(file) && !file.startsWith('test/consumers/');
}

function isProject(file) {
  return file.endsWith('/tsconfig.json') && !file.startsWith('test/consumers/');
}

function listFiles(folders, matches) {
  return folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name)),
    )
    .filter(matches)
    .sort();
}

function hashFiles(files) {
  const hash = createHash('sha256');
  for (const file of files)
    if (existsSync(file)) hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.chdir(join(dirname(process.argv[1]), '..'));
  const flag = { type: 'boolean' };
  const { full, types, declarations } = parseArgs({
    options: { full: flag, types: flag, declarations: flag },
  }).values;
  if (full) rmSync('dist', { recursive: true, force: true });
  await compile();
  await buildConsole();
  if (full || types) await checkTypes();
  await bundle();
  if (full || declarations) await declare();
}
