import t from 'tap';
import { scenarios } from '../../src/simulator/faults/scenarios.js';
import { b2core } from '../b2core/api.js';
import { esper } from '../esper/api.js';
import { kajeet } from '../kajeet/api.js';
import { startInjected } from '../support/app.js';

const server = await startInjected(t);
const users = `${esper}/user/`;
const totals = `${kajeet}/v1.0/devices/NORTHSTAR-ISD/totals`;
const profiles = `${b2core}/profiles`;

type Send = ReturnType<typeof server.sandbox>['send'];

const add = async (send: Send, body: object) => {
  const { status, body: rule } = await send('POST', '/_sim/faults', { body });
  if (status !== 201) throw new Error(JSON.stringify(rule));
  return rule;
};

/** The statuses of consecutive requests; 0 for a connection that was closed. */
async function statuses(send: Send, count: number, url = users): Promise<number[]> {
  const found: number[] = [];
  for (let call = 0; call < count; call++) {
    found.push(
      await send('GET', url).then(
        ({ status }) => status,
        () => 0,
      ),
    );
  }
  return found;
}

t.test("a documented error in each vendor's own shape, and Retry-After", async (t) => {
  const { send } = server.sandbox();
  await add(send, { match: {}, effect: { status: 503, retryAfter: 7 } });
  const one = await send('GET', totals);
  t.match(one.body, { status: 503, error: 'Service Unavailable', path: totals });
  t.equal(one.headers['retry-after'], '7');
  t.strictSame((await send('GET', users)).body, {
    errors: [],
    message: 'Service Unavailable',
    status: 503,
  });
  t.strictSame((await send('GET', profiles)).body, {
    code: 503,
    message: 'Service Unavailable',
    errors: [],
  });
  t.match((await send('GET', '/api/authz2/v1/roles/')).body, { code: 503 });
  t.equal((await send('GET', users, { as: null })).status, 503, 'before the token is checked');
  t.equal((await send('DELETE', '/_sim/faults')).status, 204);
  t.equal((await send('GET', users)).status, 200);
  await add(send, { match: {}, effect: { status: 429 } });
  t.equal((await send('GET', users)).headers['retry-after'], '1', 'one second by default');
});

t.test('when: a rule applies after n requests and for n requests', async (t) => {
  const { send } = server.sandbox();
  const rule = await add(send, {
    match: { contract: 'esper' },
    effect: { status: 429 },
    when: { skip: 2, times: 3 },
  });
  t.strictSame(rule, {
    id: 'f1',
    match: { contract: 'esper' },
    effect: { status: 429 },
    when: { skip: 2, times: 3 },
    matched: 0,
    applied: 0,
  });
  t.equal((await send('GET', totals)).status, 200, 'another contract is not counted');
  t.strictSame(await statuses(send, 7), [200, 200, 429, 429, 429, 200, 200]);
  t.match((await send('GET', '/_sim/faults')).body, [{ id: 'f1', matched: 7, applied: 3 }]);
});

t.test('a seeded share selects the same requests in every sandbox', async (t) => {
  const flaky = { match: {}, effect: { status: 500 }, when: { share: 0.4 } };
  const draw = async ({ send }: { send: Send }) => {
    await add(send, flaky);
    return statuses(send, 40);
  };
  const [one, other] = [await draw(server.sandbox()), await draw(server.sandbox())];
  t.strictSame(one, other);
  const hits = one.filter((status) => status === 500).length;
  t.ok(hits > 8 && hits < 24, `${hits} of 40`);
  await server.request('POST', '/_sim/sandboxes', {
    body: { name: 'seeded', seed: 99, devices: 0 },
  });
  t.notSame(await draw(server.sandbox('seeded')), one);
});

t.test('each rule draws from its own random stream: another rule does not change it', async (t) => {
  const flaky = { match: { contract: 'esper' }, effect: { status: 500 }, when: { share: 0.5 } };
  const [single, shared] = [server.sandbox(), server.sandbox()];
  await add(single.send, flaky);
  await add(shared.send, flaky);
  await add(shared.send, {
    match: { contract: 'kajeet' },
    effect: { status: 500 },
    when: { share: 0.5 },
  });
  const seen: number[] = [];
  for (let call = 0; call < 20; call++) {
    await shared.send('GET', totals);
    seen.push((await shared.send('GET', users)).status);
  }
  t.strictSame(seen, await statuses(single.send, 20));
});

