import fc from 'fast-check';
import t from 'tap';
import { query, startInjected } from '../../support/app.js';
import { devicesInStock, kajeet, page } from '../api.js';

const server = await startInjected(t);
const north = `${kajeet}/v1.0/devices/NORTHSTAR-ISD`;
const exportQuery = { sort: 'MONTHLY_AMOUNT_USED', sortDir: 'DESC', export: 'CSV' };

type Send = ReturnType<typeof server.sandbox>['send'];

/** A token that never expires. */
const permanentToken = async (send: Send): Promise<string> =>
  (await send('POST', '/_sim/tokens', { body: { contract: 'kajeet', expiresIn: null } })).body
    .token;

/** The exported list with every usage counter. */
const counters = async (send: Send) => {
  const token = await permanentToken(send);
  return (await send('GET', `${north}${query(exportQuery)}`, { token })).text;
};
const advance = (send: Send, days: number) =>
  send('POST', '/_sim/clock/advance', { body: { seconds: days * 86_400 } });

t.test('thirty advances of a day equal one of thirty days', async (t) => {
  const [one, other] = [server.sandbox(), server.sandbox()];
  const before = await counters(one.send);
  await advance(one.send, 30);
  for (let day = 0; day < 30; day++) await advance(other.send, 1);
  const after = await counters(one.send);
  t.not(after, before);
  t.equal(after, await counters(other.send));
});

t.test('steps of any size add up to the same usage, despite writes in between', async () => {
  const steps = fc.array(fc.integer({ min: 0, max: 70 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(steps, steps, async (first, second) => {
      const sandboxes = [server.sandbox(), server.sandbox()];
      const texts: string[] = [];
      for (const [index, { send, name }] of sandboxes.entries()) {
        const go = async (days: number[]) => {
          const total = days.reduce((sum, day) => sum + day, 0);
          const parts = index === 0 ? days : [total];
          for (const part of parts) await advance(send, part);
        };
        const token = await permanentToken(send);
        const status = (to: string) =>
          send('PUT', `${north}/status`, {
            token,
            body: { bulkSelection: { searchValue: 'Bus' }, status: to },
          });
        await go(first);
        await status('SUSPENDED');
        await go(second);
        await status('ACTIVE');
        await go(first);
        texts.push(await counters(send));
        await send('DELETE', `/_sim/sandboxes/${name}`);
      }
      if (texts[0] !== texts[1]) throw new Error('other steps, other counters');
    }),
    { numRuns: 8, seed: 20261121 },
  );
});

t.test('monthly usage restarts; a day is within its month, a month within 30 days', async (t) => {
  const { send } = server.sandbox();
  const token = await permanentToken(send);
  const read = async () =>
    (await send('GET', `${north}${page({ limit: 100 })}`, { token })).body.devices as {
      monthlyAmountUsed: number;
      last30DaysUsed?: number;
      status: string;
      key: string;
    }[];
  await advance(send, 21);
  const end = await read();
  t.ok(end.filter(({ monthlyAmountUsed }) => monthlyAmountUsed > 0).length > 90);
  await advance(send, 1);
  const april = await read();
  t.ok(
    april.every(({ monthlyAmountUsed }) => monthlyAmountUsed === 0),
    'on the first of April',
  );
  await advance(send, 10);
  const inStock = await devicesInStock(send);
  for (const { monthlyAmountUsed, last30DaysUsed, status, key } of await read()) {
    if (last30DaysUsed !== undefined) t.ok(monthlyAmountUsed <= last30DaysUsed, key);
    const isUsed = status === 'active' && !inStock.has(key);
    t.equal(monthlyAmountUsed > 0, isUsed, `${key} ${status}`);
  }
});

t.test('schools use less data at weekends', async (t) => {
  const { send } = server.sandbox();
  const token = await permanentToken(send);
  const used = async () =>
    (await send('GET', `${north}${page({ limit: 100 })}`, { token })).body.devices.reduce(
      (sum: number, { monthlyAmountUsed }: { monthlyAmountUsed: number }) =>
        sum + monthlyAmountUsed,
      0,
    );
  const days: number[] = [];
  let before = await used();
  for (let day = 0; day < 7; day++) {
    await advance(send, 1);
    const after = await used();
    days.push(after - before);
    before = after;
  }
  // The clock starts on a Tuesday: its fifth and sixth days are Saturday and Sunday.
  const weekend = (days[4] ?? 0) + (days[5] ?? 0);
  t.ok(weekend * 2 < (days[0] ?? 0) + (days[1] ?? 0), String(days));
});

t.test('a suspended device uses no data, and uses it again when it is active', async (t) => {
  const { send } = server.sandbox();
  const token = await permanentToken(send);
  const mdns = ['304-228-6302'];
  const month = async () =>
    (await send('GET', `${north}${page({ searchValue: '3042286302' })}`, { token })).body.devices[0]
      .monthlyAmountUsed;
  const status = (to: string) =>
    send('PUT', `${north}/status`, { token, body: { mdns, status: to } });
  const start = await month();
  await status('SUSPENDED');
  await advance(send, 5);
  t.equal(await month(), start);
  await status('ACTIVE');
  await advance(send, 1);
  t.ok((await month()) > start);
});

t.test(
  'a clock that is set back reverts no usage, and repeated days add usage again',
  async (t) => {
    const { send } = server.sandbox();
    await advance(send, 3);
    const there = await counters(send);
    await send('PUT', '/_sim/clock', { body: { now: '2026-03-11T16:00:00Z' } });
    t.equal(await counters(send), there);
    await advance(send, 2);
    t.not(await counters(send), there);
  },
);

t.test('an advance of many years is fast', async (t) => {
  const { send } = server.sandbox();
  const { status } = await send('PUT', '/_sim/clock', { body: { now: '9999-12-31T00:00:00Z' } });
  t.equal(status, 200);
});

t.test('a summer period suspends devices again when the clock was set back', async (t) => {
  const { send } = server.sandbox();
  const token = await permanentToken(send);
  const go = (now: string) => send('PUT', '/_sim/clock', { body: { now } });
  const active = async () => (await send('GET', `${north}/totals`, { token })).body.active;
  await go('2026-06-01T12:00:00Z');
  const body = { startDate: '2026-06-20', endDate: '2026-06-30' };
  await send('POST', `${kajeet}/v1.0/manage-profile/summerSuspension`, { token, body });
  const before = await active();
  await go('2026-06-25T12:00:00Z');
  const during = await active();
  t.ok(during < before);
  await go('2026-07-05T12:00:00Z');
  t.equal(await active(), before);
  await go('2026-06-01T12:00:00Z');
  t.equal(await active(), before, 'setting the clock back reverts nothing');
  await go('2026-06-25T12:00:00Z');
  t.equal(await active(), during, 'the events become due again');
});
