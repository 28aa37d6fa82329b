import t from 'tap';
import { startInjected } from '../support/app.js';
import { esper } from './api.js';

const server = await startInjected(t);
const me = `${esper}/user_info/`;

t.test('every role has an opaque key that identifies its user', async (t) => {
  const { send } = server.sandbox();
  const all = (await send('GET', '/_sim/personas')).body;
  const personas = all.filter(({ contract }: { contract: string }) => contract === 'esper');
  for (const role of [
    'Shoonya Admin',
    'Enterprise Admin',
    'Enterprise User',
    'Viewer',
    'Group Admin',
    'Group Viewer',
  ]) {
    const { token, username } = personas.find(({ name }: { name: string }) => name === role);
    t.match(token, /^test-\d+\.[0-9A-Za-z]{30}$/);
    const { status, body } = await send('GET', me, { token });
    t.equal(status, 200, role);
    t.match(body, { username, profile: { role } });
  }
});

t.test('Authorization information is missing or invalid', async (t) => {
  const { send, token } = server.sandbox();
  const key = await token('esper');
  const inactive = await send('POST', '/_sim/tokens', {
    body: { contract: 'esper', persona: 'inactive' },
  });
  const other = key.startsWith('A') ? 'B' : 'A';
  for (const authorization of [
    undefined,
    key,
    `Basic ${btoa(`x:${key}`)}`,
    `Token ${key}`,
    `Bearer ${other}${key.slice(1)}`,
    `Bearer ${key.slice(0, -1)}`,
    `Bearer someone.${key}`,
    `Bearer ${'z'.repeat(30)}`,
    `Bearer ${await token('kajeet', 'org_super')}`,
    `Bearer ${inactive.body.token}`,
  ]) {
    const headers = authorization ? { authorization } : {};
    const { status, body } = await send('GET', me, { as: null, headers });
    t.equal(status, 401, String(authorization));
    t.match(body, { errors: [], message: String, status: 401 });
  }
});

t.test('a key that is issued in a sandbox selects that sandbox by itself', async (t) => {
  const { request, sandbox } = server;
  const body = { contract: 'esper', persona: 'Viewer', sandbox: 'led-there' };
  const { body: issued } = await sandbox().send('POST', '/_sim/tokens', { body });
  t.match(issued.token, /^led-there\.[0-9A-Za-z]{30}$/);
  const { status, headers } = await request('GET', me, {
    headers: { authorization: `Bearer ${issued.token}` },
  });
  t.equal(status, 200);
  t.equal(headers['x-sandbox'], 'led-there');
});

t.test('a key expires by the clock of its sandbox, or never by default', async (t) => {
  const { send } = server.sandbox();
  const issueToken = async (more: object) =>
    (await send('POST', '/_sim/tokens', { body: { contract: 'esper', ...more } })).body;
  const short = await issueToken({ expiresIn: 60 });
  t.equal(short.expiresAt, '2026-03-10T16:01:00.000Z');
  const usual = await issueToken({});
  t.equal(usual.expiresAt, null);
  await send('POST', '/_sim/clock/advance', { body: { duration: 'PT1M' } });
  t.equal((await send('GET', me, { token: short.token })).status, 401);
  t.equal((await send('GET', me, { token: usual.token })).status, 200);
});

t.test('a persona and a role together give that user with that role', async (t) => {
  const { send } = server.sandbox();
  const tokenRequest = { contract: 'esper', persona: 'Viewer', role: 'Enterprise Admin' };
  const { token } = (await send('POST', '/_sim/tokens', { body: tokenRequest })).body;
  t.equal((await send('GET', me, { token })).body.username, 'ruth.castellano');
  const body = { username: 'newcomer', profile: {} };
  t.equal((await send('POST', `${esper}/user/`, { token, body })).status, 201);
  for (const [more, status] of [
    [{ role: 'Janitor' }, 400],
    [{ scope: 'org_super' }, 400],
    [{ persona: 'nobody' }, 404],
    [{ role: 'Viewer', corpId: 'METRO-TRANSIT' }, 404],
  ] as const) {
    const refusal = await send('POST', '/_sim/tokens', { body: { contract: 'esper', ...more } });
    t.equal(refusal.status, status, JSON.stringify(more));
  }
});

t.test('a key can be issued for any user, a new one included', async (t) => {
  const { send } = server.sandbox();
  const issueToken = (tokenRequest: object) =>
    send('POST', '/_sim/tokens', { body: { contract: 'esper', ...tokenRequest } });
  const body = { username: 'Newcomer', profile: {} };
  const made = (await send('POST', `${esper}/user/`, { body })).body;
  const { token } = (await issueToken({ persona: 'newcomer' })).body;
  t.equal((await send('GET', me, { token })).body.id, made.id);
  await send('DELETE', `${esper}/user/${made.id}/`);
  t.equal((await send('GET', me, { token })).status, 401);
  await send('PATCH', `${esper}/user/4009/`, { body: { is_active: false } });
  const viewer = await issueToken({ role: 'Viewer' });
  t.equal(viewer.status, 201, 'another user has the role');
});

t.test('a change of role takes effect at once', async (t) => {
  const { send, token } = server.sandbox();
  const key = await token('esper', 'Viewer');
  const { id } = (await send('GET', me, { token: key })).body;
  const promote = { profile: { role: 'Enterprise Admin' } };
  await send('PATCH', `${esper}/user/${id}/`, { body: promote });
  const body = { username: 'newcomer', profile: {} };
  t.equal((await send('POST', `${esper}/user/`, { token: key, body })).status, 201);
  await send('PATCH', `${esper}/user/${id}/`, { body: { is_active: false } });
  t.equal((await send('GET', me, { token: key })).status, 401);
});

t.test('the newer API generation has its own error format', async (t) => {
  const { send } = server.sandbox();
  for (const path of ['/api/authz2/v1/roles/', '/authn2/v1/users']) {
    t.match((await send('GET', path, { as: null })).body, { code: 401, errors: [] });
    t.match((await send('PATCH', path)).body, { code: 405, errors: [] });
  }
});