t.test('a rule matches by operation, method, path, persona, query, header and body', async (t) => {
  const { send } = server.sandbox();
  const hit = async (match: object, method: string, url: string, call: object = {}) => {
    await send('DELETE', '/_sim/faults');
    await add(send, { match, effect: { status: 500 } });
    return (await send(method, url, call)).status === 500;
  };
  t.ok(await hit({ operationId: 'getUsers' }, 'GET', users));
  t.notOk(await hit({ operationId: 'getUser' }, 'GET', users));
  t.ok(await hit({ method: 'get', path: '/api/user' }, 'GET', users));
  t.ok(
    await hit({ path: '/v1/*/contacts' }, 'GET', `${profiles}/6006dda272f002519c3eb505/contacts`),
  );
  t.notOk(
    await hit({ path: '/v1/*/contact' }, 'GET', `${profiles}/6006dda272f002519c3eb505/contacts`),
  );
  t.ok(await hit({ persona: 'Viewer' }, 'GET', users, { as: 'Viewer' }));
  t.ok(await hit({ persona: 'ruth.castellano' }, 'GET', users, { as: 'Viewer' }));
  t.notOk(await hit({ persona: 'Viewer' }, 'GET', users));
  t.ok(await hit({ query: { limit: '3' } }, 'GET', `${users}?limit=3&offset=0`));
  t.notOk(await hit({ query: { limit: '3' } }, 'GET', `${users}?limit=4`));
  t.ok(await hit({ headers: { 'X-App': 'one' } }, 'GET', users, { headers: { 'x-app': 'one' } }));
  const body = { firstName: 'Ana', contacts: [] };
  t.ok(await hit({ body: { firstName: 'Ana' } }, 'POST', profiles, { body }));
  t.notOk(await hit({ body: { firstName: 'Bea' } }, 'POST', profiles, { body }));
  const { body: list } = await send('GET', `${profiles}?filter[firstName]=Ana`);
  t.equal(list.length, 1, 'the failed request changed nothing');
});

t.test('a response is delayed by a fixed or random time', async (t) => {
  const { send } = server.sandbox();
  await add(send, { match: { contract: 'esper' }, effect: { delayMs: 60 }, when: { times: 1 } });
  await add(send, {
    match: { contract: 'esper' },
    effect: { delayMs: { min: 60, max: 80 } },
    when: { times: 1 },
  });
  for (const expected of [true, true, false]) {
    await send('DELETE', '/_sim/journal');
    t.equal((await send('GET', users)).status, 200);
    const { durationMs, fault } = (await send('GET', '/_sim/journal')).body.entries[0];
    t.equal(durationMs >= 55, expected);
    t.equal(fault !== undefined, expected);
  }
});

t.test(
  'the connection is closed before or during the response, the body truncated or corrupted',
  async (t) => {
    const { send, name } = server.sandbox();
    await server.app.fastify.listen({ port: 0, host: '127.0.0.1' });
    const { port } = server.app.fastify.server.address() as { port: number };
    const token = await server.sandbox(name).token('esper');
    const get = async () => {
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(`http://127.0.0.1:${port}/~${name}${users}?limit=1`, {
        headers,
      });
      return {
        length: Number(response.headers.get('content-length')),
        text: await response.text(),
      };
    };
    const complete = (await get()).text;
    const inject = async (effect: object) => {
      await send('DELETE', '/_sim/faults');
      await add(send, { match: {}, effect });
    };
    for (const abort of ['before', 'during']) {
      await inject({ abort });
      await t.rejects(get(), abort);
    }
    await inject({ truncate: true });
    t.equal((await get()).text, complete.slice(0, Math.floor(complete.length / 2)));
    await inject({ truncate: 5 });
    t.strictSame(await get(), { length: 5, text: complete.slice(0, 5) });
    await inject({ malformed: true });
    const { text: broken, length } = await get();
    t.equal(length, broken.length);
    t.throws(() => JSON.parse(broken));
    const { entries } = (await send('GET', '/_sim/journal')).body;
    t.strictSame(
      entries.map(({ status, fault }: { status: number | null; fault?: string }) => [
        status,
        fault,
      ]),
      [
        [200, undefined],
        [null, 'f1'],
        [200, 'f2'],
        [200, 'f3'],
        [200, 'f4'],
        [200, 'f5'],
      ],
      'shown in the journal as injected',
    );
  },
);

t.test('a stale response repeats an earlier one to the same request', async (t) => {
  const { send } = server.sandbox();
  const one = `${users}4002/`;
  const before = await send('GET', one);
  await send('PATCH', one, { body: { last_name: 'Changed' } });
  await add(send, { match: { method: 'GET' }, effect: { stale: true }, when: { times: 2 } });
  t.equal((await send('GET', one)).text, before.text);
  t.match((await send('GET', `${users}4003/`)).body, { id: 4003 }, 'there is no older response');
  t.match((await send('GET', one)).body, { last_name: 'Changed' });
});

