import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { createUnderstudy } from '../../src/index.js';
import { projectFile } from '../support/project-file.js';

/** The examples of the documentation are written to a folder from which this package resolves by its name. */
const folder = projectFile('dist/examples');
const pages = ['README.md', 'docs/testing.md'].map((page) =>
  readFileSync(projectFile(page), 'utf8'),
);
const files = new Map(
  [...pages.join('\n').matchAll(/^```\w+ file=(\S+)\n(.*?)^```$/gms)].map(
    ([, name = '', text = '']) => [name, text],
  ),
);

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const [name, text] of files) writeFileSync(join(folder, name), text);

/** Runs a program to its end and returns its exit code and output. */
function run(
  command: string,
  args: string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; output: string }> {
  // The variables of this test runner must not reach the one that it starts.
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, CI: '1', ...variables };
  const child = spawn(command, args, { cwd: folder, env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
}

const bin = (name: string) => projectFile(`node_modules/.bin/${name}`);

t.test('exec, and the report of shards', async (t) => {
  // Stands for node_modules/.bin of the project that installed the package.
  const bins = t.testdir({ understudy: t.fixture('symlink', projectFile('dist/bundle/cli.js')) });
  chmodSync(projectFile('dist/bundle/cli.js'), 0o755);
  for (const script of ['exec.sh', 'shards.sh']) {
    const { code, output } = await run('sh', [script], { PATH: `${bins}:${process.env.PATH}` });
    t.equal(code, 0, output);
  }
});

t.test('node:test', async (t) => {
  for (const [file, passed] of [
    ['devices-test.mjs', /pass 1/],
    ['devices.node-test.mjs', /pass 3/],
    ['arrange.node-test.mjs', /pass 3/],
    ['kit.node-test.mjs', /pass 2/],
  ] as const) {
    const { code, output } = await run(process.execPath, ['--test', file]);
    t.equal(code, 0, output);
    t.match(output, passed);
  }
});

t.test('tap', async (t) => {
  const { code, output } = await run(process.execPath, ['retry.tap.mjs']);
  t.equal(code, 0, output);
  t.match(output, /^ok 2/m);
});

t.test('Vitest', async (t) => {
  const { code, output } = await run(bin('vitest'), ['run', '--root', '.']);
  t.equal(code, 0, output);
  t.match(output, /6 passed/);
});

t.test('Playwright, one sandbox per worker', async (t) => {
  const { code, output } = await run(bin('playwright'), ['test']);
  t.equal(code, 0, output);
  t.match(output, /3 passed/);
});

t.test('plain cURL in a shell', async (t) => {
  const understudy = await createUnderstudy();
  t.teardown(() => understudy.close());
  const text = files.get('walk.sh') ?? '';
  writeFileSync(join(folder, 'walk.sh'), text.replace('http://127.0.0.1:4010', understudy.url));
  const { code, output } = await run('sh', ['walk.sh']);
  t.equal(code, 0, output);
});
