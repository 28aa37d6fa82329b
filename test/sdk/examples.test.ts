import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { createUnderstudy } from '../../src/index.js';

/** The examples of docs/testing.md, as files in a folder from which this package is found by its name. */
const project = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(project, 'dist', 'examples');
const page = readFileSync(join(project, 'docs', 'testing.md'), 'utf8');
const files = new Map(
  [...page.matchAll(/^```\w+ file=(\S+)\n(.*?)^```$/gms)].map(([, name = '', text = '']) => [
    name,
    text,
  ]),
);

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const [name, text] of files) writeFileSync(join(folder, name), text);

/** Runs a program to its end: its exit code and all that it said. */
function run(command: string, args: string[]): Promise<{ code: number | null; said: string }> {
  // What this process is told by its own test runner is no business of the one that it starts.
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, CI: '1' };
  const child = spawn(command, args, { cwd: folder, env });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, said })));
}

const bin = (name: string) => join(project, 'node_modules', '.bin', name);

t.test('node:test', async (t) => {
  const { code, said } = await run(process.execPath, ['--test', 'devices.node-test.mjs']);
  t.equal(code, 0, said);
  t.match(said, /pass 3/);
});

t.test('tap', async (t) => {
  const { code, said } = await run(process.execPath, ['retry.tap.mjs']);
  t.equal(code, 0, said);
  t.match(said, /^ok 2/m);
});

t.test('Vitest', async (t) => {
  const { code, said } = await run(bin('vitest'), ['run', '--root', '.']);
  t.equal(code, 0, said);
  t.match(said, /2 passed/);
});

t.test('Playwright, one sandbox per worker', async (t) => {
  const { code, said } = await run(bin('playwright'), ['test']);
  t.equal(code, 0, said);
  t.match(said, /3 passed/);
});

t.test('plain cURL in a shell', async (t) => {
  const understudy = await createUnderstudy();
  t.teardown(() => understudy.close());
  const text = files.get('walk.sh') ?? '';
  writeFileSync(join(folder, 'walk.sh'), text.replace('http://127.0.0.1:4010', understudy.url));
  const { code, said } = await run('sh', ['walk.sh']);
  t.equal(code, 0, said);
});
