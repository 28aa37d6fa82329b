import t from 'tap';
import { startInjected } from '../support/app.js';
import { esper } from './api.js';
import { response as sample } from './samples.js';

const server = await startInjected(t);
const tenant = `${esper}/enterprise/${sample.profile.enterprise}`;
const groups = `${tenant}/devicegroup/`;

type Send = ReturnType<typeof server.sandbox>['send'];

interface Group {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly parent: string | null;
  readonly device_count: number;
  readonly children_count: number;
}

const all = async (send: Send): Promise<Group[]> =>
  (await send('GET', `${groups}?limit=100`)).body.results;
const find = async (send: Send, name: string) =>
  (await all(send)).find((each) => each.name === name) as Group;
const devicesOf = async (send: Send, group: string, limit = 3): Promise<string[]> => {
  const { body } = await send('GET', `${tenant}/device/?group=${group}&limit=${limit}`);
  return body.results.map(({ id }: { id: string }) => id);
};

/** Every count is that of the devices, and every parent that of the path. */
async function assertConsistent(
  test: Pick<typeof t, 'equal' | 'strictSame' | 'match'>,
  send: Send,
) {
  const found = await all(send);
  for (const group of found) {
    const { body } = await send('GET', `${tenant}/device/?group=${group.id}&limit=1`);
    test.equal(body.count, group.device_count, group.path);
    test.strictSame((await send('GET', `${groups}${group.id}/`)).body, group);
    const above = group.path.slice(0, -group.name.length - 1);
    const parent = found.find(({ path }) => path === above);
    test.equal(group.parent?.split('/').at(-2) ?? null, parent?.id ?? null, group.path);
    const children = found.filter(({ path, name }) => path === `${group.path}/${name}`);
    test.equal(group.children_count, children.length, group.path);
  }
  // Profiles of users show the same groups.
  const users = (await send('GET', `${esper}/user/?limit=250`)).body.results;
  for (const { username, profile } of users)
    for (const { id, name, path, device_count } of profile.groups)
      test.match(
        found.find((each) => each.id === id),
        { name, path, device_count },
        username,
      );
}

t.test('the tree of the seeded groups is that of the organisation', async (t) => {
  const { send } = server.sandbox();
  await assertConsistent(t, send);
  const [top] = await all(send);
  t.match(top, { parent: null, children_count: 4, device_count: 499 });
});

t.test(
  'a new group with devices takes them from their groups, and every count follows',
  async (t) => {
    const { send } = server.sandbox();
    const high = await find(send, 'Northstar High School');
    const devices = await devicesOf(send, high.id);
    const { status, body: created } = await send('POST', groups, {
      body: { name: 'Reading Room', parent: high.id, device_ids: devices },
    });
    t.equal(status, 201);
    t.match(created, { name: 'Reading Room', path: `${high.path}/Reading Room`, device_count: 3 });
    t.strictSame((await devicesOf(send, created.id)).sort(), [...devices].sort());
    t.match(await find(send, high.name), { device_count: high.device_count, children_count: 1 });
    await assertConsistent(t, send);
  },
);

t.test('action=add moves devices into a group, action=remove to the group above', async (t) => {
  const { send } = server.sandbox();
  const high = await find(send, 'Northstar High School');
  const spare = await find(send, 'Northstar Spare Pool');
  const devices = await devicesOf(send, high.id);
  const added = await send('PATCH', `${groups}${spare.id}/?action=add`, {
    body: { device_ids: devices },
  });
  t.match(added, { status: 200, body: { device_count: 3 } });
  t.equal((await find(send, high.name)).device_count, high.device_count - 3);
  await assertConsistent(t, send);
  const removed = await send('PATCH', `${groups}${spare.id}/?action=remove`, {
    body: { device_ids: [devices[0]] },
  });
  t.match(removed, { status: 200, body: { device_count: 2 } });
  await assertConsistent(t, send);
  t.equal((await send('PATCH', `${groups}${spare.id}/?action=mix`, { body: {} })).status, 400);
});

t.test('a group that is renamed or moved keeps its devices and what is below it', async (t) => {
  const { send } = server.sandbox();
  const high = await find(send, 'Northstar High School');
  const elementary = await find(send, 'Northstar Elementary School');
  const { body: room } = await send('POST', groups, {
    body: { name: 'Library', parent: high.id, device_ids: await devicesOf(send, high.id) },
  });
  const moved = await send('PUT', `${groups}${high.id}/`, {
    body: { name: 'Senior High', parent: elementary.id },
  });
  t.match(moved.body, { name: 'Senior High', path: `${elementary.path}/Senior High` });
  const library = (await send('GET', `${groups}${room.id}/`)).body;
  t.equal(library.path, `${elementary.path}/Senior High/Library`);
  const { device_count } = await find(send, elementary.name);
  t.equal(device_count, elementary.device_count + high.device_count);
  await assertConsistent(t, send);
  const above = await send('PATCH', `${groups}${room.id}/?action=move`, {
    body: { parent: elementary.id },
  });
  t.equal(above.body.path, `${elementary.path}/Library`);
  await assertConsistent(t, send);
  const renamed = await send('PATCH', `${groups}${room.id}/?action=rename`, {
    body: { name: 'Reading Room' },
  });
  t.equal(renamed.body.path, `${elementary.path}/Reading Room`);
  await send('PATCH', `${groups}${room.id}/?action=move`, { body: { parent: high.id } });
  const circle = await send('PATCH', `${groups}${high.id}/`, { body: { parent: room.id } });
  t.match(circle, { status: 400, body: { errors: [/^parent: / as never] } });
});

