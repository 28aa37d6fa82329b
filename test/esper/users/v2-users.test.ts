import t from 'tap';
import { startInjected } from '../../support/app.js';
import { esper } from '../api.js';
import { authn, authz, enterprise, findUser, keyOf, tenant } from './api.js';

const server = await startInjected(t);

t.test('a change by version 2 of the API is seen in version 1', async (t) => {
  const { send } = server.sandbox();
  const before = await findUser(send, 'ruth.castellano');
  const url = `${authz}/users/${before.profile.authn_user_id}`;
  const [group] = (await findUser(send, 'elena.duarte')).profile.groups;
  const body = { role: 'Group Viewer', groups: [group?.id], can_factory_reset: true };
  const changed = await send('PUT', url, { body });
  t.equal(changed.status, 200);
  t.match(changed.body.profile, { ...body, groups: [group] });
  const read = await send('GET', `${esper}/user/${before.id}/`);
  t.strictSame(read.body, changed.body);
  t.notOk((await send('GET', `${esper}/user/${before.id}/`)).body.profile.authz_role_id);
  await send('PATCH', `${esper}/user/${before.id}/`, { body: { first_name: 'Rosa' } });
  const listed = await send(
    'GET',
    `${authn.replace('v0', 'v1')}/users/?legacy_user_id=${before.id}`,
  );
  t.match(listed.body, [
    {
      user_id: before.profile.authn_user_id,
      tenant_id: enterprise,
      name: 'Rosa Castellano',
      email: 'ruth.castellano@northstar.example',
    },
  ]);
});

t.test('all users whom the authentication service knows are listed', async (t) => {
  const { send } = server.sandbox();
  const known = await send('GET', `${esper}/user/?limit=250&authn_user_id_null=false`);
  const { body } = await send('GET', `${esper}/authn2/v1/users/`);
  t.equal(body.length, known.body.count);
  t.strictSame((await send('GET', `${esper}/authn2/v1/users/?legacy_user_id=1`)).body, []);
});

t.test('unknown groups, roles and users are refused', async (t) => {
  const { send } = server.sandbox();
  const { profile } = await findUser(send, 'ruth.castellano');
  const url = `${authz}/users/${profile.authn_user_id}`;
  const unknown = '00000000-0000-4000-8000-000000000000';
  for (const [body, fields] of [
    [{ role: 'Viewer', groups: [unknown] }, ['groups.0']],
    [{ role: 'Group Admin', groups: [] }, ['groups']],
    [{ role: 'AuthZ Role User', groups: [] }, ['groups', 'authz_role_id']],
    [{ role: 'Support', groups: [] }, ['role']],
    [{}, ['role', 'groups']],
  ] as const) {
    const refusal = await send('PUT', url, { body });
    const named = refusal.body.errors.map((line: string) => line.split(':')[0]);
    t.strictSame(named, fields, JSON.stringify(body));
  }
  const body = { role: 'Viewer', groups: [] };
  t.equal((await send('PUT', `${authz}/users/${unknown}`, { body })).status, 404);
  t.equal((await send('PUT', url, { body, as: 'Group Admin' })).status, 403);
});

t.test('each user changes its own first name, and no other', async (t) => {
  const { send } = server.sandbox();
  const { profile, id } = await findUser(send, 'ruth.castellano');
  const token = await keyOf(send, 'ruth.castellano');
  const url = `${authn}/user/${profile.authn_user_id}`;
  const body = { first_name: 'Rosa' };
  t.match((await send('PUT', url, { token, body })).body, { id, full_name: 'Rosa Castellano' });
  const refused = await send('PUT', url, { body });
  t.equal(refused.status, 403);
  t.match(refused.body.message, 'Only for the user of the key itself');
});

t.test('a user who is removed from the enterprise is gone in both versions', async (t) => {
  const { send } = server.sandbox();
  const { profile, id } = await findUser(send, 'ruth.castellano');
  const token = await keyOf(send, 'ruth.castellano');
  const url = `${tenant}/user/${profile.authn_user_id}/`;
  t.equal((await send('DELETE', url, { as: 'Viewer' })).status, 403);
  t.equal((await send('DELETE', url.replace(enterprise, profile.authn_user_id ?? ''))).status, 404);
  t.equal((await send('DELETE', url)).status, 204);
  t.equal((await send('GET', `${esper}/user/${id}/`)).status, 404);
  t.equal((await send('GET', `${esper}/user_info/`, { token })).status, 401);
  t.equal((await send('DELETE', url)).status, 404);
});

t.test('the connections of the tenant are those of its users and invites', async (t) => {
  const { send } = server.sandbox();
  const url = `${tenant}/connection`;
  const { body } = await send('GET', url);
  t.match(body, { count: 2, connections: [{ connection: { strategy: String } }] });
  const standard = (await send('GET', `${url}?is_default=true`)).body;
  t.match(standard, { count: 1, connections: [{ connection: { is_default: true } }] });
  t.equal((await send('GET', `${url}?is_default=false`)).body.count, 1);
  const users = (await send('GET', `${esper}/user/?limit=250`)).body.results;
  const used = new Set(
    users.flatMap(
      (each: { profile: { authn_connection_id: string | null } }) =>
        each.profile.authn_connection_id ?? [],
    ),
  );
  t.strictSame([...used], [standard.connections[0].connection_id]);
});
