import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import t from 'tap';
import { createUnderstudy } from '../../src/index.js';
import {
  checkCalled,
  checkCalledInOrder,
  checkChanged,
  checkNoRefusals,
} from '../../src/testing/checks.js';
import { isEqual } from '../../src/testing/equality.js';
import { addToError, endTest } from '../../src/testing/failure-report.js';
import { runTest } from '../../src/testing/run-test.js';
import { TestServer } from '../../src/testing/server.js';
import { beginTest } from '../../src/testing/test-sandbox.js';

const understudy = await createUnderstudy({ clock: 'frozen' });
t.teardown(() => understudy.close());

let titles = 0;
const begin = (options: object = {}) =>
  beginTest(understudy, { sandbox: options }, { title: `checks ${++titles}`, context: [] });

type Sandbox = Awaited<ReturnType<typeof begin>>['sandbox'];

/** A caller of the users of Esper, who may change them. */
async function client(sandbox: Sandbox) {
  const authorization = `Bearer ${await sandbox.token({ contract: 'esper' })}`;
  const headers = { authorization, 'content-type': 'application/json' };
  return async (method: string, path: string, body?: object) => {
    const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    return (await fetch(`${sandbox.url}/api${path}`, init)).status;
  };
}

t.test('calls are named by operation, by method and path, by path and by conditions', async (t) => {
  const { sandbox } = await begin();
  const call = await client(sandbox);
  await call('GET', '/user/4002/');
  await call('PATCH', '/user/4002/', { last_name: 'New' });
  for (const pattern of [
    'getUser',
    'GET /api/user/*',
    'get /api/user/4002',
    { method: 'PATCH', body: { last_name: 'New' } },
    { operationId: 'getUser', status: 200 } as const,
  ])
    t.match(await checkCalled(sandbox, pattern, { times: 1 }), { pass: true });
  t.match(await checkCalled(sandbox, '/api/user/*', { times: { min: 2, max: 2 } }), {
    pass: true,
    message: /^2 calls match "\/api\/user\/\*" \(1, 2\)$/,
  });
  t.match(await checkCalled(sandbox, 'getUser', { times: 2 }), { pass: false });
  t.match(await checkCalled(sandbox, 'DELETE /api/user/*'), {
    pass: false,
    message: /Nearest misses:\n.*method is "(GET|PATCH)", not "DELETE"/,
  });
  await t.rejects(checkCalled(sandbox, 'getUserz'), /did you mean getUser/);
});

t.test('a call is waited for', async (t) => {
  const { sandbox } = await begin();
  const call = await client(sandbox);
  const later = checkCalled(sandbox, 'getUser', { within: 10_000 });
  await call('GET', '/user/4002/');
  t.match(await later, { pass: true });
});

t.test('the order of calls, with others between them', async (t) => {
  const { sandbox } = await begin();
  const call = await client(sandbox);
  await call('GET', '/user/4002/');
  await call('GET', '/user/');
  await call('PATCH', '/user/4002/', { last_name: 'New' });
  await call('GET', '/user/4002/');
  const check = (...patterns: string[]) => checkCalledInOrder(sandbox, patterns);
  t.match(await check('getUser', 'PATCH /api/user/*', 'getUser'), { pass: true });
  t.match(await check('getUser', 'getUser'), { pass: true });
  t.match(await check('getUser', 'getUser', 'getUser'), {
    pass: false,
    message: '"getUser" was not called after call 4, which is number 2 of the order',
  });
  t.match(await check('PATCH /api/user/*', 'getUsers'), { pass: false, message: /called as 2$/ });
  t.match(await check('DELETE /*'), { pass: false, message: '"DELETE /*" was not called' });
});

t.test('refusals are those of the vendor, not those of a fault rule', async (t) => {
  const { sandbox } = await begin();
  const call = await client(sandbox);
  await call('GET', '/user/4002/');
  const rule = { match: {}, effect: { status: 503 }, when: { times: 1 } };
  await sandbox.faults.add(rule);
  t.equal(await call('GET', '/user/'), 503);
  await call('GET', '/user/?limitt=3');
  t.match(await checkNoRefusals(sandbox), { pass: true });
  await t.rejects(
    sandbox.journal.assertClean(),
    /3: GET \/api\/user\/: 200, unknown: limitt: .*limit/,
  );
  await sandbox.journal.assertClean({ ignoreUnknownParameters: true });
  await call('GET', '/user/1/');
  t.match(await checkNoRefusals(sandbox), {
    pass: false,
    message: /4: GET \/api\/user\/1\/: 404: .*; what would pass: /,
  });
  t.match(await checkNoRefusals(sandbox, { allow: [404] }), { pass: true });
});

t.test('a document has changed since the start of the test', async (t) => {
  const { sandbox } = await begin();
  const call = await client(sandbox);
  await call('PATCH', '/user/4002/', { last_name: 'New' });
  const check = (...change: Parameters<typeof checkChanged>[1]) => checkChanged(sandbox, change);
  t.match(await check('esper/users', '4002'), { pass: true });
  t.match(await check('esper/users', 4002, { last_name: 'New' }), { pass: true });
  t.match(await check('esper/users', '4002', { last_name: 'Old' }), {
    pass: false,
    message: /but last_name is "New", not "Old"/,
  });
  t.match(await check('esper/users', '4002', { first_name: 'Marcus' }), {
    pass: false,
    message: /first_name was "Marcus" from the start/,
  });
  t.match(await check('esper/users', '4001'), { pass: false, message: /changed were 0+4002/ });
  t.match(await check('esper/users', '4002', null), { pass: false, message: /was changed/ });

  const devices = sandbox.data('kajeet', 'devices');
  await devices.delete('3042286302');
  t.match(await check('kajeet/devices', '3042286302', null), { pass: true });
  t.match(await check('kajeet/devices', '3042286302', {}), { pass: false, message: /was removed/ });
  const { key } = await devices.create({ nickname: 'Bus 48' });
  t.match(await check('kajeet/devices', key, { nickname: 'Bus 48' }), { pass: true });
  const names = (await understudy.sandboxes()).map(({ name }) => name);
  t.notOk(
    names.some((name) => name.includes('start')),
    'nothing is left of the comparison',
  );
});

