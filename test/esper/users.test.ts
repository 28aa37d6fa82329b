import t from 'tap';
import { kajeet } from '../kajeet/api.js';
import { startInjected } from '../support/app.js';
import { esper } from './api.js';
import * as sample from './samples.js';

const server = await startInjected(t);
const users = `${esper}/user/`;
const root = '497f6eca-6276-4993-bfeb-53cbbbba6f08';
const enterprise = '796caaf9-a7de-4817-9ffa-39d04bf83de9';
const now = '2026-03-10T16:00:00Z';

type Send = ReturnType<typeof server.sandbox>['send'];

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

t.test('Forbidden, no permission to perform this action: administrators write', async (t) => {
  const { send } = server.sandbox();
  const body = { username: 'newcomer', profile: {} };
  for (const as of ['Enterprise User', 'Viewer', 'Group Admin', 'Group Viewer']) {
    for (const [method, url] of [
      ['POST', users],
      ['PUT', `${users}4003/`],
      ['PATCH', `${users}4003/`],
      ['DELETE', `${users}4003/`],
    ] as const) {
      const refusal = await send(method, url, { as, body });
      t.equal(refusal.status, 403, `${method} as ${as}`);
      t.match(refusal.body, { errors: [], message: String, status: 403 });
    }
    t.equal((await send('GET', users, { as })).status, 200, 'anyone may read');
  }
  t.equal((await send('POST', users, { as: 'Shoonya Admin', body })).status, 201);
});

t.test('Bad request: every invalid field is named, and nothing is created', async (t) => {
  const { send } = server.sandbox();
  const { count } = (await send('GET', users)).body;
  const { status, body } = await send('POST', users, {
    body: {
      username: 'DANA.Whitfield',
      password: '',
      first_name: 'x'.repeat(151),
      last_name: 7,
      is_active: 'yes',
      email: 'dana.whitfield@NORTHSTAR.example',
      profile: { role: 'Janitor', groups: ['string', 7], enterprise: 'north', is_customer: 1 },
    },
  });
  t.equal(status, 400);
  t.strictSame(Object.keys(body), ['errors', 'message', 'status']);
  t.equal(body.status, 400);
  const fields = body.errors.map((line: string) => line.split(':')[0]);
  t.strictSame(fields.sort(), [
    'email',
    'first_name',
    'is_active',
    'last_name',
    'password',
    'profile.enterprise',
    'profile.groups.0',
    'profile.groups.1',
    'profile.is_customer',
    'profile.role',
    'username',
  ]);
  const none = await send('POST', users, { body: {} });
  t.strictSame(
    none.body.errors.map((line: string) => line.split(':')[0]),
    ['username', 'profile'],
  );
  t.equal((await send('GET', users)).body.count, count);
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

t.test('another enterprise is 403, an unknown user is 404', async (t) => {
  const { send } = server.sandbox();
  const profile = { enterprise: '00000000-a7de-4817-9ffa-39d04bf83de9' };
  t.equal((await send('POST', users, { body: { username: 'x', profile } })).status, 403);
  t.equal((await send('PATCH', `${users}4003/`, { body: { profile } })).status, 403);
  const upper = { enterprise: enterprise.toUpperCase() };
  t.equal((await send('PATCH', `${users}4003/`, { body: { profile: upper } })).status, 200);
  for (const id of ['1', 'abc', '4003x', '-1', '1.5', '99999999999999999999', '%F0%9F%98%80']) {
    for (const [method, body] of [
      ['GET'],
      ['PUT', { username: 'free', profile: {} }],
      ['PATCH', {}],
      ['DELETE'],
    ] as const) {
      const { status, body: refusal } = await send(method, `${users}${id}/`, { body });
      t.equal(status, 404, `${method} ${id}`);
      t.match(refusal, { errors: [], message: String, status: 404 });
    }
  }
});

t.test('unknown keys are ignored, such as those that public clients send', async (t) => {
  const { send } = server.sandbox();
  const body = { username: 'newcomer', is_endpoint_creator: true, profile: { shoeSize: 9 }, id: 7 };
  const created = await send('POST', users, { body });
  t.equal(created.status, 201);
  t.not(created.body.id, 7);
  t.equal(created.body.profile.is_endpoint_creator, false);
});

t.test('a body is parsed as JSON whatever its content type', async (t) => {
  const { send } = server.sandbox();
  const body = JSON.stringify({ username: 'newcomer', profile: {} });
  const headers = { 'content-type': 'text/plain' };
  t.equal((await send('POST', users, { body, headers })).status, 201);
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

t.test('esper.strict enforces what the vendor only hints at', async (t) => {
  const { sandbox } = await startInjected(t, { esper: { strict: true } });
  const { send } = sandbox();
  for (const [profile, field] of [
    [{}, 'profile.role'],
    [{ role: 'Group Admin' }, 'profile.groups'],
    [{ role: 'Group Viewer', groups: [] }, 'profile.groups'],
    [{ role: 'Support' }, 'profile.role'],
  ] as const) {
    const { status, body } = await send('POST', users, { body: { username: 'newcomer', profile } });
    t.equal(status, 400);
    t.match(body.errors[0], new RegExp(`^${field}:`));
  }
  const profile = { role: 'Group Admin', groups: [root] };
  t.equal((await send('POST', users, { body: { username: 'newcomer', profile } })).status, 201);
  const same = await send('PATCH', `${users}4014/`, { body: { profile: { is_developer: true } } });
  t.equal(same.status, 200, 'the current group and role are accepted');
  const unknown = await send('PATCH', `${users}99/`, { body: { profile: { is_developer: true } } });
  t.equal(unknown.status, 404);
  const headers = { 'content-type': 'text/plain' };
  const plain = JSON.stringify({ username: 'another', profile });
  t.equal((await send('POST', users, { body: plain, headers })).status, 415);
});

t.test('the longest name and e-mail address are settings', async (t) => {
  const { sandbox } = await startInjected(t, { esper: { maxNameLength: 5, maxEmailLength: 10 } });
  const { send } = sandbox();
  const long = { username: 'sixsix', email: 'someone@example.com', profile: {} };
  const { body } = await send('POST', users, { body: long });
  t.match(body.errors, [/^username: must be at most 5/, /^email: must be at most 10/]);
  const { body: shown } = await send('GET', '/openapi/esper.json');
  t.match(shown.components.schemas.UserCreate.properties, {
    username: { maxLength: 150 },
    email: { maxLength: 254, anyOf: [{ format: 'email' }, { maxLength: 0 }] },
  });
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
