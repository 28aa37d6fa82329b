import t from 'tap';
import { b2core } from './b2core/api.js';
import { esper } from './esper/api.js';
import { kajeet } from './kajeet/api.js';
import { query, startInjected } from './support/app.js';

const server = await startInjected(t);

interface Admin {
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
}

interface EsperUser {
  readonly username: string;
  readonly email: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly profile: { readonly groups: { readonly name: string; readonly device_count: number }[] };
}

t.test(
  'the administrators of the school district in Kajeet are users of its Esper tenant and clients of B2CORE',
  async (t) => {
    const { send } = server.sandbox();
    const admins: Admin[] = (await send('GET', `${kajeet}/v1.0/manage-profile/adminUsers/`)).body;
    const users: EsperUser[] = (await send('GET', `${esper}/user/?limit=250`)).body.results;
    t.ok(admins.length >= 5);
    for (const { username, firstName, lastName, email } of admins) {
      const user = users.find((each) => each.username === username);
      t.match(user, { email, first_name: firstName, last_name: lastName }, username);
      const params = { 'filter[firstName]': firstName, 'filter[lastName]': lastName };
      const [client] = (await send('GET', `${b2core}/profiles${query(params)}`)).body;
      t.match(client, { name: `${firstName} ${lastName}`, uuid: username }, username);
      const address = client.contacts.find(({ key }: { key: string }) => key === 'email');
      t.equal(address?.value, email, username);
    }
  },
);

t.test('an Esper group of a school has the devices that Kajeet counts there', async (t) => {
  const { send } = server.sandbox();
  const users: EsperUser[] = (await send('GET', `${esper}/user/?limit=250`)).body.results;
  const elena = users.find(({ username }) => username === 'elena.duarte');
  const [group] = elena?.profile.groups ?? [];
  const totals = await send('GET', `${kajeet}/v1.0/devices/NORTHSTAR-HIGH/totals`);
  const list = await send(
    'GET',
    `${kajeet}/v1.0/devices/NORTHSTAR-HIGH${query({ offset: 0, limit: 1, sort: 'MDN', sortDir: 'ASC' })}`,
  );
  t.match(group, {
    name: list.body.devices[0].corpDescription,
    device_count: list.body.totalCount,
  });
  t.equal(totals.status, 200);
});

t.test(
  'there is a tablet for each hotspot of a fleet, of a large one for the first 500',
  async (t) => {
    for (const [seed, devices, tablets] of [
      [1, 0, 0],
      [9, 2000, 500],
    ] as const) {
      const { sandbox } = await startInjected(t, { seed, devices });
      const { body } = await sandbox().send('GET', `${esper}/user_info/`);
      t.match(body.profile.groups, [{ device_count: tablets }]);
    }
  },
);

t.test('one sandbox holds all vendors: a reset restores them together', async (t) => {
  const { send, name } = server.sandbox();
  const paths = [
    `${kajeet}/v1.0/manage-profile/deviceStatusMessage/`,
    `${esper}/user/4002/`,
    `${b2core}/profiles`,
  ];
  const look = () => Promise.all(paths.map(async (path) => (await send('GET', path)).text));
  const before = await look();
  await send('POST', String(paths[0]), { body: { message: 'changed' } });
  await send('PATCH', String(paths[1]), { body: { last_name: 'Changed' } });
  await send('POST', String(paths[2]), { body: { firstName: 'Changed' } });
  const changed = await look();
  changed.forEach((text, index) => {
    t.not(text, before[index], String(paths[index]));
  });
  await send('POST', `/_sim/sandboxes/${name}/reset`);
  t.strictSame(await look(), before);
});
