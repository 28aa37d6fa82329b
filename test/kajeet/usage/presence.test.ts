import t from 'tap';
import { query, type Send, startInjected, startListening } from '../../support/app.js';
import { devicesInStock, kajeet, page } from '../api.js';

const server = await startInjected(t);
const north = `${kajeet}/v1.0/devices/NORTHSTAR-ISD`;

interface Listed {
  readonly key: string;
  readonly status: string;
  readonly deviceName: string;
  readonly onlineStatus: boolean;
}

/** A token that never expires. */
const permanentToken = async (send: Send): Promise<string> =>
  (await send('POST', '/_sim/tokens', { body: { contract: 'kajeet', expiresIn: null } })).body
    .token;

const setClock = (send: Send, now: string) => send('PUT', '/_sim/clock', { body: { now } });

/** All devices of the district. */
async function listAll(send: Send, token: string): Promise<Listed[]> {
  const devices: Listed[] = [];
  for (let offset = 0; offset < 499; offset += 100) {
    const { body } = await send('GET', `${north}${page({ offset, limit: 100 })}`, { token });
    devices.push(...body.devices);
  }
  return devices;
}

const onlineShare = (devices: readonly Listed[]) =>
  devices.filter(({ onlineStatus }) => onlineStatus).length / devices.length;

t.test('the share of devices that is online follows the hours of a school day', async (t) => {
  const { send } = server.sandbox();
  const token = await permanentToken(send);
  // New York is four hours behind UTC: 11 March 2026 is in daylight saving time.
  const shareAt = async (local: string) => {
    const [hour = '', minute = ''] = local.split(':');
    await setClock(send, `2026-03-11T${String(Number(hour) + 4).padStart(2, '0')}:${minute}:00Z`);
    return onlineShare((await listAll(send, token)).filter(({ status }) => status === 'active'));
  };
  const [night, morning, noon, evening] = [
    await shareAt('03:00'),
    await shareAt('07:30'),
    await shareAt('11:00'),
    await shareAt('19:00'),
  ];
  t.ok(night > 0.05 && night < 0.25, `night ${night}`);
  t.ok(morning > night + 0.15, `morning ${morning}`);
  t.ok(noon > 0.4 && noon < 0.7, `noon ${noon}`);
  t.ok(evening > night + 0.1 && evening < noon + 0.1, `evening ${evening}`);
});

t.test('buses are online when pupils ride, and not on Sundays', async (t) => {
  const { send } = server.sandbox();
  const token = await permanentToken(send);
  const buses = async (now: string) => {
    await setClock(send, now);
    const { body } = await send(
      'GET',
      `${kajeet}/v1.0/devices/NORTHSTAR-BUS${page({ limit: 100 })}`,
      {
        token,
      },
    );
    return onlineShare(body.devices);
  };
  t.ok((await buses('2026-03-11T11:15:00Z')) > 0.75, 'at a quarter past seven');
  t.ok((await buses('2026-03-11T15:30:00Z')) < 0.35, 'at half past eleven');
  t.ok((await buses('2026-03-15T11:15:00Z')) < 0.15, 'on a Sunday');
});

t.test(
  'every active device is online at some time of a week, none that is suspended is',
  async (t) => {
    const { send } = server.sandbox();
    const token = await permanentToken(send);
    const seen = new Set<string>();
    for (let hour = 1; hour < 7 * 24; hour += 3) {
      await setClock(send, new Date(Date.UTC(2026, 2, 11, hour)).toISOString());
      for (const { key, status, onlineStatus } of await listAll(send, token)) {
        if (onlineStatus) seen.add(key);
        if (onlineStatus && status !== 'active') t.fail(`${key} is ${status} and online`);
      }
    }
    const active = (await listAll(send, token)).filter(({ status }) => status === 'active');
    const inStock = await devicesInStock(send);
    const never = active.filter(({ key }) => !seen.has(key) && !inStock.has(key));
    t.ok(never.length < active.length * 0.05, `${never.length} were never online`);
    t.notOk(
      [...inStock].some((key) => seen.has(key)),
      'what nobody has borrowed is offline',
    );
  },
);

