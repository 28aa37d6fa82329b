import { networkInterfaces } from 'node:os';
import t from 'tap';
import { startInjected, startListening } from '../support/app.js';

const server = await startListening(t);
const clock = '/_sim/clock';

/** The status of a call with these headers, and why it was refused. */
async function call(headers: Record<string, string>, { request } = server) {
  const { status, body } = await request('GET', clock, { headers });
  return { status, detail: body.detail as string | undefined };
}

t.test('a request through a proxy is not one of this machine', async (t) => {
  t.equal((await call({ host: 'localhost' })).status, 200);
  for (const headers of [
    { 'x-forwarded-for': '127.0.0.1' },
    { 'x-forwarded-for': '192.0.2.1' },
    { 'x-forwarded-for': '' },
    { forwarded: 'for=127.0.0.1;host=localhost' },
    { forwarded: 'x' },
  ]) {
    const { status, detail } = await call({ host: 'localhost', ...headers });
    t.equal(status, 403, JSON.stringify(headers));
    t.match(detail, `the header ${Object.keys(headers)[0]} comes from a proxy`);
    t.match(detail, '--admin-token');
  }
});

t.test('with an admin token, a request through a proxy needs the token', async (t) => {
  const other = await startListening(t, { adminToken: 'secret', trustProxy: 'true' });
  const proxied = { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': 'localhost' };
  t.equal((await call(proxied, other)).status, 401);
  t.equal((await call({ ...proxied, authorization: 'Bearer secret' }, other)).status, 200);
});

t.test('forwarded headers replace neither the Host nor the address of a caller', async (t) => {
  const forwardedHost = { host: 'evil.example', 'x-forwarded-host': 'localhost' };
  t.match(await call(forwardedHost), { status: 403, detail: /the host name evil\.example/ });
  const addresses = Object.values(networkInterfaces()).flat();
  const outer = addresses.find((each) => each?.family === 'IPv4' && !each.internal);
  if (!outer) return t.comment('this machine has no address besides loopback');
  const { app } = await startInjected(t, { trustProxy: 'true' });
  await app.fastify.listen({ port: 0, host: '0.0.0.0' });
  const { port } = app.fastify.server.address() as { port: number };
  for (const headers of [
    {},
    { 'x-forwarded-host': 'localhost' },
    { 'x-forwarded-for': '127.0.0.1', forwarded: 'for=127.0.0.1' },
  ]) {
    const response = await fetch(`http://${outer.address}:${port}${clock}`, { headers });
    t.equal(response.status, 403);
    t.match(await response.json(), { detail: /only this machine/ });
  }
});

t.test('a foreign host name is refused with the setting that allows it', async (t) => {
  const { status, detail } = await call({ host: 'host.docker.internal:4010' });
  t.equal(status, 403);
  t.match(detail, 'start the server with --allow-host host.docker.internal');
  t.notMatch(detail, '4010');
});

t.test(
  '--allow-host allows the named hosts, suffixes and pages of them, and no others',
  async (t) => {
    const allowHost = 'host.docker.internal, .Mocks.Test,[2001:db8::1]';
    const other = await startListening(t, { allowHost });
    for (const host of [
      'host.docker.internal',
      'HOST.docker.internal:4010',
      'a.mocks.test',
      'b.a.mocks.test:1',
      '[2001:db8::1]:4010',
      'localhost',
      '127.0.0.1:1',
      '[::1]:1',
    ]) {
      t.equal((await call({ host }, other)).status, 200, host);
      t.equal((await call({ host, origin: `http://${host}` }, other)).status, 200, host);
      t.equal((await call({ host, origin: 'http://evil.example' }, other)).status, 403, host);
      t.equal((await call({ host, 'x-forwarded-for': '::1' }, other)).status, 403, host);
    }
    for (const host of [
      'docker.internal',
      'a.host.docker.internal',
      'mocks.test',
      'amocks.test',
      'host.docker.internal.evil.example',
    ])
      t.equal((await call({ host }, other)).status, 403, host);
  },
);

t.test('a value of --allow-host that is no host name stops the start', async (t) => {
  for (const allowHost of ['*', '.', 'a:80', 'http://a', 'a..b', 'a b', '*.a'])
    await t.rejects(startListening(t, { allowHost }), /^allowHost must be host names/, allowHost);
});
