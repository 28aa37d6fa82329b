import t from 'tap';
import { startInjected } from '../support/app.js';
import { claims, kajeet, page } from './api.js';

const server = await startInjected(t);
const auth = `${kajeet}/v1.0/auth`;
const dana = { username: 'dana.whitfield', password: 'demo-dana.whitfield' };

t.test('POST auth/token: user name and password give a token that works', async (t) => {
  const { send, name } = server.sandbox();
  const { status, body } = await send('POST', `${auth}/token`, { as: null, body: dana });
  t.equal(status, 200);
  t.strictSame(Object.keys(body), ['token', 'details']);
  t.strictSame(body.details, {
    corpId: 'NORTHSTAR-ISD',
    username: 'dana.whitfield',
    role: 'org_super',
  });
  const { iat, exp, ...rest } = claims(body.token);
  const user = { sub: 'dana.whitfield', corpId: 'NORTHSTAR-ISD', scope: 'org_super' };
  t.strictSame(rest, { ...user, sandbox: name });
  t.equal(exp - iat, 24 * 60 * 60);
  const list = await send('GET', `${kajeet}/v1.0/devices/NORTHSTAR-ISD${page()}`, {
    token: body.token,
  });
  t.equal(list.status, 200);
});

t.test('GET auth/token with the same body and auth/login give the same token', async (t) => {
  const { send } = server.sandbox();
  const post = await send('POST', `${auth}/token`, { as: null, body: dana });
  const get = await send('GET', `${auth}/token`, { as: null, body: dana });
  const login = await send('POST', `${auth}/login`, { as: null, body: dana });
  t.strictSame(get.body, post.body);
  t.strictSame(login.body, post.body);
});

t.test('wrong credentials are 401, a disabled user is 403', async (t) => {
  const { send } = server.sandbox();
  for (const body of [
    { ...dana, password: 'hunter2' },
    { ...dana, username: 'nobody' },
  ]) {
    const { status, body: refusal } = await send('POST', `${auth}/token`, { as: null, body });
    t.equal(status, 401);
    t.notMatch(JSON.stringify(refusal), 'hunter2', 'the password is not repeated');
  }
  const body = { username: 'walter.pruitt', password: 'demo-walter.pruitt' };
  t.equal((await send('POST', `${auth}/token`, { as: null, body })).status, 403);
});

t.test(
  'a body without credentials is 400 and names both; a password is never quoted',
  async (t) => {
    const { send } = server.sandbox();
    const empty = await send('POST', `${auth}/token`, { as: null, body: {} });
    t.strictSame(
      empty.body.errors.map(({ at }: { at: string }) => at),
      ['/username', '/password'],
    );
    const wrong = await send('POST', `${auth}/token`, {
      as: null,
      body: { username: 'x', password: 12345678 },
    });
    t.equal(wrong.status, 400);
    t.notMatch(wrong.text, '12345678');
    for (const nothing of [undefined, '']) {
      const none = await send('POST', `${auth}/token`, {
        as: null,
        body: nothing,
        headers: { 'content-type': 'application/json' },
      });
      t.equal(none.status, 400);
      t.match(none.body.errors, [{ in: 'body', at: '', message: /^is missing/ }]);
    }
  },
);

t.test('without a valid token every request is 401 and says why', async (t) => {
  const { send } = server.sandbox();
  const url = `${kajeet}/v1.0/devices/NORTHSTAR-ISD${page()}`;
  const call = (authorization?: string) =>
    send('GET', url, { as: null, headers: authorization === undefined ? {} : { authorization } });
  const foreign = await startInjected(t, { signingKey: 'another' });
  for (const [header, reason] of [
    [undefined, /^No token/],
    ['', /^No token/],
    ['Bearer', /must be Bearer/],
    ['Basic abc', /must be Bearer/],
    ['Bearer a b', /must be Bearer/],
    ['Bearer abc', /not a token of this server/],
    [
      `Bearer ${await foreign.sandbox().token('kajeet', 'org_super')}`,
      /not signed with this server's key/,
    ],
    [
      `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`,
      /not a token of this server/,
    ],
  ] as const) {
    const { status, body } = await call(header);
    t.equal(status, 401, header ?? 'none');
    t.match(body.message, reason);
  }
});

t.test('a token expires by the clock of its sandbox', async (t) => {
  const { send, token } = server.sandbox();
  const url = `${kajeet}/v1.0/devices/NORTHSTAR-ISD/totals`;
  await token('kajeet', 'org_super');
  t.equal((await send('GET', url)).status, 200);
  await send('POST', '/_sim/clock/advance', { body: { seconds: 86_399 } });
  t.equal((await send('GET', url)).status, 200);
  await send('POST', '/_sim/clock/advance', { body: { seconds: 1 } });
  const { status, body } = await send('GET', url);
  t.equal(status, 401);
  t.equal(
    body.message,
    `The token expired at 2026-03-11T16:00:00.000Z; the sandbox's time is 2026-03-11T16:00:00.000Z. POST /v1.0/auth/token with {"username", "password"} gives one.`,
  );
});

t.test('a disabled user is refused with a token that was valid', async (t) => {
  const { send } = server.sandbox();
  const { body } = await send('POST', '/_sim/tokens', {
    body: { contract: 'kajeet', persona: 'disabled' },
  });
  const { status } = await send('GET', `${kajeet}/v1.0/devices/NORTHSTAR-ISD/totals`, {
    token: body.token,
  });
  t.equal(status, 403);
});

