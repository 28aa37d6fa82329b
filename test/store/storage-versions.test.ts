import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import t from 'tap';
import { contracts } from '../../src/contracts/index.js';
import { StartupError } from '../../src/lib/startup-error.js';
import { migrations } from '../../src/migrations/index.js';
import { allCollections, type Contract } from '../../src/simulator/contract/contract.js';
import { collection } from '../../src/store/documents/collection.js';
import { storageVersion } from '../../src/store/sqlite/storage-version.js';
import { b2core } from '../b2core/api.js';
import { esper } from '../esper/api.js';
import { unpackFolder } from '../fixtures/archive.js';
import { kajeet, page } from '../kajeet/api.js';
import { startInjected } from '../support/app.js';
import { projectFile } from '../support/project-file.js';

const fixtures = `${projectFile('test/fixtures')}/`;
const media = { 'content-type': 'application/vnd.sqlite3' };
const settings = { devices: 20, clock: 'frozen' };
type TestServer = Awaited<ReturnType<typeof startInjected>>;
type Test = Parameters<typeof startInjected>[0];

/** The assertions that the checks below use. */
type Assertions = Pick<typeof t, 'equal' | 'match' | 'not' | 'ok' | 'strictSame'>;

/** A fresh copy of the fixture of a storage version: a data folder and an export. */
function unpack(t: Test, version: number) {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-test-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  unpackFolder(readFileSync(join(fixtures, `storage-v${version}`, 'pair.br')), folder);
  return { data: join(folder, 'data'), exported: join(folder, 'export.sqlite') };
}

const openFolder = (t: Test, data: string, more: Contract[] = [...contracts]) =>
  startInjected(t, { ...settings, ephemeral: false, data }, { contracts: more });

const importInto = ({ request }: TestServer, name: string, body: Buffer) =>
  request('POST', `/_sim/sandboxes/${name}/import`, { headers: media, body });

/** Executes a statement in a database file. */
function alter(file: string, ...statements: string[]): void {
  const db = new Database(file);
  for (const statement of statements) db.exec(statement);
  db.close();
}

/** Expects what test/fixtures/make-storage.ts has done in a sandbox. */
async function checkLife(t: Assertions, server: TestServer, name: string): Promise<void> {
  const { send } = server.sandbox(name);
  const device = async (searchValue: string) => {
    const list = await send('GET', `${kajeet}/v1.0/devices/NORTHSTAR-ISD${page({ searchValue })}`);
    t.equal(list.body.totalCount, 1, searchValue);
    return list.body.devices[0];
  };
  t.equal((await device('5212671508')).nickname, 'Before the update');
  t.equal((await device('3042286302')).status, 'suspended');
  const totals = await send('GET', `${kajeet}/v1.0/devices/NORTHSTAR-ISD/totals`);
  t.equal(totals.body.total, 20, 'counters are counted again');

  t.equal((await send('GET', '/_sim/clock')).body.now, '2026-03-12T16:00:00.000Z');
  const [mail] = (await send('GET', '/_sim/outbox')).body;
  t.match(mail, { to: 'dana.whitfield@northstar.example', subject: /Reset/ });
  const message = await send('GET', `${kajeet}/v1.0/manage-profile/deviceStatusMessage/`);
  t.strictSame(message.body, { message: 'Stored before the update' });
  await checkJournal(t, send);
  await checkSequences(t, send);

  const outage = async () => (await send('GET', `${b2core}/regions`)).status;
  t.strictSame([await outage(), await outage()], [503, 200], 'the rule was applied once before');
  const [rule] = (await send('GET', '/_sim/faults')).body;
  t.match(rule, { id: 'f1', matched: 3, applied: 2 });

  const before = (await send('GET', `${kajeet}/v1.0/devices/NORTHSTAR-ISD/totals`)).body.suspended;
  await send('PUT', '/_sim/clock', { body: { now: '2026-07-01T00:00:00Z' } });
  // The token from before has expired in the meantime.
  const minted = await send('POST', '/_sim/tokens', { body: { contract: 'kajeet' } });
  const { token } = minted.body;
  const summer = await send('GET', `${kajeet}/v1.0/devices/NORTHSTAR-ISD/totals`, { token });
  t.ok(summer.body.suspended > before, 'the summer suspension has begun');
}

