import t from 'tap';
import { contracts } from '../../../src/contracts/index.js';
import { startInjected } from '../../support/app.js';
import { example } from '../../support/example-request.js';
import { esper } from '../api.js';
import { authz, createRole, enterprise, findUser, keyOf, roles } from './api.js';

const server = await startInjected(t);
type Send = ReturnType<typeof server.sandbox>['send'];
const tenant = `${esper}/enterprise/${enterprise}`;
const commands = `${esper}/v0/enterprise/${enterprise}/command/`;

/** A key of a user with a custom role, who sees all groups unless some are named. */
async function keyWithRole(send: Send, authz_role_id: string, groups: readonly string[] = []) {
  const user = await findUser(send, 'ruth.castellano');
  const all = { has_all_group_access: groups.length === 0 };
  const body = { role: 'AuthZ Role User', groups, authz_role_id, ...all };
  await send('PUT', `${authz}/users/${user.profile.authn_user_id}`, { body });
  return keyOf(send, 'ruth.castellano');
}

const contract = contracts.find(({ name }) => name === 'esper')!;
const unknown = '00000000-0000-4000-8000-000000000000';
const scoped = contract.operations.flatMap((operation) =>
  operation.config.access.conditions
    .filter(({ name }) => name.includes(':') && !name.includes('*'))
    .map(({ name: scope }) => ({ operation, scope })),
);

t.test('a scope opens the operations that declare it, and no others', async (t) => {
  t.ok(scoped.length > 10);
  const { send } = server.sandbox();
  const role = await createRole(send, 'Changing', []);
  const token = await keyWithRole(send, role);
  const names = [...new Set(scoped.map(({ scope }) => scope))];
  for (const name of names) {
    await send('PUT', `${roles}${role}/scopes`, { body: { scope_names: [name] } });
    for (const { operation, scope } of scoped) {
      const { url } = example(contract, operation);
      // A write that names nothing and sends nothing changes nothing that another operation needs.
      const harmless = operation.method === 'GET' ? url : url.replace(/[0-9a-f-]{36}\/?$/, unknown);
      const { status } = await send(operation.method, harmless, { token });
      const message = `${operation.method} ${operation.url} with ${name}: ${status}`;
      t.equal(status === 403, scope !== name, message);
    }
  }
});

t.test('writes that have no scope stay with administrators', async (t) => {
  const { send } = server.sandbox();
  const token = await keyOf(send, 'AuthZ Role User');
  const user = { username: 'newcomer', profile: {} };
  t.equal((await send('POST', `${esper}/user/`, { token, body: user })).status, 403);
  const role = { name: 'Mine', description: '' };
  t.equal((await send('POST', roles, { token, body: role })).status, 403);
  const group = { name: 'Reading Corner' };
  const created = await send('POST', `${tenant}/devicegroup/`, { token, body: group });
  t.equal(created.status, 201);
});

t.test('a command needs the scope of that command, for a device or for a group', async (t) => {
  const { send } = server.sandbox();
  const device = (await send('GET', `${tenant}/device/?limit=1`)).body.results[0];
  const [group] = (await send('GET', `${tenant}/devicegroup/?limit=1`)).body.results;
  const role = await createRole(send, 'Restarter', [
    'create:device_command:REBOOT',
    'create:group_command:LOCK',
  ]);
  const token = await keyWithRole(send, role);
  const order = (command: string, target: object) =>
    send('POST', commands, { token, body: { command, ...target } });
  const toDevice = { command_type: 'DEVICE', devices: [device.id] };
  const toGroup = { command_type: 'GROUP', groups: [group.id] };
  t.equal((await order('REBOOT', toDevice)).status, 201);
  t.equal((await order('LOCK', toGroup)).status, 201);
  const refused = await order('LOCK', toDevice);
  t.equal(refused.status, 403);
  t.match(refused.body.message, 'create:device_command:LOCK');
  t.equal((await order('REBOOT', toGroup)).status, 403);
  const dynamic = (command: string, targets: object) =>
    order(command, { command_type: 'DYNAMIC', ...targets });
  const [devices, groups] = [[device.id], [group.id]];
  const statuses = await Promise.all([
    dynamic('REBOOT', { devices }),
    dynamic('REBOOT', { groups }),
    dynamic('REBOOT', { devices, groups }),
    dynamic('REBOOT', {}),
    dynamic('LOCK', { devices, groups }),
    dynamic('LOCK', { devices: [], groups }),
  ]);
  t.strictSame(
    statuses.map(({ status }) => status),
    [201, 403, 403, 403, 403, 201],
    'a DYNAMIC command needs the scope of each of its targets',
  );
  await send('PUT', `${roles}${role}/scopes`, { body: { scope_names: [] } });
  t.equal((await order('REBOOT', toDevice)).status, 403, 'at once');
});

