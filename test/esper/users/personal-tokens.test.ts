import t from 'tap';
import { startInjected, startListening } from '../../support/app.js';
import { esper } from '../api.js';
import { findUser, keyOf, personalTokens } from './api.js';

const server = await startInjected(t);
const me = `${esper}/user_info/`;
const create = { name: 'ci', description: 'For the nightly job', expiry_at: -1 };

t.test('a personal access token is a bearer token of its user until it is deleted', async (t) => {
  const { send } = server.sandbox();
  const token = await keyOf(send, 'Viewer');
  const { status, body } = await send('POST', personalTokens, { token, body: create });
  t.equal(status, 200);
  t.match(body, { ...create, id: String, prefix: body.token.slice(0, 8) });
  t.notOk('legacy_token_id' in body);
  const own = { token: body.token };
  t.equal((await send('GET', me, own)).body.username, 'ruth.castellano');
  t.equal((await send('POST', `${esper}/user/`, { ...own, body: {} })).status, 403, 'as its role');
  const listed = (await send('GET', personalTokens, own)).body;
  t.match(listed, { count: 1, personal_access_tokens: [{ id: body.id, token: body.token }] });
  t.equal((await send('DELETE', `${personalTokens}${body.id}`, own)).status, 204);
  const refused = await send('GET', me, own);
  t.equal(refused.status, 401);
  t.match(refused.body.message, /deleted/);
  t.equal((await send('GET', me, { token })).status, 200, 'other keys go on');
  const next = await send('POST', personalTokens, { token, body: create });
  t.not(next.body.token, body.token);
  t.equal((await send('GET', me, own)).status, 401, 'a new token does not revive it');
});

t.test('it expires by the clock of the sandbox, and a renewal lets it work again', async (t) => {
  const { send } = server.sandbox();
  const { now } = (await send('GET', '/_sim/clock')).body;
  const seconds = Math.floor(Date.parse(now) / 1000);
  const body = { ...create, expiry_at: seconds + 60 };
  const made = (await send('POST', personalTokens, { body })).body;
  const own = { token: made.token };
  t.match((await send('GET', `${esper}/v1/token-info/`, own)).body, {
    expires_on: '2026-03-10T16:01:00Z',
  });
  await send('POST', '/_sim/clock/advance', { body: { seconds: 60 } });
  t.match((await send('GET', me, own)).body, {
    status: 401,
    message: /expired at 2026-03-10T16:01/,
  });
  const url = `${personalTokens}${made.id}`;
  for (const expiry_at of [0, seconds, -2, 1.5, 'never'])
    t.equal((await send('PUT', url, { body: { expiry_at } })).status, 400, String(expiry_at));
  const milliseconds = (seconds + 120) * 1000;
  const renewed = await send('PUT', url, { body: { expiry_at: milliseconds } });
  t.match(renewed.body, { token: made.token, expiry_at: milliseconds, legacy_token_id: Number });
  t.equal((await send('GET', me, own)).status, 200);
  await send('POST', '/_sim/clock/advance', { body: { seconds: 60 } });
  t.equal((await send('GET', me, own)).status, 401);
  await send('PUT', url, { body: { expiry_at: -1 } });
  await send('POST', '/_sim/clock/advance', { body: { days: 3650 } });
  t.equal((await send('GET', me, own)).status, 200);
});

t.test('a deleted token is refused although its responses were cached', async (t) => {
  const { send } = (await startListening(t)).sandbox();
  const made = (await send('POST', personalTokens, { body: create })).body;
  const own = { token: made.token };
  for (let call = 0; call < 4; call++) t.equal((await send('GET', me, own)).status, 200);
  await send('DELETE', `${personalTokens}${made.id}`);
  t.equal((await send('GET', me, own)).status, 401);
});

t.test('nobody sees the tokens of others, and those of a deleted user go with it', async (t) => {
  const { send } = server.sandbox();
  const token = await keyOf(send, 'Viewer');
  const made = (await send('POST', personalTokens, { token, body: create })).body;
  const others = (await send('GET', personalTokens)).body.personal_access_tokens;
  t.notOk(others.some(({ id }: { id: string }) => id === made.id));
  const url = `${personalTokens}${made.id}`;
  t.equal((await send('PUT', url, { body: { expiry_at: -1 } })).status, 404);
  t.equal((await send('DELETE', url)).status, 404);
  const { id } = await findUser(send, 'ruth.castellano');
  await send('DELETE', `${esper}/user/${id}/`);
  t.equal((await send('GET', me, { token: made.token })).status, 401);
  const stored = (await send('GET', '/_sim/data/esper/personal_tokens')).body;
  t.notOk(JSON.stringify(stored).includes(made.id));
});

t.test('a fork has the tokens of its origin, and a reset removes them', async (t) => {
  const { send, name } = server.sandbox();
  const made = (await send('POST', personalTokens, { body: create })).body;
  const forked = `${name}-fork`;
  await send('POST', `/_sim/sandboxes/${name}/fork`, { body: { name: forked } });
  const { send: sendFork } = server.sandbox(forked);
  const listed = (await sendFork('GET', personalTokens)).body.personal_access_tokens;
  const copy = listed.find(({ id }: { id: string }) => id === made.id);
  t.equal((await sendFork('GET', me, { token: copy.token })).status, 200);
  await send('POST', `/_sim/sandboxes/${name}/reset`);
  t.equal((await send('GET', me, { token: made.token })).status, 401);
});
