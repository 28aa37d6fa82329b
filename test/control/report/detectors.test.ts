import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { b2core } from '../../b2core/api.js';
import { esper } from '../../esper/api.js';
import { kajeet, page } from '../../kajeet/api.js';
import { type Send, startListening } from '../../support/app.js';

const server = await startListening(t);
const users = `${esper}/user/`;
const profiles = `${b2core}/profiles`;
const devices = `${kajeet}/v1.0/devices/NORTHSTAR-ISD`;
const client = { firstName: 'Ana', countryNumericCode: '276' };

interface Finding {
  readonly code: string;
  readonly operationId: string | null;
  readonly title: string;
  readonly advice: string;
  readonly occurrences: number;
  readonly calls: readonly (readonly { readonly method: string; readonly id: string }[])[];
  readonly reproduce: readonly string[];
}

const findings = async (send: Send): Promise<Finding[]> =>
  (await send('GET', '/_sim/report')).body.findings;
const codes = async (send: Send) => (await findings(send)).map(({ code }) => code);

/** Injects a fault into the next calls of an operation. */
const fault = (send: Send, operationId: string, effect: object, times = 1) =>
  send('POST', '/_sim/faults', { body: { match: { operationId }, effect, when: { times } } });

/** Sends a request whose connection is cut. */
const ignoreCut = (sent: Promise<unknown>) => sent.catch(() => undefined);

t.test('without a defect there is no finding', async (t) => {
  const { send } = server.sandbox();
  await send('GET', `${users}?limit=1000`, { as: 'Group Viewer' });
  await send('GET', `${b2core}/regions?limit=100`);
  t.strictSame(await findings(send), []);
});

t.test('calls that no operation matched are listed, the first of them', async (t) => {
  const { send, name } = server.sandbox();
  for (let index = 1; index <= 7; index++) await send('GET', `${esper}/usr/${index}/?a=1&a=2`);
  const { unmatched, unmatchedCalls, findings } = (await send('GET', '/_sim/report')).body;
  t.equal(unmatched, 7);
  t.equal(unmatchedCalls.length, 5);
  const first = { sandbox: name, method: 'GET', path: `${esper}/usr/1/?a=1&a=2`, status: 404 };
  t.match(unmatchedCalls[0], first);
  t.match(unmatchedCalls[0].reason, 'did you mean /api/user/1');
  t.strictSame(findings, []);
});

t.test('refused calls are listed by reason, without those that a fault rule refused', async (t) => {
  const { send, name } = server.sandbox();
  await send('GET', `${users}?limit=2`);
  await fault(send, 'getUsers', { status: 429 });
  await send('GET', `${users}?limit=2`);
  for (let index = 0; index < 7; index++) await send('GET', `${devices}?limit=none`);
  await send('GET', users, { headers: { authorization: 'Bearer wrong' } });
  const { refused, refusals } = (await send('GET', '/_sim/report')).body;
  t.equal(refused, 8);
  const [unauthorized, invalid] = refusals;
  t.match(unauthorized, { contract: 'esper', operationId: 'getUsers', status: 401 });
  t.match(unauthorized, { reason: /key/, occurrences: 1 });
  t.match(invalid, { contract: 'kajeet', status: 400, reason: /offset/, occurrences: 7 });
  t.match(invalid.calls, [{ sandbox: name, id: '3' }, {}, {}, {}, { id: '7' }]);
  t.equal(refusals.length, 2);
  t.equal(invalid.calls.length, 5);
  t.notMatch(JSON.stringify(refusals), 'wrong', 'secrets are masked');
});

