import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { esper } from '../../esper/api.js';
import { kajeet } from '../../kajeet/api.js';
import { startInjected } from '../../support/app.js';

const data = '/_sim/data';
const devices = `${data}/kajeet/devices`;
const list = (corp: string) =>
  `${kajeet}/v1.0/devices/${corp}?offset=0&limit=100&sort=MDN&sortDir=ASC`;

/** Writes a world file and returns its path. */
function worldFile(name: string, text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'world-')), name);
  writeFileSync(file, text);
  return file;
}

const school = `
description: One school
base: empty
corps:
  - { id: LAKE-SCHOOL, name: Lake School, kinds: [choice], timeZone: America/Chicago, devices: 12 }
  - { id: LAKE-BUS, name: Lake Buses, parent: LAKE-SCHOOL }
people:
  - { name: Ada Park, corp: LAKE-SCHOOL, scopes: [org_super], role: Group Admin }
devices:
  - { count: 3, corp: LAKE-BUS, like: { status: suspended } }
steps:
  - change: kajeet/devices
    where: { corpId: LAKE-BUS }
    sort: key
    limit: 1
    set: { nickname: Bus 1 }
overrides:
  kajeet/users:
    ada.park: { purpose: the head of the school }
`;

t.test('a world file makes corps, people and devices at every vendor', async (t) => {
  const server = await startInjected(t, { world: worldFile('school.yaml', school) });
  const { send, name } = server.sandbox();
  const totals = (await send('GET', `${data}/kajeet/devices?limit=1000`)).body;
  t.equal(totals.total, 15);
  const login = await send('POST', `${kajeet}/v1.0/auth/token`, {
    as: null,
    body: { username: 'ada.park', password: 'demo-ada.park' },
  });
  const { body } = await send('GET', list('LAKE-SCHOOL'), { token: login.body.token });
  t.equal(body.totalCount, 15, 'with the corps below it');
  t.equal(
    body.devices.filter((each: { nickname?: string }) => each.nickname === 'Bus 1').length,
    1,
  );
  const user = await send('GET', `${data}/kajeet/users/ada.park`);
  t.match(user.body.internal, { purpose: 'the head of the school' });
  const { body: users } = await send('GET', `${esper}/user/?limit=100`);
  t.match(
    users.results.find(({ username }: { username: string }) => username === 'ada.park'),
    { full_name: 'Ada Park', profile: { role: 'Group Admin', groups: [{ name: 'Lake School' }] } },
  );
  t.equal((await send('GET', `${data}/b2core/profiles?uuid=ada.park`)).body.total, 1);
  await send('DELETE', `${devices}/${totals.documents[0].key}`);
  await send('POST', `/_sim/sandboxes/${name}/reset`);
  t.equal((await send('GET', devices)).body.total, 15, 'a reset returns to the world');
  const created = await send('POST', '/_sim/sandboxes', { body: { name: 'seven', seed: 7 } });
  t.equal(created.status, 201, JSON.stringify(created.body));
  const seven = await server.request('GET', devices, { headers: { 'x-sandbox': 'seven' } });
  t.equal(seven.body.total, 15, 'with another seed too');
  t.equal((await send('GET', '/_sim/clock')).body.now, '2026-03-10T16:00:00.000Z');
});

t.test('an empty world has tokens and no customers', async (t) => {
  const server = await startInjected(t, { world: 'empty' });
  const { send } = server.sandbox();
  t.equal((await send('GET', devices)).body.total, 0);
  t.match((await send('GET', `${kajeet}/v1.0/devices/NORTHSTAR-ISD/totals`)).body, { total: 0 });
  t.equal((await send('GET', `${esper}/user/`)).status, 200);
  t.equal((await send('GET', `${data}/b2core/profiles`)).body.total, 0);
  t.equal((await send('POST', devices, { body: { generate: 5 } })).status, 201);
  t.match((await send('GET', list('NORTHSTAR-ISD'))).body, { totalCount: 5 });
});

for (const world of ['emoji', 'quotes', 'long', 'rtl']) {
  t.test(`the world with odd names: ${world}`, async (t) => {
    const server = await startInjected(t, { world, devices: 40 });
    const { send } = server.sandbox();
    const { body } = await send('GET', list('NORTHSTAR-ISD'));
    t.equal(body.totalCount, 40);
    const names = new Set(body.devices.map(({ nickname }: { nickname: string }) => nickname));
    t.ok(names.size > 2);
    for (const nickname of names) {
      const query = `&searchValue=${encodeURIComponent(String(nickname).slice(0, 40))}`;
      t.ok(
        (await send('GET', list('NORTHSTAR-ISD') + query)).body.totalCount > 0,
        String(nickname),
      );
    }
    const csv = await send('GET', `${list('NORTHSTAR-ISD')}&export=CSV`);
    t.equal(csv.status, 200);
    const { body: users } = await send('GET', `${esper}/user/?limit=100`);
    const dana = users.results.find(
      ({ username }: { username: string }) => username === 'dana.whitfield',
    );
    t.not(dana.first_name, 'Dana', 'the other vendors follow');
  });
}

t.test('a bad world stops the start with what is wrong', async (t) => {
  const start = (text: string) => startInjected(t, { world: worldFile('w.yaml', text) });
  await t.rejects(startInjected(t, { world: 'emtpy' }), /one of default, empty, nothing, emoji/);
  await t.rejects(startInjected(t, { world: '/nowhere.yaml' }), /cannot be read/);
  await t.rejects(start('base: none'), /\/base must be one of default, empty, nothing/);
  await t.rejects(start('corp: []'), /\/corp is unknown.*did you mean corps/);
  await t.rejects(
    start('devices: [{ count: 3, corp: NOWHERE }]'),
    /the world cannot be made: .*must name a document of kajeet\/corps/,
  );
  await t.rejects(start('overrides: { kajeet/device: { a: {} } }'), /did you mean devices/);
});
