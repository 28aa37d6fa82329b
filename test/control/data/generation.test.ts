import t from 'tap';
import { b2core } from '../../b2core/api.js';
import { esper } from '../../esper/api.js';
import { kajeet } from '../../kajeet/api.js';
import { startInjected } from '../../support/app.js';

const server = await startInjected(t);
const data = '/_sim/data';
const devices = `${data}/kajeet/devices`;

type Document = { key: string; wire: Record<string, unknown>; internal: Record<string, unknown> };

t.test('devices like the seeded ones, with the demanded fields', async (t) => {
  const { send } = server.sandbox();
  const like = {
    corpId: 'NORTHSTAR-SPARE',
    status: 'suspended',
    network: 'T-Mobile',
    ratePlan: 'EDU-5GB',
  };
  const { status, body } = await send('POST', devices, { body: { generate: 200, like } });
  t.equal(status, 201, JSON.stringify(body));
  t.equal(body.created, 200);
  t.equal(new Set(body.keys).size, 200);
  const { body: page } = await send('GET', `${devices}?corpId=NORTHSTAR-SPARE&limit=1000`);
  t.equal(page.total, 200);
  for (const { wire, internal } of page.documents as Document[]) {
    t.match(wire, {
      status: 'suspended',
      network: 'T-Mobile',
      corpDescription: 'Northstar Spare Pool',
      ratePlan: 'EDU-5GB',
      ratePlanDescription: 'Education 5 GB',
      onlineStatus: false,
    });
    t.match(internal, { monthlyLimit: 5120, apn: 'kajeet.tmus' }, 'the rest fits');
  }
  const imeis = (page.documents as Document[]).flatMap(({ wire }) => (wire.imei as string) ?? []);
  t.equal(new Set(imeis).size, imeis.length);
  const totals = await send('GET', `${kajeet}/v1.0/devices/NORTHSTAR-ISD/totals`);
  t.match(totals.body, { active: 487, suspended: 212, total: 699 });
});

t.test('a tablet that is added was seen shortly before, whatever the time', async (t) => {
  const { send } = server.sandbox();
  await send('PUT', '/_sim/clock', { body: { now: '2027-02-01T18:00:00Z' } });
  const { body } = await send('POST', `${data}/esper/devices`, { body: { generate: 20 } });
  for (const key of body.keys) {
    const { wire } = (await send('GET', `${data}/esper/devices/${key}`)).body;
    t.ok(wire.updated_on > '2027-01-01' && wire.updated_on < '2027-02-01T18', wire.updated_on);
    if (wire.state === 1) t.match(wire.updated_on, /^2027-02-01T17:/);
  }
});

t.test('the same calls give the same documents', async (t) => {
  const arrange = async () => {
    const { send } = server.sandbox();
    await send('POST', devices, { body: { generate: 20 } });
    await send('POST', devices, { body: { nickname: 'One more' } });
    for (const collection of [
      'kajeet/users',
      'kajeet/corps',
      'kajeet/labels',
      'esper/users',
      'esper/groups',
      'b2core/profiles',
      'b2core/apps',
    ])
      t.equal(
        (await send('POST', `${data}/${collection}`, { body: { generate: 3 } })).status,
        201,
        collection,
      );
    const texts: string[] = [];
    for (const collection of ['kajeet/devices', 'kajeet/users', 'esper/users', 'b2core/profiles'])
      texts.push((await send('GET', `${data}/${collection}?limit=1000`)).text);
    return texts;
  };
  t.strictSame(await arrange(), await arrange());
});

t.test('one field is enough for a new document', async (t) => {
  const { send } = server.sandbox();
  const { body } = await send('POST', devices, {
    body: { nickname: 'Bus 47', corpId: 'NORTHSTAR-BUS' },
  });
  t.match(body, {
    wire: { nickname: 'Bus 47', mdn: /^\d{3}-\d{3}-\d{4}$/ },
    internal: { corpId: 'NORTHSTAR-BUS' },
  });
  t.match(body.wire.deviceName, /^SmartBus/, 'a bus has the router of a bus');
  const own = await send('POST', devices, { body: { key: '5855550100', imei: null } });
  t.match(own.body, { key: '5855550100', wire: { mdn: '585-555-0100' } });
  t.notOk('imei' in own.body.wire);
  const user = await send('POST', `${data}/esper/users`, {
    body: { first_name: 'Ada', last_name: 'Park' },
  });
  t.match(user.body.wire, { full_name: 'Ada Park', username: /^ada\.park/ });
  t.equal((await send('GET', `${esper}/user/${user.body.wire.id}/`)).status, 200);
  const profile = await send('POST', `${data}/b2core/profiles`, {
    body: { firstName: 'Ada', lastName: 'Park' },
  });
  t.match((await send('GET', `${b2core}/profiles/${profile.body.key}`)).body, { name: 'Ada Park' });
  const account = await send('POST', `${data}/kajeet/users`, {
    body: { username: 'ada', scopes: ['org_super'] },
  });
  t.equal(account.status, 201, JSON.stringify(account.body));
  const login = await send('POST', `${kajeet}/v1.0/auth/token`, {
    as: null,
    body: { username: 'ada', password: 'demo-ada' },
  });
  t.equal(login.status, 200);
});

t.test('a new corp has devices like those of the corp above it', async (t) => {
  const { send } = server.sandbox();
  const corp = {
    corpId: 'NORTHSTAR-WEST',
    description: 'Northstar West',
    parentCorpId: 'NORTHSTAR-HIGH',
  };
  t.equal((await send('POST', `${data}/kajeet/corps`, { body: corp })).status, 201);
  await send('POST', devices, { body: { generate: 30, like: { corpId: 'NORTHSTAR-WEST' } } });
  const list = await send(
    'GET',
    `${kajeet}/v1.0/devices/NORTHSTAR-WEST?offset=0&limit=100&sort=MDN&sortDir=ASC`,
  );
  t.equal(list.body.totalCount, 30);
  t.ok(
    list.body.devices.every(
      (each: { corpDescription: string }) => each.corpDescription === 'Northstar West',
    ),
  );
});

t.test('what cannot be generated is refused, and nothing is added', async (t) => {
  const { send } = server.sandbox();
  const refuse = async (url: string, body: object) => {
    const response = await send('POST', url, { body });
    t.equal(response.status, 400);
    return response.body.errors;
  };
  t.match(await refuse(devices, { generate: 0 }), [{ at: '/generate', message: /1/ }]);
  t.match(await refuse(devices, { generate: 10_001 }), [{ at: '/generate', message: /10000/ }]);
  t.match(await refuse(devices, { generate: 2, lik: {} }), [
    { at: '/lik', message: /did you mean like/ },
  ]);
  t.match(await refuse(devices, { generate: 2, like: { corpId: 'NOWHERE' } }), [
    { at: '/like/corpId', message: /must name a document of kajeet\/corps/ },
  ]);
  t.match(await refuse(devices, { generate: 2, like: { imei: '355737360073462' } }), [
    { at: '/like/imei', message: /must be unique/ },
  ]);
  t.match(await refuse(`${data}/b2core/regions`, { generate: 2 }), [{ at: '/generate' }]);
  t.equal(
    (await send('GET', `${devices}?corpId=NORTHSTAR-ISD&corpId=NORTHSTAR-SPARE`)).body.total,
    (await send('GET', `${devices}?corpId=NORTHSTAR-ISD`)).body.total,
  );
  const diff = await send('GET', '/_sim/diff?from=default');
  t.match(diff.body, { total: { added: 0, changed: 0, removed: 0 }, documents: [] });
});
