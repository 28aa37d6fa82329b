import t from 'tap';
import { type Send, startInjected } from '../support/app.js';
import { errorPlaces, kajeet } from './api.js';

const server = await startInjected(t);
const profile = `${kajeet}/v1.0/manage-profile`;

/** The totals of the account at a moment of its summer suspension. */
async function totals(send: Send) {
  const { body } = await send('GET', `${kajeet}/v1.0/devices/NORTHSTAR-ISD/totals`, {
    as: 'eternal',
  });
  return body;
}

/** Sends requests with a token that does not expire during the summer. */
async function summer(t: { teardown(work: () => unknown): void }) {
  const { send } = server.sandbox();
  const issueToken = async (scope: string) =>
    (await send('POST', '/_sim/tokens', { body: { contract: 'kajeet', scope, expiresIn: null } }))
      .body.token as string;
  const tokens = new Map([
    ['eternal', await issueToken('org_super')],
    ['org_tech', await issueToken('org_tech')],
  ]);
  t.teardown(() => tokens.clear());
  const call: Send = (method, url, { as = 'eternal', ...rest } = {}) =>
    send(method, url, { ...rest, token: String(tokens.get(String(as))) });
  const clock = (now: string) => call('PUT', '/_sim/clock', { body: { now } });
  return { send: call, clock, url: `${profile}/summerSuspension` };
}

t.test(
  'summerSuspension: devices are suspended from the start of the first day to the end of the last day',
  async (t) => {
    const { send, clock, url } = await summer(t);
    const before = await totals(send);
    t.equal(
      (await send('POST', url, { body: { startDate: '2026-06-20', endDate: '08/31/2026' } }))
        .status,
      200,
    );
    t.strictSame(await totals(send), before);
    await clock('2026-06-20T03:59:59Z');
    t.strictSame(await totals(send), before, 'it is still the day before in New York');
    await clock('2026-06-20T04:00:00Z');
    const during = await totals(send);
    t.ok(during.suspended > 300 && during.active > 20, JSON.stringify(during));
    const { text } = await send(
      'GET',
      `${kajeet}/v1.0/devices/NORTHSTAR-ISD?sort=MDN&sortDir=ASC&export=CSV&columns=STATUS,SUMMER_STATUS`,
    );
    t.notMatch(text, 'active,No summer use');
    await clock('2026-09-01T03:59:59Z');
    t.strictSame(await totals(send), during);
    await clock('2026-09-01T04:00:00Z');
    t.strictSame(await totals(send), before, 'exactly those are resumed');
    t.equal((await send('DELETE', url)).status, 404, 'it ends by itself');
  },
);

t.test('summerSuspension: a status that is set by hand in between is kept', async (t) => {
  const { send, clock, url } = await summer(t);
  const status = (mdn: string, value: string) =>
    send('PUT', `${kajeet}/v1.0/devices/NORTHSTAR-ISD/status`, {
      body: { mdns: [mdn], status: value },
    });
  const info = async (mdn: string) =>
    (await send('GET', `${kajeet}/v1.0/devices/info?searchValue=${mdn}`)).body;
  const body = { mdns: ['521-267-1508', '304-228-6302', '585-201-4477'], summerUsage: false };
  await send('PUT', `${kajeet}/v1.0/devices/NORTHSTAR-ISD/summerUsage`, { body });
  await status('585-201-4477', 'SUSPENDED');
  await send('POST', url, { body: { startDate: '2026-06-20', endDate: '2026-08-31' } });
  await clock('2026-07-01T12:00:00Z');
  t.equal((await info('5212671508')).status, 'suspended');
  await status('521-267-1508', 'ACTIVE');
  await status('304-228-6302', 'LOST_STOLEN');
  await clock('2026-10-01T12:00:00Z');
  t.equal((await info('5212671508')).status, 'active');
  t.equal((await info('3042286302')).status, 'lost_stolen');
  t.equal((await info('5852014477')).status, 'suspended', 'it was suspended before the summer');
});

t.test('summerSuspension: exemptions only "if user is ORG_SUPER"', async (t) => {
  const { send, clock, url } = await summer(t);
  const body = { startDate: '2026-06-20', endDate: '2026-08-31', exemptImeis: ['355737360073462'] };
  t.equal((await send('POST', url, { as: 'org_tech', body })).status, 403);
  const unknown = await send('POST', url, {
    body: { ...body, exemptImeis: ['1', '355737360073462'] },
  });
  t.equal(unknown.status, 404);
  t.equal(unknown.body.message, 'No devices found for 1');
  await send('PUT', `${kajeet}/v1.0/devices/NORTHSTAR-ISD/summerUsage`, {
    body: { mdns: ['521-267-1508'], summerUsage: false },
  });
  t.equal((await send('POST', url, { body })).status, 200);
  await clock('2026-07-01T12:00:00Z');
  t.equal(
    (await send('GET', `${kajeet}/v1.0/devices/info?searchValue=5212671508`)).body.status,
    'active',
  );
});

