import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/*
 * Packs the package, checks its entry points, and runs each consumer of test/consumers in a copy that installs the
 * packed file. Arguments name the consumers to run; `--update` writes their lock files anew.
 */

process.chdir(join(dirname(fileURLToPath(import.meta.url)), '..'));
const args = process.argv.slice(2);
const isUpdate = args.includes('--update');
const selected = args.filter((arg) => arg !== '--update');
const source = resolve('test/consumers');
const folder = mkdtempSync(join(tmpdir(), 'understudy-consumers-'));
const tools = join(folder, 'tools');
/** The file that the consumers depend on. */
const packed = 'api-understudy.tgz';
/** At most this long for the installation or the test of a consumer. */
const timeout = 180_000;
/** The registry of npm, for Yarn, which has its own. */
const registry = read('npm', ['config', 'get', 'registry']).trim().replace(/\/$/, '');
/** How many consumers run at once. */
const concurrency = 2;

const npm = { lock: 'package-lock.json', install: ['npm', 'ci'], update: ['npm', 'install'] };
const pnpmBin = join(tools, 'node_modules/pnpm/bin/pnpm.cjs');
const yarn1Bin = join(tools, 'node_modules/yarn/bin/yarn.js');
const yarn4Bin = join(tools, 'node_modules/@yarnpkg/cli-dist/bin/yarn.js');
const pnpm = manager('pnpm-lock.yaml', [pnpmBin, 'install', '--no-frozen-lockfile']);
const yarn1 = manager('yarn.lock', [yarn1Bin, 'install', '--non-interactive']);
const yarn4 = manager('yarn.lock', [yarn4Bin, 'install']);

/** Packages of consumers without other dependencies. Yarn 4 adds node-gyp and what it needs. */
const minimum = ['api-understudy', 'better-sqlite3', 'node-addon-api'];

/** The tests that several consumers run, in test/consumers/shared. */
const nodeTest = 'node.test.mjs';
const jestTest = 'jest.test.js';

const consumers = [
  { name: 'npm, Node.js 22', folder: 'node-test', manager: npm, node: 22, packages: minimum },
  { name: 'npm, Node.js 24', folder: 'node-test', manager: npm, node: 24, packages: minimum },
  { name: 'pnpm', folder: 'pnpm', manager: pnpm, test: nodeTest },
  { name: 'Yarn 1', folder: 'yarn-1', manager: yarn1, packages: minimum, test: nodeTest },
  { name: 'Yarn 4', folder: 'yarn-4', manager: yarn4, test: nodeTest },
  ...['mocha', 'jest-29', 'jest-30', 'vitest', 'playwright', 'typescript'].map((name) => ({
    name,
    folder: name,
    manager: npm,
    ...(name.startsWith('jest') && { test: jestTest }),
  })),
].filter(({ folder }) => selected.length === 0 || selected.includes(folder));

try {
  process.exitCode = (await main()) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function main() {
  pack();
  cpSync(join(source, 'tools'), tools, { recursive: true });
  const installation = await execute(isUpdate ? npm.update : npm.install, tools, environment());
  if (installation.status !== 0) throw new Error(installation.output);
  if (isUpdate) writeLock(join(tools, npm.lock), join(source, 'tools', npm.lock));

  const results = [];
  const queue = [...consumers.entries()];
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [index, consumer] = next;
      results[index] = await check(consumer, join(folder, String(index)));
      print(consumer.name, results[index]);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  const failed = results.filter(({ problem }) => problem);
  for (const { name, problem } of failed) console.log(`\n== ${name}\n${problem}`);
  console.log(`\n${results.length - failed.length} passed, ${failed.length} failed`);
  return failed.length === 0;
}

/** Packs the built package and checks how its entry points and declarations resolve. */
function pack() {
  run(process.execPath, ['tools/build.mjs', '--declarations']);
  run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder]);
  const [file] = readdirSync(folder);
  cpSync(join(folder, file), join(folder, packed));
  run('node_modules/.bin/attw', ['--format', 'ascii', join(folder, packed)]);
  run('node_modules/.bin/publint', ['run', '--strict', join(folder, packed)]);
}