t.test('clientToken: "for API users of trusted clients"', async (t) => {
  const { send } = server.sandbox();
  const body = { clientId: 'northstar-sis', clientSecret: 'demo-northstar-sis' };
  const granted = await send('POST', `${auth}/clientToken`, { as: null, body });
  t.match(granted.body.details, {
    corpId: 'NORTHSTAR-ISD',
    username: 'northstar-sis',
    role: 'org_tech',
  });
  const { status } = await send('GET', `${kajeet}/v1.0/devices/NORTHSTAR-ISD/totals`, {
    token: granted.body.token,
  });
  t.equal(status, 200);
  const person = { clientId: dana.username, clientSecret: dana.password };
  t.equal((await send('POST', `${auth}/clientToken`, { as: null, body: person })).status, 401);
  const login = { username: body.clientId, password: body.clientSecret };
  t.equal((await send('POST', `${auth}/token`, { as: null, body: login })).status, 401);
});

t.test('loginAs: a token for another user of the own account tree', async (t) => {
  const { send } = server.sandbox();
  const loginAs = (username: string, call = {}) =>
    send('POST', `${auth}/loginAs`, { body: { username }, ...call });
  const granted = await loginAs('marcus.oyelaran');
  t.match(claims(granted.body.token), { sub: 'marcus.oyelaran', scope: 'org_tech' });
  t.equal((await loginAs('elena.duarte')).status, 200, 'a user of a group below');
  const { body: school } = await send('POST', '/_sim/tokens', {
    body: { contract: 'kajeet', persona: 'org_tech at NORTHSTAR-HIGH', scope: 'org_super' },
  });
  const above = await loginAs('dana.whitfield', { token: school.token });
  t.equal(above.status, 403, 'not of one above');
  t.match(above.body.message, 'NORTHSTAR-ISD is not at or below NORTHSTAR-HIGH');
  t.equal((await loginAs('nadia.petrov')).status, 403, 'not of another account');
  t.equal((await loginAs('nobody')).status, 404);
  t.equal((await loginAs('walter.pruitt')).status, 403, 'a disabled user');
});

t.test('loginAs: only two scopes may, for users of equal or lower rank', async (t) => {
  const { send } = server.sandbox();
  const loginAs = (username: string, as: string) =>
    send('POST', `${auth}/loginAs`, { body: { username }, as });
  for (const scope of [
    ...['org_tech', 'org_managerplus', 'org_manager', 'org_support', 'org_user'],
    ...['org_mediacenter', 'readonly', 'CHANGE_PASSWORD'],
  ]) {
    const { status, body } = await loginAs('ruth.castellano', scope);
    t.equal(status, 403, scope);
    t.match(body.message, `Not for scope ${scope}`);
  }
  t.equal((await loginAs('priya.raman', 'org_kajeetmanaged')).status, 200);
  t.equal((await loginAs('tomas.lindqvist', 'org_kajeetmanaged')).status, 200, 'of equal rank');
  const higher = await loginAs('dana.whitfield', 'org_kajeetmanaged');
  t.equal(higher.status, 403);
  t.match(
    higher.body.message,
    /^Only for users of equal or lower rank; dana\.whitfield has org_super/,
  );
});

t.test(
  'loginAs: neither a caller with auxiliary scopes alone, nor a client as the other user',
  async (t) => {
    const { send } = server.sandbox();
    const loginAs = (username: string, token?: string) =>
      send('POST', `${auth}/loginAs`, { body: { username }, ...(token && { token }) });
    for (const scope of ['aux_activation', 'aux_kemp_user', 'aux_activation aux_kemp_user']) {
      const issued = await send('POST', '/_sim/tokens', {
        body: { contract: 'kajeet', persona: 'org_super', scope },
      });
      const { status, body } = await loginAs('ruth.castellano', issued.body.token);
      t.equal(status, 403, scope);
      t.match(body.message, 'Only for a caller with scope org_super or org_kajeetmanaged');
    }
    const { status, body } = await loginAs('northstar-sis');
    t.equal(status, 404);
    t.match(body.message, 'There is no user northstar-sis');
  },
);

t.test('enrichToken: what Sentinel knows about the user of an Okta token', async (t) => {
  const { send } = server.sandbox();
  const okta = (payload: object) =>
    `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.`;
  const post = (token: unknown) =>
    send('POST', `${auth}/enrichToken`, { as: null, body: { token } });
  const expected = {
    username: 'dana.whitfield',
    email: 'dana.whitfield@northstar.example',
    corpId: 'NORTHSTAR-ISD',
    role: 'org_super',
    scopes: ['org_super'],
  };
  for (const payload of [
    { sub: 'dana.whitfield' },
    { sub: '00u1', preferred_username: 'dana.whitfield' },
    { sub: '00u1', email: expected.email },
  ]) {
    t.strictSame((await post(okta(payload))).body, expected);
  }
  t.equal((await post(okta({ sub: 'nobody' }))).status, 404);
  for (const wrong of ['text', 'a.b.c', okta({}), okta([]), 7])
    t.equal((await post(wrong)).status, 400, String(wrong));
});

t.test('acceptTermsAndConditions is recorded', async (t) => {
  const { send } = server.sandbox();
  t.strictSame(
    (await send('POST', `${auth}/acceptTermsAndConditions`, { body: { accepted: true } })).body,
    { message: 'Accepted' },
  );
  t.equal(
    (await send('POST', `${auth}/acceptTermsAndConditions`, { body: { example: true } })).status,
    400,
  );
});
