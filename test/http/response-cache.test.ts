import { setTimeout } from 'node:timers/promises';
import { Type } from '@sinclair/typebox';
import t from 'tap';
import { contracts } from '../../src/contracts/index.js';
import { anyScope } from '../../src/simulator/contract/access.js';
import { operation } from '../../src/simulator/contract/operation.js';
import { b2core } from '../b2core/api.js';
import { esper } from '../esper/api.js';
import { kajeet, page } from '../kajeet/api.js';
import { startListening } from '../support/app.js';

const server = await startListening(t);
const devices = `${kajeet}/v1.0/devices/NORTHSTAR-ISD`;
const list = `${devices}${page({ limit: 5 })}`;
const nickname = `${devices}/nickname`;
const mdns = ['521-267-1508'];

t.test('the same request gets the same bytes, and each call is in the journal', async (t) => {
  const { send } = server.sandbox();
  const responses = [];
  for (let turn = 0; turn < 4; turn++) responses.push(await send('GET', list));
  const [first] = responses;
  for (const { status, headers, text } of responses) {
    t.strictSame([status, headers, text], [first?.status, first?.headers, first?.text]);
  }
  const { entries } = (await send('GET', '/_sim/journal')).body;
  t.strictSame(
    entries.map(({ id }: { id: string }) => id),
    ['1', '2', '3', '4'],
  );
  const [one, ...others] = entries.map((entry: object) => ({
    ...entry,
    id: 0,
    durationMs: 0,
    receivedAt: '',
  }));
  for (const other of others) t.strictSame(other, one);
});

t.test(
  'a change of the data, the fault rules or the clock invalidates a cached response',
  async (t) => {
    const { name, send } = server.sandbox();
    const find = `${devices}${page({ searchValue: 'Kept ' })}`;
    const readTwice = async (url = find) => {
      const [first, second] = [await send('GET', url), await send('GET', url)];
      t.equal(
        first.text.replace(/"timestamp":"[^"]*"/, ''),
        second.text.replace(/"timestamp":"[^"]*"/, ''),
      );
      return second;
    };
    t.equal((await readTwice()).status, 404);
    await send('PUT', nickname, { body: { mdns, nickname: 'Kept one' } });
    t.equal((await readTwice()).body.devices[0].nickname, 'Kept one');
    await send('PUT', nickname, { body: { mdns, nickname: 'Kept two' } });
    t.equal((await readTwice()).body.devices[0].nickname, 'Kept two');
    await send('PUT', `/_sim/sandboxes/${name}/snapshots/two`);
    await send('PUT', nickname, { body: { mdns, nickname: 'Kept three' } });
    t.equal((await readTwice()).body.devices[0].nickname, 'Kept three');
    await send('POST', `/_sim/sandboxes/${name}/snapshots/two/restore`);
    t.equal((await readTwice()).body.devices[0].nickname, 'Kept two');
    await send('POST', `/_sim/sandboxes/${name}/reset`);
    t.equal((await readTwice()).status, 404);

    t.equal((await readTwice(list)).status, 200);
    const { body: rule } = await send('POST', '/_sim/faults', {
      body: { match: {}, effect: { status: 503 }, when: { times: 1 } },
    });
    t.strictSame(
      [(await send('GET', list)).status, (await send('GET', list)).status],
      [503, 200],
      'a fault rule applies to each request',
    );
    await send('DELETE', `/_sim/faults/${rule.id}`);
    t.equal((await readTwice(list)).status, 200);

    await send('POST', '/_sim/clock/advance', { body: { duration: 'P1D' } });
    t.equal((await send('GET', list)).status, 401, 'the token has expired');
  },
);

t.test('the expiry of the token is checked for each request, to the second', async (t) => {
  const { send } = server.sandbox();
  const { body: issued } = await send('POST', '/_sim/tokens', {
    body: { contract: 'kajeet', expiresIn: 60 },
  });
  const status = async () => (await send('GET', list, { token: issued.token })).status;
  t.strictSame([await status(), await status()], [200, 200]);
  await send('POST', '/_sim/clock/advance', { body: { seconds: 59 } });
  t.strictSame([await status(), await status()], [200, 200]);
  await send('POST', '/_sim/clock/advance', { body: { seconds: 1 } });
  t.equal(await status(), 401);
});

t.test('a cached response is served for the same method, URL and headers only', async (t) => {
  const { send } = server.sandbox();
  const totals = `${kajeet}/v1.0/devices/NORTHSTAR-HIGH/totals`;
  for (let turn = 0; turn < 3; turn++) {
    t.equal((await send('GET', totals)).status, 200);
    t.equal((await send('GET', totals, { at: 'METRO-TRANSIT' })).status, 403);
    t.equal((await send('GET', totals, { as: null })).status, 401);
    t.equal((await send('HEAD', totals)).text, '');
    t.equal((await send('GET', totals, { headers: { prefer: 'code=500' } })).status, 500);
  }
  const country = `${b2core}/countries?limit=1&filter[countryName]=Germany`;
  for (let turn = 0; turn < 3; turn++) {
    const nameIn = async (language: string) => {
      const headers = { 'accept-language': language };
      return (await send('GET', country, { headers })).body[0].countryName;
    };
    t.strictSame([await nameIn('en'), await nameIn('fr')], ['Germany', 'Allemagne']);
  }
  const users = `${esper}/user/?limit=1`;
  for (const host of ['one.example', 'two.example', 'one.example']) {
    const { body } = await send('GET', users, { headers: { host } });
    t.match(body.next, `http://${host}/`);
  }
});

