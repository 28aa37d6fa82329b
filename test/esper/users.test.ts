import t from 'tap';
import { kajeet } from '../kajeet/api.js';
import { type Send, startInjected } from '../support/app.js';
import { esper } from './api.js';
import * as sample from './samples.js';

const server = await startInjected(t);
const users = `${esper}/user/`;
const root = '497f6eca-6276-4993-bfeb-53cbbbba6f08';
const enterprise = '796caaf9-a7de-4817-9ffa-39d04bf83de9';
const now = '2026-03-10T16:00:00Z';

/** The keys of a value at every depth, in order, with the types of their values. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shape);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.entries(value).map(([key, part]) => [key, shape(part)]);
}

/** Creates a user with a name only. */
async function make(send: Send, username = 'newcomer') {
  const { status, body } = await send('POST', users, { body: { username, profile: {} } });
  t.equal(status, 201);
  return body;
}

t.test(
  'User Created: the documented request with an existing group gives the documented response',
  async (t) => {
    const { send } = server.sandbox();
    const body = { ...sample.request, profile: { ...sample.request.profile, groups: [root] } };
    const created = await send('POST', users, { body });
    t.equal(created.status, 201);
    const { password: _, profile: sent, ...rest } = body;
    const { groups: __, ...profile } = sent;
    t.match(created.body, { ...rest, full_name: 'string string', profile });
    t.strictSame(Object.keys(created.body), Object.keys(sample.response));
    t.strictSame(Object.keys(created.body.profile), Object.keys(sample.response.profile));
    t.strictSame(shape(created.body.profile.groups), shape(sample.response.profile.groups));
    t.notMatch(created.text, 'password"', 'the password never leaves');
    t.match(created.body, {
      is_staff: false,
      is_superuser: false,
      emm: null,
      token: '',
      has_emm: false,
    });
    t.match(created.body.profile, { created_on: now, updated_on: now });
    const read = await send('GET', `${users}${created.body.id}/`);
    t.strictSame(read.body, created.body);
  },
);

t.test('a seeded user has every key of the documented sample, the EMM block too', async (t) => {
  const { body } = await server
    .sandbox()
    .send('GET', `${esper}/user_info/`, { as: 'Shoonya Admin' });
  t.strictSame(
    shape(body),
    shape(sample.response),
    'each key in its place, each value of its type',
  );
  const { authn_user_id, authn_connection_id, authz_role_id, role } = sample.response.profile;
  t.match(body.profile, { authn_user_id, authn_connection_id, authz_role_id, role, enterprise });
  t.equal(body.emm.user, body.id);
});

t.test('fields that are left out of a new user have their defaults', async (t) => {
  const { send } = server.sandbox();
  const body = await make(send);
  t.match(body, { email: '', first_name: '', last_name: '', full_name: '', is_active: true });
  t.match(body.profile, {
    role: 'Group Viewer',
    groups: [],
    enterprise,
    is_customer: true,
    is_endpoint_creator: false,
    setup_wizard_complete: false,
    default_password_changed: false,
    is_developer: false,
    can_factory_reset: false,
    authz_role_id: null,
  });
  const other = await make(send, 'another');
  t.ok(other.id > body.id);
  t.not(other.profile.authn_user_id, body.profile.authn_user_id);
});

t.test('Updated User: fields that are left out return to their defaults', async (t) => {
  const { send } = server.sandbox();
  const { body: before } = await send('GET', `${users}4001/`);
  const { status, body } = await send('PUT', `${users}4001/`, {
    body: { username: 'dana', profile: { role: 'Enterprise Admin' } },
  });
  t.equal(status, 200);
  const { profile, ...rest } = before;
  t.strictSame(body, {
    ...rest,
    username: 'dana',
    email: '',
    first_name: '',
    last_name: '',
    full_name: '',
    is_email_verified: false,
    profile: {
      ...profile,
      updated_on: now,
      is_endpoint_creator: false,
      setup_wizard_complete: false,
      default_password_changed: false,
      can_factory_reset: false,
      groups: [],
    },
  });
});