t.test(
  'the first rule that is due applies, and later rules do not count the request',
  async (t) => {
    const { send } = server.sandbox();
    await add(send, { match: {}, effect: { status: 500 }, when: { times: 1 } });
    await add(send, { match: {}, effect: { status: 503 }, when: { times: 1 } });
    t.strictSame(await statuses(send, 3), [500, 503, 200]);
    t.equal((await send('DELETE', '/_sim/faults/f1')).status, 204);
    t.equal((await send('DELETE', '/_sim/faults/f1')).status, 404);
    t.strictSame(
      (await send('GET', '/_sim/faults')).body.map(({ id }: { id: string }) => id),
      ['f2'],
    );
  },
);

t.test('an invalid rule is refused, and the error names what is wrong', async (t) => {
  const { send } = server.sandbox();
  for (const [body, at] of [
    [{ match: {} }, '/effect'],
    [{ effect: { status: 500 } }, '/match'],
    [{ match: {}, effect: {} }, '/effect'],
    [{ match: {}, effect: { retryAfter: 1 } }, '/effect'],
    [{ match: { operation: 'x' }, effect: { status: 500 } }, '/match/operation'],
    [{ match: {}, effect: { status: 200 } }, '/effect/status'],
    [{ match: {}, effect: { status: 418 } }, '/effect/status'],
    [{ match: { operationId: 'getUsers' }, effect: { status: 403 } }, '/effect/status'],
    [{ match: {}, effect: { abort: true } }, '/effect/abort'],
    [{ match: {}, effect: { delayMs: -1 } }, '/effect/delayMs'],
    [{ match: {}, effect: { delayMs: { min: 9, max: 1 } } }, '/effect/delayMs'],
    [{ match: {}, effect: { truncate: false } }, '/effect/truncate'],
    [{ match: { contract: 'acme' }, effect: { status: 500 } }, '/match/contract'],
    [{ match: { operationId: 'getAll' }, effect: { status: 500 } }, '/match/operationId'],
    [{ match: {}, effect: { status: 500 }, when: { share: 2 } }, '/when/share'],
    [{ match: {}, effect: { status: 500 }, when: { often: 2 } }, '/when/often'],
  ] as const) {
    const { status, body: refusal } = await send('POST', '/_sim/faults', { body });
    t.equal(status, 400, JSON.stringify(body));
    t.ok(
      refusal.errors.some((fault: { at: string }) => fault.at === at),
      JSON.stringify(refusal.errors),
    );
  }
  t.strictSame((await send('GET', '/_sim/faults')).body, []);
});

t.test('rules and their counts are copied and reset with the sandbox', async (t) => {
  const { send, name } = server.sandbox();
  await add(send, { match: {}, effect: { status: 429 }, when: { skip: 1, times: 1 } });
  await send('GET', users);
  await server.request('POST', `/_sim/sandboxes/${name}/fork`, { body: { name: 'forked-faults' } });
  t.strictSame(await statuses(server.sandbox('forked-faults').send, 2), [429, 200]);
  t.strictSame(await statuses(send, 2), [429, 200]);
  await send('POST', `/_sim/sandboxes/${name}/reset`);
  t.strictSame((await send('GET', '/_sim/faults')).body, []);
});

t.test('scenarios are listed, and each does what its description says', async (t) => {
  const { send } = server.sandbox();
  const { body: list } = await send('GET', '/_sim/scenarios');
  t.strictSame(
    list,
    JSON.parse(JSON.stringify(scenarios.map((each) => ({ ...each, active: false })))),
  );
  const start = async (name: string) => {
    await send('DELETE', '/_sim/faults');
    const response = await send('POST', `/_sim/scenarios/${name}`);
    t.equal(response.status, 201, name);
    t.ok(response.body.every(({ scenario }: { scenario: string }) => scenario === name));
  };
  await start('rate-limited');
  t.strictSame(await statuses(send, 12), [...Array(5).fill(200), ...Array(5).fill(429), 200, 200]);
  await start('token-expires');
  t.strictSame(await statuses(send, 5), [200, 200, 200, 401, 200]);
  await start('vendor-outage');
  t.strictSame(await statuses(send, 2), [503, 503]);
  for (const name of ['flaky-network', 'slow-start', 'broken-answers']) await start(name);
  t.equal((await send('POST', '/_sim/scenarios/earthquake')).status, 404);
});

