import t from 'tap';
import { query, type Send, startInjected } from '../../support/app.js';
import { kajeet, page } from '../api.js';

const server = await startInjected(t);
const north = `${kajeet}/v1.0/devices/NORTHSTAR-ISD`;

/** A token that never expires. */
const permanentToken = async (send: Send): Promise<string> =>
  (await send('POST', '/_sim/tokens', { body: { contract: 'kajeet', expiresIn: null } })).body
    .token;

const advance = (send: Send, days: number) =>
  send('POST', '/_sim/clock/advance', { body: { seconds: days * 86_400 } });

/** The usage of 30 days by device, of the active devices. */
async function usageOfActive(send: Send, token: string): Promise<Map<string, number>> {
  const url = `${north}${query({ sort: 'MDN', sortDir: 'ASC', export: 'CSV', columns: 'MDN,STATUS,LAST_30_DAYS_USED' })}`;
  const rows = (await send('GET', url, { token })).text.split('\r\n').slice(1);
  const values = rows.map((row) => row.split(','));
  return new Map(
    values
      .filter(([, status, used]) => status === 'active' && used)
      .map(([mdn = '', , used]) => [mdn, Number(used)]),
  );
}

/** The ranks of values; equal values share the mean of their ranks. */
function ranks(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  return values.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2);
}

function correlation(first: readonly number[], second: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const [a, b] = [mean(first), mean(second)];
  const sum = (pick: (x: number, y: number) => number) =>
    first.reduce((total, x, index) => total + pick(x - a, (second[index] ?? 0) - b), 0);
  return sum((x, y) => x * y) / Math.sqrt(sum((x) => x * x) * sum((_, y) => y * y));
}

t.test('usage has a memory: after 40 days the same devices use much', async (t) => {
  const { send } = server.sandbox();
  const token = await permanentToken(send);
  const before = await usageOfActive(send, token);
  await advance(send, 40);
  const after = await usageOfActive(send, token);
  const keys = [...before.keys()].filter((key) => after.has(key));
  t.ok(keys.length > 450);
  const spearman = correlation(
    ranks(keys.map((key) => before.get(key) ?? 0)),
    ranks(keys.map((key) => after.get(key) ?? 0)),
  );
  t.ok(spearman >= 0.8, String(spearman));
});

t.test('1 to 5 % of the devices that have a limit are over it, also 40 days later', async (t) => {
  const { send } = server.sandbox();
  const token = await permanentToken(send);
  const columns = 'MONTHLY_LIMIT,MONTHLY_AMOUNT_USED';
  const shareOver = async () => {
    const params = { sort: 'MDN', sortDir: 'ASC', export: 'CSV', columns };
    const { text } = await send('GET', `${north}${query(params)}`, { token });
    const limited = text
      .split('\r\n')
      .slice(1)
      .filter((row) => /^\d/.test(row))
      .map((row) => row.split(',').map(Number));
    return limited.filter(([limit = 0, used = 0]) => used > limit).length / limited.length;
  };
  for (const days of [0, 40]) {
    await advance(send, days || 1);
    const share = await shareOver();
    t.ok(share >= 0.01 && share <= 0.05, `${days} days later: ${share}`);
  }
});

t.test('holidays and vacations are quiet', async (t) => {
  const { send } = server.sandbox();
  const token = await permanentToken(send);
  const usedOn = async (day: string) => {
    await send('PUT', '/_sim/clock', { body: { now: `${day}T12:00:00Z` } });
    const url = `${kajeet}/v1.0/devices/NORTHSTAR-BUS${page({ limit: 100 })}`;
    const total = async () =>
      (await send('GET', url, { token })).body.devices.reduce(
        (sum: number, device: { monthlyAmountUsed: number }) => sum + device.monthlyAmountUsed,
        0,
      );
    const before = await total();
    await advance(send, 1);
    return (await total()) - before;
  };
  const schoolDay = await usedOn('2026-03-18');
  t.ok((await usedOn('2026-04-08')) < schoolDay * 0.2, 'in the spring recess');
  t.ok((await usedOn('2026-05-25')) < schoolDay * 0.2, 'on Memorial Day');
  t.ok((await usedOn('2026-07-15')) < schoolDay * 0.2, 'in summer');
});