t.test('a call says what its status does not', async (t) => {
  const { send } = server.sandbox();
  await fault(send, 'createProfile', { status: 504, after: true });
  await send('POST', profiles, { body: client });
  await send('POST', profiles, { body: client });
  await send('GET', `${devices}${page()}`, { as: 'readonly' });
  await send('GET', `${users}?limit=2`, { as: 'Group Viewer' });
  const [write, ...lists] = await findings(send);
  t.match(write?.title, 'was done twice');
  const [[first, second] = []] = write?.calls ?? [];
  t.match(first, { status: 504, injected: true, done: true });
  t.strictSame(Object.keys(second ?? {}), ['sandbox', 'id', 'method', 'path', 'status', 'persona']);
  const totals = Object.fromEntries(lists.map(({ operationId, calls }) => [operationId, calls[0]]));
  t.match(totals.listDevices, [{ total: 499 }]);
  t.match(totals.getUsers, [{ total: 54 }]);
});

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

t.test('the pages of a list are never followed', async (t) => {
  const cases = [
    [`${devices}${page({ limit: 100 })}`, 'listDevices', 'readonly'],
    [`${users}?limit=2`, 'getUsers', 'Group Viewer'],
    [`${b2core}/countries`, 'listCountries', undefined],
  ] as const;
  for (const [url, operationId, as] of cases) {
    const { send } = server.sandbox();
    t.equal((await send('GET', url, { as })).status, 200);
    await send('GET', url, { as });
    const found = await findings(send);
    t.match(found, [{ code: 'paging-not-followed', operationId, occurrences: 2 }]);
    t.equal(found.length, 1, operationId);
  }
});

t.test('the advice says how to read on in this list', async (t) => {
  const adviceOf = async (url: string, as?: string) => {
    const { send } = server.sandbox();
    await send('GET', url, { as });
    return (await findings(send))[0]?.advice;
  };
  const counted = await adviceOf(`${devices}${page({ limit: 5 })}`, 'readonly');
  t.match(counted, /with offset .* until all items are read, which are 499 here/);
  const uncounted = await adviceOf(`${b2core}/regions?limit=2`);
  t.match(uncounted, 'until a page has fewer items than limit');
});

t.test('pages are not reported as not followed', async (t) => {
  const cases: [string, readonly string[], string | undefined][] = [
    ['if a later page was read', [`${users}?limit=2`, `${users}?limit=2&offset=2`], 'Group Viewer'],
    ['if the list is complete', [`${b2core}/regions?limit=100`], undefined],
    ['if only the first item was wanted', [`${devices}${page({ limit: 1 })}`], 'readonly'],
    ['if the list was refused', [`${devices}?limit=5`], 'readonly'],
    ['if all rows are exported', [`${devices}${page({ export: 'CSV' })}`], 'readonly'],
  ];
  for (const [title, urls, as] of cases) {
    const { send } = server.sandbox();
    for (const url of urls) await send('GET', url, { as });
    t.strictSame(await codes(send), [], title);
  }
});

t.test('unknown parameters are named, with the one that was probably meant', async (t) => {
  const { send } = server.sandbox();
  const as = 'readonly';
  await send('GET', `${devices}/totals?serchValue=bus`, { as });
  await send('GET', `${devices}/totals?colour=red&_=1`, { as });
  const found = await findings(send);
  t.match(found, [
    { code: 'unknown-parameter', title: /colour$/ },
    { code: 'unknown-parameter', title: /serchValue; probably searchValue is meant/ },
  ]);
  t.equal(found.length, 2, 'a parameter against caches does no harm');
});

