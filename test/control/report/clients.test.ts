import t from 'tap';
import { b2core } from '../../b2core/api.js';
import { esper } from '../../esper/api.js';
import { kajeet } from '../../kajeet/api.js';
import { type Send, startListening } from '../../support/app.js';

const server = await startListening(t);
const users = `${esper}/user/`;
const profiles = `${b2core}/profiles`;
const devices = `${kajeet}/v1.0/devices/NORTHSTAR-ISD`;
const client = { firstName: 'Ana', countryNumericCode: '276' };

/** Sends as a program that names itself. */
const sendAs =
  (send: Send, agent: string): Send =>
  (method, url, options = {}) =>
    send(method, url, { ...options, headers: { ...options.headers, 'user-agent': agent } });

/** Two clients in one sandbox, and what is reported of it. */
function start() {
  const { send, token } = server.sandbox();
  const fault = (operationId: string, effect: object) =>
    send('POST', '/_sim/faults', { body: { match: { operationId }, effect, when: { times: 1 } } });
  const findings = async () =>
    (await send('GET', '/_sim/report')).body.findings as {
      readonly code: string;
      readonly clients: readonly string[];
    }[];
  const codes = async () => (await findings()).map(({ code }) => code);
  const freshToken = async (scope: string) => {
    const { body } = await send('POST', '/_sim/tokens', { body: { contract: 'kajeet', scope } });
    return body.token as string;
  };
  const advance = () => send('POST', '/_sim/clock/advance', { body: { duration: 'P2D' } });
  const [portal, billing] = [
    sendAs(send, 'portal/2.1 node'),
    sendAs(send, 'Mozilla/5.0 (X11) Firefox/9'),
  ];
  return { send, token, portal, billing, fault, findings, codes, freshToken, advance };
}

t.test('a client that reads all pages does not excuse one that does not', async (t) => {
  const as = 'Group Viewer';
  const { portal, billing, findings } = start();
  for (const offset of [0, 40]) await portal('GET', `${users}?limit=40&offset=${offset}`, { as });
  await billing('GET', `${users}?limit=2`, { as });
  t.match(await findings(), [{ code: 'paging-not-followed', clients: ['Mozilla'] }]);
});

t.test('other versions of a client, and one that has no name, are one client', async (t) => {
  const as = 'Group Viewer';
  for (const agents of [
    ['portal/2.1', 'portal/3.0 (node 22)'],
    ['', ''],
  ] as const) {
    const { send, codes } = start();
    await sendAs(send, agents[0])('GET', `${users}?limit=40`, { as });
    t.strictSame(await codes(), ['paging-not-followed']);
    await sendAs(send, agents[1])('GET', `${users}?limit=40&offset=40`, { as });
    t.strictSame(await codes(), []);
  }
});

t.test('a client that needs a scope does not excuse one that does not', async (t) => {
  const { portal, billing, findings } = start();
  const body = { mdns: ['304-228-6302'], nickname: 'Bus 9' };
  await portal('PUT', `${devices}/nickname`, { as: 'org_tech', body });
  await billing('GET', `${devices}/totals`, { as: 'org_tech' });
  const found = await findings();
  t.match(found, [{ code: 'unneeded-scope', clients: ['Mozilla'] }]);
  t.equal(found.length, 1);
});

t.test('the read of another client does not excuse a repeated write', async (t) => {
  const { portal, billing, fault, codes } = start();
  const look = `${profiles}?filter[firstName]=Ana&limit=100`;
  await fault('createProfile', { status: 504 });
  await portal('POST', profiles, { body: client });
  await billing('GET', look);
  await portal('POST', profiles, { body: client });
  t.strictSame(await codes(), ['repeated-write']);
});

t.test('the same write, or an early read, of another client is no repetition', async (t) => {
  const { portal, billing, fault, codes } = start();
  await fault('createProfile', { status: 504 });
  await portal('POST', profiles, { body: client });
  await billing('POST', profiles, { body: client });
  await fault('deviceTotals', { status: 429, retryAfter: 5 });
  await portal('GET', `${devices}/totals`, { as: 'readonly' });
  await billing('GET', `${devices}/totals`, { as: 'readonly' });
  t.strictSame(await codes(), []);
});

t.test('a client that waits does not excuse one that ignores Retry-After', async (t) => {
  const { send, portal, billing, fault, findings } = start();
  const read = (send: Send) => send('GET', `${devices}/totals`, { as: 'readonly' });
  await fault('deviceTotals', { status: 429, retryAfter: 5 });
  await read(portal);
  await fault('deviceTotals', { status: 429, retryAfter: 5 });
  await read(billing);
  await read(portal);
  await send('POST', '/_sim/clock/advance', { body: { seconds: 5 } });
  await read(billing);
  t.match(await findings(), [{ code: 'ignored-retry-after', clients: ['portal'] }]);
});

t.test('the token of another client, or user, does not excuse one that expired', async (t) => {
  const totals = (send: Send, token: string) => send('GET', `${devices}/totals`, { token });
  const cases: Record<string, (at: ReturnType<typeof start>, old: string) => Promise<unknown>> = {
    'another client': async ({ portal, billing, freshToken }, old) => {
      await totals(portal, old);
      await totals(billing, await freshToken('readonly'));
    },
    'another user': async ({ portal, freshToken }, old) => {
      await totals(portal, old);
      await totals(portal, await freshToken('org_tech'));
    },
  };
  for (const [title, work] of Object.entries(cases)) {
    const sandbox = start();
    const old = await sandbox.token('kajeet', 'readonly');
    await totals(sandbox.portal, old);
    await sandbox.advance();
    await work(sandbox, old);
    const codes = (await sandbox.codes()).filter((code) => code !== 'unneeded-scope');
    t.strictSame(codes, ['expired-token'], title);
  }
  const { token, portal, billing, freshToken, advance, codes } = start();
  const old = await token('kajeet', 'readonly');
  await totals(portal, old);
  await totals(billing, old);
  await advance();
  for (const send of [portal, billing]) {
    await totals(send, old);
    await totals(send, await freshToken('readonly'));
  }
  t.strictSame(await codes(), [], 'each has renewed its own');
});
