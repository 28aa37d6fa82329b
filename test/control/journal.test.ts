import t from 'tap';
import { journalOf } from '../../src/simulator/journal/journal.js';
import type { Sandbox } from '../../src/store/sandbox/sandbox.js';
import { b2core } from '../b2core/api.js';
import { esper } from '../esper/api.js';
import { kajeet } from '../kajeet/api.js';
import { startInjected } from '../support/app.js';

const server = await startInjected(t);
const users = `${esper}/user/`;

interface Entry {
  readonly id: string;
  readonly status: number | null;
  readonly path: string;
  readonly method: string;
}

const ids = (entries: Entry[]) => entries.map(({ id }) => id);

t.test('the journal holds every request and response, oldest first', async (t) => {
  const { send } = server.sandbox();
  await send('GET', `${users}?limit=1&ordering=id`);
  await send('POST', users, { body: { username: 'newcomer', profile: {} } });
  await send('GET', `${b2core}/nowhere`);
  const { status, body } = await send('GET', '/_sim/journal');
  t.equal(status, 200);
  t.equal(body.total, 3);
  t.match(body.entries, [
    {
      id: '1',
      time: '2026-03-10T16:00:00.000Z',
      contract: 'esper',
      operationId: 'getUsers',
      method: 'GET',
      path: users,
      status: 200,
      persona: 'Enterprise Admin',
      durationMs: Number,
      request: { query: { limit: '1', ordering: 'id' }, body: null },
      response: { headers: { 'content-type': 'application/json; charset=utf-8' } },
    },
    {
      operationId: 'createUser',
      status: 201,
      request: { body: { username: 'newcomer', profile: {} } },
      response: { body: { username: 'newcomer', id: 5001 } },
    },
    { contract: 'b2core', operationId: null, status: 404, persona: null },
  ]);
  await send('DELETE', '/_sim/journal');
  t.strictSame((await send('GET', '/_sim/journal')).body, { total: 0, entries: [] });
});

t.test('the journal is filtered, and continued from an entry', async (t) => {
  const { send } = server.sandbox();
  for (const id of [4001, 4002, 1]) await send('GET', `${users}${id}/`);
  await send('GET', `${b2core}/regions?limit=1`);
  const read = async (query: string) => (await send('GET', `/_sim/journal?${query}`)).body;
  t.strictSame(ids((await read('contract=esper')).entries), ['1', '2', '3']);
  t.strictSame(ids((await read('operationId=listRegions')).entries), ['4']);
  t.strictSame(ids((await read('method=get&status=404')).entries), ['3']);
  t.strictSame(ids((await read('path=/api/user/*')).entries), ['1', '2', '3']);
  t.strictSame(ids((await read('path=*/regions/')).entries), ['4']);
  const page = await read('limit=2&after=1');
  t.strictSame(ids(page.entries), ['2', '3']);
  t.equal(page.total, 4);
  t.equal((await send('GET', '/_sim/journal?limit=0&status=x')).status, 400);
});

t.test('the journal keeps the latest thousand entries', async (t) => {
  const { send } = server.sandbox();
  for (let call = 0; call < 1005; call++) await send('GET', `${users}abc`, { as: null });
  const { body } = await send('GET', '/_sim/journal?limit=1000');
  t.equal(body.total, 1000);
  t.equal(body.entries[0].id, '6');
});

