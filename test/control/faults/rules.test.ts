import t from 'tap';
import { b2core } from '../../b2core/api.js';
import { esper } from '../../esper/api.js';
import { kajeet } from '../../kajeet/api.js';
import { type Send, startInjected } from '../../support/app.js';
import { add, statuses } from './api.js';

const server = await startInjected(t);
const users = `${esper}/user/`;
const totals = `${kajeet}/v1.0/devices/NORTHSTAR-ISD/totals`;
const profiles = `${b2core}/profiles`;

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

t.test('an empty match applies to every request, to an unknown path too', async (t) => {
  const { send } = server.sandbox();
  await add(send, { match: {}, effect: { status: 503 } });
  t.equal((await send('GET', '/api/nothing/here')).status, 503);
  t.equal((await send('PATCH', users)).status, 503);
});