/** Installs a consumer into a folder and runs its test. */
async function check({ name, folder: consumer, manager, node = 22, packages, test: file }, target) {
  cpSync(join(source, consumer), target, { recursive: true });
  if (file) cpSync(join(source, 'shared', file), join(target, file));
  cpSync(join(folder, packed), join(target, packed));
  const env = environment(node);
  const install = await execute(isUpdate ? manager.update : manager.install, target, env);
  if (install.status !== 0) return { name, install, problem: install.output };
  if (isUpdate) writeLock(join(target, manager.lock), join(source, consumer, manager.lock));
  const installed = listPackages(join(target, 'node_modules'));
  if (packages && installed.join() !== packages.join())
    return { name, install, problem: `installs ${installed.join(', ')}` };
  const test = await execute(['npm', 'test'], target, env);
  return { name, install, test, ...(test.status !== 0 && { problem: test.output }) };
}

/** Writes a lock file without the addresses of a registry and without the checksum of the packed file. */
function writeLock(from, to) {
  const text = readFileSync(from, 'utf8')
    .replace(/^ *"?resolved"?:? "http.*\n/gm, '')
    .replace(/("resolved": "file:api-understudy.tgz",\n) *"integrity": .*\n/, '$1')
    .replace(/(resolved "file:api-understudy.tgz)#\w+/, '$1')
    .replace(/integrity: \S+, (tarball: file:api-understudy.tgz)/, '$1')
    .replace(/(api-understudy.tgz[^"\n]*::)hash=\w+&/, '$1')
    .replace(/(^"api-understudy@(?:.*\n)+?) {2}checksum: .*\n/m, '$1');
  writeFileSync(to, text);
}

function print(name, { install, test, problem }) {
  const seconds = [install, test].map((each) => (each ? `${each.seconds.toFixed(0)} s` : '-'));
  const [installTime, testTime] = seconds.map((each) => each.padStart(6));
  const result = problem ? 'failed' : 'passed';
  console.log(`${name.padEnd(18)} ${result}  install ${installTime}  test ${testTime}`);
}

function listPackages(modules) {
  if (!existsSync(modules)) return [];
  return readdirSync(modules)
    .filter((name) => !name.startsWith('.'))
    .sort();
}

function manager(lock, command) {
  const install = ['node', ...command];
  return { lock, install, update: install };
}

/** The environment of a consumer: without what npm and a test runner add for the processes that they start. */
function environment(node) {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|tap_?|node_options$)/i.test(name),
  );
  const { PATH, ...rest } = Object.fromEntries(inherited);
  const bin = node ? join(tools, `node_modules/node-${node}/bin`) : undefined;
  return {
    ...rest,
    PATH: bin ? `${bin}${delimiter}${PATH}` : PATH,
    CI: 'true',
    NO_COLOR: '1',
    // Yarn 1 would install the package of an earlier run again, because its version is the same.
    YARN_CACHE_FOLDER: join(folder, 'yarn-cache'),
    YARN_REGISTRY: registry,
    YARN_NPM_REGISTRY_SERVER: registry,
    YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
    YARN_ENABLE_TELEMETRY: '0',
  };
}

/** Runs a command to its end; resolves with its status, its output and how long it took. */
function execute([command, ...rest], cwd, env) {
  const start = performance.now();
  const child = spawn(command, rest, { cwd, env, timeout });
  let output = `${[command, ...rest].join(' ')}\n`;
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => {
      output += data;
    });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) =>
      resolve({ status, output, seconds: (performance.now() - start) / 1000 }),
    );
  });
}

function read(command, args) {
  return spawnSync(command, args, { encoding: 'utf8' }).stdout;
}

function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
