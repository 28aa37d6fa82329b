import t from 'tap';
import { kajeet, listOf } from '../../kajeet/api.js';
import { startInjected } from '../../support/app.js';

const server = await startInjected(t);
const data = '/_sim/data';
const devices = `${data}/kajeet/devices`;
const bus = '3042286302';

t.test('the world: collections with schemas, and what they contain', async (t) => {
  const { send } = server.sandbox();
  const { status, body } = await send('GET', data);
  t.equal(status, 200);
  t.strictSame(
    body.contracts.map(({ id }: { id: string }) => id),
    ['kajeet', 'esper', 'b2core'],
  );
  const [kajeetData] = body.contracts;
  const found = kajeetData.collections.find(({ name }: { name: string }) => name === 'devices');
  t.match(found, { documents: 499 + 60 + 24 + 20 + 30 + 15, key: 'key', search: true });
  t.ok(found.schema.wire[0].properties.nickname, 'the fields of responses');
  t.ok(found.schema.internal[0].properties.imsi, 'the other fields');
  t.notMatch(JSON.stringify(body), '$ref', 'the schemas stand alone');
  const northstar = kajeetData.overview.corps.find(
    ({ corpId }: { corpId: string }) => corpId === 'NORTHSTAR-ISD',
  );
  t.equal(northstar.corps.length, 4);
  const count = (node: { devices: Record<string, number>; corps: never[] }): number =>
    Object.values(node.devices).reduce((sum, n) => sum + n, 0) +
    node.corps.reduce((sum, each) => sum + count(each), 0);
  t.equal(count(northstar), 499, 'counts of the tree add up');
  t.match(kajeetData.overview.labels, [{ id: 11, name: 'Route East' }]);
  for (const { key } of kajeetData.overview.notableDevices)
    t.equal((await send('GET', `${devices}/${key}`)).status, 200);
});

t.test('a document shows both of its parts, without secrets', async (t) => {
  const { send } = server.sandbox();
  const { body } = await send('GET', `${devices}/304-228-6302`);
  t.match(body, { key: bus, wire: { key: bus }, internal: { labelIds: [12] } });
  const user = await send('GET', `${data}/kajeet/users/dana.whitfield`);
  t.match(user.body, { wire: { username: 'dana.whitfield' }, internal: { scopes: ['org_super'] } });
  t.notOk('password' in user.body.internal);
  const { body: page } = await send('GET', `${data}/esper/users?limit=1000`);
  t.ok(page.documents.every(({ wire }: { wire: object }) => !('token' in wire)));
  t.notMatch(JSON.stringify(page), '"token"');
  t.equal((await send('GET', `${data}/esper/users/4001`)).body.key, '000000004001');
});

t.test('lists: page, sort, filter and search', async (t) => {
  const { send } = server.sandbox();
  const get = async (query: string) => (await send('GET', `${devices}?${query}`)).body;
  const all = await get('limit=1000');
  t.equal(all.total, all.documents.length);
  const fields = all.documents.map((each: { wire: object; internal: object }) => ({
    ...each.wire,
    ...each.internal,
  }));
  const keysOf = (page: { documents: { key: string }[] }) => page.documents.map(({ key }) => key);
  const expect = (accepts: (device: Record<string, unknown>) => unknown) =>
    fields.filter(accepts).map(({ key }: { key: string }) => key);
  const suspended = await get(
    'limit=1000&status=suspended&corpId=NORTHSTAR-BUS&corpId=NORTHSTAR-HIGH',
  );
  t.strictSame(
    keysOf(suspended),
    expect(
      ({ status, corpId }) =>
        status === 'suspended' && ['NORTHSTAR-BUS', 'NORTHSTAR-HIGH'].includes(String(corpId)),
    ),
  );
  const { nickname } = fields.find((each: { nickname?: string }) =>
    each.nickname?.startsWith('Bus'),
  );
  const named = await get(`limit=1000&nickname=${encodeURIComponent(nickname)}`);
  t.strictSame(
    keysOf(named),
    expect((each) => each.nickname === nickname),
    'a field without a column',
  );
  const health = await get('limit=1000&showHealthStatus=true');
  t.strictSame(
    keysOf(health),
    expect(({ showHealthStatus }) => showHealthStatus === true),
  );
  const unnamed = await get('limit=1000&eid=null');
  t.strictSame(
    keysOf(unnamed),
    expect(({ eid }) => eid === null),
  );
  const labelled = await get('limit=1000&labelIds=18');
  t.strictSame(
    keysOf(labelled),
    expect(({ labelIds }) => (labelIds as number[]).includes(18)),
  );
  const top = await get('limit=3&offset=2&sort=-monthlyAmountUsed');
  const bySize = [...fields].sort((a, b) => b.monthlyAmountUsed - a.monthlyAmountUsed);
  t.strictSame(
    keysOf(top),
    bySize.slice(2, 5).map(({ key }) => key),
  );
  const found = await get('limit=1000&search=bUs');
  t.ok(found.total > 0);
  t.ok(
    found.documents.some(({ wire }: { wire: { nickname?: string } }) =>
      /bus/i.test(wire.nickname ?? ''),
    ),
  );
  const wrong = await send('GET', `${devices}?statu=active&sort=nickname`);
  t.equal(wrong.status, 400);
  t.match(wrong.body.errors, [
    { in: 'query', at: 'statu', message: /did you mean status\?/ },
    { in: 'query', at: 'sort', message: /must be one of key, corpId/ },
  ]);
  t.match((await send('GET', `${data}/kajeet/device`)).body.detail, 'did you mean devices?');
  t.match((await send('GET', `${data}/kajet/devices`)).body.detail, 'did you mean kajeet?');
  t.match((await send('GET', `${devices}/3042286303`)).body.detail, 'did you mean 3042286302?');
});