t.test('verify: whether a matching request was made, and how often', async (t) => {
  const { send } = server.sandbox();
  await send('GET', `${users}?limit=3`);
  await send('POST', users, { body: { username: 'newcomer', profile: { role: 'Viewer' } } });
  const verify = async (body: object) =>
    (await send('POST', '/_sim/journal/verify', { body })).body;
  const passed = (...ids: string[]) => ({ passed: true, count: ids.length, ids, nearest: [] });
  t.strictSame(await verify({ match: {} }), passed('1', '2'));
  t.strictSame(await verify({ match: { operationId: 'createUser' }, count: 1 }), passed('2'));
  t.strictSame(await verify({ match: { method: 'delete' }, count: 0 }), passed());
  t.strictSame(await verify({ match: { status: 201 }, count: { min: 1, max: 1 } }), passed('2'));
  t.strictSame(await verify({ match: { persona: 'dana.whitfield' }, count: 2 }), passed('1', '2'));
  t.strictSame(
    await verify({
      match: {
        body: { profile: { role: 'Viewer' } },
        headers: { 'Content-Type': 'application/json' },
      },
    }),
    passed('2'),
  );
  t.match(await verify({ match: {}, count: { max: 1 } }), { passed: false, count: 2, nearest: [] });
  const missed = await verify({
    match: { method: 'POST', path: '/api/user/', body: { profile: { role: 'Group Admin' } } },
  });
  t.strictSame(missed, {
    passed: false,
    count: 0,
    ids: [],
    nearest: [
      {
        id: '2',
        method: 'POST',
        path: '/api/user/',
        differs: [{ part: 'body.profile.role', expected: 'Group Admin', actual: 'Viewer' }],
      },
      {
        id: '1',
        method: 'GET',
        path: '/api/user/',
        differs: [
          { part: 'method', expected: 'POST', actual: 'GET' },
          { part: 'body', expected: { profile: { role: 'Group Admin' } }, actual: null },
        ],
      },
    ],
  });
  for (const body of [
    {},
    { match: { operation: 'x' } },
    { match: {}, count: -1 },
    { match: {}, count: {} },
  ]) {
    const { status } = await send('POST', '/_sim/journal/verify', { body });
    t.equal(status, 400, JSON.stringify(body));
  }
});

t.test(
  'verify with a timeout waits until the request is made, or the timeout passes',
  async (t) => {
    const { send } = server.sandbox();
    const body = { match: { path: users }, count: 2, timeoutMs: 5000 };
    const waiting = send('POST', '/_sim/journal/verify', { body });
    await send('GET', users);
    await send('GET', users);
    t.match((await waiting).body, { passed: true, count: 2 });
    const short = await send('POST', '/_sim/journal/verify', {
      body: { ...body, count: 9, timeoutMs: 20 },
    });
    t.match(short.body, { passed: false, count: 2 });
  },
);

t.test('a verification that waits counts the entries of a restored snapshot', async (t) => {
  const { send } = server.sandbox('restored');
  await send('GET', users);
  await send('GET', users);
  await send('PUT', '/_sim/sandboxes/restored/snapshots/two');
  await send('DELETE', '/_sim/journal');
  const body = { match: { path: users }, count: 3, timeoutMs: 5000 };
  const waiting = send('POST', '/_sim/journal/verify', { body });
  await send('POST', '/_sim/sandboxes/restored/snapshots/two/restore');
  await send('GET', users);
  t.match((await waiting).body, { passed: true, count: 3, ids: { length: 3 } });
});

t.test('a near miss shows at most 20 differences', async (t) => {
  const { send } = server.sandbox();
  await send('POST', users, { body: { username: 'newcomer' } });
  const keys = Array.from({ length: 5000 }, (_, key) => [`key${key}`, key]);
  const body = { match: { body: Object.fromEntries(keys) } };
  const missed = await send('POST', '/_sim/journal/verify', { body });
  t.equal(missed.body.nearest[0].differs.length, 20);
});

t.test('the journal follows its sandbox: fork, snapshot, export, reset', async (t) => {
  const { send, name } = server.sandbox();
  await send('GET', users);
  await server.request('POST', `/_sim/sandboxes/${name}/fork`, { body: { name: 'with-journal' } });
  await send('GET', users);
  const read = async (sandbox: string) =>
    (await server.request('GET', '/_sim/journal', { headers: { 'x-sandbox': sandbox } })).body;
  t.strictSame(ids((await read('with-journal')).entries), ['1']);
  t.strictSame(ids((await read(name)).entries), ['1', '2']);
  await server.sandbox('with-journal').send('GET', users);
  t.strictSame(ids((await read('with-journal')).entries), ['1', '2'], 'the numbers continue');
  await send('POST', `/_sim/sandboxes/${name}/reset`);
  t.equal((await read(name)).total, 0);
});

