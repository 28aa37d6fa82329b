import t from 'tap';
import { b2core } from '../../b2core/api.js';
import { esper } from '../../esper/api.js';
import { kajeet } from '../../kajeet/api.js';
import { startInjected } from '../../support/app.js';
import { add } from './api.js';

const server = await startInjected(t);
const users = `${esper}/user/`;
const totals = `${kajeet}/v1.0/devices/NORTHSTAR-ISD/totals`;
const profiles = `${b2core}/profiles`;

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
