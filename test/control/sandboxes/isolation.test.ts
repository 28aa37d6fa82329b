import t from 'tap';
import { kajeet, page } from '../../kajeet/api.js';
import { startInjected } from '../../support/app.js';

const server = await startInjected(t);
const nickname = `${kajeet}/v1.0/devices/NORTHSTAR-ISD/nickname`;
const body = { mdns: ['521-267-1508'], nickname: 'Only here' };
const found = `${kajeet}/v1.0/devices/NORTHSTAR-ISD${page({ searchValue: 'Only here' })}`;

t.test('a write in one sandbox is not visible in another', async (t) => {
  const [one, other] = [server.sandbox(), server.sandbox()];
  await one.send('PUT', nickname, { body });
  t.equal((await one.send('GET', found)).status, 200);
  t.equal((await other.send('GET', found)).status, 404);
});

t.test(
  'a sandbox is selected by path, host, header or token, the first that is present',
  async (t) => {
    const { body: issued } = await server.request('POST', '/_sim/tokens', {
      body: { contract: 'kajeet', sandbox: 'by-token' },
    });
    const { body: usual } = await server.request('POST', '/_sim/tokens', {
      body: { contract: 'kajeet' },
    });
    const bare = `${kajeet}/v1.0/devices/NORTHSTAR-ISD/totals`;
    const call = async (url: string, headers: Record<string, string>, { token } = usual) => {
      const response = await server.request('GET', url, {
        headers: { authorization: `Bearer ${token}`, ...headers },
      });
      t.equal(response.status, 200, url);
      return response.headers['x-sandbox'];
    };
    const host = { host: 'by-host.localhost:4010' };
    const header = { 'x-sandbox': 'by-header' };
    t.equal(await call(`/~by-path${bare}`, { ...host, ...header }), 'by-path');
    t.equal(
      await call(`/~by-path/sentinel/api/v1.0/devices/NORTHSTAR-ISD/totals`, {}),
      'by-path',
      'an alias too',
    );
    t.equal(await call(bare, { ...host, ...header }), 'by-host');
    t.equal(await call(bare, header), 'by-header');
    t.equal(await call(bare, {}, issued), 'by-token');
    t.equal((await server.request('GET', '/_sim/health')).headers['x-sandbox'], 'default');
  },
);

t.test('the prefix of a sandbox is in no response', async (t) => {
  const plain = await server.request('GET', `${kajeet}/v1.0/nowhere?a=b`, {
    headers: { 'x-sandbox': 'plain' },
  });
  const prefixed = await server.request('GET', `/~prefixed${kajeet}/v1.0/nowhere?a=b`);
  t.equal(prefixed.text, plain.text);
  t.equal(plain.body.path, `${kajeet}/v1.0/nowhere`);
});

t.test('an invalid sandbox name is 400 for every path', async (t) => {
  const bad = ['Upper', 'with_underscore', '-first', 'a'.repeat(64), 'dot.ted', 'sp%20ace', ''];
  for (const name of bad) {
    for (const [url, headers] of [
      [`/~${name}${kajeet}/v1.0/devices`, {}],
      ['/_sim/health', { 'x-sandbox': name }],
    ] as const) {
      const {
        status,
        headers: responseHeaders,
        body: problem,
      } = await server.request('GET', url, { headers });
      t.equal(status, 400, `${url} ${name}`);
      t.equal(responseHeaders['content-type'], 'application/problem+json; charset=utf-8');
      t.match(problem.detail, 'is not a sandbox name');
    }
  }
});

t.test('with forkUnknown off an unknown sandbox is 404', async (t) => {
  const { request } = await startInjected(t, { forkUnknown: false });
  const { status, headers, body: problem } = await request('GET', '/~nobody/_sim/clock');
  t.equal(status, 404);
  t.equal(headers['content-type'], 'application/problem+json; charset=utf-8');
  t.match(problem.detail, 'nobody');
  t.equal((await request('GET', '/_sim/clock')).status, 200, 'default is always there');
});

t.test('reset restores the data and the clock of a sandbox', async (t) => {
  const { send, name } = server.sandbox();
  await send('PUT', nickname, { body });
  await send('POST', '/_sim/clock/advance', { body: { seconds: 60 } });
  const { status, body: info } = await send('POST', `/_sim/sandboxes/${name}/reset`);
  t.equal(status, 200);
  t.match(info, { name, createdAt: '2026-03-10T16:00:00.000Z', persistent: false });
  t.equal((await send('GET', found)).status, 404);
  t.strictSame((await send('GET', '/_sim/clock')).body, {
    now: '2026-03-10T16:00:00.000Z',
    frozen: true,
  });
  t.equal((await send('POST', '/_sim/sandboxes/not-there/reset')).status, 404);
  t.equal((await send('POST', '/_sim/sandboxes/Not_A_Name/reset')).status, 400);
});

t.test('an unused fork is deleted after its idle time, but not the default sandbox', async (t) => {
  const idle = await startInjected(t, { idleMinutes: 0.001 });
  const { send } = idle.sandbox('passing');
  await send('PUT', nickname, { body });
  await idle.sandbox('default').send('PUT', nickname, { body });
  await new Promise((resolve) => setTimeout(resolve, 250));
  t.strictSame(
    (await idle.app.sandboxes.list()).map(({ name }) => name),
    ['default'],
  );
  t.equal((await send('GET', found)).status, 404, 'the name starts with new data');
  t.equal((await idle.sandbox('default').send('GET', found)).status, 200);
});

t.test('a hundred concurrent sandboxes do not affect each other', async (t) => {
  const many = Array.from({ length: 100 }, (_, index) => ({ index, ...server.sandbox() }));
  await Promise.all(
    many.map(({ send, index }) =>
      send('PUT', nickname, { body: { ...body, nickname: `World ${index}.` } }),
    ),
  );
  const seen = await Promise.all(
    many.map(async ({ send, index }) => {
      const { body: list } = await send(
        'GET',
        `${kajeet}/v1.0/devices/NORTHSTAR-ISD${page({ searchValue: 'World ' })}`,
      );
      return list.totalCount === 1 && list.devices[0].nickname === `World ${index}.`;
    }),
  );
  t.ok(seen.every(Boolean));
});