t.test('the devices of a deleted group move up, and it leaves the profiles of users', async (t) => {
  const { send } = server.sandbox();
  const high = await find(send, 'Northstar High School');
  const [top] = (await all(send)) as [Group];
  t.match(await send('DELETE', `${groups}${top.id}/`), { status: 409, body: { status: 409 } });
  const devices = await devicesOf(send, high.id, 4);
  const write = { name: 'Attic', device_ids: devices.slice(0, 2) };
  const { body: attic } = await send('POST', groups, { body: write });
  t.match(attic, { parent: null, path: 'Attic', device_count: 2 });
  const room = { name: 'Room', parent: high.id, device_ids: devices.slice(2) };
  const { body: inner } = await send('POST', groups, { body: room });
  const user = { username: 'attic', profile: { groups: [attic.id, high.id] } };
  const { body: member } = await send('POST', `${esper}/user/`, { body: user });
  const removal = { device_ids: devices.slice(0, 1) };
  await send('PATCH', `${groups}${attic.id}/?action=remove`, { body: removal });
  await assertConsistent(t, send);
  for (const { id } of [attic, inner]) {
    t.equal((await send('DELETE', `${groups}${id}/`)).status, 204);
    t.equal((await send('GET', `${groups}${id}/`)).status, 404);
    await assertConsistent(t, send);
  }
  const links = await Promise.all(
    devices.map(async (id) => (await send('GET', `${tenant}/device/${id}/`)).body.groups),
  );
  const expected = [top.id, top.id, high.id, high.id];
  t.strictSame(
    links.map(([link]) => link.split('/').at(-2)),
    expected,
  );
  const { body } = await send('GET', `${esper}/user/${member.id}/`);
  t.strictSame(
    body.profile.groups.map(({ id }: Group) => id),
    [high.id],
  );
});

t.test('invalid writes of groups name every error, and change nothing', async (t) => {
  const { send } = server.sandbox();
  const before = await all(send);
  const unknown = '00000000-0000-4000-8000-000000000000';
  const { status, body } = await send('POST', groups, {
    body: { name: 'a/b', parent: unknown, device_ids: [unknown] },
  });
  t.equal(status, 400);
  t.equal(body.errors.length, 3);
  const twice = await send('POST', groups, { body: { name: before[0]?.name } });
  t.match(twice, { status: 400 });
  t.equal((await send('POST', groups, { as: 'Viewer', body: { name: 'No' } })).status, 403);
  t.strictSame(await all(send), before);
});

t.test('an enterprise shows what was changed, and refuses what is too long', async (t) => {
  const { send } = server.sandbox();
  const url = `${esper}/v1/enterprise/${sample.profile.enterprise}/`;
  const before = (await send('GET', url)).body;
  const body = { contact_person: 'Marcus Oyelaran', zipcode: '14605' };
  const changed = await send('PATCH', url, { body });
  t.match(changed, { status: 200, body });
  t.strictSame((await send('GET', url)).body, changed.body);
  t.strictSame({ ...changed.body, ...{ ...before, ...body, updated_on: '' } }.short_code, 'NSISD');
  const refused = await send('PATCH', url, { body: { zipcode: '123456789', name: '' } });
  t.equal(refused.status, 400);
  t.equal(refused.body.errors.length, 2);
});

t.test('a key describes itself, and a renewed one works as the same user', async (t) => {
  const { send, token } = server.sandbox();
  for (const as of ['Enterprise Admin', 'Viewer']) {
    const info = (await send('GET', `${esper}/v1/token-info/`, { as })).body;
    const user = (await send('GET', `${esper}/user_info/`, { as })).body;
    t.equal(info.user, String(user.id));
    t.equal(info.token, await token('esper', as));
    t.equal(info.scope.includes('write'), as === 'Enterprise Admin');
    const url = `${esper}/v0/enterprise/${info.enterprise}/developerapp/${info.developer_app}/renew-token/`;
    const renewed = await send('POST', `${url}?access_token=${info.token}`, { as });
    t.equal(renewed.status, 201, renewed.text);
    const again = await send('GET', `${esper}/user_info/`, { token: renewed.body.token });
    t.equal(again.body.id, user.id);
    const other = url.replace(info.developer_app, info.enterprise);
    t.equal((await send('POST', `${other}?access_token=x`, { as })).status, 404);
  }
});