t.test('a role is created, listed, renamed and deleted', async (t) => {
  const { send } = server.sandbox();
  const seeded = (await send('GET', roles)).body;
  t.match(seeded, { count: 2, roles: [{ name: 'IT Operations' }, { name: 'Librarian' }] });
  const body = { name: 'Tablet Desk', description: 'Restarts tablets' };
  const made = await send('POST', roles, { body });
  t.equal(made.status, 201);
  t.match(made.body, { ...body, role_type: 1, organization_type: 1 });
  const url = `${roles}${made.body.id}`;
  t.strictSame((await send('GET', `${url}/scopes`)).body, [], 'without scopes');
  t.match((await send('POST', roles, { body: { ...body, name: 'TABLET desk' } })).body, {
    code: 400,
    errors: [/^name: must be unique/],
  });
  const renamed = await send('PATCH', url, { body: { name: 'Front Desk' } });
  t.match(renamed.body, { name: 'Front Desk', description: body.description });
  const [first] = (await send('GET', `${roles}?sort=-name&limit=1`)).body.roles;
  t.equal(first.name, 'Librarian');
  t.equal((await send('GET', `${roles}?name=front%20desk`)).body.count, 1);
  t.equal((await send('GET', `${roles}?role_type=7`)).body.count, 0);
  t.strictSame((await send('GET', `${roles}?offset=2&limit=5`)).body.roles.length, 1);
  t.equal((await send('DELETE', url)).status, 204);
  t.equal((await send('GET', url)).status, 404);
});

t.test('scopes are set by id and by name, and come back as objects', async (t) => {
  const { send } = server.sandbox();
  const role = await createRole(send, 'Reader', ['read:device']);
  const url = `${roles}${role}/scopes`;
  const [{ id }] = (await send('GET', url)).body;
  const both = { scope_ids: [id], scope_names: ['read:group', 'read:device'] };
  const { body } = await send('PUT', url, { body: both });
  t.strictSame(body.scopes.map(({ name }: { name: string }) => name).sort(), [
    'read:device',
    'read:group',
  ]);
  t.strictSame((await send('GET', url)).body, body.scopes);
  const unknown = { scope_ids: [role], scope_names: ['read:everything'] };
  t.match((await send('PUT', url, { body: unknown })).body.errors, [
    /^scope_names\.0/,
    /^scope_ids\.0/,
  ]);
  t.equal((await send('PUT', url, { body: {} })).status, 400);
  t.equal((await send('GET', `${roles}${id}/scopes`)).status, 404, 'no role has that id');
});

t.test('a role that a user has is not deleted', async (t) => {
  const { send } = server.sandbox();
  const role = await createRole(send, 'Held', ['read:device']);
  await keyWithRole(send, role);
  const { status, body } = await send('DELETE', `${roles}${role}`);
  t.equal(status, 400);
  t.match(body.message, 'users have it: 1');
  t.equal((await send('GET', `${roles}${role}`)).status, 200);
});
