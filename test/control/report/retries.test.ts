import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { b2core } from '../../b2core/api.js';
import { esper } from '../../esper/api.js';
import { kajeet, page } from '../../kajeet/api.js';
import { type Send, startListening } from '../../support/app.js';
import { codes, fault, findings } from './findings.js';

const server = await startListening(t);
const users = `${esper}/user/`;
const profiles = `${b2core}/profiles`;
const devices = `${kajeet}/v1.0/devices/NORTHSTAR-ISD`;
const client = { firstName: 'Ana', countryNumericCode: '276' };

/** Sends a request whose connection is cut. */
const ignoreCut = (sent: Promise<unknown>) => sent.catch(() => undefined);

t.test('a write is repeated after a response that did not arrive', async (t) => {
  const effects = [
    { abort: 'before' },
    { status: 504 },
    { status: 500 },
    { status: 503, retryAfter: 0, after: true },
  ];
  for (const effect of effects) {
    const { send } = server.sandbox();
    await fault(send, 'createProfile', effect);
    await ignoreCut(send('POST', profiles, { body: client }));
    await send('POST', profiles, { body: client });
    const [found, ...others] = await findings(send);
    t.match(found, { code: 'repeated-write', operationId: 'createProfile', occurrences: 1 });
    t.equal(others.length, 0);
    t.strictSame(
      found?.calls[0]?.map(({ method }) => method),
      ['POST', 'POST'],
    );
  }
});