t.test('two sandboxes with one script have the same journal, except for durations', async (t) => {
  const texts = await Promise.all(
    [server.sandbox('journal-a'), server.sandbox('another-journal')].map(async ({ send }) => {
      await send('GET', `${users}?limit=2`);
      await send('POST', users, { body: {} });
      await send('GET', users, { as: null });
      const { text } = await send('GET', '/_sim/journal');
      return text.replace(/"(durationMs|receivedAt)":[^,]+/g, '');
    }),
  );
  t.equal(texts[0], texts[1]);
});

t.test('continuing from an entry misses no later one, whichever request began first', async (t) => {
  const { send } = server.sandbox();
  const body = { match: { path: `${users}4001/` }, effect: { delayMs: 80 } };
  await send('POST', '/_sim/faults', { body });
  const slow = send('GET', `${users}4001/`);
  await send('GET', `${users}4002/`);
  const first = (await send('GET', '/_sim/journal')).body.entries;
  await slow;
  const next = (await send('GET', `/_sim/journal?after=${first.at(-1).id}`)).body.entries;
  t.strictSame([...ids(first), ...ids(next)].sort(), ['1', '2']);
});

t.test('the nearest request is the one that differs in the fewest parts', async (t) => {
  const { send } = server.sandbox();
  await send('POST', `${b2core}/profiles`, { body: { firstName: 'A', lastName: 'B', uuid: 'c' } });
  for (let turn = 0; turn < 4; turn++) await send('GET', users);
  const match = {
    method: 'POST',
    path: '/v1/*',
    body: { firstName: 'x', lastName: 'y', uuid: 'z' },
  };
  const { body } = await send('POST', '/_sim/journal/verify', { body: { match } });
  t.match(body.nearest[0], { id: '1', differs: [{ part: 'body.firstName' }, {}, {}] });
});

t.test('a path pattern with many stars is matched fast', async (t) => {
  const { send } = server.sandbox();
  await send('GET', `${b2core}/${'a'.repeat(3000)}`);
  const { body } = await send('GET', `/_sim/journal?path=${'*a'.repeat(20)}*b`);
  t.equal(body.total, 0);
});

t.test('a CORS preflight is not journaled and no fault rule applies to it', async (t) => {
  const { send } = server.sandbox();
  await send('POST', '/_sim/faults', { body: { match: {}, effect: { status: 503 } } });
  const headers = { origin: 'http://app.example', 'access-control-request-method': 'GET' };
  t.equal((await send('OPTIONS', users, { as: null, headers })).status, 204);
  t.equal((await send('GET', '/_sim/journal')).body.total, 0);
});

t.test('which entries a restored journal drops does not depend on their durations', async (t) => {
  const { send, name } = server.sandbox();
  const { status } = await send('GET', `${kajeet}/v1.0/devices/NORTHSTAR-HIGH/totals`);
  t.equal(status, 200);
  const journal = journalOf(server.app.sandboxes.open(name) as Sandbox);
  const { next, entries } = JSON.parse(journal.serialize() ?? '');
  const countAfterRestore = (durationMs: number) => {
    const copies = Array.from({ length: 1000 }, (_, index) => {
      const response = { ...entries[0].response, body: 'x'.repeat(1000) };
      return { ...entries[0], id: `${index}`, durationMs, response };
    });
    journal.restore(JSON.stringify({ next, entries: copies }));
    return [...journal.entries()].length;
  };
  const count = countAfterRestore(0);
  t.ok(count < 1000, 'some are dropped');
  t.equal(countAfterRestore(123456.789), count);
});
