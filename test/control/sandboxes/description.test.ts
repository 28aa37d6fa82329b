import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { esper } from '../../esper/api.js';
import { startInjected } from '../../support/app.js';

const server = await startInjected(t);
const users = `${esper}/user/`;

type TestServer = Awaited<ReturnType<typeof startInjected>>;

const infoOf = async ({ request }: TestServer, name: string) =>
  (await request('GET', `/_sim/sandboxes/${name}`)).body;

t.test('a description says what a sandbox is and what happened in it', async (t) => {
  const { request, sandbox } = server;
  const body = { name: 'class-4b', label: 'Class 4b', clock: '2026-05-01T08:00:00Z' };
  const created = await request('POST', '/_sim/sandboxes', { body });
  t.equal(created.status, 201);
  t.match(created.body, {
    name: 'class-4b',
    createdAt: '2026-05-01T08:00:00.000Z',
    from: null,
    label: 'Class 4b',
    persistent: true,
    now: '2026-05-01T08:00:00.000Z',
    frozen: true,
    calls: 0,
    refusals: 0,
    lastCallAt: null,
    faults: 0,
    faultNames: [],
    bytes: Number,
  });
  const { send } = sandbox('class-4b');
  await send('GET', `${users}4001/`);
  await send('POST', '/_sim/clock/advance', { body: { seconds: 90 } });
  await send('GET', `${users}1/`);
  await send('GET', `${esper}/nowhere`);
  await send('POST', '/_sim/scenarios/flaky-network');
  await send('POST', '/_sim/faults', { body: { match: {}, effect: { delayMs: 0 } } });
  const expected = {
    createdAt: '2026-05-01T08:00:00.000Z',
    now: '2026-05-01T08:01:30.000Z',
    calls: 3,
    refusals: 2,
    lastCallAt: '2026-05-01T08:01:30.000Z',
    faults: 4,
    faultNames: ['flaky-network', 'f4'],
  };
  t.match(await infoOf(server, 'class-4b'), expected);
  const { body: list } = await request('GET', '/_sim/sandboxes');
  t.match(
    list.find(({ name }: { name: string }) => name === 'class-4b'),
    expected,
  );
  await send('DELETE', '/_sim/journal');
  t.match(await infoOf(server, 'class-4b'), expected, 'the counts are not those of the journal');
  await send('PUT', '/_sim/clock', { body: { frozen: false } });
  t.match(await infoOf(server, 'class-4b'), { frozen: false });
  t.equal((await request('POST', '/_sim/sandboxes', { body: { label: '' } })).status, 400);
});

t.test('a fork keeps the journal, a sandbox made with from starts with an empty one', async (t) => {
  const { request, sandbox } = server;
  const { send } = sandbox('origin');
  await request('POST', '/_sim/sandboxes', { body: { name: 'origin', label: 'The original' } });
  await send('GET', `${users}4001/`);
  await send('GET', `${users}1/`);
  await send('POST', '/_sim/faults', { body: { match: {}, effect: { delayMs: 0 } } });
  await request('PUT', '/_sim/sandboxes/origin/snapshots/start');
  const total = async (name: string) =>
    (await sandbox(name).send('GET', '/_sim/journal')).body.total;

  const forked = await request('POST', '/_sim/sandboxes/origin/fork', { body: { name: 'forked' } });
  const counts = { calls: 2, refusals: 1, faults: 1 };
  t.match(forked.body, { from: 'origin', label: null, ...counts });
  t.equal(await total('forked'), 2);
  const before = (await sandbox('forked').send('GET', '/_sim/journal')).body.entries;
  t.strictSame(before, (await send('GET', '/_sim/journal')).body.entries);

  for (const from of ['origin', 'origin@start']) {
    const made = await request('POST', '/_sim/sandboxes', { body: { from, label: 'A copy' } });
    t.match(made.body, {
      from,
      label: 'A copy',
      calls: 0,
      refusals: 0,
      lastCallAt: null,
      faults: 1,
    });
    t.equal(await total(made.body.name), 0, from);
    await sandbox(made.body.name).send('GET', `${users}4001/`);
    const { body } = await sandbox(made.body.name).send('GET', '/_sim/journal');
    t.match(body.entries, [{ id: '1' }], 'its numbers begin again');
  }
});

t.test('reset and restore keep label and origin, and count from their state', async (t) => {
  const { request, sandbox } = server;
  await request('POST', '/_sim/sandboxes', { body: { name: 'labelled', label: 'Table 3' } });
  const { send } = sandbox('labelled');
  await send('GET', `${users}4001/`);
  await request('PUT', '/_sim/sandboxes/labelled/snapshots/one');
  await send('GET', `${users}4001/`);
  const restored = await request('POST', '/_sim/sandboxes/labelled/snapshots/one/restore');
  t.match(restored.body, { label: 'Table 3', calls: 1 });
  const reset = await request('POST', '/_sim/sandboxes/labelled/reset');
  t.match(reset.body, { label: 'Table 3', calls: 0, lastCallAt: null, snapshots: ['one'] });
});

t.test('descriptions survive a restart, and reading them changes nothing', async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'understudy-test-'));
  t.teardown(() => rmSync(data, { recursive: true, force: true }));
  const settings = { ephemeral: false, data };
  const first = await startInjected(t, settings);
  await first.request('POST', '/_sim/sandboxes', { body: { name: 'stored', label: 'Stored' } });
  await first.sandbox('stored').send('GET', `${users}1/`);
  await first.sandbox('stored').send('POST', '/_sim/scenarios/vendor-outage');
  const before = await infoOf(first, 'stored');
  await first.app.fastify.close();
  const second = await startInjected(t, settings);
  for (let reading = 0; reading < 2; reading++) {
    const { body: list } = await second.request('GET', '/_sim/sandboxes');
    t.strictSame(
      list.find(({ name }: { name: string }) => name === 'stored'),
      before,
    );
  }
  t.strictSame(await infoOf(second, 'stored'), before);
  t.equal((await second.sandbox('stored').send('GET', '/_sim/journal')).body.total, 1);
  t.strictSame(await infoOf(second, 'stored'), before);
});
