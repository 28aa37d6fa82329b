import t from 'tap';
import { kajeet } from '../kajeet/api.js';
import { startInjected } from '../support/app.js';

const server = await startInjected(t);

t.test('a frozen clock stays at its instant, and so does every time in a response', async (t) => {
  const { send } = server.sandbox();
  t.strictSame((await send('GET', '/_sim/clock')).body, {
    now: '2026-03-10T16:00:00.000Z',
    frozen: true,
  });
  const refusal = await send('GET', `${kajeet}/v1.0/devices/NORTHSTAR-ISD`);
  t.equal(refusal.body.timestamp, '2026-03-10T16:00:00.000Z');
  t.equal(refusal.headers.date, 'Tue, 10 Mar 2026 16:00:00 GMT');
});

t.test('a running clock follows real time at the offset it was set to', async (t) => {
  const { sandbox } = await startInjected(t, { clock: 'running' });
  const { send } = sandbox();
  const { body: before } = await send('GET', '/_sim/clock');
  t.ok(Math.abs(Date.parse(before.now) - Date.now()) < 5000);
  t.equal(before.frozen, false);
  const { body: set } = await send('PUT', '/_sim/clock', { body: { now: '2030-01-01T00:00:00Z' } });
  t.equal(set.frozen, false);
  await new Promise((resolve) => setTimeout(resolve, 20));
  const { body: after } = await send('GET', '/_sim/clock');
  t.ok(
    Date.parse(after.now) > Date.parse('2030-01-01T00:00:00Z') &&
      Date.parse(after.now) < Date.parse('2030-01-01T00:01:00Z'),
  );
});

t.test('time ends with the year 9999, and times in responses are still valid', async (t) => {
  const { send } = server.sandbox();
  await send('PUT', '/_sim/clock', { body: { now: '9999-12-31T23:59:59.990Z', frozen: false } });
  await new Promise((resolve) => setTimeout(resolve, 30));
  const end = '9999-12-31T23:59:59.999Z';
  t.strictSame((await send('GET', '/_sim/clock')).body, { now: end, frozen: false });
  const issued = await send('POST', '/_sim/tokens', { body: { contract: 'kajeet' } });
  t.match(issued, { status: 201, body: { expiresAt: end } });
});

t.test('an ISO time as the clock setting freezes the clock at that time', async (t) => {
  const { sandbox } = await startInjected(t, { clock: '2026-06-20T08:30:00+02:00' });
  t.strictSame((await sandbox().send('GET', '/_sim/clock')).body, {
    now: '2026-06-20T06:30:00.000Z',
    frozen: true,
  });
});

t.test('the clock is set, frozen, started and set back', async (t) => {
  const { send } = server.sandbox();
  const put = async (body: unknown) => (await send('PUT', '/_sim/clock', { body })).body;
  t.strictSame(await put({ now: '2027-01-01T00:00:00Z' }), {
    now: '2027-01-01T00:00:00.000Z',
    frozen: true,
  });
  t.strictSame(await put({ now: '2020-01-01T12:00:00.5Z', frozen: true }), {
    now: '2020-01-01T12:00:00.500Z',
    frozen: true,
  });
  t.match(await put({ frozen: false }), { frozen: false, now: /^2020-01-01T12:00:00/ });
  t.match(await put({ frozen: true }), { frozen: true, now: /^2020-01-01T12:00:0/ });
  t.match(await put({}), { frozen: true });
});

t.test('the clock advances by seconds or by an ISO 8601 duration', async (t) => {
  const { send } = server.sandbox();
  const advance = async (body: unknown) =>
    (await send('POST', '/_sim/clock/advance', { body })).body.now;
  t.equal(await advance({ seconds: 90.5 }), '2026-03-10T16:01:30.500Z');
  t.equal(await advance({ duration: 'PT1H' }), '2026-03-10T17:01:30.500Z');
  t.equal(await advance({ duration: 'P1M2DT3M' }), '2026-04-12T17:04:30.500Z');
  t.equal(await advance({ duration: 'P1W' }), '2026-04-19T17:04:30.500Z');
  t.equal(
    await advance({ weeks: 1, days: 1, hours: 1, minutes: 1, seconds: 1 }),
    '2026-04-27T18:05:31.500Z',
  );
});

t.test('an invalid time or duration is refused, and the clock does not change', async (t) => {
  const { send } = server.sandbox();
  for (const [path, body] of [
    ['', { now: 'tomorrow' }],
    ['', { now: '1969-12-31T00:00:00Z' }],
    ['/advance', {}],
    ['/advance', { seconds: 0 }],
    ['/advance', { days: 0, hours: 0 }],
    ['/advance', { duration: 'PT0S' }],
    ['/advance', { day: 1 }],
    ['/advance', { days: 1, duration: 'PT1H' }],
    ['/advance', { seconds: -3600, duration: 'PT1H' }],
    ['/advance', { seconds: 10, duration: 'nope' }],
    ['', { now: 5 }],
    ['', { frozen: 'yes' }],
    ['', []],
    ['/advance', {}],
    ['/advance', { seconds: -1 }],
    ['/advance', { seconds: '60' }],
    ['/advance', { duration: '1h' }],
    ['/advance', { duration: 'P' }],
    ['/advance', { duration: 'PT' }],
    ['/advance', { duration: 'P99999999999Y' }],
    ['/advance', { seconds: 1, duration: 'PT1S' }],
    ['/advance', { duration: 'P9000Y' }],
  ] as const) {
    const { status, headers } = await send(path ? 'POST' : 'PUT', `/_sim/clock${path}`, { body });
    t.equal(status, 400, JSON.stringify(body));
    t.equal(headers['content-type'], 'application/problem+json; charset=utf-8');
  }
  t.equal((await send('GET', '/_sim/clock')).body.now, '2026-03-10T16:00:00.000Z');
});

t.test(
  'frozen-now: the clock stands at the real time of the start, or of the creation',
  async (t) => {
    const before = Date.now();
    const { request } = await startInjected(t, { clock: 'frozen-now' });
    const read = async (name: string) =>
      (await request('GET', '/_sim/clock', { headers: { 'x-sandbox': name } })).body;
    const { now, frozen } = await read('default');
    t.equal(frozen, true);
    t.ok(Date.parse(now) >= before && Date.parse(now) <= Date.now(), now);
    await new Promise((resolve) => setTimeout(resolve, 20));
    t.equal((await read('another')).now, now, 'all sandboxes of the server stand at one time');
    const body = { name: 'later', clock: 'frozen-now' };
    t.equal((await request('POST', '/_sim/sandboxes', { body })).status, 201);
    const later = (await read('later')).now;
    t.ok(Date.parse(later) > Date.parse(now), 'one that is created later stands at a later time');
    await new Promise((resolve) => setTimeout(resolve, 20));
    t.equal((await request('POST', '/_sim/sandboxes/later/reset')).status, 200);
    t.equal((await read('later')).now, later, 'a reset returns to it');
  },
);
