import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { createUnderstudy } from '../../src/index.js';
import { projectFile } from '../support/project-file.js';

/** The projects are below the one of this package, which they find by its name. */
const folder = projectFile('dist/test-kit');
rmSync(folder, { recursive: true, force: true });

const running = await createUnderstudy({ clock: 'frozen' });
t.teardown(() => running.close());
/** In this process, as `understudy exec` does it, and in the process of the tests. */
const servers = { 'a running server': { UNDERSTUDY_URL: running.url }, 'its own server': {} };

/** What each runner tests: a write that is seen by the matchers, and one test that fails on purpose. */
const shared = `
  const call = async (sandbox, method, path, body) => {
    const authorization = 'Bearer ' + (await sandbox.token({ contract: 'esper' }));
    const headers = { authorization, 'content-type': 'application/json' };
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    return (await fetch(sandbox.url + '/api' + path, init)).status;
  };
  const rename = async (sandbox) => {
    await call(sandbox, 'GET', '/user/4002/');
    await call(sandbox, 'PATCH', '/user/4002/', { last_name: 'New' });
  };
  const changes = [
    ['toHaveCalled', 'getUser', { times: 1 }],
    ['toHaveCalledInOrder', ['getUser', 'PATCH /api/user/*']],
    ['toHaveNoRefusals'],
    ['toHaveChanged', 'esper/users', '4002', { last_name: 'New' }],
  ];
`;

const withExpect = `${shared}
  test('renames a user', async ({ sandbox }) => {
    await rename(sandbox);
    for (const [name, ...args] of changes) await expect(sandbox)[name](...args);
    await expect(sandbox).not.toHaveCalled('DELETE /api/user/*');
    await expect(sandbox).toHaveChanged('esper/users', '4002', { last_name: expect.stringMatching(/^N/) });
  });
  test('has data of its own', async ({ sandbox }) => {
    await expect(sandbox).not.toHaveChanged('esper/users', '4002');
  });
  test('fails on purpose', async ({ sandbox }) => {
    await rename(sandbox);
    await expect(sandbox).toHaveCalled('DELETE /api/user/*');
  });
`;

const files = {
  'vitest.test.mjs': `
    import { expect } from 'vitest';
    import { createTest, test } from 'api-understudy/vitest';
    ${withExpect}
    createTest({ applyClock: true, sandbox: { clock: '2026-06-01T00:00:00Z' } })('has the time of its sandbox', async ({ sandbox }) => {
      expect(new Date().toISOString()).toBe('2026-06-01T00:00:00.000Z');
      await expect(sandbox).toHaveNoRefusals();
    });
    test('has the time of the machine', () => expect(Date.now()).not.toBe(Date.UTC(2026, 5, 1)));
    test.fails('is expected to fail', async ({ sandbox }) => {
      await expect(sandbox).toHaveCalled('getUser');
    });`,
  'node.mjs': `
    import assert from 'node:assert/strict';
    import { describe } from 'node:test';
    import { assertCalled, assertCalledInOrder, assertChanged, assertNoRefusals, createTest, test } from 'api-understudy/node-test';
    ${shared}
    describe('users', () => {
      test('renames a user', async ({ sandbox }) => {
        await rename(sandbox);
        await assertCalled(sandbox, 'getUser', { times: 1 });
        await assertCalledInOrder(sandbox, ['getUser', 'PATCH /api/user/*']);
        await assertNoRefusals(sandbox);
        await assertChanged(sandbox, 'esper/users', '4002', { last_name: 'New' });
        await assert.rejects(assertCalled(sandbox, 'DELETE /api/user/*'), { code: 'ERR_ASSERTION' });
      });
      test('has an option', { timeout: 20_000 }, async ({ sandbox, t }) => {
        assert.equal(t.name, 'has an option');
        await assert.rejects(assertChanged(sandbox, 'esper/users', '4002'));
      });
      test('fails on purpose', async ({ sandbox }) => {
        await rename(sandbox);
        await assertCalled(sandbox, 'DELETE /api/user/*');
      });
    });
    createTest({ applyClock: true, sandbox: { clock: '2026-06-01T00:00:00Z' } })('has the time of its sandbox', () => {
      assert.equal(new Date().toISOString(), '2026-06-01T00:00:00.000Z');
    });
    test('has the time of the machine', () => assert.notEqual(Date.now(), Date.UTC(2026, 5, 1)));`,
  'playwright.spec.mjs': `
    import { expect, test } from 'api-understudy/playwright';
    ${withExpect}`,
  'playwright.config.mjs': `
    export default {
      testMatch: '*.spec.mjs',
      fullyParallel: true,
      outputDir: 'test-results',
      workers: 2,
      reporter: [['json', { outputFile: 'report.json' }]],
    };`,
  'require.cjs': `
    const { test } = require('api-understudy/node-test');
    test('has a sandbox', ({ sandbox }) => sandbox.token());`,
};

