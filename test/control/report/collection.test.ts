import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { b2core } from '../../b2core/api.js';
import { esper } from '../../esper/api.js';
import { type Send, startInjected } from '../../support/app.js';

const report = mkdtempSync(join(tmpdir(), 'understudy-test-'));
t.teardown(() => rmSync(report, { recursive: true, force: true }));
const server = await startInjected(t, { report });
const users = `${esper}/user/`;
const as = 'Group Viewer';

const all = async () => (await server.request('GET', '/_sim/report?sandboxes=all')).body;
const calls = async () => (await all()).calls as number;
const post = (path: string, body?: object) =>
  server.request('POST', `/_sim/sandboxes${path}`, body && { body });

/** How many calls work adds to the report of all sandboxes. */
async function added(work: (send: Send, name: string) => Promise<unknown>): Promise<number> {
  const before = await calls();
  const { send, name } = server.sandbox();
  await work(send, name);
  return (await calls()) - before;
}

const read = (send: Send) => send('GET', `${users}?limit=3`, { as });

t.test('every call to a sandbox is in the report of all, once', async (t) => {
  t.equal(await added(read), 1, 'of a sandbox that is open');
  const deleted = await added(async (send, name) => {
    await read(send);
    await server.request('DELETE', `/_sim/sandboxes/${name}`);
  });
  t.equal(deleted, 1, 'of a deleted sandbox');
  const reset = await added(async (send, name) => {
    await read(send);
    await post(`/${name}/reset`);
    await read(send);
  });
  t.equal(reset, 2, 'before and after a reset');
  const forked = await added(async (send, name) => {
    await read(send);
    await post(`/${name}/fork`, { name: `${name}-fork` });
    await read(server.sandbox(`${name}-fork`).send);
  });
  t.equal(forked, 2, 'a fork does not count the calls of its original again');
  const restored = await added(async (send, name) => {
    await read(send);
    await server.request('PUT', `/_sim/sandboxes/${name}/snapshots/first`);
    await read(send);
    await post(`/${name}/snapshots/first/restore`);
    await read(send);
  });
  t.equal(restored, 3, 'a restored sandbox does not count the calls of the snapshot again');
  const cleared = await added(async (send) => {
    await read(send);
    await send('DELETE', '/_sim/journal');
    await read(send);
  });
  t.equal(cleared, 2);
  t.equal((await all()).unexamined, 0, 'all journals were examined before they were lost');
});

t.test('a report that is made while calls are forgotten counts each of them once', async (t) => {
  const { send, name } = server.sandbox('forgotten');
  for (let call = 0; call < 300; call++) await send('GET', `${users}?limit=1`, { as });
  const before = await calls();
  const forgetting = [
    () => send('DELETE', '/_sim/journal'),
    () => post(`/${name}/reset`),
    () => server.request('DELETE', `/_sim/sandboxes/${name}`),
  ];
  for (const forget of forgetting) {
    const reports = [all(), all()];
    // The first slice of the examination has ended.
    await new Promise((resolve) => setTimeout(resolve, 15));
    await forget();
    for (const { calls, unexamined } of await Promise.all(reports))
      t.match({ calls, unexamined }, { calls: before, unexamined: 0 });
  }
});

t.test('findings of deleted sandboxes are reported', async (t) => {
  const { send, name } = server.sandbox('misspelt');
  await send('GET', `${users}?serch=x&limit=1`, { as });
  await send('DELETE', '/_sim/journal');
  await server.request('DELETE', `/_sim/sandboxes/${name}`);
  const { findings } = await all();
  const found = findings.find((each: { code: string }) => each.code === 'unknown-parameter');
  t.match(found, { operationId: 'getUsers', occurrences: 1, calls: [[{ sandbox: 'misspelt' }]] });
});

t.test('the coverage of all sandboxes is the sum of theirs', async (t) => {
  const before = (await server.request('GET', '/_sim/coverage?sandboxes=all')).body;
  await server.sandbox().send('GET', `${b2core}/regions?limit=100`);
  await server.sandbox().send('GET', `${b2core}/regions?limit=100`);
  const after = (await server.request('GET', '/_sim/coverage?sandboxes=all')).body;
  t.equal(after.calls - before.calls, 2);
  const regions = after.contracts
    .flatMap((each: { details: object[] }) => each.details)
    .find((each: { operationId: string }) => each.operationId === 'listRegions');
  t.equal(regions.calls, 2);
  for (const { contract, details, operations } of after.contracts) {
    const served = server.app.contracts.find(({ name }) => name === contract);
    t.equal(details.length, served?.operations.length, 'every operation is listed');
    t.equal(operations.published, served?.operations.length);
  }
});

t.test('the holder of a key sees its own sandbox only', async (t) => {
  const { body } = await post('', { name: 'keyed', key: true });
  const headers = { authorization: `Bearer ${body.key}`, 'x-sandbox': 'keyed' };
  for (const path of ['coverage', 'report']) {
    t.equal((await server.request('GET', `/_sim/${path}`, { headers })).status, 200);
    const refused = await server.request('GET', `/_sim/${path}?sandboxes=all`, { headers });
    t.equal(refused.status, 403, path);
  }
});

t.test('calls that the journal has dropped are counted as not examined', async (t) => {
  const { send } = server.sandbox();
  await send('GET', `${users}?serch=x&limit=1`, { as });
  for (let call = 0; call < 1000; call++) await send('GET', `${users}abc`, { as: null });
  const { calls: total, unexamined, findings } = (await send('GET', '/_sim/report')).body;
  t.strictSame({ total, unexamined }, { total: 1001, unexamined: 1 });
  t.strictSame(findings, []);
});

t.test('without the setting deleted sandboxes are not in the report', async (t) => {
  const plain = await startInjected(t);
  const { send, name } = plain.sandbox();
  await read(send);
  await plain.request('DELETE', `/_sim/sandboxes/${name}`);
  const { body } = await plain.request('GET', '/_sim/report?sandboxes=all');
  t.equal(body.calls, 0);
});
