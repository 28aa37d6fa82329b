import t from 'tap';
import { esper } from '../../esper/api.js';
import { startInjected } from '../../support/app.js';

const adminToken = 'the-admin-token';
const server = await startInjected(t, { adminToken, clock: 'frozen' });
const users = `${esper}/user/`;

const control = (
  method: string,
  url: string,
  { token = adminToken, body = undefined as unknown } = {},
) => server.request(method, url, { headers: { authorization: `Bearer ${token}` }, body });

async function activityIn(name: string, token = adminToken) {
  const { status, body } = await control('GET', '/_sim/activity', { token });
  t.equal(status, 200);
  return body.sandboxes.find(({ sandbox }: { sandbox: string }) => sandbox === name);
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

async function call(name: string, isRefused = false) {
  const { body } = await control('POST', '/_sim/tokens', {
    body: { contract: 'esper', sandbox: name },
  });
  const authorization = isRefused ? 'Bearer wrong' : `Bearer ${body.token}`;
  return server.request('GET', `/~${name}${users}`, { headers: { authorization } });
}

t.test(
  'calls and refusals of the last minutes are counted in real time, also under a frozen clock',
  async (t) => {
    await control('POST', '/_sim/sandboxes', { body: { name: 'busy' } });
    t.equal(await activityIn('busy'), undefined, 'a sandbox without a call is not listed');
    const before = new Date().toISOString();
    for (const isRefused of [true, false, false]) await call('busy', isRefused);
    const { calls, refusals, lastCall } = await activityIn('busy');
    t.equal(calls.length, 30);
    t.equal(sum(calls), 3);
    t.equal(sum(refusals), 1);
    t.equal(sum(calls.slice(0, -2)), 0, 'they are in the latest steps');
    t.match(lastCall, { contract: 'esper', method: 'GET', status: 200 });
    t.ok(lastCall.operationId);
    t.ok(lastCall.at >= before && lastCall.at <= new Date().toISOString(), 'in real time');
  },
);

t.test(
  'a call that no operation matches is counted, and reads of the activity are not',
  async (t) => {
    await server.request('GET', `/~lost${esper}/user/nothing/here/`);
    await activityIn('lost');
    const { calls, refusals, lastCall } = await activityIn('lost');
    t.strictSame([sum(calls), sum(refusals)], [1, 1]);
    t.match(lastCall, { operationId: null, status: 404 });
  },
);

t.test('a reset and a copy begin without recent calls', async (t) => {
  await call('origin');
  await control('POST', '/_sim/sandboxes/origin/fork', { body: { name: 'fork-of-it' } });
  t.equal(await activityIn('fork-of-it'), undefined);
  await control('POST', '/_sim/sandboxes/origin/reset');
  t.equal(await activityIn('origin'), undefined);
});

t.test('the key of a sandbox shows that one alone', async (t) => {
  const { body } = await control('POST', '/_sim/sandboxes', { body: { name: 'keyed', key: true } });
  await call('keyed');
  await call('other');
  const { body: recent } = await control('GET', '/_sim/activity', { token: body.key });
  t.strictSame(
    recent.sandboxes.map(({ sandbox }: { sandbox: string }) => sandbox),
    ['keyed'],
  );
  t.equal((await server.request('GET', '/_sim/activity')).status, 401);
});
