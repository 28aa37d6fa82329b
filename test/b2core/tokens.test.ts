import t from 'tap';
import { startInjected } from '../support/app.js';
import { b2core } from './api.js';

const server = await startInjected(t);
const tokens = `${b2core}/tokens`;
const basic = (id: string, secret: string) => ({
  authorization: `Basic ${btoa(`${id}:${secret}`)}`,
});
const portal = basic('northstar-portal', 'demo-northstar-portal');
const grant = { grant_type: 'client_credentials' };

t.test(
  'POST [base]/tokens: client id and secret give a token that works until it expires',
  async (t) => {
    const { send } = server.sandbox();
    const { status, body } = await send('POST', tokens, { as: null, headers: portal, body: grant });
    t.equal(status, 200);
    t.match(body, { access_token: String, token_type: 'Bearer', expires_in: 600 });
    t.strictSame(Object.keys(body), ['access_token', 'token_type', 'expires_in']);
    const call = () => send('GET', `${b2core}/profiles`, { token: body.access_token });
    t.equal((await call()).status, 200);
    await send('POST', '/_sim/clock/advance', { body: { seconds: 599 } });
    t.equal((await call()).status, 200);
    await send('POST', '/_sim/clock/advance', { body: { seconds: 1 } });
    const late = await call();
    t.equal(late.status, 401);
    t.equal(late.headers['www-authenticate'], 'Bearer');
    t.match(late.body, { code: 401, message: /expired at 2026-03-10T16:10:00.000Z/, errors: [] });
  },
);

t.test('the body may be JSON with any content type, or a form', async (t) => {
  const { send } = server.sandbox();
  for (const [type, body] of [
    ['application/json', JSON.stringify(grant)],
    ['text/plain', JSON.stringify(grant)],
    ['application/x-www-form-urlencoded', JSON.stringify(grant)],
    ['application/x-www-form-urlencoded', 'grant_type=client_credentials'],
  ] as const) {
    const headers = { ...portal, 'content-type': type };
    t.equal(
      (await send('POST', tokens, { as: null, headers, body })).status,
      200,
      `${type} ${body}`,
    );
  }
  const other = { grant_type: 'password' };
  const { status, body } = await send('POST', tokens, { as: null, headers: portal, body: other });
  t.equal(status, 400);
  t.match(body.errors, [{ field: '/grant_type' }]);
});

t.test('wrong credentials are 401, and no secret is repeated', async (t) => {
  const { send, token } = server.sandbox();
  for (const headers of [
    {},
    basic('northstar-portal', 'wrong-secret'),
    basic('nobody', 'demo-nobody'),
    basic('retired-portal', 'demo-retired-portal'),
    { authorization: 'Basic %%%' },
    { authorization: 'Basic' },
    { authorization: `Bearer ${await token('b2core')}` },
  ]) {
    const {
      status,
      headers: sent,
      text,
    } = await send('POST', tokens, { as: null, headers, body: grant });
    t.equal(status, 401);
    t.match(sent['www-authenticate'], /^Basic/);
    t.notMatch(text, 'wrong-secret');
  }
});

t.test('tokens of other vendors, of unknown apps and of disabled apps are 401', async (t) => {
  const { send, token } = server.sandbox();
  const retired = (
    await send('POST', '/_sim/tokens', {
      body: { contract: 'b2core', persona: 'disabled client' },
    })
  ).body.token;
  for (const bad of [
    await token('kajeet', 'org_super'),
    await token('esper'),
    retired,
    'abc',
    'a.b.c',
  ]) {
    const { status, body } = await send('GET', `${b2core}/profiles`, { token: bad });
    t.equal(status, 401);
    t.equal(body.code, 401);
  }
});

t.test('the control plane issues app tokens, and refuses what an app cannot have', async (t) => {
  const { send } = server.sandbox();
  const issueToken = (body: object) =>
    send('POST', '/_sim/tokens', { body: { contract: 'b2core', ...body } });
  const never = await issueToken({ persona: 'northstar-portal', expiresIn: null });
  t.equal(never.body.expiresAt, null);
  await send('PUT', '/_sim/clock', { body: { now: '2040-01-01T00:00:00Z' } });
  t.equal((await send('GET', `${b2core}/profiles`, { token: never.body.token })).status, 200);
  t.equal((await issueToken({ persona: 'nobody' })).status, 404);
  t.equal((await issueToken({ scope: 'org_super' })).status, 400, 'there are no scopes');
});

t.test(
  'with the setting tokenBlock, ten failed requests of a client id block it for a while',
  async (t) => {
    const blocking = await startInjected(t, { b2core: { tokenBlock: true } });
    const { send } = blocking.sandbox();
    const request = (secret: string, id = 'northstar-portal') =>
      send('POST', tokens, { as: null, headers: basic(id, secret), body: grant });
    for (let failure = 0; failure < 10; failure++) t.equal((await request('wrong')).status, 401);
    const blocked = await request('demo-northstar-portal');
    t.equal(blocked.status, 429);
    t.equal(blocked.headers['retry-after'], '600');
    t.match(blocked.body, { code: 429, message: /northstar-portal is blocked/, errors: [] });
    t.equal((await request('wrong', 'other')).status, 401, 'another client id is not blocked');
    await send('POST', '/_sim/clock/advance', { body: { seconds: 599 } });
    t.equal((await request('demo-northstar-portal')).headers['retry-after'], '1');
    await send('POST', '/_sim/clock/advance', { body: { seconds: 1 } });
    t.equal((await request('demo-northstar-portal')).status, 200);
  },
);

t.test('failures that lie further apart do not block, and a reset forgets them', async (t) => {
  const blocking = await startInjected(t, { b2core: { tokenBlock: true } });
  const { send, name } = blocking.sandbox();
  const request = (secret: string) =>
    send('POST', tokens, { as: null, headers: basic('northstar-portal', secret), body: grant });
  for (let failure = 0; failure < 30; failure++) {
    t.equal((await request('wrong')).status, 401);
    await send('POST', '/_sim/clock/advance', { body: { seconds: 61 } });
  }
  for (let failure = 0; failure < 10; failure++) await request('wrong');
  t.equal((await request('wrong')).status, 429);
  await send('POST', `/_sim/sandboxes/${name}/reset`);
  t.equal((await request('demo-northstar-portal')).status, 200);
});

t.test('without the setting no number of failures blocks', async (t) => {
  const { send } = server.sandbox();
  const request = (secret: string) =>
    send('POST', tokens, { as: null, headers: basic('northstar-portal', secret), body: grant });
  for (let failure = 0; failure < 15; failure++) t.equal((await request('wrong')).status, 401);
  t.equal((await request('demo-northstar-portal')).status, 200);
});
