import t from 'tap';
import { b2core } from '../../b2core/api.js';
import { esper } from '../../esper/api.js';
import { startInjected } from '../../support/app.js';

const server = await startInjected(t);
const users = `${esper}/user/`;
const profiles = `${b2core}/profiles`;

type Send = ReturnType<typeof server.sandbox>['send'];

const preview = async (send: Send, rule: object, query = '') =>
  (await send('POST', `/_sim/faults/preview${query}`, { body: rule })).body;

t.test('a preview names the calls that a rule would have been applied to', async (t) => {
  const { send } = server.sandbox();
  for (const limit of [1, 2, 3]) await send('GET', `${users}?limit=${limit}`);
  await send('GET', profiles);
  await send('POST', profiles, { body: { firstName: 'Ana', contacts: [] } });
  const effect = { status: 503 };
  t.match(await preview(send, { match: { contract: 'esper' }, effect }), {
    calls: 5,
    matched: 3,
    applied: 3,
    entries: [
      { id: '3', method: 'GET', path: users, operationId: 'getUsers', status: 200 },
      { id: '2' },
      { id: '1' },
    ],
  });
  const scheduled = { match: {}, effect, when: { skip: 1, times: 2 } };
  t.match(await preview(send, scheduled), { matched: 5, applied: 2, entries: [{ id: '3' }, {}] });
  t.match(await preview(send, scheduled, '?limit=2'), { calls: 2, matched: 2, applied: 1 });
  const byBody = { match: { body: { firstName: 'Ana' } }, effect };
  t.match(await preview(send, byBody), { applied: 1, entries: [{ operationId: 'createProfile' }] });
});

t.test(
  'a preview counts and changes nothing, and a share is the one of the next rule',
  async (t) => {
    const { send } = server.sandbox();
    for (let call = 0; call < 30; call++) await send('GET', users);
    const rule = { match: {}, effect: { status: 500 }, when: { share: 0.5 } };
    const { entries, applied } = await preview(send, rule);
    t.ok(applied > 5 && applied < 25, `${applied} of 30`);
    t.strictSame((await preview(send, rule)).entries, entries);
    t.strictSame((await send('GET', '/_sim/faults')).body, []);
    await send('DELETE', '/_sim/journal');
    const { body: added } = await send('POST', '/_sim/faults', { body: rule });
    t.equal(added.id, 'f1');
    for (let call = 0; call < 30; call++) await send('GET', users);
    const journal = (await send('GET', '/_sim/journal?order=desc')).body.entries;
    const met = journal.filter(({ fault }: { fault?: string }) => fault === 'f1');
    const place = ({ id }: { id: string }) => (Number(id) - 1) % 30;
    t.strictSame(met.map(place), entries.map(place), 'the same calls as in the preview');
  },
);

t.test('a preview leaves out what no rule is applied to, and finds secrets', async (t) => {
  const { send } = server.sandbox();
  await send('GET', users, { headers: { prefer: 'code=404' } });
  await send('PATCH', '/_sim/data/kajeet/devices/3042286302', { body: { nickname: 'Bus' } });
  await send('POST', users, { body: { username: 'one', password: 'Secret-123', profile: {} } });
  const effect = { status: 500 };
  t.match(await preview(send, { match: {}, effect }), { calls: 1, applied: 1 });
  const secret = await preview(send, { match: { body: { password: 'Secret-123' } }, effect });
  t.equal(secret.applied, 1);
  t.notMatch(JSON.stringify(secret), 'Secret-123');
  const other = await preview(send, { match: { body: { password: 'Other-123' } }, effect });
  t.equal(other.applied, 0);
});

t.test('a preview refuses what adding the rule would refuse', async (t) => {
  const { send } = server.sandbox();
  for (const body of [
    { match: { operationId: 'nothing' }, effect: { status: 500 } },
    { match: {}, effect: { status: 404.5 } },
    { match: {} },
    { match: {}, effect: { status: 500 }, when: { until: '2020-01-01T00:00:00Z' } },
  ]) {
    const added = await send('POST', '/_sim/faults', { body });
    const previewed = await send('POST', '/_sim/faults/preview', { body });
    t.equal(previewed.status, 400);
    t.strictSame(previewed.body.errors, added.body.errors);
  }
  t.equal((await send('POST', '/_sim/faults/preview?limit=0', { body: {} })).status, 400);
});
