import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { esper } from '../../esper/api.js';
import { startInjected } from '../../support/app.js';

const adminToken = 'the-admin-token';
const server = await startInjected(t, { adminToken });

type TestServer = Awaited<ReturnType<typeof startInjected>>;

/** Sends requests to the control plane with a token. */
const withToken =
  ({ request }: TestServer, token: string) =>
  (method: string, url: string, body?: object | Buffer, headers: Record<string, string> = {}) =>
    request(method, url, {
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(body && { body }),
    });

const admin = withToken(server, adminToken);

/** Creates a sandbox with a key, and returns a function that sends requests with it. */
async function createWithKey(name: string) {
  const created = await admin('POST', '/_sim/sandboxes', { name, key: true });
  t.equal(created.status, 201);
  const key: string = created.body.key;
  return { key, send: withToken(server, key) };
}

t.test('a key is shown once, and only if it was asked for', async (t) => {
  const { key } = await createWithKey('once');
  t.match(key, /^usk_once_[\w-]{43}$/);
  const info = (await admin('GET', '/_sim/sandboxes/once')).body;
  t.equal(info.hasKey, true);
  t.notOk('key' in info || 'keyHash' in info);
  const without = await admin('POST', '/_sim/sandboxes', { name: 'without' });
  t.equal(without.body.hasKey, false);
  t.notOk('key' in without.body);
  const refused = await admin('POST', '/_sim/sandboxes', { name: 'x', key: 'my own' });
  t.equal(refused.status, 400);
});

t.test('with the key of a sandbox, its control operations work without naming it', async (t) => {
  const { send } = await createWithKey('mine');
  const base = '/_sim/sandboxes/mine';
  t.equal((await send('GET', '/_sim/clock')).headers['x-sandbox'], 'mine');
  t.equal((await send('POST', '/_sim/clock/advance', { seconds: 5 })).status, 200);
  t.equal((await send('POST', '/_sim/scenarios/vendor-outage')).status, 201);
  for (const url of ['faults', 'scenarios', 'journal', 'personas', 'outbox', 'due', 'coverage'])
    t.equal((await send('GET', `/_sim/${url}`)).status, 200, url);
  t.equal((await send('POST', '/_sim/tokens', { contract: 'esper' })).status, 201);
  t.match((await send('GET', base)).body, { name: 'mine', faults: 1 });
  t.equal((await send('PUT', `${base}/snapshots/one`)).status, 201);
  t.equal((await send('POST', `${base}/snapshots/one/restore`)).status, 200);
  t.match((await send('POST', `${base}/reset`)).body, { faults: 0, hasKey: true });
  t.equal((await send('GET', `${base}/export`)).status, 200);
  t.match((await send('GET', '/_sim/sandboxes')).body, [{ name: 'mine' }]);
  t.equal((await send('GET', '/_sim/sandboxes')).body.length, 1);
  t.equal((await send('GET', '/_sim/contracts')).status, 200);
  t.equal((await send('GET', '/~mine/_sim/clock')).status, 200, 'naming it is allowed');
});

t.test('any other sandbox and the whole server are refused', async (t) => {
  const { send } = await createWithKey('pupil-1');
  await createWithKey('pupil-2');
  const before = (await admin('GET', '/_sim/sandboxes')).body.length;
  const other = '/_sim/sandboxes/pupil-2';
  const refused: [string, string, (object | undefined)?, Record<string, string>?][] = [
    ['GET', other],
    ['DELETE', other],
    ['POST', `${other}/reset`],
    ['GET', `${other}/export`],
    ['GET', `${other}/snapshots`],
    ['PUT', `${other}/snapshots/one`],
    ['GET', '/~pupil-2/_sim/clock'],
    ['GET', '/_sim/journal', undefined, { 'x-sandbox': 'pupil-2' }],
    ['GET', '/_sim/personas', undefined, { host: 'pupil-2.localhost:4010' }],
    ['GET', '/_sim/clock', undefined, { 'x-sandbox': 'default' }],
    ['GET', '/_sim/clock', undefined, { 'x-sandbox': 'never-created' }],
    ['POST', '/_sim/tokens', { contract: 'esper', sandbox: 'pupil-2' }],
    ['POST', '/_sim/sandboxes', { name: 'pupil-3' }],
    ['POST', '/_sim/sandboxes', { name: 'pupil-3', from: 'pupil-2' }],
    ['POST', '/_sim/sandboxes/pupil-1/fork', { name: 'pupil-3' }],
    ['POST', '/_sim/sandboxes/pupil-2/key'],
    ['GET', '/_sim/status'],
    ['GET', '/_sim/diff?from=pupil-2'],
  ];
  for (const [method, url, body, headers] of refused) {
    const { status, body: problem } = await send(method, url, body, headers);
    t.equal(status, 403, `${method} ${url}`);
    t.match(problem.detail, 'pupil-1', 'it says what the key is for');
  }
  t.equal((await admin('GET', '/_sim/sandboxes')).body.length, before, 'none was created');
});

