import type { AddressInfo } from 'node:net';
import t from 'tap';
import { b2core } from '../b2core/api.js';
import { esper } from '../esper/api.js';
import { kajeet } from '../kajeet/api.js';
import { startInjected, startListening } from '../support/app.js';
import { RawConnection } from '../support/fuzz/connection.js';

const server = await startInjected(t);
const malformed = [
  [kajeet, `${kajeet}/v1.0/devices/%E0%A4%A/totals?since=monday`, { status: 400 }],
  [esper, `${esper}/user/%zz/`, { status: 400, message: /malformed/ }],
  [b2core, `${b2core}/profiles/%`, { code: 400, message: /malformed/ }],
] as const;

t.test("a malformed URL is refused in the vendor's dialect, journaled and explained", async (t) => {
  for (const [contract, url, expected] of malformed) {
    const { send, name } = server.sandbox();
    const refused = await send('GET', url, { as: null });
    t.equal(refused.status, 400, contract);
    t.match(refused.body, expected);
    t.equal(refused.headers['x-sandbox'], name);
    t.equal(refused.headers.link, `</~${name}/_sim/explain/1>; rel="help"`);
    const { body: journal } = await send('GET', '/_sim/journal');
    t.match(journal.entries, [
      { id: '1', method: 'GET', path: url.split('?')[0], status: 400, operationId: null },
    ]);
    t.same(journal.entries[0].response.body, refused.body);
    t.match((await send('GET', '/_sim/explain/1')).body, { status: 400, message: /malformed/ });
  }
  const { body } = await server.request('GET', '/_sim/journal?path=*totals', {
    headers: { 'x-sandbox': 'test-1' },
  });
  t.strictSame(body.entries[0].request.query, { since: 'monday' });
});

t.test('a path parameter that is too long is refused in the same way', async (t) => {
  const { send } = server.sandbox();
  const refused = await send('GET', `${b2core}/profiles/${'a'.repeat(5000)}`, { as: null });
  t.equal(refused.status, 414);
  t.match(refused.body, { code: 414 });
  t.match((await send('GET', '/_sim/explain/1')).body, { status: 414 });
});

t.test('the refusal has the CORS headers of every other response', async (t) => {
  const headers = { origin: 'http://localhost:5173' };
  for (const [, url] of malformed) {
    const response = await server.request('GET', url, { headers });
    t.equal(response.headers['access-control-allow-origin'], headers.origin, url);
    t.match(response.headers['access-control-expose-headers'], 'link');
    t.equal(response.headers.vary, 'Origin');
    t.notOk((await server.request('GET', url)).headers['access-control-allow-origin']);
  }
  const ours = await server.request('GET', '/_sim/explain/%zz', { headers });
  t.equal(ours.status, 400);
  t.equal(ours.headers['content-type'], 'application/problem+json; charset=utf-8');
  t.notOk(
    ours.headers['access-control-allow-origin'],
    'the control plane does not allow other origins',
  );
});

t.test('fault rules apply to a malformed URL as to any request', async (t) => {
  const { send } = server.sandbox();
  const rule = { match: {}, effect: { status: 503, truncate: 20 } };
  await send('POST', '/_sim/faults', { body: rule });
  const response = await send('GET', `${b2core}/profiles/%`, {
    as: null,
    headers: { accept: '*' },
  }).catch(({ message }) => message);
  t.match(response, /JSON/, 'the body is truncated');
  t.match((await send('GET', '/_sim/journal')).body.entries, [{ status: 503, fault: 'f1' }]);
});

t.test('outside the mounts it is refused as problem+json, without a journal entry', async (t) => {
  for (const url of ['/v1x/%zz', '/~BAD/v1/profiles/%zz']) {
    const response = await server.request('GET', url);
    t.equal(response.status, 400, url);
    t.equal(response.headers['content-type'], 'application/problem+json; charset=utf-8', url);
    t.notOk(response.headers.link, url);
  }
});