type Send = ReturnType<TestServer['sandbox']>['send'];

async function checkJournal(t: Assertions, send: Send): Promise<void> {
  const { entries } = (await send('GET', '/_sim/journal')).body;
  const find = (status: number) =>
    entries.find((entry: { status: number }) => entry.status === status);
  t.equal(find(201).operationId, 'createUser');
  const denied = await send('GET', `/_sim/explain/${find(403).id}`);
  t.match(denied.body, { status: 403 });
  t.match(JSON.stringify(denied.body), /org_super|readonly/, 'the reason is still there');
  const invalid = await send('GET', `/_sim/explain/${find(400).id}`);
  t.match(JSON.stringify(invalid.body), /limit/, 'and so are its field errors');
}

async function checkSequences(t: Assertions, send: Send): Promise<void> {
  const user = { username: 'later.user', profile: { role: 'Viewer' } };
  const created = await send('POST', `${esper}/user/`, { body: user });
  t.match(created, { status: 201, body: { id: 5002 } });
  const profiles = await send('GET', `${b2core}/profiles?filter[lastName]=Profile`);
  const [old] = profiles.body.data ?? profiles.body.items ?? profiles.body;
  const profile = await send('POST', `${b2core}/profiles`, { body: { firstName: 'Later' } });
  t.equal(profile.status, 201);
  t.not(profile.body.profileId, old?.profileId);
}

t.test('there is a migration and a fixture for each storage version', async (t) => {
  t.strictSame(
    migrations.map(({ from, to }) => [from, to]),
    Array.from({ length: storageVersion }, (_, from) => [from, from + 1]),
  );
  const found = readdirSync(fixtures).filter((name) => name.startsWith('storage-'));
  t.strictSame(
    found.sort(),
    Array.from({ length: storageVersion + 1 }, (_, version) => `storage-v${version}`),
  );
});

t.test('each collection has a schema that imports are checked against', async (t) => {
  for (const { name, schema } of allCollections(contracts)) t.ok(schema, name);
});

for (let version = 0; version <= storageVersion; version++) {
  t.test(
    `a data folder of storage version ${version} is opened with everything in it`,
    async (t) => {
      const { data } = unpack(t, version);
      const server = await openFolder(t, data);
      await checkLife(t, server, 'kept');
      const { send } = server.sandbox('kept');
      const restored = await send('POST', '/_sim/sandboxes/kept/snapshots/early/restore');
      t.match(restored, { status: 200, body: { snapshots: ['early'] } });
      t.strictSame((await send('GET', '/_sim/outbox')).body, [], 'the snapshot is from before');
      const list = await send(
        'GET',
        `${kajeet}/v1.0/devices/NORTHSTAR-ISD${page({ searchValue: '5212671508' })}`,
      );
      t.equal(list.body.devices[0].nickname, 'Before the update');
      await server.app.fastify.close();
      const again = await openFolder(t, data);
      t.match((await again.request('GET', '/_sim/sandboxes/kept')).body, { devices: 20 });
    },
  );

  t.test(`an export of storage version ${version} is imported with everything in it`, async (t) => {
    const { exported } = unpack(t, version);
    const server = await startInjected(t, settings);
    t.equal((await importInto(server, 'kept', readFileSync(exported))).status, 201);
    await checkLife(t, server, 'kept');
  });
}

t.test('SmartSpot settings of version 0, by IMEI, become those of the device', async (t) => {
  const { data } = unpack(t, 0);
  const imei = '355737360073462';
  const values = `'smartspot ${imei}', '{"ssid":"Before"}', '{"id":"smartspot ${imei}"}'`;
  const file = join(data, 'sandboxes', 'kept.sqlite');
  alter(file, `INSERT INTO kajeet_preferences (key, wire, own) VALUES (${values})`);
  const { send } = (await openFolder(t, data)).sandbox('kept');
  const { body } = await send(
    'GET',
    `${kajeet}/v1.0/devices/NORTHSTAR-ISD/smartspot-settings/${imei}`,
  );
  t.strictSame(body, { imei, ssid: 'Before' });
});

