import t from 'tap';
import { esper } from '../../esper/api.js';
import { startInjected } from '../../support/app.js';

const server = await startInjected(t);
const users = `${esper}/user/`;
const until = '2026-03-10T17:00:00Z';
const outage = { match: { contract: 'esper' }, effect: { status: 503 }, when: { until } };

t.test('a rule is over when the clock reaches its end', async (t) => {
  const { send } = server.sandbox();
  const { status, body: rule } = await send('POST', '/_sim/faults', { body: outage });
  t.equal(status, 201);
  t.equal(rule.when.until, until);
  t.equal((await send('GET', users)).status, 503);
  await send('POST', '/_sim/clock/advance', { body: { minutes: 59 } });
  t.equal((await send('GET', users)).status, 503);
  t.match((await send('GET', '/_sim/faults')).body, [{ id: 'f1', applied: 2 }]);
  await send('POST', '/_sim/clock/advance', { body: { minutes: 1 } });
  t.equal((await send('GET', users)).status, 200);
  t.strictSame((await send('GET', '/_sim/faults')).body, []);
});

t.test('the end of a rule is due, and no longer when the rule is removed', async (t) => {
  const { send } = server.sandbox();
  const ends = async () =>
    (await send('GET', '/_sim/due')).body.filter(
      ({ kind }: { kind: string }) => kind === 'scheduled',
    );
  for (let count = 0; count < 2; count++) await send('POST', '/_sim/faults', { body: outage });
  t.match(await ends(), [
    { at: '2026-03-10T17:00:00.000Z', contract: null, subject: 'f1' },
    { subject: 'f2', description: 'The fault rule ends' },
  ]);
  await send('DELETE', '/_sim/faults/f1');
  t.match(await ends(), [{ subject: 'f2' }]);
  await send('DELETE', '/_sim/faults');
  t.strictSame(await ends(), []);
});

t.test('going back does not bring a rule back, and copies keep its end', async (t) => {
  const { send, name } = server.sandbox();
  await send('POST', '/_sim/faults', { body: outage });
  await send('POST', `/_sim/sandboxes/${name}/fork`, { body: { name: `${name}-copy` } });
  await send('PUT', '/_sim/clock', { body: { now: '2026-03-11T00:00:00Z' } });
  await send('PUT', '/_sim/clock', { body: { now: '2026-03-10T16:00:00Z' } });
  t.equal((await send('GET', users)).status, 200);
  const copy = server.sandbox(`${name}-copy`);
  t.equal((await copy.send('GET', users)).status, 503);
  await copy.send('POST', '/_sim/clock/advance', { body: { hours: 2 } });
  t.equal((await copy.send('GET', users)).status, 200);
});

t.test('an end in the past is refused', async (t) => {
  const { send } = server.sandbox();
  for (const past of ['2026-03-10T16:00:00Z', '2020-01-01T00:00:00Z']) {
    const { status, body } = await send('POST', '/_sim/faults', {
      body: { ...outage, when: { until: past } },
    });
    t.equal(status, 400);
    t.match(body.errors, [{ at: '/when/until', message: /after the present of the sandbox/ }]);
  }
  const { status } = await send('POST', '/_sim/faults', {
    body: { ...outage, when: { until: 'soon' } },
  });
  t.equal(status, 400);
});
