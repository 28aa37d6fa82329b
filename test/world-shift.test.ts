import t from 'tap';
import { enterpriseId } from '../schemas/esper/profiles.js';
import { b2core } from './b2core/api.js';
import { esper } from './esper/api.js';
import { kajeet, page } from './kajeet/api.js';
import { type Send, startInjected } from './support/app.js';

const north = `${kajeet}/v1.0/devices/NORTHSTAR-ISD`;
const dayMs = 86_400_000;

/** The latest login and the latest change of a profile, in milliseconds since 1970. */
async function latestDates(send: Send) {
  const { body: users } = await send('GET', `${esper}/user/?limit=250`);
  const { body: profiles } = await send('GET', `${b2core}/profiles?limit=100&sort_by=updateTime`);
  const logins = users.results.flatMap(({ last_login }: { last_login: string | null }) =>
    last_login ? [Date.parse(last_login)] : [],
  );
  return {
    login: Math.max(...logins),
    profile: Math.max(
      ...profiles.map(({ updateTime }: { updateTime: string }) => Date.parse(updateTime)),
    ),
  };
}

const devicesBy = async (send: Send, sort: string) =>
  (await send('GET', `${north}${page({ limit: 100, sort, sortDir: 'DESC' })}`)).body.devices;

for (const clock of ['running', 'frozen-now']) {
  t.test(
    `with the clock ${clock} the dates of the world end shortly before the start`,
    async (t) => {
      const { sandbox } = await startInjected(t, { clock });
      const { send } = sandbox();
      const now = Date.parse((await send('GET', '/_sim/clock')).body.now);
      const { login, profile } = await latestDates(send);
      t.ok(login < now && login > now - 10 * dayMs, new Date(login).toISOString());
      t.ok(profile < now && profile > now - 30 * dayMs, new Date(profile).toISOString());

      const { body: trades } = await send('GET', `${b2core}/trades?limit=100&sort_by=tradeTime`);
      const newest = Date.parse(trades[0].tradeTime);
      t.ok(
        newest < now && newest > now - 5 * dayMs,
        `the newest trade is of ${trades[0].tradeTime}`,
      );
      for (const { tradeTime, openTime, createTime } of trades)
        t.ok(openTime <= tradeTime && tradeTime === createTime, openTime);

      const [first] = (await send('GET', `${north}${page({ searchValue: '5212671508' })}`)).body
        .devices;
      t.match(first, { monthlyAmountUsed: 31245.43, last30DaysUsed: 31245.43, onlineStatus: true });
      const sample = await send('GET', `${b2core}/profiles/6006dda272f002519c3eb505`);
      t.match(sample.body, { name: 'Mary Jane Smith', createTime: '2021-01-01T00:00:00+00:00' });
    },
  );
}

t.test('tablets were seen shortly before the start, and set up before school years', async (t) => {
  const { sandbox } = await startInjected(t, { clock: 'frozen-now' });
  const { send } = sandbox();
  const now = Date.parse((await send('GET', '/_sim/clock')).body.now);
  const enterprise = `${esper}/enterprise/${enterpriseId}`;
  const { body } = await send('GET', `${enterprise}/device/?limit=500&state=1`);
  for (const { updated_on, created_on, device_name } of body.results) {
    const seen = Date.parse(updated_on);
    t.ok(seen < now && seen > now - 2 * dayMs, `${device_name} ${updated_on}`);
    t.match(created_on, /^\d{4}-0[18]-/, device_name);
  }
  const { body: users } = await send('GET', `${esper}/user/?limit=250`);
  for (const { last_login, profile } of users.results) {
    t.ok(profile.created_on <= profile.updated_on && profile.updated_on <= (last_login ?? 'never'));
    if (last_login === null || profile.created_on > '2026') continue;
    t.match(profile.created_on, /^\d{4}-0[89]-/);
  }
  const { body: commands } = await send(
    'GET',
    `${esper}/v0/enterprise/${enterpriseId}/command/?limit=10`,
  );
  for (const { created_on } of commands.results)
    t.ok(Date.parse(created_on) < now && Date.parse(created_on) > now - 4 * dayMs, created_on);
});

t.test('usage is that of the days before the start', async (t) => {
  const { send, request } = await (async () => {
    const server = await startInjected(t);
    await server.request('POST', '/_sim/sandboxes', { body: { name: 'now', clock: 'frozen-now' } });
    return { ...server.sandbox('now'), request: server.request };
  })();
  const day = new Date((await send('GET', '/_sim/clock')).body.now).getUTCDate();
  const used = (await devicesBy(send, 'LAST_30_DAYS_USED')).slice(1);
  const ratios = used.map(
    (device: { monthlyAmountUsed: number; last30DaysUsed: number }) =>
      device.monthlyAmountUsed / device.last30DaysUsed,
  );
  const mean = ratios.reduce((sum: number, ratio: number) => sum + ratio, 0) / ratios.length;
  t.ok(Math.abs(mean - (day - 1) / 30) < 0.25, `${mean} on day ${day} of the month`);
  t.equal((await request('POST', '/_sim/sandboxes/now/reset')).status, 200);
  t.strictSame((await devicesBy(send, 'LAST_30_DAYS_USED')).slice(1), used, 'also after a reset');
});

t.test('frozen clocks move nothing, whatever the clock of the server', async (t) => {
  const { sandbox, request } = await startInjected(t, { clock: 'running' });
  const frozen = await startInjected(t);
  await request('POST', '/_sim/sandboxes', { body: { name: 'then', clock: 'frozen' } });
  await request('POST', '/_sim/sandboxes', {
    body: { name: 'later', clock: '2026-05-01T12:00:00Z' },
  });
  const users = async ({ send }: { send: Send }) =>
    (await send('GET', `${esper}/user/?limit=250`)).text;
  const expected = await users(frozen.sandbox());
  t.equal(await users(sandbox('then')), expected);
  t.equal(await users(sandbox('later')), expected);
  t.not(await users(sandbox()), expected);
});

t.test('a data folder keeps the dates of its first start', async (t) => {
  const data = t.testdir();
  const start = () => startInjected(t, { clock: 'running', ephemeral: false, data });
  const server = await start();
  const before = await latestDates(server.sandbox('default').send);
  await server.app.fastify.close();
  const again = await start();
  t.strictSame(await latestDates(again.sandbox('default').send), before);
});
