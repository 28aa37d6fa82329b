import t from 'tap';
import { kajeet } from '../../kajeet/api.js';
import { query, startInjected } from '../../support/app.js';
import { look, write } from './state.js';

const server = await startInjected(t);

t.test('a sandbox is created with 201, listed, read and deleted', async (t) => {
  const { request } = server;
  const made = await request('POST', '/_sim/sandboxes', { body: { name: 'lesson' } });
  t.equal(made.status, 201);
  t.match(made.body, {
    name: 'lesson',
    createdAt: '2026-03-10T16:00:00.000Z',
    seed: 1,
    devices: 499,
    persistent: true,
    expiresAt: null,
    snapshots: [],
  });
  t.ok(made.body.bytes > 100_000);
  t.strictSame((await request('GET', '/_sim/sandboxes/lesson')).body, made.body);
  const list = (await request('GET', '/_sim/sandboxes')).body;
  t.ok(list.some(({ name }: { name: string }) => name === 'lesson'));
  t.ok(list.some(({ name }: { name: string }) => name === 'default'));
  t.equal((await request('POST', '/_sim/sandboxes', { body: { name: 'lesson' } })).status, 409);
  t.equal((await request('DELETE', '/_sim/sandboxes/lesson')).status, 204);
  t.equal((await request('GET', '/_sim/sandboxes/lesson')).status, 404);
  t.equal((await request('DELETE', '/_sim/sandboxes/lesson')).status, 404);
  t.equal((await request('DELETE', '/_sim/sandboxes/default')).status, 409);
});

t.test('a sandbox without a name gets an unused one', async (t) => {
  const { request } = server;
  const one = await request('POST', '/_sim/sandboxes', { body: {} });
  const other = await request('POST', '/_sim/sandboxes', { body: {} });
  t.equal(one.status, 201);
  t.match(one.body.name, /^sandbox-\d+$/);
  t.not(other.body.name, one.body.name);
});

t.test('another seed, size and clock give other data', async (t) => {
  const { request, sandbox } = server;
  const body = { name: 'other', seed: 7, devices: 40, clock: '2030-01-01T00:00:00Z' };
  const made = await request('POST', '/_sim/sandboxes', { body });
  t.equal(made.status, 201);
  t.match(made.body, { seed: 7, devices: 40, createdAt: '2030-01-01T00:00:00.000Z' });
  const { send } = sandbox('other');
  const params = { offset: 0, limit: 1, sort: 'MDN', sortDir: 'ASC' };
  const list = await send('GET', `${kajeet}/v1.0/devices/NORTHSTAR-ISD${query(params)}`);
  t.equal(list.body.totalCount, 40);
  await write(server, 'other', 'changed');
  await request('POST', '/_sim/clock/advance', {
    headers: { 'x-sandbox': 'other' },
    body: { seconds: 60 },
  });
  const reset = await request('POST', '/_sim/sandboxes/other/reset');
  t.strictSame(reset.body, made.body, 'a reset restores its own seed, size and clock');
  const alike = await request('POST', '/_sim/sandboxes', { body: { ...body, name: 'alike' } });
  t.strictSame({ ...alike.body, name: 'other' }, made.body);
});

t.test('every invalid field of a creation is named, and nothing is created', async (t) => {
  const { request } = server;
  const before = (await request('GET', '/_sim/sandboxes')).body.length;
  const body = {
    name: 'Bad Name',
    from: 'default@',
    seed: -1,
    devices: 2_000_000,
    clock: 'noon',
    ttlSeconds: 0,
  };
  const { status, body: refusal } = await request('POST', '/_sim/sandboxes', { body });
  t.equal(status, 400);
  t.strictSame(
    [...new Set(refusal.errors.map(({ at }: { at: string }) => at))].sort(),
    Object.keys(body)
      .map((part) => `/${part}`)
      .sort(),
  );
  t.equal((await request('GET', '/_sim/sandboxes')).body.length, before);
  for (const from of ['nobody', 'nobody@point', 'default@nowhere']) {
    t.equal((await request('POST', '/_sim/sandboxes', { body: { from } })).status, 404, from);
  }
});

t.test(
  'ttlSeconds: a sandbox is deleted once its time to live has passed in real time',
  async (t) => {
    const { request } = server;
    const body = { name: 'short', ttlSeconds: 0.2 };
    const made = await request('POST', '/_sim/sandboxes', { body });
    t.match(made.body.expiresAt, /^\d{4}-/);
    const atOnce = { name: 'never-there', ttlSeconds: 0.0001 };
    t.equal((await request('POST', '/_sim/sandboxes', { body: atOnce })).status, 400);
    t.equal((await request('GET', '/_sim/sandboxes/short')).status, 200);
    await new Promise((resolve) => setTimeout(resolve, 250));
    t.equal((await request('GET', '/_sim/sandboxes/short')).status, 404);
  },
);

t.test('at the limit, idle sandboxes are deleted, but none that is in use', async (t) => {
  const few = await startInjected(t, { maxSandboxes: 3 });
  await write(few, 'one', 'x');
  await write(few, 'two', 'x');
  const full = await few.request('GET', '/_sim/clock', { headers: { 'x-sandbox': 'three' } });
  t.equal(full.status, 503);
  t.match(full.body.detail, /all are in use/);
  t.equal(full.headers['retry-after'], '60');
  t.equal((await few.request('POST', '/_sim/sandboxes', { body: {} })).status, 503);
  t.match((await look(few, 'one')).message, { message: 'x' });
  await few.request('DELETE', '/_sim/sandboxes/two');
  t.equal((await few.request('POST', '/_sim/sandboxes', { body: {} })).status, 201);
});

t.test('sandboxes without a name get different ones, when created at once too', async (t) => {
  const made = await Promise.all(
    Array.from({ length: 6 }, () =>
      server.request('POST', '/_sim/sandboxes', { body: { seed: 77, devices: 10 } }),
    ),
  );
  t.strictSame([...new Set(made.map(({ status }) => status))], [201]);
  t.equal(new Set(made.map(({ body }) => body.name)).size, 6);
});

t.test('listing a sandbox does not count as using it', async (t) => {
  const idle = await startInjected(t, { idleMinutes: 0.002 });
  await write(idle, 'passing', 'x');
  for (let turn = 0; turn < 6; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 60));
    await idle.request('GET', '/_sim/sandboxes');
  }
  t.equal((await idle.request('GET', '/_sim/sandboxes/passing')).status, 404);
});

t.test(
  'a world is built only for a name that is free, and at most eight wait to be built',
  async (t) => {
    const { request } = await startInjected(t);
    const create = (name: string, seed: number) =>
      request('POST', '/_sim/sandboxes', { body: { name, seed, devices: 20 } });
    const templates = async () => (await request('GET', '/_sim/status')).body.memory.templates;
    t.equal((await create('default', 4711)).status, 409);
    t.equal(await templates(), 0);
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, seed) => create(`w${seed}`, 100 + seed)),
    );
    const statuses = all.map(({ status }) => status).sort();
    t.strictSame(statuses, [...Array(8).fill(201), 503, 503]);
    t.match(
      all.find(({ status }) => status === 503)?.body.detail,
      '8 other worlds are being built',
    );
    t.equal((await create('again', 109)).status, 201);
  },
);
