import t from 'tap';
import { scenarios } from '../../../src/simulator/faults/scenarios.js';
import { startInjected } from '../../support/app.js';
import { add, statuses } from './api.js';

const server = await startInjected(t);

t.test('scenarios are listed, and each does what its description says', async (t) => {
  const { send } = server.sandbox();
  const { body: list } = await send('GET', '/_sim/scenarios');
  t.strictSame(
    list,
    JSON.parse(JSON.stringify(scenarios.map((each) => ({ ...each, active: false })))),
  );
  const start = async (name: string) => {
    await send('DELETE', '/_sim/faults');
    const response = await send('POST', `/_sim/scenarios/${name}`);
    t.equal(response.status, 201, name);
    t.ok(response.body.every(({ scenario }: { scenario: string }) => scenario === name));
  };
  await start('rate-limited');
  t.strictSame(await statuses(send, 12), [...Array(5).fill(200), ...Array(5).fill(429), 200, 200]);
  await start('token-expires');
  t.strictSame(await statuses(send, 5), [200, 200, 200, 401, 200]);
  await start('vendor-outage');
  t.strictSame(await statuses(send, 2), [503, 503]);
  for (const name of ['flaky-network', 'slow-start', 'broken-answers']) await start(name);
  t.equal((await send('POST', '/_sim/scenarios/earthquake')).status, 404);
});

t.test(
  'a sandbox has at most 100 fault rules, and a refused scenario adds none of its own',
  async (t) => {
    const { send } = server.sandbox();
    for (let count = 0; count < 99; count++)
      await add(send, { match: {}, effect: { status: 503 } });
    const refused = await send('POST', '/_sim/scenarios/flaky-network');
    t.equal(refused.status, 409);
    t.match(refused.body.detail, /at most 100 fault rules, and this one has 99/);
    t.equal((await send('GET', '/_sim/faults')).body.length, 99);
    const one = { match: {}, effect: { status: 503 } };
    t.equal((await send('POST', '/_sim/faults', { body: one })).status, 201);
    t.equal((await send('POST', '/_sim/faults', { body: one })).status, 409);
    await send('DELETE', '/_sim/faults/f1');
    t.equal((await send('POST', '/_sim/faults', { body: one })).status, 201);
  },
);

t.test('a scenario is switched on and off, and other rules remain', async (t) => {
  const { send } = server.sandbox();
  const rule = { match: { operationId: 'getUsers' }, effect: { delayMs: 0 } };
  await send('POST', '/_sim/faults', { body: rule });
  await send('POST', '/_sim/scenarios/flaky-network');
  const again = await send('POST', '/_sim/scenarios/flaky-network');
  t.equal(again.body.length, 3);
  const rules = async () => (await send('GET', '/_sim/faults')).body.length;
  t.equal(await rules(), 4, 'switched on twice, its rules are there once');
  const active = async () =>
    (await send('GET', '/_sim/scenarios')).body
      .filter((each: { active: boolean }) => each.active)
      .map(({ name }: { name: string }) => name);
  t.strictSame(await active(), ['flaky-network']);
  t.equal((await send('DELETE', '/_sim/scenarios/flaky-network')).status, 204);
  t.equal(await rules(), 1);
  t.strictSame(await active(), []);
  t.equal((await send('DELETE', '/_sim/scenarios/flaky-network')).status, 204, 'it is off');
  const unknown = await send('DELETE', '/_sim/scenarios/flaky');
  t.equal(unknown.status, 404);
  t.match(unknown.body.detail, 'flaky-network');
});