t.test('Prefer: code=NNN for one request, without a change of state', async (t) => {
  const { send } = server.sandbox();
  const prefer = (code: number) => ({ headers: { prefer: `code=${code}` } });
  const missing = await send('GET', `${users}4001/`, prefer(404));
  t.equal(missing.status, 404);
  t.strictSame(missing.body, { errors: [], message: 'Not Found', status: 404 });
  t.equal((await send('GET', users, { as: null, ...prefer(500) })).status, 500);
  t.equal((await send('GET', users, prefer(429))).headers['retry-after'], '1');
  const body = { firstName: 'Nobody' };
  const made = await send('POST', profiles, { body, ...prefer(201) });
  t.equal(made.status, 201);
  t.match(made.body, { firstName: 'Nobody' });
  t.equal(
    (await send('GET', `${profiles}/${made.body.profileId}`)).status,
    404,
    'the request changed nothing',
  );
  const really = await send('POST', profiles, { body });
  t.equal(really.body.profileId, made.body.profileId, 'not even a sequence number was used');
  t.equal((await send('GET', users, prefer(503))).status, 503, 'any vendor may be down');
  const refused = await send('GET', users, prefer(418));
  t.equal(refused.status, 400);
  t.match(refused.body.errors, [/^Prefer: must name a status that getUsers documents/]);
  t.equal((await send('GET', users, { headers: { prefer: 'return=minimal' } })).status, 200);
});

t.test('an empty match applies to every request, to an unknown path too', async (t) => {
  const { send } = server.sandbox();
  await add(send, { match: {}, effect: { status: 503 } });
  t.equal((await send('GET', '/api/nothing/here')).status, 503);
  t.equal((await send('PATCH', users)).status, 503);
});

t.test('a streamed export is truncated too', async (t) => {
  const { send } = server.sandbox();
  const url = `${kajeet}/v1.0/devices/NORTHSTAR-ISD?sort=MDN&sortDir=ASC&export=CSV`;
  const complete = (await send('GET', url)).text;
  await add(send, { match: {}, effect: { truncate: 100 } });
  t.equal((await send('GET', url)).text, complete.slice(0, 100));
  await send('DELETE', '/_sim/faults');
  await add(send, { match: {}, effect: { truncate: 0 } });
  t.equal((await send('GET', url)).text, '');
  const textWith = async (effect: object) => {
    await send('DELETE', '/_sim/faults');
    await add(send, { match: {}, effect });
    return (await send('GET', url)).text;
  };
  t.equal(await textWith({ truncate: 5000 }), complete.slice(0, 5000), 'at any position');
  t.equal(await textWith({ truncate: 10_000_000 }), complete);
  const half = await textWith({ truncate: true });
  t.ok(complete.startsWith(half) && half.length > 1000 && half.length < complete.length);
  t.equal(
    await textWith({ malformed: true }),
    `${complete.slice(0, -1)},`,
    'nothing else is changed',
  );
});

t.test(
  'a sandbox has at most 100 fault rules, and a refused scenario adds none of its own',
  async (t) => {
    const { send } = server.sandbox();
    for (let count = 0; count < 99; count++)
      await add(send, { match: {}, effect: { status: 503 } });
    const refused = await send('POST', '/_sim/scenarios/flaky-network');
    t.equal(refused.status, 409);
    t.match(refused.body.detail, /at most 100 fault rules, and this one has 99/);
    t.equal((await send('GET', '/_sim/faults')).body.length, 99);
    const one = { match: {}, effect: { status: 503 } };
    t.equal((await send('POST', '/_sim/faults', { body: one })).status, 201);
    t.equal((await send('POST', '/_sim/faults', { body: one })).status, 409);
    await send('DELETE', '/_sim/faults/f1');
    t.equal((await send('POST', '/_sim/faults', { body: one })).status, 201);
  },
);

t.test('a scenario is switched on and off, and other rules remain', async (t) => {
  const { send } = server.sandbox();
  const rule = { match: { operationId: 'getUsers' }, effect: { delayMs: 0 } };
  await send('POST', '/_sim/faults', { body: rule });
  await send('POST', '/_sim/scenarios/flaky-network');
  const again = await send('POST', '/_sim/scenarios/flaky-network');
  t.equal(again.body.length, 3);
  const rules = async () => (await send('GET', '/_sim/faults')).body.length;
  t.equal(await rules(), 4, 'switched on twice, its rules are there once');
  const active = async () =>
    (await send('GET', '/_sim/scenarios')).body
      .filter((each: { active: boolean }) => each.active)
      .map(({ name }: { name: string }) => name);
  t.strictSame(await active(), ['flaky-network']);
  t.equal((await send('DELETE', '/_sim/scenarios/flaky-network')).status, 204);
  t.equal(await rules(), 1);
  t.strictSame(await active(), []);
  t.equal((await send('DELETE', '/_sim/scenarios/flaky-network')).status, 204, 'it is off');
  const unknown = await send('DELETE', '/_sim/scenarios/flaky');
  t.equal(unknown.status, 404);
  t.match(unknown.body.detail, 'flaky-network');
});