t.test('a wrong key is 401, and a key is no token of a vendor', async (t) => {
  const { key } = await createWithKey('locked');
  const wrong = `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`;
  const unknown = key.replace('usk_locked', 'usk_nowhere');
  for (const token of [wrong, unknown, 'usk_locked_short', 'usk_']) {
    const refused = await withToken(server, token)('GET', '/_sim/clock');
    t.equal(refused.status, 401, token);
    t.ok(refused.headers['www-authenticate']);
  }
  t.equal((await admin('GET', '/_sim/sandboxes/nowhere')).status, 404, 'it created nothing');
  const vendor = await withToken(server, key)('GET', `/~locked${esper}/user/`);
  t.equal(vendor.status, 401);
  await admin('DELETE', '/_sim/sandboxes/locked');
  await admin('POST', '/_sim/sandboxes', { name: 'locked', key: true });
  t.equal((await withToken(server, key)('GET', '/_sim/clock')).status, 401, 'another sandbox');
});

t.test('copies, snapshots and exports do not carry a key', async (t) => {
  const { key, send } = await createWithKey('keyed');
  await admin('PUT', '/_sim/sandboxes/keyed/snapshots/one');
  const forked = await admin('POST', '/_sim/sandboxes/keyed/fork', { name: 'keyed-fork' });
  t.equal(forked.body.hasKey, false);
  const copied = await admin('POST', '/_sim/sandboxes', { name: 'keyed-copy', from: 'keyed@one' });
  t.equal(copied.body.hasKey, false);
  const file = await server.app.fastify.inject({
    url: '/_sim/sandboxes/keyed/export',
    headers: { authorization: `Bearer ${adminToken}` },
  });
  const imported = await admin('POST', '/_sim/sandboxes/keyed-file/import', file.rawPayload);
  t.match(imported.body, { hasKey: false });
  const restored = await admin('POST', '/_sim/sandboxes/keyed/snapshots/one/restore');
  t.equal(restored.body.hasKey, true);
  await send('POST', '/_sim/sandboxes/keyed/import', file.rawPayload);
  t.equal((await withToken(server, key)('GET', '/_sim/clock')).status, 200, 'an import keeps it');
});

t.test('a new key replaces the former one, or is the first, and survives a reset', async (t) => {
  const { key, send } = await createWithKey('renewed');
  await admin('POST', '/_sim/sandboxes', { name: 'keyless' });
  for (const name of ['renewed', 'keyless']) {
    const { status, body } = await admin('POST', `/_sim/sandboxes/${name}/key`);
    t.equal(status, 201);
    t.strictSame(Object.keys(body), ['key']);
    t.match(body.key, new RegExp(`^usk_${name}_[\\w-]{43}$`));
    t.not(body.key, key);
    t.equal((await admin('POST', `/_sim/sandboxes/${name}/reset`)).body.hasKey, true);
    t.equal((await withToken(server, body.key)('GET', '/_sim/clock')).status, 200, name);
    const own = await withToken(server, body.key)('POST', `/_sim/sandboxes/${name}/key`);
    t.equal(own.status, 403, 'its holder cannot shut others out');
  }
  const former = await send('GET', '/_sim/clock');
  t.equal(former.status, 401);
  t.match(former.body.detail, 'may have another key now');
  const unknown = await admin('POST', '/_sim/sandboxes/renewd/key');
  t.equal(unknown.status, 404);
  t.match(unknown.body.detail, 'renewed');
  t.equal((await admin('GET', '/_sim/sandboxes/renewd')).status, 404, 'it was not created');
});

t.test('without an admin token a key restricts its holder too', async (t) => {
  const open = await startInjected(t);
  const created = await open.request('POST', '/_sim/sandboxes', { body: { name: 'a', key: true } });
  const send = withToken(open, created.body.key);
  t.equal((await send('GET', '/_sim/clock')).status, 200);
  t.equal((await send('GET', '/_sim/sandboxes/default')).status, 403);
  t.equal((await open.request('GET', '/_sim/sandboxes/default')).status, 200);
});

t.test('a key survives a restart, and only its hash is stored', async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'understudy-test-'));
  t.teardown(() => rmSync(data, { recursive: true, force: true }));
  const settings = { ephemeral: false, data, adminToken };
  const first = await startInjected(t, settings);
  const created = await withToken(first, adminToken)('POST', '/_sim/sandboxes', {
    name: 'stored',
    key: true,
  });
  const { key } = created.body;
  await first.app.fastify.close();
  for (const file of readdirSync(join(data, 'sandboxes')))
    t.notOk(readFileSync(join(data, 'sandboxes', file)).includes(key.slice(-43)), file);
  const second = await startInjected(t, settings);
  const send = withToken(second, key);
  t.equal((await send('GET', '/_sim/clock')).headers['x-sandbox'], 'stored');
  t.equal((await send('POST', '/_sim/sandboxes/stored/reset')).status, 200);
  t.equal((await send('GET', '/_sim/clock')).status, 200);
});