t.test('a malformed query does not change what an unmatched request gets', async (t) => {
  const { send } = server.sandbox();
  for (const base of [kajeet, esper, b2core]) {
    t.equal((await send('GET', `${base}/nowhere?x=%ff`, { as: null })).status, 404, base);
    t.equal((await send('OPTIONS', `${base}/nowhere?x=%ff`, { as: null })).status, 404, base);
  }
  t.equal((await send('PATCH', `${b2core}/regions?x=%ff`, { as: null })).status, 405);
  t.equal((await send('OPTIONS', `${b2core}/regions?x=%ff`, { as: null })).status, 204);
});

t.test(
  'a request of HTTP/1.1 without Host gets a problem, and its connection is closed',
  async (t) => {
    for (const responseCache of ['on', 'off']) {
      const { app } = await startListening(t, { responseCache });
      const { port } = app.fastify.server.address() as AddressInfo;
      const connection = new RawConnection(`http://127.0.0.1:${port}`);
      const { status, headers, body } = await connection.send(
        Buffer.from('GET /v1/profiles HTTP/1.1\r\n\r\n'),
      );
      t.equal(status, 400);
      t.strictSame(JSON.parse(body), {
        ...{ type: 'about:blank', title: 'Bad Request', status: 400 },
        detail: 'A request must have one Host header',
      });
      t.strictSame(new Map(headers).get('connection'), 'close');
      connection.close();
    }
  },
);

t.test('doubled slashes count as one, in the prefix of a sandbox too', async (t) => {
  const { app, sandbox } = await startListening(t);
  const { port } = app.fastify.server.address() as AddressInfo;
  const { name, authorization } = sandbox('slashes');
  const regions = `${b2core}/regions`;
  const token = String(await authorization(regions));
  const get = async (url: string, headers = `Authorization: ${token}`) => {
    const connection = new RawConnection(`http://127.0.0.1:${port}`);
    const head = `GET ${url} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${headers}\r\n\r\n`;
    const response = await connection.send(Buffer.from(head));
    connection.close();
    return { ...response, sandbox: new Map(response.headers).get('x-sandbox') };
  };
  const { body } = await get(`/~${name}${regions}`);
  for (const url of [
    ...[`/${regions}`, `${b2core}//regions`, `${b2core}///regions//`, `//v1//regions?a=//`],
    ...[`//~${name}${regions}`, `/~${name}/${regions}`, `//~${name}//v1//regions`],
  ]) {
    const response = await get(url);
    t.equal(response.status, 200, url);
    t.equal(response.body, body);
    t.equal(response.sandbox, name);
  }
  t.equal((await get('//_sim//health')).status, 200);
  const page = await get('//_sim//clock', 'Origin: http://b.example');
  t.equal(page.status, 403, 'the control plane remains closed to other pages');
});

t.test(
  'publicUrl: links and published servers begin with it; without Host they name the server',
  async (t) => {
    const publicUrl = 'https://mocks.example/understudy/';
    const { sandbox, request } = await startInjected(t, { publicUrl });
    const { send, name } = sandbox();
    const list = await send('GET', `${esper}/user/?limit=2`);
    t.match(list.body.next, /^https:\/\/mocks\.example\/understudy\/api\/user\/\?/);
    const { body } = await request('GET', `/~${name}/openapi/esper.json`);
    t.match(body.servers, [{ url: `https://mocks.example/understudy/~${name}/api` }]);
    const plain = await startListening(t);
    const { port } = plain.app.fastify.server.address() as AddressInfo;
    const token = String(await plain.sandbox('a').authorization(`${esper}/user/`));
    const connection = new RawConnection(`http://127.0.0.1:${port}`);
    const text = `GET ${esper}/user/?limit=2 HTTP/1.0\r\nAuthorization: ${token}\r\n\r\n`;
    const raw = await connection.send(Buffer.from(text));
    t.match(JSON.parse(raw.body).next, `http://127.0.0.1:${port}/api/user/`);
    const document = await connection.send(Buffer.from('GET /openapi/esper.json HTTP/1.0\r\n\r\n'));
    connection.close();
    t.match(JSON.parse(document.body).servers, [{ url: `http://127.0.0.1:${port}/api` }]);
    await t.rejects(startInjected(t, { publicUrl: 'mocks.example' }), /publicUrl/);
  },
);