/** Writes the files of a project, and returns its folder. */
function project(name: string, ...names: (keyof typeof files)[]): string {
  const path = join(folder, name.replaceAll(' ', '-'));
  mkdirSync(path, { recursive: true });
  for (const file of names) writeFileSync(join(path, file), files[file]);
  return path;
}

function run(cwd: string, command: string[], variables: Readonly<Record<string, string>>) {
  // The variables of this test runner must not reach the one that it starts.
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, CI: '1', NO_COLOR: '1' };
  const child = spawn(command[0] ?? '', command.slice(1), { cwd, env: { ...env, ...variables } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  return new Promise<{ code: number | null; output: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, output })),
  );
}

const bin = (name: string) => projectFile(`node_modules/.bin/${name}`);

/** The sandboxes that the tests of a project have left on the running server. */
const namesWith = async (text: string) =>
  (await running.sandboxes()).map(({ name }) => name).filter((name) => name.includes(text));

/** What the message of the test that fails says. */
const failure = [
  /method is "PATCH", not "DELETE"/,
  /1: GET \/api\/user\/4002\/ -> 200 \(getUser, as Enterprise Admin\)/,
  /esper\/users 0+4002 changed: .*"Oyelaran" -> "New"/,
  /npx api-understudy open understudy-report\/failures\/\S*fails-on-purpose\S*\.sqlite/,
];

for (const [server, variables] of Object.entries(servers)) {
  t.test(`Vitest with ${server}`, async (t) => {
    const cwd = project(`vitest with ${server}`, 'vitest.test.mjs');
    const { code, output } = await run(cwd, [bin('vitest'), 'run', '--root', '.'], variables);
    t.equal(code, 1, output);
    t.match(output, /1 failed \| 5 passed/);
    for (const part of failure) t.match(output, part);
    t.match(readdirSync(join(cwd, 'understudy-report/failures')), [/fails-on-purpose/]);
  });

  t.test(`node:test with ${server}`, async (t) => {
    const cwd = project(`node-test with ${server}`, 'node.mjs');
    const { code, output } = await run(cwd, [process.execPath, '--test', 'node.mjs'], variables);
    t.equal(code, 1, output);
    t.match(output, /pass 4[\s\S]*fail 1/);
    for (const part of failure) t.match(output, part);
    t.match(readdirSync(join(cwd, 'understudy-report/failures')), [/fails-on-purpose/]);
  });

  t.test(`Playwright with ${server}`, async (t) => {
    const cwd = project(
      `playwright with ${server}`,
      'playwright.spec.mjs',
      'playwright.config.mjs',
    );
    const { code, output } = await run(cwd, [bin('playwright'), 'test'], variables);
    t.equal(code, 1, output);
    const { stats, suites } = JSON.parse(readFileSync(join(cwd, 'report.json'), 'utf8'));
    t.match(stats, { expected: 2, unexpected: 1 });
    const failed = suites[0].specs.find(({ ok }: { ok: boolean }) => !ok);
    const attached = new Map<string, { body?: string; path?: string }>(
      failed.tests[0].results[0].attachments.map((each: { name: string }) => [each.name, each]),
    );
    const textOf = (name: string) =>
      Buffer.from(attached.get(name)?.body ?? '', 'base64').toString();
    for (const part of failure.slice(1)) t.match(textOf('understudy'), part);
    t.match(JSON.parse(textOf('understudy-journal')), [
      { operationId: 'getUser' },
      { status: 200 },
    ]);
    t.match(JSON.parse(textOf('understudy-diff')), { total: { changed: 1 } });
    t.ok(existsSync(attached.get('understudy-sandbox')?.path ?? ''));
  });
}

t.test('a running server has the sandboxes of the tests that failed, and no other', async (t) => {
  const names = await namesWith('purpose');
  t.equal(names.length, 3, `one of each runner: ${names}`);
  t.strictSame(await namesWith('renames'), []);
  t.strictSame(await namesWith('expected-to-fail'), []);
});

t.test('require', async (t) => {
  const cwd = project('require', 'require.cjs');
  const { code, output } = await run(cwd, [process.execPath, '--test', 'require.cjs'], {});
  t.equal(code, 0, output);
});