t.test('a folder of an older version still refuses another seed or size', async (t) => {
  const { data } = unpack(t, 0);
  const other = startInjected(t, { ...settings, ephemeral: false, data, devices: 21 });
  await t.rejects(other, /was made for devices 20, not 21/);
});

t.test('a database with other indexes is rebuilt, and one that is current is not', async (t) => {
  const { data } = unpack(t, storageVersion);
  const file = join(data, 'sandboxes', 'kept.sqlite');
  const indexes = () => {
    const db = new Database(file, { readonly: true });
    const names = db.prepare("SELECT name FROM sqlite_master WHERE type = 'index'").pluck().all();
    db.close();
    return names as string[];
  };
  // Opening it adds the collections that are newer than the fixture.
  const first = await openFolder(t, data);
  t.equal((await first.request('GET', '/_sim/sandboxes/kept')).status, 200);
  await first.app.fastify.close();
  const expected = indexes();
  alter(file, 'DROP INDEX esper_users__email', 'CREATE INDEX older ON esper_users (last_login)');
  t.notSame(indexes(), expected);
  const server = await openFolder(t, data);
  await checkLife(t, server, 'kept');
  await server.app.fastify.close();
  t.strictSame(indexes(), expected);
  const pages = readFileSync(file).length;
  alter(file, 'CREATE TABLE mark (x)', 'DROP TABLE mark');
  const again = await openFolder(t, data);
  t.equal((await again.request('GET', '/_sim/sandboxes/kept')).status, 200);
  t.ok(readFileSync(file).length > pages, 'the file is not rebuilt');
});

t.test('a new collection starts with the seeds of the world', async (t) => {
  const { data, exported } = unpack(t, storageVersion);
  const plans = collection<{ code: string }, object>('later_plans', {
    key: ({ code }) => code,
    schema: { wire: { type: 'object' }, internal: { type: 'object' } },
  });
  const [first, ...rest] = [...contracts] as [Contract, ...Contract[]];
  const later: Contract = {
    ...first,
    collections: [...first.collections, plans],
    *seed(server) {
      yield* first.seed(server);
      yield { collection: plans, wire: { code: `seed ${server.seed}` }, internal: {} };
    },
  };
  const server = await openFolder(t, data, [later, ...rest]);
  const wires = (name: string) =>
    server.app.sandboxes
      .open(name)
      ?.documents(plans)
      .all({})
      .map(({ wire }) => wire);
  t.strictSame(wires('kept'), [{ code: 'seed 1' }]);
  t.equal((await importInto(server, 'imported', readFileSync(exported))).status, 201);
  t.strictSame(wires('imported'), [{ code: 'seed 1' }]);
});

t.test('a collection that this version does not know is left out', async (t) => {
  const { data } = unpack(t, storageVersion);
  const file = join(data, 'sandboxes', 'kept.sqlite');
  alter(file, 'CREATE TABLE dropped (seq INTEGER PRIMARY KEY, key, wire, internal)');
  const server = await openFolder(t, data);
  await checkLife(t, server, 'kept');
});

t.test('data of a newer version is refused and left unchanged', async (t) => {
  const newer = storageVersion + 1;
  const { data, exported } = unpack(t, storageVersion);
  const message = new RegExp(`storage version is ${newer}.* reads up to ${storageVersion}`);
  alter(exported, `PRAGMA user_version = ${newer}`);
  const server = await startInjected(t, settings);
  const refused = await importInto(server, 'newer', readFileSync(exported));
  t.equal(refused.status, 400);
  t.match(refused.body.errors[0].message, message);

  const file = join(data, 'sandboxes', 'kept.sqlite');
  alter(file, `PRAGMA user_version = ${newer}`);
  const bytes = readFileSync(file);
  await t.rejects(openFolder(t, data), { constructor: StartupError, message });
  t.ok(readFileSync(file).equals(bytes));

  alter(file, `PRAGMA user_version = ${storageVersion}`);
  alter(
    join(data, 'catalog.sqlite'),
    `UPDATE remembered SET value = ${newer} WHERE name = 'storageVersion'`,
  );
  await t.rejects(openFolder(t, data), { constructor: StartupError, message });
});
