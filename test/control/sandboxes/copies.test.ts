import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import t from 'tap';
import { b2core } from '../../b2core/api.js';
import { startInjected } from '../../support/app.js';
import { look, write } from './state.js';

const server = await startInjected(t);
const profiles = `${b2core}/profiles`;

t.test('fork: a copy of the current state, independent of later changes', async (t) => {
  const { request, sandbox } = server;
  await write(server, 'first', 'before the fork');
  const headers = { 'x-sandbox': 'first' };
  await request('POST', '/_sim/clock/advance', { headers, body: { duration: 'PT1H' } });
  await sandbox('first').send('POST', profiles, { body: { firstName: 'Ana' } });
  const forked = await request('POST', '/_sim/sandboxes/first/fork', { body: { name: 'second' } });
  t.equal(forked.status, 201);
  t.strictSame(await look(server, 'second'), await look(server, 'first'));
  const [one, other] = await Promise.all(
    ['first', 'second'].map((name) =>
      sandbox(name).send('POST', profiles, { body: { firstName: 'Bea' } }),
    ),
  );
  t.strictSame(one?.body, other?.body, 'sequences continue in the same way');
  await write(server, 'second', 'only there');
  t.match((await look(server, 'first')).message, { message: 'before the fork' });
  t.equal(
    (await request('POST', '/_sim/sandboxes/first/fork', { body: { name: 'second' } })).status,
    409,
  );
  t.equal(
    (await request('POST', '/_sim/sandboxes/nobody/fork', { body: { name: 'x' } })).status,
    404,
  );
  t.equal((await request('POST', '/_sim/sandboxes/first/fork', { body: {} })).status, 400);
});

t.test('snapshots are stored under a name, restored, copied and deleted', async (t) => {
  const { request } = server;
  const base = '/_sim/sandboxes/points/snapshots';
  await write(server, 'points', 'one');
  const snapshot = await request('PUT', `${base}/one`);
  t.equal(snapshot.status, 201);
  t.strictSame(snapshot.body, { name: 'one', createdAt: '2026-03-10T16:00:00.000Z' });
  await write(server, 'points', 'two');
  await request('POST', '/_sim/clock/advance', {
    headers: { 'x-sandbox': 'points' },
    body: { seconds: 5 },
  });
  t.equal((await request('PUT', `${base}/two`)).status, 201);
  t.strictSame(
    (await request('GET', base)).body.map(({ name }: { name: string }) => name),
    ['one', 'two'],
  );
  const restored = await request('POST', `${base}/one/restore`);
  t.equal(restored.status, 200);
  t.match(restored.body, { name: 'points', snapshots: ['one', 'two'] });
  t.match(await look(server, 'points'), {
    message: { message: 'one' },
    clock: { now: '2026-03-10T16:00:00.000Z' },
  });
  const copy = await request('POST', '/_sim/sandboxes', {
    body: { name: 'copy', from: 'points@two' },
  });
  t.equal(copy.status, 201);
  t.match((await look(server, 'copy')).message, { message: 'two' });
  t.equal((await request('PUT', `${base}/two`)).status, 200, 'it is replaced');
  await request('POST', `${base}/two/restore`);
  t.match((await look(server, 'points')).message, { message: 'one' });
  await request('POST', '/_sim/sandboxes/points/reset');
  t.match((await request('GET', '/_sim/sandboxes/points')).body, { snapshots: ['one', 'two'] });
  t.equal((await request('DELETE', `${base}/two`)).status, 204);
  t.equal((await request('DELETE', `${base}/two`)).status, 404);
  t.equal((await request('POST', `${base}/two/restore`)).status, 404);
  t.equal((await request('PUT', `${base}/Bad_Name`)).status, 400);
  t.equal((await request('GET', '/_sim/sandboxes/nobody/snapshots')).status, 404);
});

t.test('export and import: one file holds the whole sandbox', async (t) => {
  const { app, request } = server;
  await write(server, 'here', 'in the file');
  const file = await app.fastify.inject('/_sim/sandboxes/here/export');
  t.equal(file.statusCode, 200);
  t.equal(file.headers['content-type'], 'application/vnd.sqlite3');
  t.match(file.headers['content-disposition'], 'here.sqlite');
  const other = await startInjected(t);
  const imported = await other.request('POST', '/_sim/sandboxes/there/import', {
    body: file.rawPayload,
    headers: { 'content-type': 'application/vnd.sqlite3' },
  });
  t.equal(imported.status, 201);
  t.match(imported.body, { name: 'there', persistent: true });
  t.strictSame(await look(other, 'there'), await look(server, 'here'));
  await write(server, 'here', 'later');
  await request('POST', '/_sim/sandboxes/here/import', { body: file.rawPayload });
  t.match((await look(server, 'here')).message, { message: 'in the file' }, 'the data is replaced');
});

