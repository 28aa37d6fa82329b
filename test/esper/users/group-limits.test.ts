import t from 'tap';
import { startInjected } from '../../support/app.js';
import { authz, createRole, findUser, keyOf } from './api.js';
import { arrange, commands, type Device, devices, groups } from './limited.js';

const server = await startInjected(t);
for (const role of ['Group Admin', 'Group Viewer']) {
  t.test(`a ${role} sees the groups of its profile, those below, and their devices`, async (t) => {
    const { send } = server.sandbox();
    const { own, below, other, inside, outside } = await arrange(send);
    const body = { contract: 'esper', persona: 'elena.duarte', role };
    const { token } = (await send('POST', '/_sim/tokens', { body })).body;
    const read = (url: string) => send('GET', url, { token });
    const listed = (await read(`${devices}?limit=500`)).body;
    t.equal(listed.count, inside.length);
    t.strictSame(
      listed.results.map(({ id }: Device) => id).sort(),
      inside.map(({ id }) => id).sort(),
    );
    t.equal((await read(`${devices}?limit=500&is_gms=true`)).body.count <= inside.length, true);
    t.equal((await read(`${devices}?group=${other}`)).body.count, 0);
    t.equal((await read(`${devices}?group=${below}`)).body.count, 1);
    t.equal((await read(`${devices}${inside[0]?.id}/`)).status, 200);
    for (const path of ['', 'app/', 'install/', 'status/?latest_event=0'])
      t.equal((await read(`${devices}${outside.id}/${path}`)).status, 404, path);
    const { results } = (await read(groups)).body;
    t.strictSame(results.map(({ id }: { id: string }) => id).sort(), [own, below].sort());
    t.equal((await read(`${groups}${other}/`)).status, 404);
    t.equal((await read(`${groups}${below}/`)).status, 200);
  });
}

t.test('a Group Admin changes groups and sends commands inside its groups only', async (t) => {
  const { send } = server.sandbox();
  const { own, below, other, inside, outside } = await arrange(send);
  const token = await keyOf(send, 'Group Admin');
  const write = (method: string, url: string, body?: object) => send(method, url, { token, body });
  t.equal((await write('POST', groups, { name: 'Room 13', parent: own })).status, 201);
  for (const body of [{ name: 'Room 14' }, { name: 'Room 14', parent: other }])
    t.match((await write('POST', groups, body)).body, {
      status: 400,
      errors: [/^parent: must be/],
    });
  t.equal((await write('PATCH', `${groups}${below}/`, { name: 'Room 12a' })).status, 200);
  t.equal((await write('PATCH', `${groups}${below}/`, { parent: other })).status, 400);
  t.equal((await write('PATCH', `${groups}${other}/`, { name: 'Mine' })).status, 404);
  const taken = await write('PATCH', `${groups}${below}/?action=add`, { device_ids: [outside.id] });
  t.match(taken.body.errors, [/^device_ids\.0: must be the id of a device that/]);
  t.equal((await write('DELETE', `${groups}${below}/`)).status, 204);
  const order = (body: object) => write('POST', commands, { command: 'REBOOT', ...body });
  const mine = { command_type: 'DEVICE', devices: [inside[1]?.id] };
  t.equal((await order(mine)).status, 201);
  t.equal((await order({ command_type: 'GROUP', groups: [own] })).status, 201);
  for (const body of [
    { command_type: 'DEVICE', devices: [inside[1]?.id, outside.id] },
    { command_type: 'GROUP', groups: [other] },
    { command_type: 'DYNAMIC' },
  ])
    t.equal((await order(body)).status, 400, JSON.stringify(body));
  const viewer = await send('POST', commands, {
    as: 'Group Viewer',
    body: { command: 'REBOOT', ...mine },
  });
  t.equal(viewer.status, 403);
});

t.test('requests and their statuses are seen by those who see a target', async (t) => {
  const { send } = server.sandbox();
  const { inside, outside } = await arrange(send);
  const order = async (ids: readonly (string | undefined)[]) => {
    const body = { command: 'REBOOT', command_type: 'DEVICE', devices: ids };
    return (await send('POST', commands, { body })).body.id;
  };
  const hidden = await order([outside.id]);
  const shared = await order([inside[1]?.id, outside.id]);
  const token = await keyOf(send, 'Group Admin');
  const listed = (await send('GET', `${commands}?limit=100`, { token })).body.results;
  const ids = listed.map(({ id }: { id: string }) => id);
  t.ok(ids.includes(shared) && !ids.includes(hidden));
  t.equal((await send('GET', `${commands}${hidden}/status/`, { token })).status, 404);
  t.equal((await send('GET', `${commands}${shared}/status/`, { token })).body.count, 1);
  t.equal((await send('GET', `${commands}${shared}/status/`)).body.count, 2);
});

t.test('a custom role is limited to groups unless it has access to all', async (t) => {
  const { send } = server.sandbox();
  const { own, inside } = await arrange(send);
  const authz_role_id = await createRole(send, 'Reader', ['read:device', 'read:user:group']);
  const { authn_user_id } = (await findUser(send, 'ruth.castellano')).profile;
  const url = `${authz}/users/${authn_user_id}`;
  const assign = (more: object) =>
    send('PUT', url, { body: { role: 'AuthZ Role User', authz_role_id, groups: [], ...more } });
  t.match((await assign({})).body, { code: 400, errors: [/^groups: must name a group/] });
  t.equal((await assign({ groups: [own] })).status, 200);
  const token = await keyOf(send, 'ruth.castellano');
  const count = async () => (await send('GET', devices, { token })).body.count;
  t.equal(await count(), inside.length);
  const reach = (await send('GET', `${url}/groups?sub_groups=true`, { token })).body;
  t.match(reach, { has_all_group_access: false });
  t.equal(reach.group_ids.length, 2);
  t.strictSame((await send('GET', `${url}/groups`, { token })).body.group_ids, [own]);
  await assign({ has_all_group_access: true });
  t.ok((await count()) > inside.length);
  t.match((await send('GET', `${url}/groups`)).body, { group_ids: [], has_all_group_access: true });
});