t.test('the start is that of the sandbox, whatever it was created from', async (t) => {
  const origin = understudy.sandbox('origin');
  await origin.data('esper', 'users').update('4002', { last_name: 'First' });
  const { sandbox } = await begin({ from: 'origin', clock: '2026-06-01T00:00:00Z' });
  t.match(await checkChanged(sandbox, ['esper/users', '4002']), { pass: false });
  t.equal(await sandbox.clock.now(), '2026-06-01T00:00:00.000Z');
});

t.test('the names of sandboxes are the same in each run, and differ between tests', async (t) => {
  const name = { title: 'Adds a user', context: ['users.test.ts', undefined, 0] };
  const first = await beginTest(understudy, {}, name);
  const second = await beginTest(understudy, {}, name);
  t.match(first.sandbox.name, /^adds-a-user-users-test-ts-/);
  t.not(first.sandbox.name, second.sandbox.name);
  t.equal((await first.sandbox.info()).label, 'Adds a user');
});

t.test('a sandbox that an earlier run has kept is replaced', async (t) => {
  const earlier = understudy.sandbox('kept - a.test.ts');
  await earlier.data('esper', 'users').update('4002', { last_name: 'Earlier' });
  const { sandbox } = await beginTest(understudy, {}, { title: 'kept', context: ['a.test.ts'] });
  t.equal(sandbox.name, earlier.name);
  t.equal((await sandbox.data('esper', 'users').get('4002')).wire.last_name, 'Oyelaran');
  const bad = { sandbox: { clock: 'never' } };
  await t.rejects(beginTest(understudy, bad, { title: 'bad', context: [] }), /clock must be/);
});

t.test(
  'a test that passes leaves nothing, one that fails leaves its sandbox and a file',
  async (t) => {
    const folder = mkdtempSync(`${tmpdir()}/kit-`);
    const server = new TestServer({ url: understudy.url });
    t.teardown(() => server.close());
    const options = { failures: folder };
    const names = async () => (await understudy.sandboxes()).map(({ name }) => name);
    let used = '';
    const run = (title: string, work: (sandbox: Sandbox) => Promise<unknown>, expected = false) =>
      runTest(
        { server, options, name: { title, context: [] }, isExpectedToFail: expected },
        ({ sandbox }) => {
          used = sandbox.name;
          return work(sandbox);
        },
      );
    await run('it passes', async (sandbox) => (await client(sandbox))('GET', '/user/'));
    t.notOk((await names()).includes(used));
    t.strictSame(readdirSync(folder), []);

    const failure = new Error('not as expected');
    const failed = run('it fails', async (sandbox) => {
      const call = await client(sandbox);
      await call('GET', '/user/?limit=2');
      await call('PATCH', '/user/4002/', { last_name: 'New' });
      throw failure;
    });
    await t.rejects(failed, failure);
    t.match(failure.message, /^not as expected\n\nUnderstudy keeps the sandbox it-fails/);
    t.match(failure.stack, /^Error: not as expected\n\nUnderstudy keeps/);
    t.match(
      failure.message,
      /1: GET \/api\/user\/\?limit=2 -> 200 \(getUsers, as Enterprise Admin\)/,
    );
    t.match(failure.message, /esper\/users 0+4002 changed: .*last_name "Oyelaran" -> "New"/);
    t.match(failure.message, /npx api-understudy open .*it-fails.*\.sqlite/);
    t.ok((await names()).includes(used));
    t.strictSame(readdirSync(folder), [`${used}.sqlite`]);

    await t.rejects(
      run('expected to fail', () => Promise.reject(new Error('x')), true),
      {
        message: 'x',
      },
    );
    t.notOk((await names()).includes(used));
    await run('expected to fail, and passes', async () => {}, true);
    t.ok((await names()).includes(used));
  },
);

t.test('a report is added to whatever a test throws', async (t) => {
  t.match(addToError('text', { text: 'report' }), { message: 'text\n\nreport' });
  const empty = addToError(new Error(''), { text: 'report' }) as Error;
  t.match(empty.stack, /^Error: \n\nreport/);
  const dollar = addToError(new Error('$& costs'), { text: '$1 report' }) as Error;
  t.match(dollar.stack, /^Error: \$& costs\n\n\$1 report/);
});

t.test('expected values may contain asymmetric matchers at any depth', async (t) => {
  const even = { asymmetricMatch: (value: unknown) => Number(value) % 2 === 0 };
  t.ok(isEqual({ a: [1, { b: 2 }] }, { a: [1, { b: even }] }));
  t.notOk(isEqual({ a: [1, { b: 3 }] }, { a: [1, { b: even }] }));
  t.notOk(isEqual({ a: 1, b: 2 }, { a: 1 }));
  t.notOk(isEqual([1], { 0: 1 }));
  t.notOk(isEqual(1, '1'));
  t.ok(isEqual(null, null));
});

t.test('a failure without a folder, and a journal that is long', async (t) => {
  const test = await begin();
  for (let call = 0; call < 25; call++) await fetch(`${test.sandbox.url}/api/user/${call}/`);
  const report = await endTest(test, true, { failures: false });
  t.equal(report?.file, undefined);
  t.match(report?.text, /Calls: 25, of which the last 20\n {2}6: GET/);
  t.equal(report?.journal.length, 25);
});