t.test('an invalid import is refused, and changes nothing', async (t) => {
  const { app, request } = server;
  await write(server, 'safe', 'as it was');
  const good = (await app.fastify.inject('/_sim/sandboxes/safe/export')).rawPayload;
  const changed = (...statements: string[]) => {
    const db = new Database(good);
    for (const statement of statements) db.exec(statement);
    const bytes = db.serialize();
    db.close();
    return bytes;
  };
  const damaged = Buffer.from(good);
  damaged.fill(0xff, 8192, 40_000);
  const empty = new Database(':memory:');
  empty.exec('CREATE TABLE x (y)');
  const bad: [string, Buffer | string, RegExp][] = [
    ['nothing', '', /is missing/],
    ['text', 'SELECT 1', /is not an SQLite database/],
    ['a header alone', good.subarray(0, 100), /.../],
    ['half of it', good.subarray(0, good.length / 2), /.../],
    ['damaged pages', damaged, /.../],
    ['another database', empty.serialize(), /has another schema/],
    [
      'a view instead of a table',
      changed('DROP TABLE outbox', 'CREATE VIEW outbox AS SELECT 1'),
      /schema/,
    ],
    ['a document that is not JSON', changed("UPDATE kajeet_corps SET wire = '{'"), /not a JSON/],
    ['no clock', changed("UPDATE meta SET value = '{}' WHERE name = 'clock'"), /clock/],
  ];
  for (const [name, body, expected] of bad) {
    for (const target of ['safe', 'brand-new']) {
      const response = await request('POST', `/_sim/sandboxes/${target}/import`, { body });
      t.equal(response.status, 400, name);
      t.match(response.body.errors?.[0]?.message, expected, name);
    }
  }
  t.match((await look(server, 'safe')).message, { message: 'as it was' });
  t.equal((await request('GET', '/_sim/sandboxes/brand-new')).status, 404);
  const small = await startInjected(t, { maxImport: 1 });
  const refused = await small.request('POST', '/_sim/sandboxes/x/import', {
    body: Buffer.alloc(1024 * 1024 + 1),
  });
  t.equal(refused.status, 413);
});

t.test(
  'persistent sandboxes are in the data folder with their snapshots; a crash loses none',
  async (t) => {
    const data = mkdtempSync(join(tmpdir(), 'understudy-test-'));
    t.teardown(() => rmSync(data, { recursive: true, force: true }));
    const settings = { ephemeral: false, data };
    const first = await startInjected(t, settings);
    await first.request('POST', '/_sim/sandboxes', {
      body: { name: 'kept', clock: '2031-05-05T00:00:00Z' },
    });
    await write(first, 'kept', 'one');
    await first.request('PUT', '/_sim/sandboxes/kept/snapshots/one');
    await write(first, 'kept', 'two');
    await write(first, 'passing', 'gone');
    const before = (await first.request('GET', '/_sim/sandboxes/kept')).body;
    await first.app.fastify.close();
    const second = await startInjected(t, settings);
    t.strictSame(
      (await second.request('GET', '/_sim/sandboxes/kept')).body.snapshots,
      before.snapshots,
    );
    t.match(await look(second, 'kept'), {
      message: { message: 'two' },
      clock: { now: '2031-05-05T00:00:00.000Z', frozen: true },
    });
    await second.request('POST', '/_sim/sandboxes/kept/snapshots/one/restore');
    t.match((await look(second, 'kept')).message, { message: 'one' });
    const names = (await second.request('GET', '/_sim/sandboxes')).body.map(
      ({ name }: { name: string }) => name,
    );
    t.strictSame(names.sort(), ['default', 'kept']);
    await second.request('DELETE', '/_sim/sandboxes/kept');
    await second.app.fastify.close();
    const third = await startInjected(t, settings);
    t.equal((await third.request('GET', '/_sim/sandboxes/kept')).status, 404);
  },
);

t.test('an import restores seed, size and clock, but not the time to live', async (t) => {
  const elsewhere = await startInjected(t, { seed: 2, devices: 30, clock: '2027-01-01T00:00:00Z' });
  const body = { name: 'brief', ttlSeconds: 1000 };
  await elsewhere.request('POST', '/_sim/sandboxes', { body });
  await write(elsewhere, 'brief', 'from elsewhere');
  const headers = { 'x-sandbox': 'brief' };
  await elsewhere.request('POST', '/_sim/clock/advance', { headers, body: { duration: 'PT1H' } });
  const file = await elsewhere.app.fastify.inject('/_sim/sandboxes/brief/export');
  const here = await startInjected(t);
  const imported = await here.request('POST', '/_sim/sandboxes/default/import', {
    body: file.rawPayload,
  });
  t.match(imported.body, { seed: 2, devices: 30, expiresAt: null, persistent: true });
  t.match(await look(here, 'default'), {
    message: { message: 'from elsewhere' },
    clock: { now: '2027-01-01T01:00:00.000Z', frozen: true },
  });
  const reset = await here.request('POST', '/_sim/sandboxes/default/reset');
  t.match(reset.body, { seed: 2, devices: 30 }, 'a reset uses its own seed and size');
  const fork = await elsewhere.request('POST', '/_sim/sandboxes/brief/fork', {
    body: { name: 'copy' },
  });
  t.equal(fork.body.expiresAt, null, 'nor does a copy');
});

t.test('a file with invalid metadata is refused', async (t) => {
  const { app, request } = server;
  await write(server, 'facts', 'x');
  const good = (await app.fastify.inject('/_sim/sandboxes/facts/export')).rawPayload;
  for (const statement of [
    "UPDATE meta SET value = 'garbage' WHERE name = 'world'",
    `UPDATE meta SET value = '{"seed":1,"devices":1000000000}' WHERE name = 'world'`,
    `UPDATE meta SET value = '{"frozen":true,"value":1e300}' WHERE name = 'clock'`,
    "INSERT OR REPLACE INTO meta VALUES ('ownClock', 'noon')",
    "INSERT OR REPLACE INTO meta VALUES ('day', 'x')",
    "INSERT INTO due (at, kind, subject, payload) VALUES (1, 'nothing known', 'x', '1')",
    "INSERT INTO sequences VALUES ('x', 'abc')",
    "UPDATE kajeet_users SET internal = 'null'",
    "UPDATE kajeet_users SET wire = '5'",
  ]) {
    const db = new Database(good);
    db.exec(statement);
    const body = db.serialize();
    db.close();
    const response = await request('POST', '/_sim/sandboxes/facts/import', { body });
    t.equal(response.status, 400, statement);
  }
  t.match((await look(server, 'facts')).message, { message: 'x' });
});
