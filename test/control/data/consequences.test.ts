import t from 'tap';
import { b2core } from '../../b2core/api.js';
import { esper } from '../../esper/api.js';
import { kajeet, listOf } from '../../kajeet/api.js';
import { startInjected } from '../../support/app.js';

const server = await startInjected(t);
const data = '/_sim/data';
const devices = `${data}/kajeet/devices`;
const bus = '3042286302';

t.test('names that vendors share stay in step', async (t) => {
  const { send } = server.sandbox();
  const { body } = await send('PATCH', `${data}/kajeet/users/dana.whitfield`, {
    body: { firstName: 'Diana', email: 'diana@northstar.example' },
  });
  t.match(
    body.followed.map(({ contract, collection, fields }: Record<string, unknown>) => [
      contract,
      collection,
      fields,
    ]),
    [
      ['esper', 'users', ['email', 'first_name', 'full_name']],
      ['b2core', 'profiles', ['contacts', 'firstName', 'name']],
    ],
  );
  const { body: users } = await send('GET', `${esper}/user/?limit=100`);
  t.match(
    users.results.find(({ username }: { username: string }) => username === 'dana.whitfield'),
    { full_name: 'Diana Whitfield', email: 'diana@northstar.example' },
  );
  const [profile] = body.followed[1].keys;
  t.match((await send('GET', `${b2core}/profiles/${profile}`)).body, {
    name: 'Diana Whitfield',
    contacts: [{ value: 'diana@northstar.example' }],
  });
});

t.test('what copies a name follows it', async (t) => {
  const { send } = server.sandbox();
  const name = 'Northstar Buses';
  const { body } = await send('PATCH', `${data}/kajeet/corps/NORTHSTAR-BUS`, {
    body: { description: name },
  });
  const followed = body.followed.map(
    ({ contract, collection }: Record<string, unknown>) => `${contract}/${collection}`,
  );
  t.strictSame(followed.sort(), ['esper/groups', 'esper/users', 'kajeet/devices']);
  const list = (await send('GET', listOf('NORTHSTAR-BUS'))).body;
  t.ok(list.devices.every((each: { corpDescription: string }) => each.corpDescription === name));
  const renamed = await send('PATCH', `${data}/kajeet/corps/NORTHSTAR-ISD`, {
    body: { description: 'Northstar Schools' },
  });
  t.equal(renamed.status, 200);
  const { body: groups } = await send('GET', `${data}/esper/groups`);
  t.ok(
    groups.documents.every(({ wire }: { wire: { path: string } }) =>
      wire.path.startsWith('Northstar Schools'),
    ),
    'paths of the groups below',
  );
  const { body: users } = await send('GET', `${data}/esper/users?limit=1000`);
  t.notMatch(JSON.stringify(users), 'Northstar Independent School District');
});

t.test('a corp that moves takes those below it along', async (t) => {
  const { send } = server.sandbox();
  const corp = (corpId: string, parentCorpId: string | null) => ({
    corpId,
    description: corpId,
    parentCorpId,
  });
  const created = await send('POST', `${data}/kajeet/corps`, {
    body: [corp('NORTHSTAR-WEST', 'NORTHSTAR-ISD'), corp('WEST-LAB', 'NORTHSTAR-WEST')],
  });
  t.equal(created.status, 201, JSON.stringify(created.body));
  await send('PATCH', `${data}/kajeet/corps/NORTHSTAR-WEST`, {
    body: { parentCorpId: 'NORTHSTAR-HIGH' },
  });
  const { body } = await send('GET', `${data}/kajeet/corps/WEST-LAB`);
  t.strictSame(body.wire.path, ['NORTHSTAR-ISD', 'NORTHSTAR-HIGH', 'NORTHSTAR-WEST', 'WEST-LAB']);
  t.strictSame(body.wire.kinds, ['choice']);
  await send('PATCH', `${devices}/${bus}`, { body: { corpId: 'WEST-LAB' } });
  t.match((await send('GET', listOf('NORTHSTAR-WEST'))).body, { devices: [{ key: bus }] });
});

t.test('a number that a document takes is not given out again', async (t) => {
  const { send } = server.sandbox();
  const { body: model } = await send('GET', `${data}/esper/users/4002`);
  const user = {
    wire: {
      ...model.wire,
      id: 5001,
      username: 'arranged',
      email: '',
      profile: { ...model.wire.profile, id: 8001 },
    },
    internal: {},
  };
  const arranged = await send('POST', `${data}/esper/users`, { body: user });
  t.equal(arranged.status, 201, JSON.stringify(arranged.body));
  const created = await send('POST', `${esper}/user/`, {
    body: { username: 'later', password: 'x', profile: { role: 'Viewer' } },
  });
  t.equal(created.body.id, 5002);
});

t.test('a summer suspension acts as if a user had switched it on', async (t) => {
  const { send } = server.sandbox();
  const now = Date.parse((await send('GET', '/_sim/clock')).body.now);
  const period = {
    accountId: 'NORTHSTAR-ISD',
    begins: now + 3_600_000,
    ends: now + 7_200_000,
    exemptImeis: [],
  };
  t.equal((await send('POST', `${data}/kajeet/summers`, { body: period })).status, 201);
  const active = async () =>
    (await send('GET', `${kajeet}/v1.0/devices/NORTHSTAR-ISD/totals`)).body.active;
  t.equal(await active(), 487);
  await send('POST', '/_sim/clock/advance', { body: { minutes: 61 } });
  t.ok((await active()) < 200);
  await send('DELETE', `${data}/kajeet/summers/NORTHSTAR-ISD`);
  t.equal(await active(), 487);
});