t.test('online status and health change on quarter hours only, the same everywhere', async (t) => {
  const { send } = server.sandbox();
  const token = await permanentToken(send);
  const health = `${north}/5212671508/health`;
  const at = async (now: string) => {
    await setClock(send, now);
    const list = JSON.stringify(await listAll(send, token));
    return { list, health: (await send('GET', health, { token })).body };
  };
  const begin = await at('2026-03-11T11:15:00.000Z');
  t.strictSame(
    await at('2026-03-11T11:29:59.999Z'),
    begin,
    'nothing changes within a quarter hour',
  );
  const next = await at('2026-03-11T11:30:00.000Z');
  t.not(next.list, begin.list);
  t.equal(next.health.checkedAt, '2026-03-11T11:30:00.000Z');
  t.strictSame(await at('2026-03-11T11:15:00.000Z'), begin, 'also when the clock is set back');

  const { body } = await send('GET', `${north}${page({ limit: 100, sort: 'STATUS' })}`, { token });
  for (const { key, onlineStatus } of body.devices.slice(0, 20)) {
    const details = await send('GET', `${kajeet}/v1.0/devices/info${query({ searchValue: key })}`, {
      token,
    });
    t.equal(details.body.onlineStatus, onlineStatus, key);
  }
});

t.test('a cached list holds until the quarter hour, and is right after it', async (t) => {
  const { sandbox, request } = await startListening(t);
  const { send, name } = sandbox();
  await request('POST', '/_sim/sandboxes', {
    body: { name, clock: '2026-03-11T11:29:58.500Z' },
  });
  const token = await permanentToken(send);
  await send('PUT', '/_sim/clock', { body: { frozen: false } });
  const list = () => send('GET', `${north}${page({ limit: 100 })}`, { token });
  const first = await list();
  for (let turn = 0; turn < 3; turn++) t.equal((await list()).text, first.text);
  let later = first;
  for (let turn = 0; turn < 60 && later.text === first.text; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    later = await list();
  }
  t.not(later.text, first.text);
  const now = (await send('GET', '/_sim/clock')).body.now;
  t.ok(now >= '2026-03-11T11:30:00', now);
  t.equal((await list()).text, later.text);
});

t.test('the documented devices have the documented online status until midnight', async (t) => {
  const { send } = server.sandbox();
  const token = await permanentToken(send);
  const online = async (key: string) =>
    (await send('GET', `${north}${page({ searchValue: key })}`, { token })).body.devices[0]
      .onlineStatus;
  for (const now of ['2026-03-10T16:00:00Z', '2026-03-10T07:00:00Z', '2026-03-10T23:45:00Z']) {
    await setClock(send, now);
    t.strictSame([await online('5212671508'), await online('3042286302')], [true, false], now);
  }
  await setClock(send, '2026-03-11T11:15:00Z');
  t.equal(await online('3042286302'), true, 'bus 47 rides the next morning');
});

t.test('details count what a device has used today, lists whole days', async (t) => {
  const { send } = server.sandbox();
  const token = await permanentToken(send);
  await setClock(send, '2026-03-11T12:00:00Z');
  const { body } = await send(
    'GET',
    `${north}${page({ sort: 'MONTHLY_AMOUNT_USED', sortDir: 'DESC' })}`,
    { token },
  );
  const [{ key }] = body.devices;
  const info = async () =>
    (await send('GET', `${kajeet}/v1.0/devices/info${query({ searchValue: key })}`, { token }))
      .body;
  const listed = async () =>
    (await send('GET', `${north}${page({ searchValue: key })}`, { token })).body.devices[0]
      .monthlyAmountUsed;
  const [before, stored] = [await info(), await listed()];
  await setClock(send, '2026-03-11T20:00:00Z');
  const after = await info();
  t.ok(after.dayAmountUsed > before.dayAmountUsed, 'today grows');
  t.ok(after.monthlyAmountUsed > before.monthlyAmountUsed);
  t.equal(await listed(), stored, 'the list does not');
  await setClock(send, '2026-03-11T23:59:00Z');
  const evening = await info();
  await setClock(send, '2026-03-12T00:00:00Z');
  const midnight = await info();
  t.equal(midnight.dayAmountUsed, 0);
  t.equal(midnight.monthlyAmountUsed, await listed());
  const missing = midnight.monthlyAmountUsed - evening.monthlyAmountUsed;
  t.ok(missing >= 0 && missing < midnight.monthlyAmountUsed * 0.01, 'without a jump at midnight');
});