t.test('a write is repeated after the client gave up waiting', async (t) => {
  /** Sends a write that is delayed, and gives up as soon as it is under way. Returns the entry of the journal. */
  const giveUp = async (sandbox: Sandbox, delayMs: number) => {
    const { send, post } = sandbox;
    await fault(send, 'createProfile', { delayMs });
    const patience = new AbortController();
    const abandoned = ignoreCut(post(patience.signal));
    const isReceived = async () => (await send('GET', '/_sim/faults')).body[0].matched > 0;
    while (!(await isReceived())) await delay(10);
    patience.abort();
    await abandoned;
    for (;;) {
      const { entries } = (await send('GET', '/_sim/journal')).body;
      if (entries.length > 0) return entries[0];
      await delay(10);
    }
  };
  const start = async () => {
    const { send, name, authorization } = server.sandbox();
    const headers = { authorization: (await authorization(profiles)) ?? '', 'x-sandbox': name };
    const post = (signal?: AbortSignal) =>
      fetch(`${server.app.fastify.listeningOrigin}${profiles}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(client),
        ...(signal && { signal }),
      });
    return { send, post };
  };
  type Sandbox = Awaited<ReturnType<typeof start>>;
  // On a busy machine the response may arrive before the client gives up. Then it gets longer.
  for (let delayMs = 250; ; delayMs *= 2) {
    const sandbox = await start();
    if (!(await giveUp(sandbox, delayMs)).disconnected) continue;
    t.equal((await sandbox.post()).status, 201);
    t.strictSame(await codes(sandbox.send), ['repeated-write']);
    return;
  }
});

t.test('a write is not reported as repeated', async (t) => {
  const report = async (title: string, work: (send: Send) => Promise<unknown>) => {
    const { send } = server.sandbox();
    await work(send);
    t.strictSame(await codes(send), [], title);
  };
  await report('after a read that shows whether it was done', async (send) => {
    await fault(send, 'createProfile', { status: 504 });
    await send('POST', profiles, { body: client });
    await send('GET', `${profiles}?filter[firstName]=Ana&limit=100`);
    await send('POST', profiles, { body: client });
  });
  await report('after a 503, which says that it was not done', async (send) => {
    await fault(send, 'createProfile', { status: 503, retryAfter: 0 });
    await send('POST', profiles, { body: client });
    await send('POST', profiles, { body: client });
  });
  await report('with another body', async (send) => {
    await fault(send, 'createProfile', { status: 504 });
    await send('POST', profiles, { body: client });
    await send('POST', profiles, { body: { ...client, firstName: 'Eva' } });
  });
  await report('if it succeeded both times', async (send) => {
    await send('POST', profiles, { body: client });
    await send('POST', profiles, { body: client });
  });
  await report('if it is idempotent', async (send) => {
    const body = { mdns: ['304-228-6302'], status: 'SUSPENDED' };
    const as = 'org_tech';
    await send('PUT', `${devices}/status`, { as, body, headers: { prefer: 'code=504' } });
    t.equal((await send('PUT', `${devices}/status`, { as, body })).status, 200);
  });
  await report('if it changes nothing', async (send) => {
    const body = { selectAll: true };
    const list = `${devices}/customizedList${page({ limit: 1 })}`;
    await send('POST', list, { body, as: 'readonly', headers: { prefer: 'code=504' } });
    t.equal((await send('POST', list, { body, as: 'readonly' })).status, 200);
  });
});

t.test('an expired token is used again, or never renewed', async (t) => {
  const start = async () => {
    const sandbox = server.sandbox();
    const token = await sandbox.token('kajeet', 'readonly');
    await sandbox.send('POST', '/_sim/clock/advance', { body: { duration: 'P2D' } });
    const fresh = async () =>
      (
        await sandbox.send('POST', '/_sim/tokens', {
          body: { contract: 'kajeet', scope: 'readonly' },
        })
      ).body.token as string;
    const totals = async (as: string) =>
      (await sandbox.send('GET', `${devices}/totals`, { token: as })).status;
    return { ...sandbox, token, fresh, totals };
  };
  const again = await start();
  t.equal(await again.totals(again.token), 401);
  t.equal(await again.totals(again.token), 401);
  t.equal(await again.totals(await again.fresh()), 200);
  t.match(await findings(again.send), [{ code: 'expired-token', operationId: 'deviceTotals' }]);

  const never = await start();
  await never.totals(never.token);
  t.strictSame(await codes(never.send), ['expired-token']);

  const renewed = await start();
  await renewed.totals(renewed.token);
  await renewed.send('GET', `${devices}/imei/990000862471854`, { token: renewed.token });
  await renewed.totals(await renewed.fresh());
  t.strictSame(await codes(renewed.send), [], 'a client learns of the expiry from a refusal');

  const invalid = await start();
  await invalid.totals('not-a-token');
  await invalid.totals('not-a-token');
  t.strictSame(await codes(invalid.send), [], 'an invalid token is no expired one');
});

t.test('Retry-After is ignored', async (t) => {
  for (const status of [429, 503]) {
    const { send } = server.sandbox();
    await fault(send, 'getUsers', { status, retryAfter: 5 });
    await send('GET', `${users}?limit=1`, { as: 'Group Viewer' });
    await send('GET', `${users}?limit=1`, { as: 'Group Viewer' });
    t.match(await findings(send), [
      { code: 'ignored-retry-after', operationId: 'getUsers', occurrences: 1 },
    ]);
  }
});

t.test('a Retry-After that is heeded is not reported', async (t) => {
  const as = 'Group Viewer';
  const report = async (title: string, work: (send: Send) => Promise<unknown>) => {
    const { send } = server.sandbox();
    await fault(send, 'getUsers', { status: 429, retryAfter: 1 });
    await send('GET', `${users}?limit=1`, { as });
    await work(send);
    t.strictSame(await codes(send), [], title);
  };
  await report('after the time', async (send) => {
    await delay(1000);
    await send('GET', `${users}?limit=1`, { as });
  });
  await report('after the time by the clock of the sandbox', async (send) => {
    await send('POST', '/_sim/clock/advance', { body: { seconds: 1 } });
    await send('GET', `${users}?limit=1`, { as });
  });
  await report('if the client gives up', async () => {});
  await report('if the client calls another operation', (send) =>
    send('GET', `${b2core}/regions?limit=100`),
  );
  const parallel = server.sandbox().send;
  await parallel('GET', `${users}?limit=1`, { as });
  await fault(parallel, 'getUsers', { status: 429, retryAfter: 5, delayMs: 100 }, 2);
  await Promise.all([1, 2].map(() => parallel('GET', `${users}?limit=1`, { as })));
  t.strictSame(await codes(parallel), [], 'requests that were under way do not count');
});