t.test('a response whose body contains the time is computed for each request', async (t) => {
  const now = operation({
    method: 'GET',
    url: '/v1.0/now',
    config: {
      access: anyScope,
      evidence: { kind: 'inferred', source: 'this test' },
      effect: 'read',
    },
    schema: {
      operationId: 'readNow',
      summary: 'Read the time',
      response: { 200: Type.Object({ now: Type.String() }) },
    },
    handler: ({ sandbox }) => ({ now: sandbox.clock.iso() }),
  });
  const [first, ...rest] = contracts;
  const timed = { ...first, operations: [...first.operations, now] };
  const { sandbox } = await startListening(
    t,
    { clock: 'running' },
    { contracts: [timed, ...rest] },
  );
  const { send } = sandbox();
  const times: string[] = [];
  for (let turn = 0; turn < 5; turn++) {
    times.push((await send('GET', `${kajeet}/v1.0/now`)).body.now);
    await setTimeout(5);
  }
  t.strictSame(times, [...new Set(times)].sort(), 'each time is later than the previous one');
});

t.test('a sandbox may have the name of a header', async (t) => {
  const { send } = server.sandbox('date');
  for (let turn = 0; turn < 4; turn++) {
    const { status, headers } = await send('GET', list);
    t.strictSame([status, headers['x-sandbox']], [200, 'date']);
    t.match(headers.date, / 2026 /);
  }
});

t.test('an expired sandbox answers 503 when the server has no room for a new one', async (t) => {
  const { app, request, sandbox } = await startListening(t, { maxSandboxes: 2 });
  const { name, send } = sandbox();
  await request('POST', '/_sim/sandboxes', { body: { name, ttlSeconds: 60 } });
  for (let turn = 0; turn < 4; turn++) t.equal((await send('GET', list)).status, 200);
  app.sandboxes.delete(name);
  await request('POST', '/_sim/sandboxes', { body: { name: 'another' } });
  t.equal((await send('GET', list)).status, 503);
});

t.test('a write that fails or is a dry run leaves nothing in the cache', async (t) => {
  const { send } = server.sandbox();
  const before = (await send('GET', list)).text;
  const { status } = await send('PUT', nickname, {
    body: { mdns: [...mdns, '999-999-9999'], nickname: 'Not this' },
  });
  t.equal(status, 404);
  t.equal((await send('GET', list)).text, before);
  const dryRun = await send('PUT', nickname, {
    headers: { prefer: 'code=200' },
    body: { mdns, nickname: 'Nor this' },
  });
  t.equal(dryRun.status, 200);
  t.equal((await send('GET', list)).text, before);
});

t.test('a cached response has the current date, and so has its journal entry', async (t) => {
  const { sandbox } = await startListening(t, { clock: 'running' });
  const { send } = sandbox();
  const { date: first } = (await send('GET', list)).headers;
  let date = first;
  while (date === first) date = (await send('GET', list)).headers.date;
  const { entries } = (await send('GET', '/_sim/journal?limit=1000')).body;
  t.equal(entries.at(-1).response.headers.date, date);
});

t.test(
  'a token that expires while the clock runs is refused, though its response is cached',
  async (t) => {
    const { sandbox } = await startListening(t, { clock: 'running' });
    const { send } = sandbox();
    const { body: issued } = await send('POST', '/_sim/tokens', {
      body: { contract: 'kajeet', expiresIn: 2 },
    });
    const status = async () => (await send('GET', list, { token: issued.token })).status;
    t.strictSame([await status(), await status(), await status()], [200, 200, 200]);
    await setTimeout(2000);
    t.strictSame([await status(), await status()], [401, 401]);
  },
);

t.test(
  'a sandbox that replaces a deleted one of the same name has its own responses',
  async (t) => {
    const { name } = server.sandbox();
    const find = `${devices}${page({ searchValue: 'Of the' })}`;
    // The same calls, so that both sandboxes have the same token and the same version of their data.
    for (const text of ['Of the first', 'Of the second']) {
      const { send } = server.sandbox(name);
      await send('PUT', nickname, { body: { mdns, nickname: text } });
      // Another search flushes the write, which changes the version.
      await send('GET', `${devices}${page({ searchValue: 'Of none' })}`);
      for (let turn = 0; turn < 3; turn++) {
        t.equal((await send('GET', find)).body.devices[0].nickname, text);
      }
      await send('DELETE', `/_sim/sandboxes/${name}`);
    }
  },
);

t.test('each refused request has its own explanation', async (t) => {
  const { send } = server.sandbox();
  const links = new Set<unknown>();
  for (let turn = 0; turn < 4; turn++) {
    const { status, headers } = await send('GET', `${esper}/user/999999/`);
    t.equal(status, 404);
    links.add(headers.link);
  }
  t.equal(links.size, 4);
});

t.test('a read that waits while a write happens does not hide the write', async (t) => {
  const { request, sandbox } = await startListening(t);
  const { name, send } = sandbox();
  await request('POST', '/_sim/sandboxes', { body: { name, devices: 20_000 } });
  // A text of two letters cannot be searched in an index, so that the query runs in slices.
  const search = `${devices}${page({ searchValue: 'qx' })}`;
  for (let turn = 0; turn < 4; turn++) {
    const [, write] = await Promise.all([
      send('GET', search),
      send('PUT', nickname, { body: { mdns, nickname: turn % 2 === 0 ? 'Qx' : 'Other' } }),
    ]);
    t.equal(write.status, 200);
    for (let read = 0; read < 3; read++) {
      t.equal((await send('GET', search)).status, turn % 2 === 0 ? 200 : 404);
    }
  }
});
