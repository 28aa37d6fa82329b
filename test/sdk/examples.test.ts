import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { parse } from 'yaml';
import { createUnderstudy } from '../../src/index.js';
import { skipReason, startBrowser } from '../support/browser.js';
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
for (const [name, text] of files) {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

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

/** Starts a script as a project that has installed the package does. */
function startScript(script: string) {
  const env = { PATH: `${bins}:${process.env.PATH}`, HOME: process.env.HOME, CI: '1' };
  // A group of its own, so that a signal reaches the server too.
  const child = spawn('sh', [script], { cwd: folder, env, detached: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, ended, output: () => output };
}

/** Waits for what the output of a process has after a while. */
async function waitFor(read: () => string | undefined, child: ChildProcess): Promise<string> {
  while (read() === undefined && child.exitCode === null) await delay(50);
  const found = read();
  if (found === undefined) throw new Error('the process has ended');
  return found;
}

async function runScript(script: string) {
  const { ended, output } = startScript(script);
  return { code: await ended, output: output() };
}

// Stands for node_modules/.bin of the project that installed the package, and for npx, which would look for it there.
const bins = t.testdir({
  understudy: t.fixture('symlink', projectFile('dist/bundle/cli.js')),
  npx: '#!/bin/sh\nshift\nexec understudy "$@"\n',
});
chmodSync(projectFile('dist/bundle/cli.js'), 0o755);
chmodSync(join(bins, 'npx'), 0o755);

const bin = (name: string) => projectFile(`node_modules/.bin/${name}`);

t.test('every example on the page about tests has the name of a file, and is run', async (t) => {
  const [, page = ''] = pages;
  const unnamed = [...page.matchAll(/^```\w+\n(.*?)^```$/gms)].map(([, text]) => text);
  t.strictSame(
    unnamed,
    ['npm install --save-dev /path/to/understudy/api-understudy-0.1.0.tgz vitest\n'],
    'run in test/consumers',
  );
});

t.test('exec, the report of shards, and thresholds', async (t) => {
  for (const script of ['exec.sh', 'shards.sh']) {
    const { code, output } = await runScript(script);
    t.equal(code, 0, output);
  }
  const { code, output } = await runScript('report.sh');
  t.equal(code, 1, 'it asks for more than exec.sh has used');
  t.match(output, /Failed: \d thresholds? of 3 missed/);
});

t.test('the sandbox in a file is opened', async (t) => {
  const understudy = await createUnderstudy({ clock: 'frozen' });
  t.teardown(() => understudy.close());
  const sandbox = understudy.sandbox('renames a user');
  const authorization = `Bearer ${await sandbox.token({ contract: 'esper' })}`;
  await fetch(`${sandbox.url}/api/user/4002/`, { headers: { authorization } });
  const line = files.get('open.sh') ?? '';
  const [, file = ''] = /open (\S+\.sqlite)/.exec(line) ?? [];
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), await sandbox.export());
  writeFileSync(join(folder, 'open.sh'), line.replace(/--port \d+/, '--port 0'));
  const { child, output } = startScript('open.sh');
  t.teardown(() => process.kill(-Number(child.pid)));
  const url = await waitFor(() => /"url":"([^"]+)"/.exec(output())?.[1], child);
  const { entries } = (await (await fetch(`${url}/_sim/journal`)).json()) as { entries: unknown };
  t.match(entries, [{ operationId: 'getUser' }], 'it shows the calls of the test');
});

t.test('a story of your own', async (t) => {
  const understudy = await createUnderstudy({ clock: 'frozen', stories: join(folder, 'stories') });
  t.teardown(() => understudy.close());
  const sandbox = understudy.sandbox('story');
  await sandbox.stories.run('lost-hotspots');
  const missing = { corpId: 'NORTHSTAR-HIGH', status: 'lost_stolen' };
  t.ok((await sandbox.data('kajeet', 'devices').find(missing)).length >= 10);
});

t.test('a page in Playwright has the time of its sandbox', { skip: skipReason }, async (t) => {
  const understudy = await createUnderstudy({ clock: 'frozen' });
  t.teardown(() => understudy.close());
  const page = await (await startBrowser(t)).newPage();
  const source = `return (async () => { ${files.get('time.playwright-page.mjs')} })()`;
  await new Function('page', 'sandbox', source)(page, understudy.sandbox('time'));
  t.equal(await page.evaluate('Date.now()'), Date.parse('2026-03-10T16:00:00Z'));
});

t.test('a step in a workflow has inputs that the action knows', async (t) => {
  const [step] = parse(files.get('step.yaml') ?? '');
  const { inputs } = parse(readFileSync(projectFile('action/action.yml'), 'utf8'));
  t.match(step.uses, /\/action@/);
  for (const name of Object.keys(step.with)) t.ok(name in inputs, name);
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
  t.match(output, /7 passed/);
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