t.test('known parameters are not reported', async (t) => {
  const { send } = server.sandbox();
  await send('GET', `${devices}/totals?searchValue=bus`, { as: 'readonly' });
  await send('GET', `${profiles}?filter[profileFirstName]=Ana&filter[firstName]=Ana&limit=100`);
  await send('GET', `${esper}/nowhere?colour=red`);
  t.strictSame(await codes(send), []);
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

t.test('operations that are not simulated are reported, injected ones are not', async (t) => {
  const { send, name } = server.sandbox();
  const contract = server.app.contracts.find(({ operations }) =>
    operations.some((o) => !o.handler),
  );
  const operation = contract?.operations.find(({ handler }) => !handler);
  if (!contract || !operation) return t.fail('every operation is simulated');
  const url = `${contract.mount}${operation.url.replace(/:\w+/g, '1')}`;
  t.equal((await send(operation.method, url, { body: {} })).status, 501);
  t.match(await findings(send), [
    {
      code: 'not-simulated',
      operationId: operation.schema.operationId,
      occurrences: 1,
      calls: [[{ sandbox: name, id: '1', status: 501 }]],
    } as object,
  ]);
  const injected = server.sandbox().send;
  await injected('GET', `${users}?limit=1`, {
    as: 'Group Viewer',
    headers: { prefer: 'code=501' },
  });
  t.strictSame(await codes(injected), []);
});

t.test('a scope is wider than the calls need', async (t) => {
  const { send, name } = server.sandbox();
  await send('GET', `${devices}/wrong`, { as: 'org_super' });
  await send('GET', `${devices}/totals`, { as: 'org_super' });
  const calls = [[{ sandbox: name, id: '2', persona: 'org_super' }]];
  const expected = { code: 'unneeded-scope', occurrences: 1, calls };
  const found = await findings(send);
  t.match(found, [
    { ...expected, title: /org_super is used at kajeet/, advice: /readonly/ } as object,
  ]);
  const lines = found[0]?.reproduce.join('\n');
  t.match(lines, `/~${name}"`, 'in the sandbox of the call');
  t.match(lines, 'one of the user org_super, as in UNDERSTUDY_TOKEN_KAJEET_ORG_SUPER');
  const several = server.sandbox();
  const { body } = await several.send('POST', '/_sim/tokens', {
    body: { contract: 'kajeet', persona: 'org_tech', scope: 'org_tech readonly' },
  });
  t.equal((await several.send('GET', `${devices}/totals`, { token: body.token })).status, 200);
  t.match(await findings(several.send), [{ code: 'unneeded-scope' }]);
});

t.test('no variable is named for the token of a user who is not seeded', async (t) => {
  const { send } = server.sandbox();
  const ada = { username: 'ada.park', corpId: 'NORTHSTAR-ISD', scopes: ['org_super'] };
  const user = { ...ada, firstName: 'Ada', lastName: 'Park' };
  const added = await send('POST', '/_sim/data/kajeet/users', { body: user });
  t.equal(added.status, 201);
  const credentials = { username: 'ada.park', password: 'demo-ada.park' };
  const signedIn = await send('POST', `${kajeet}/v1.0/auth/token`, { body: credentials });
  await send('GET', `${devices}/totals`, { token: signedIn.body.token });
  const [finding] = await findings(send);
  t.equal(finding?.code, 'unneeded-scope');
  t.notMatch(finding?.reproduce.join('\n'), 'UNDERSTUDY_TOKEN');
});

t.test('a scope that is needed is not reported', async (t) => {
  const needed = server.sandbox().send;
  const body = { mdns: ['304-228-6302'], nickname: 'Bus 9' };
  await needed('GET', `${devices}/totals`, { as: 'org_tech' });
  t.equal((await needed('PUT', `${devices}/nickname`, { as: 'org_tech', body })).status, 200);
  const reported = await codes(needed);
  t.strictSame(reported, [], 'one call needs it');
  const least = server.sandbox().send;
  await least('GET', `${devices}/totals`, { as: 'readonly' });
  t.strictSame(await codes(least), [], 'nothing less exists');
  const open = server.sandbox().send;
  await open('GET', `${b2core}/regions?limit=100`);
  t.strictSame(await codes(open), [], 'the vendor has no scopes');
  const refused = server.sandbox().send;
  await refused('GET', `${kajeet}/v1.0/devices/UNKNOWN/totals`, { as: 'org_super' });
  t.strictSame(await codes(refused), [], 'a refused call shows nothing');
});