t.test(
  'Partial updated User: the profile is merged key by key, its groups are replaced',
  async (t) => {
    const { send } = server.sandbox();
    const { body: before } = await send('GET', `${users}4014/`);
    const { status, body } = await send('PATCH', `${users}4014/`, {
      body: { last_name: 'Okonkwo', profile: { can_factory_reset: true } },
    });
    t.equal(status, 200);
    t.strictSame(body, {
      ...before,
      last_name: 'Okonkwo',
      full_name: `${before.first_name} Okonkwo`,
      profile: { ...before.profile, can_factory_reset: true, updated_on: now },
    });
    const moved = await send('PATCH', `${users}4014/`, { body: { profile: { groups: [root] } } });
    t.match(moved.body.profile.groups, [{ id: root }]);
    t.equal(moved.body.profile.groups.length, 1);
    t.equal(moved.body.profile.can_factory_reset, true);
    const same = await send('PATCH', `${users}4014/`, { body: {} });
    t.strictSame(same.body, moved.body);
  },
);

t.test('Deleted User: no body; the keys of the user stop working', async (t) => {
  const { send, token } = server.sandbox();
  const key = await token('esper', 'Viewer');
  const { body: viewer } = await send('GET', `${esper}/user_info/`, { token: key });
  const { status, text } = await send('DELETE', `${users}${viewer.id}/`);
  t.equal(status, 204);
  t.equal(text, '');
  t.equal((await send('GET', `${esper}/user_info/`, { token: key })).status, 401);
  t.equal((await send('GET', `${users}${viewer.id}/`)).status, 404);
  t.equal((await send('DELETE', `${users}${viewer.id}/`)).status, 404);
});

t.test('an administrator may delete their own user; afterwards the key is refused', async (t) => {
  const { send } = server.sandbox();
  const { body: me } = await send('GET', `${esper}/user_info/`);
  t.equal((await send('DELETE', `${users}${me.id}/`)).status, 204);
  t.equal((await send('GET', users)).status, 401);
});

t.test('usernames and e-mail addresses are unique, regardless of case', async (t) => {
  const { send } = server.sandbox();
  const taken = { username: 'Marcus.OYELARAN' };
  t.equal((await send('PATCH', `${users}4001/`, { body: taken })).status, 400);
  const own = { username: 'Dana.Whitfield', email: 'DANA.WHITFIELD@northstar.example' };
  t.match((await send('PATCH', `${users}4001/`, { body: own })).body, own);
  const email = 'marcus.oyelaran@northstar.example';
  t.equal((await send('PATCH', `${users}4001/`, { body: { email } })).status, 400);
  await make(send, 'one-without-address');
  await make(send, 'another-without-address');
});

t.test('groups mirror those of the school district and hold its devices', async (t) => {
  const { send } = server.sandbox();
  const found = new Map<string, number>();
  const { body } = await send('GET', `${users}?limit=250`);
  for (const { profile } of body.results) {
    for (const { path, device_count } of profile.groups) found.set(path, device_count);
  }
  const northstar = 'Northstar Independent School District';
  for (const [corpId, path] of [
    ['NORTHSTAR-ISD', northstar],
    ['NORTHSTAR-HIGH', `${northstar}/Northstar High School`],
    ['NORTHSTAR-BUS', `${northstar}/Northstar Transportation`],
    ['NORTHSTAR-ELEM', `${northstar}/Northstar Elementary School`],
  ] as const) {
    const totals = await send('GET', `${kajeet}/v1.0/devices/${corpId}/totals`);
    t.equal(found.get(path), totals.body.total ?? totals.body.totalCount, path);
  }
});

t.test('a user can be written back as it was read; an e-mail address can be removed', async (t) => {
  const { send } = server.sandbox();
  for (const id of [4001, 4016]) {
    const { body: user } = await send('GET', `${users}${id}/`);
    const groups = user.profile.groups.map((group: { id: string }) => group.id.toUpperCase());
    const role = user.profile.role === 'Enterprise Device' ? 'Viewer' : user.profile.role;
    const body = { ...user, profile: { ...user.profile, role, groups } };
    const { status, body: updated } = await send('PUT', `${users}${id}/`, { body });
    t.equal(status, 200);
    const { is_email_verified: _, ...rest } = user;
    t.strictSame(
      { ...updated, is_email_verified: undefined },
      {
        ...rest,
        profile: { ...user.profile, role, updated_on: now },
        is_email_verified: undefined,
      },
    );
  }
  const cleared = await send('PATCH', `${users}4001/`, { body: { email: '' } });
  t.match(cleared.body, { email: '', is_email_verified: false });
  t.equal((await send('PATCH', `${users}4002/`, { body: { email: '' } })).status, 200);
  t.equal((await send('PATCH', `${users}4002/`, { body: { email: 'nobody' } })).status, 400);
});