t.test('summerSuspension: it is created once, changed and ended', async (t) => {
  const { send, clock, url } = await summer(t);
  const period = { startDate: '2026-06-20', endDate: '2026-08-31' };
  t.equal((await send('PUT', url, { body: period })).status, 404);
  t.equal((await send('DELETE', url)).status, 404);
  const before = await totals(send);
  t.equal((await send('POST', url, { as: 'org_tech', body: period })).status, 200);
  t.equal((await send('POST', url, { body: period })).status, 409);
  await clock('2026-07-01T12:00:00Z');
  const during = await totals(send);
  t.not(during.suspended, before.suspended);
  await send('PUT', url, { body: { startDate: '2026-07-10', endDate: '2026-08-01' } });
  t.strictSame(await totals(send), before, 'moved to the future: the devices are resumed');
  await send('PUT', url, { body: { startDate: '2026-06-25', endDate: '2026-08-01' } });
  t.strictSame(
    await totals(send),
    during,
    'moved to include today: the devices are suspended at once',
  );
  t.equal((await send('DELETE', url)).status, 200);
  t.strictSame(await totals(send), before);
  await clock('2026-07-31T12:00:00Z');
  t.strictSame(await totals(send), before, 'nothing is due any more');
});

t.test('summerSuspension: an invalid period is refused', async (t) => {
  const { send, url } = await summer(t);
  for (const [body, where] of [
    [{ startDate: '2026-08-31', endDate: '2026-06-20' }, ['/endDate']],
    [{ startDate: '2026-02-30', endDate: '2026-06-31' }, ['/endDate', '/startDate']],
    [{ startDate: '20.6.2026', endDate: 5 }, ['/endDate', '/startDate']],
    [{ startDate: '2026-06-20' }, ['/endDate']],
    [{ startDate: '2026-06-20', endDate: '2026-08-31', exemptImeis: 'all' }, ['/exemptImeis']],
  ] as const) {
    const { status, body: refusal } = await send('POST', url, { body });
    t.equal(status, 400, JSON.stringify(body));
    t.strictSame(errorPlaces(refusal), where);
  }
  t.equal(
    (await send('POST', url, { body: { startDate: '2026-06-20', endDate: '2026-06-20' } })).status,
    200,
    'a single day',
  );
});

t.test('summerSuspension: a past period suspends nothing and ends at once', async (t) => {
  const { send, clock, url } = await summer(t);
  const before = await totals(send);
  const past = { startDate: '2025-06-20', endDate: '2025-08-31' };
  t.equal((await send('POST', url, { body: past })).status, 200);
  t.strictSame(await totals(send), before);
  t.equal((await send('DELETE', url)).status, 404);
  await send('POST', url, { body: { startDate: '2026-06-20', endDate: '2026-08-31' } });
  await clock('2026-07-01T12:00:00Z');
  t.not((await totals(send)).active, before.active);
  t.equal(
    (await send('PUT', url, { body: { startDate: '2026-06-01', endDate: '2026-06-15' } })).status,
    200,
  );
  t.strictSame(await totals(send), before, 'moved to the past');
});

t.test(
  'summerSuspension: a period that has begun respects exemptions, summer use and statuses set by hand',
  async (t) => {
    const { send, clock, url } = await summer(t);
    const north = `${kajeet}/v1.0/devices/NORTHSTAR-ISD`;
    const status = async (key: string) =>
      (await send('GET', `${kajeet}/v1.0/devices/info?searchValue=${key}`)).body.status;
    const mdns = ['521-267-1508', '304-228-6302', '585-201-4477'];
    const period = { startDate: '2026-06-20', endDate: '2026-08-31' };
    await send('PUT', `${north}/summerUsage`, { body: { mdns, summerUsage: false } });
    await send('POST', url, { body: period });
    await clock('2026-07-01T12:00:00Z');
    t.equal(await status('5212671508'), 'suspended');
    await send('PUT', `${north}/status`, { body: { mdns: [mdns[1]], status: 'ACTIVE' } });
    const longer = { ...period, endDate: '2026-09-15', exemptImeis: ['355737360073462'] };
    t.equal((await send('PUT', url, { body: longer })).status, 200);
    t.equal(await status('5212671508'), 'active', 'exempt now');
    t.equal(await status('3042286302'), 'active', 'set by hand');
    t.equal(await status('5852014477'), 'suspended');
    await send('PUT', `${north}/summerUsage`, { body: { mdns: [mdns[2]], summerUsage: true } });
    t.equal(await status('5852014477'), 'active', 'in summer use now');
    await send('PUT', url, { body: { ...longer, exemptImeis: [] } });
    t.equal(await status('5212671508'), 'suspended', 'no longer exempt');
    t.equal(
      (await send('PUT', url, { as: 'org_tech', body: { ...period, exemptImeis: [] } })).status,
      200,
      'an empty list exempts no device',
    );
  },
);