t.test(
  'a change is seen by the vendor, and is in the journal as one of the control plane',
  async (t) => {
    const { send, name } = server.sandbox();
    const before = (await send('GET', listOf('NORTHSTAR-ISD', { searchValue: bus }))).body;
    t.match(before, { totalCount: 1 });
    const { onlineStatus } = before.devices[0];
    const patch = { nickname: 'Bus 47', status: 'suspended', dailyLimit: null };
    const { status, body } = await send('PATCH', `${devices}/${bus}`, { body: patch });
    t.equal(status, 200, JSON.stringify(body));
    t.match(body, {
      wire: { nickname: 'Bus 47', status: 'suspended', onlineStatus: false },
      internal: { dailyLimit: null },
      followed: [],
    });
    const after = (await send('GET', listOf('NORTHSTAR-ISD', { searchValue: bus }))).body;
    t.match(after.devices, [{ key: bus, nickname: 'Bus 47', status: 'suspended' }]);
    const totals = await send('GET', `${kajeet}/v1.0/devices/NORTHSTAR-ISD/totals`);
    t.match(totals.body, { active: 486, suspended: 13 });
    const journal = (await send('GET', '/_sim/journal')).body.entries;
    const own = journal.filter(({ control }: { control?: true }) => control);
    t.match(own, [{ contract: 'sim', operationId: 'patchDocument', method: 'PATCH', status: 200 }]);
    const verified = await send('POST', '/_sim/journal/verify', {
      body: { match: { method: 'PATCH' }, count: 0 },
    });
    t.equal(verified.body.passed, true, 'it is no call to a vendor');
    const { calls } = (await send('GET', `/_sim/sandboxes/${name}`)).body;
    t.equal(calls, journal.length - own.length);
    await send('PATCH', `${devices}/${bus}`, { body: { status: 'active' } });
    t.equal(
      (await send('GET', `${devices}/${bus}`)).body.wire.onlineStatus,
      onlineStatus,
      'online as before',
    );
  },
);

t.test('what was read can be written back', async (t) => {
  const { send } = server.sandbox();
  const paths = (await send('GET', data)).body.contracts.flatMap(
    ({ collections }: { collections: { link: string }[] }) => collections.map(({ link }) => link),
  );
  for (const path of paths) {
    for (const each of (await send('GET', `${path}?limit=1000`)).body.documents.slice(0, 40)) {
      const url = `${path}/${encodeURIComponent(each.key)}`;
      const { status, body } = await send('PUT', url, { body: each });
      if (status !== 200) t.fail(JSON.stringify(body), { url });
      const { followed, ...replaced } = body;
      t.strictSame(followed, []);
      t.strictSame(replaced, each);
    }
  }
  const login = await send('POST', `${kajeet}/v1.0/auth/token`, {
    as: null,
    body: { username: 'dana.whitfield', password: 'demo-dana.whitfield' },
  });
  t.equal(login.status, 200, 'secrets stay');
});

