import t from 'tap';
import { startInjected } from '../support/app.js';
import { kajeet, page } from './api.js';

const server = await startInjected(t);
const auth = `${kajeet}/v1.0/auth`;
const dana = { username: 'dana.whitfield', password: 'demo-dana.whitfield' };

/** Decodes the claims of a token. */
const claims = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

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

t.test('a CHANGE_PASSWORD token may do nothing but read and set the password', async (t) => {
  const { send } = server.sandbox();
  const { body } = await send('POST', '/_sim/tokens', {
    body: { contract: 'kajeet', persona: 'org_super', scope: 'org_super CHANGE_PASSWORD' },
  });
  for (const token of [body.token, undefined]) {
    const call = token ? { token } : { as: 'CHANGE_PASSWORD' };
    for (const [method, url, sent] of [
      ['GET', `devices/NORTHSTAR-ISD/totals`],
      ['GET', `devices/NORTHSTAR-ISD/smartspot-settings/355737360073462`],
      ['POST', 'auth/loginAs', { username: 'omar.haddad' }],
      ['POST', 'manage-profile/securityInformation', { newPassword: 'a fresh start' }],
    ] as const) {
      const response = await send(method, `${kajeet}/v1.0/${url}`, { ...call, body: sent });
      t.equal(response.status, 403, url);
    }
    t.equal((await send('GET', `${auth}/password`, call)).status, 200);
  }
});

t.test('setting a password after a reset ends every token and link from before', async (t) => {
  const { send } = server.sandbox();
  const login = async (password: string) =>
    (await send('POST', `${auth}/token`, { as: null, body: { ...dana, password } })).body.token;
  const before = await login(dana.password);
  for (let count = 0; count < 2; count++) {
    await send('POST', `${auth}/passwordReset`, {
      as: null,
      body: { username: dana.username },
    });
    // The two links are different because the second one is a second younger.
    await send('POST', '/_sim/clock/advance', { body: { seconds: 1 } });
  }
  const [second, first] = (await send('GET', '/_sim/outbox')).body;
  const set = (token: string, newPassword: string) =>
    send('POST', `${auth}/password`, {
      token,
      body: { newPassword, confirmPassword: newPassword },
    });
  t.equal((await set(first.token, 'a fresh start')).status, 200);
  for (const token of [first.token, second.token]) {
    const again = await set(token, 'a second start');
    t.equal(again.status, 401);
    t.match(again.body.message, 'before the last password reset');
    t.equal((await send('GET', `${auth}/password`, { token })).status, 401);
  }
  const totals = (token: string) =>
    send('GET', `${kajeet}/v1.0/devices/NORTHSTAR-ISD/totals`, { token });
  t.equal((await totals(before)).status, 401);
  const after = await login('a fresh start');
  t.equal((await totals(after)).status, 200);
  t.equal(claims(after).passwordResets, 1);
});

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

t.test(
  'a forgotten password: the outbox holds the link, and its token sets a new password and nothing else',
  async (t) => {
    const { send } = server.sandbox();
    const reset = (username: string) =>
      send('POST', `${auth}/passwordReset`, { as: null, body: { username } });
    const [known, unknown] = [await reset('dana.whitfield'), await reset('nobody.at.all')];
    t.equal(known.status, 200);
    t.equal(
      unknown.body.message.replace('nobody.at.all', 'dana.whitfield'),
      known.body.message,
      'the response is the same',
    );
    const { body: mails } = await send('GET', '/_sim/outbox');
    t.equal(mails.length, 1);
    const [mail] = mails;
    t.match(mail, {
      to: 'dana.whitfield@northstar.example',
      subject: /password/,
      sentAt: '2026-03-10T16:00:00.000Z',
    });
    t.ok(mail.link.endsWith(mail.token));
    const password = (method: string, body?: object) =>
      send(method, `${auth}/password`, { token: mail.token, body });
    t.equal((await password('GET')).status, 200);
    const newPassword = 'a fresh start';
    const different = await password('POST', { newPassword, confirmPassword: 'a false start' });
    t.strictSame(different.body.errors, [
      { in: 'body', at: '/confirmPassword', message: 'must be the same as newPassword' },
    ]);
    t.equal((await password('POST', { newPassword, confirmPassword: newPassword })).status, 200);
    const login = (secret: string) =>
      send('POST', `${auth}/token`, { as: null, body: { ...dana, password: secret } });
    t.equal((await login(dana.password)).status, 401);
    t.equal((await login(newPassword)).status, 200);
    t.equal(
      (await send('GET', `${auth}/password`)).status,
      403,
      'an ordinary token does not have the role',
    );
    await reset('marcus.oyelaran');
    const [newest] = (await send('GET', '/_sim/outbox')).body;
    t.match(newest.to, 'marcus.oyelaran', 'newest first');
    const check = () => send('GET', `${auth}/password`, { token: newest.token });
    t.equal((await check()).status, 200);
    await send('POST', '/_sim/clock/advance', { body: { duration: 'PT1H' } });
    t.equal((await check()).status, 401, 'the link is valid for an hour');
  },
);

t.test('the outbox keeps the latest 1,000 mails', async (t) => {
  const { send } = server.sandbox();
  const reset = (username: string) =>
    send('POST', `${auth}/passwordReset`, { as: null, body: { username } });
  await reset('dana.whitfield');
  for (let count = 0; count < 1000; count++) await reset('marcus.oyelaran');
  const { body: mails } = await send('GET', '/_sim/outbox');
  t.equal(mails.length, 1000);
  t.strictSame(
    [...new Set(mails.map(({ to }: { to: string }) => to))],
    ['marcus.oyelaran@northstar.example'],
  );
});
