import t from 'tap';
import { startInjected } from '../../support/app.js';
import { esper } from '../api.js';

const server = await startInjected(t);
const users = `${esper}/user/`;
const root = '497f6eca-6276-4993-bfeb-53cbbbba6f08';
const enterprise = '796caaf9-a7de-4817-9ffa-39d04bf83de9';

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