t.test('documents are added and deleted, one or many at a time', async (t) => {
  const { send } = server.sandbox();
  const { body: model } = await send('GET', `${devices}/${bus}`);
  const { mdn: _, corpDescription: __, imei: ___, ...wire } = model.wire;
  const device = (key: string) => ({ ...wire, ...model.internal, key, corpId: 'NORTHSTAR-SPARE' });
  const added = await send('POST', devices, { body: device('5855550001') });
  t.equal(added.status, 201, JSON.stringify(added.body));
  t.match(added.body, {
    key: '5855550001',
    wire: { mdn: '585-555-0001', corpDescription: 'Northstar Spare Pool' },
  });
  const again = await send('POST', devices, { body: device('5855550001') });
  t.equal(again.status, 409);
  const many = ['5855550002', '5855550003'].map(device);
  const bulk = await send('POST', devices, { body: many });
  t.match(bulk, { status: 201, body: { created: 2, keys: ['5855550002', '5855550003'] } });
  const mixed = [device('5855550004'), { ...device('5855550005'), status: 'lost', typo: 1 }];
  const refused = await send('POST', devices, { body: mixed });
  t.equal(refused.status, 400);
  t.match(refused.body.errors, [{ in: 'body', at: '/1/typo' }]);
  t.equal((await send('GET', `${devices}/5855550004`)).status, 404, 'all or nothing');
  t.match((await send('GET', listOf('NORTHSTAR-SPARE'))).body, { totalCount: 3 });
  t.equal(
    (await send('PUT', `${devices}/585-555-0006`, { body: device('5855550006') })).status,
    201,
  );
  for (const key of ['5855550001', '5855550002', '5855550003', '5855550006'])
    t.equal((await send('DELETE', `${devices}/${key}`)).status, 204);
  t.equal((await send('GET', listOf('NORTHSTAR-SPARE'))).status, 404);
  t.equal((await send('DELETE', `${devices}/5855550001`)).status, 404);
});

t.test('errors name every field and what would pass', async (t) => {
  const { send } = server.sandbox();
  const { body: other } = await send('GET', `${devices}/5212671508`);
  const patch = async (url: string, body: object) => {
    const response = await send('PATCH', url, { body });
    t.equal(response.status, 400, JSON.stringify(response.body));
    return response.body.errors as { at: string; message: string }[];
  };
  t.match(
    await patch(`${devices}/${bus}`, {
      status: 'lost',
      corpId: 'NORTHSTAR-HI',
      labelIds: [12, 99],
    }),
    [
      { at: '/status', message: /must be one of active, suspended, lost_stolen/ },
      { at: '/corpId', message: /must name a document of kajeet\/corps/ },
      { at: '/labelIds/1', message: /must name a document of kajeet\/labels/ },
    ],
  );
  t.match(await patch(`${devices}/${bus}`, { wire: { nickname: 5 } }), [{ at: '/wire/nickname' }]);
  t.match(await patch(`${devices}/${bus}`, { nicknam: 'x' }), [
    { at: '/nicknam', message: /did you mean nickname\?/ },
  ]);
  t.match(await patch(`${devices}/${bus}`, { imei: other.wire.imei, mdn: '304-228-0000' }), [
    { at: '/mdn', message: /must be "304-228-6302", which follows from the other fields/ },
    { at: '/imei', message: /must be unique; the document 5212671508 has/ },
  ]);
  t.match(await patch(`${devices}/${bus}`, { imei: '355737360073463' }), [
    { at: '/imei', message: /check digit/ },
  ]);
  t.match(await patch(`${devices}/${bus}`, { key: '3042286303' }), [
    { at: '/key', message: /must be that of the document 3042286302/ },
  ]);
  t.match(await patch(`${devices}/${bus}`, { corpId: 'METRO-TRANSIT' }), [
    { at: '/labelIds/0', message: /must be a label of the account METRO-TRANSIT/ },
  ]);
  t.match(await patch(`${data}/kajeet/users/dana.whitfield`, { password: 'x' }), [
    { at: '/password', message: /is a secret/ },
  ]);
  t.match(await patch(`${data}/kajeet/corps/NORTHSTAR-ISD`, { parentCorpId: 'NORTHSTAR-BUS' }), [
    { at: '/parentCorpId', message: /must not be NORTHSTAR-ISD or a corp below it/ },
  ]);
  t.match(await patch(`${data}/kajeet/corps/NORTHSTAR-ISD`, { timeZone: 'Rochester' }), [
    { at: '/timeZone', message: /must be an IANA time zone/ },
  ]);
  t.match(
    await patch(`${data}/b2core/countries/6006dda272f002519c3eb505`, { numericCode: '999' }),
    [{ message: /is named by b2core\/profiles/ }],
  );
  const named = await send('DELETE', `${data}/kajeet/corps/NORTHSTAR-BUS`);
  t.equal(named.status, 409);
  t.match(named.body.detail, /is named by kajeet\/devices \d+, .* and others/);
  t.equal((await send('PUT', `${devices}/${bus}`, { body: { nickname: 'x' } })).status, 400);
  t.equal((await send('POST', devices, { body: [1] })).status, 400);
});
