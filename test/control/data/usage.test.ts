import t, { type Test } from 'tap';
import { startInjected } from '../../support/app.js';

const server = await startInjected(t);
const devices = '/_sim/data/kajeet/devices';

interface Day {
  readonly date: string;
  readonly amount: number;
  readonly isComplete: boolean;
}

/** The sum of the complete days from a date on, in hundredths. */
function sumFrom(days: readonly Day[], date: string): number {
  return days
    .filter((day) => day.isComplete && day.date >= date)
    .reduce((sum, { amount }) => sum + Math.round(amount * 100), 0);
}

type Client = ReturnType<typeof server.sandbox>;

/** Checks that the days of the month add up to the counter of a device. */
async function assertSums(t: Test, { send }: Client, key: string): Promise<readonly Day[]> {
  const { status, body } = await send('GET', `${devices}/${key}/usage`);
  t.equal(status, 200, JSON.stringify(body));
  const { wire } = (await send('GET', `${devices}/${key}`)).body;
  const now = Date.parse((await send('GET', '/_sim/clock')).body.now);
  const today = new Date(now).toISOString().slice(0, 10);
  const [last] = body.days.slice(-1);
  t.match(last, { date: today, isComplete: false });
  t.ok(body.days.every(({ amount }: Day) => amount >= 0));
  t.equal(
    sumFrom(body.days, `${today.slice(0, 7)}-01`),
    Math.round(wire.monthlyAmountUsed * 100),
    key,
  );
  return body.days;
}

t.test('the usage by day adds up to the counters, also while the clock goes on', async (t) => {
  const client = server.sandbox();
  const { body } = await client.send('GET', `${devices}?limit=1000`);
  const keys = body.documents.map(({ key }: { key: string }) => key);
  for (const key of keys.filter((_: string, index: number) => index % 25 === 0))
    await assertSums(t, client, key);
  const { body: suspended } = await client.send('GET', `${devices}?status=suspended&limit=3`);
  t.equal(suspended.documents.length, 3);
  for (const { key } of suspended.documents) await assertSums(t, client, key);
  const key = keys[7];
  const before = await assertSums(t, client, key);
  const { wire } = (await client.send('GET', `${devices}/${key}`)).body;
  t.equal(sumFrom(before, '2026-02-08'), Math.round(wire.last30DaysUsed * 100), 'the last 30 days');
  await client.send('POST', '/_sim/clock/advance', { body: { days: 12 } });
  const after = await assertSums(t, client, key);
  const known = new Map(
    before.filter(({ isComplete }) => isComplete).map((day) => [day.date, day]),
  );
  const shared = after.filter(({ date }) => known.has(date));
  t.ok(shared.length > 40);
  t.strictSame(
    shared,
    shared.map(({ date }) => known.get(date)),
    'the past stays',
  );
  await client.send('POST', '/_sim/clock/advance', { body: { days: 25 } });
  await assertSums(t, client, key);
});

t.test('a device that is suspended, and one whose counters were set', async (t) => {
  const client = server.sandbox();
  const [key, other] = ['5212671508', '3042286302'];
  await client.send('PATCH', `${devices}/${key}`, { body: { status: 'suspended' } });
  await client.send('PATCH', `${devices}/${other}`, { body: { monthlyAmountUsed: 90_000.25 } });
  for (const days of [0, 3, 40]) {
    if (days > 0) await client.send('POST', '/_sim/clock/advance', { body: { days } });
    await assertSums(t, client, key);
    await assertSums(t, client, other);
  }
  const { body } = await client.send('GET', `${devices}/${key}/usage?days=35`);
  t.ok(body.days.every(({ amount }: Day) => amount === 0));
});

t.test('how many days are read, and of what', async (t) => {
  const { send } = server.sandbox();
  const { body } = await send('GET', `${devices}/5212671508/usage?days=1`);
  t.match(body, { unit: 'MB', days: [{ date: '2026-03-10' }] });
  for (const days of ['0', '367', 'x'])
    t.equal((await send('GET', `${devices}/5212671508/usage?days=${days}`)).status, 400);
  const wrong = await send('GET', '/_sim/data/kajeet/labels/11/usage');
  t.match(wrong, { status: 404, body: { detail: /those of kajeet\/devices have one/ } });
  t.equal((await send('GET', `${devices}/5212671509/usage`)).status, 404);
});

t.test('a suspension does not change the usage of past days', async (t) => {
  const { send } = server.sandbox();
  const sample = '5212671508';
  const { body } = await send('GET', `${devices}?status=active&limit=20`);
  const others = body.documents.map(({ key }: { key: string }) => key).slice(10, 13);
  for (const key of [sample, ...others]) {
    const complete = async (): Promise<readonly Day[]> =>
      (await send('GET', `${devices}/${key}/usage`)).body.days.filter((day: Day) => day.isComplete);
    const before = await complete();
    t.equal(
      (await send('PATCH', `${devices}/${key}`, { body: { status: 'suspended' } })).status,
      200,
    );
    t.strictSame(await complete(), before, key);
    await send('POST', '/_sim/clock/advance', { body: { days: 1 } });
    const dates = new Map(before.map((day) => [day.date, day]));
    t.strictSame(
      (await complete()).filter(({ date }) => dates.has(date)),
      before.slice(1),
      key,
    );
  }
});
