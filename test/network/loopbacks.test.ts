import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import t from 'tap';
import { listenOnLoopback } from '../../src/http/loopback.js';
import { createUnderstudy } from '../../src/index.js';
import { kajeet } from '../kajeet/api.js';
import { startInjected } from '../support/app.js';
import { startProcess } from '../support/server-process.js';

const addresses = ['127.0.0.1', '::1'];

/** Listens on a port of an address; undefined if it is in use or the machine lacks the address. */
async function occupy(host: string, port = 0): Promise<Server | undefined> {
  const server = createServer();
  const isListening = await new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen({ port, host }, () => resolve(true));
  });
  return isListening ? server : undefined;
}

const portOf = (server: { address(): unknown }) => (server.address() as { port: number }).port;
const originOf = (host: string, port: number) =>
  `http://${host.includes(':') ? `[${host}]` : host}:${port}`;

/** Whether something accepts connections. */
async function accepts(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port });
  const isOpen = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  });
  socket.destroy();
  return isOpen;
}

/** A server on both addresses, with the port. */
async function startBoth(t: Parameters<typeof startInjected>[0], overrides = {}) {
  const server = await startInjected(t, {}, overrides);
  await listenOnLoopback(server.app.fastify, 0);
  return { ...server, port: portOf(server.app.fastify.server) };
}

const probe = await occupy('::1');
probe?.close();
const skip = probe ? false : 'this machine has no IPv6';

t.test('by default both 127.0.0.1 and ::1 answer, on the printed port', { skip }, async (t) => {
  const { url } = await startProcess(t, t.testdir({}));
  t.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
  for (const host of addresses) {
    const origin = originOf(host, Number(new URL(url).port));
    t.equal((await fetch(`${origin}/_sim/clock`)).status, 200, host);
    const page = await fetch(`${origin}/_sim/clock`, { headers: { origin } });
    t.equal(page.status, 200, `a page of ${origin}`);
  }
});

t.test('an explicit 127.0.0.1 listens only there', { skip }, async (t) => {
  const { url } = await startProcess(t, t.testdir({}), { flags: ['--host', '127.0.0.1'] });
  t.equal(await accepts('127.0.0.1', Number(new URL(url).port)), true);
  t.equal(await accepts('::1', Number(new URL(url).port)), false);
});

t.test('an embedded server listens on both, and close() releases both', { skip }, async (t) => {
  const first = await createUnderstudy();
  const port = Number(new URL(first.url).port);
  for (const host of addresses) t.equal(await accepts(host, port), true, host);
  await first.close();
  for (const host of addresses) t.equal(await accepts(host, port), false, host);
  const second = await createUnderstudy({ port });
  for (const host of addresses) t.equal(await accepts(host, port), true, host);
  await second.close();
});

t.test(
  'a port that is in use on one of them is refused, and none remains open',
  { skip },
  async (t) => {
    for (const [host, other] of [addresses, addresses.toReversed()] as [string, string][]) {
      const occupied = (await occupy(host)) as Server;
      t.teardown(() => occupied.close());
      const port = portOf(occupied);
      const failure = await createUnderstudy({ port }).catch(({ message }: Error) => message);
      t.match(failure, `port ${port} of ${host} is in use; choose another port with --port`);
      t.equal(String(failure).includes('--host 127.0.0.1'), host === '::1');
      t.equal(await accepts(other, port), false);
    }
  },
);

t.test(
  'port 0 tries further ports while the chosen one is in use on 127.0.0.1',
  { skip },
  async (t) => {
    const { app } = await startInjected(t);
    const { fastify } = app;
    const listen = fastify.listen.bind(fastify) as (options: { port: number }) => Promise<string>;
    const occupied: Server[] = [];
    t.teardown(() => occupied.map((server) => server.close()));
    const occupyFirst = (times: number) => {
      fastify.listen = (async (options: { port: number }) => {
        const server = times-- > 0 ? await occupy('127.0.0.1', options.port) : undefined;
        if (server) occupied.push(server);
        return listen(options);
      }) as never;
    };
    occupyFirst(100);
    await t.rejects(listenOnLoopback(fastify, 0), { code: 'EADDRINUSE' });
    t.equal(occupied.length, 10);
    for (const server of occupied) t.equal(await accepts('::1', portOf(server)), false);
    occupyFirst(3);
    await listenOnLoopback(fastify, 0);
    const port = portOf(fastify.server);
    t.equal(occupied.length, 13);
    t.equal((await fetch(`${originOf('::1', port)}/_sim/health`)).status, 200);
  },
);

t.test('a machine without IPv6 listens on 127.0.0.1', async (t) => {
  const patch = `import { Server } from 'node:net';
    const { listen } = Server.prototype;
    Server.prototype.listen = function (options, ...rest) {
      if (options?.host !== '::1') return listen.call(this, options, ...rest);
      const error = Object.assign(new Error('no IPv6'), { code: 'EADDRNOTAVAIL' });
      process.nextTick(() => this.emit('error', error));
      return this;
    };`;
  const nodeOptions = ['--import', `data:text/javascript,${encodeURIComponent(patch)}`];
  const { url } = await startProcess(t, t.testdir({}), { nodeOptions });
  t.equal((await fetch(`${url}/_sim/health`)).status, 200);
  t.equal(await accepts('::1', Number(new URL(url).port)), false);
});

t.test('the limit of connections counts both addresses together', { skip }, async (t) => {
  const { port } = await startBoth(t, { limits: { connections: 3 } });
  const sockets: Socket[] = [];
  t.teardown(() => sockets.map((socket) => socket.destroy()));
  const open = async (host: string) => {
    const socket = connect({ host, port }).on('error', () => {});
    sockets.push(socket);
    socket.write('GET /_sim/health HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const [data] = await Promise.race([once(socket, 'data'), once(socket, 'close')]);
    return { socket, isServed: String(data).startsWith('HTTP/1.1 200') };
  };
  const served = [await open('::1'), await open('127.0.0.1'), await open('::1')];
  t.strictSame(
    served.map(({ isServed }) => isServed),
    [true, true, true],
  );
  for (const host of addresses) t.equal((await open(host)).isServed, false, host);
  const [first] = served;
  first?.socket.destroy();
  await wait(50);
  t.equal((await open('127.0.0.1')).isServed, true);
});

t.test(
  'close() lets a request over ::1 finish and closes connections that wait',
  { skip },
  async (t) => {
    const { app, port, sandbox } = await startBoth(t);
    const { send, name } = sandbox();
    await send('POST', '/_sim/faults', { body: { match: {}, effect: { delayMs: 300 } } });
    const idle = connect({ host: '::1', port }).on('error', () => {});
    await once(idle, 'connect');
    const closed = once(idle, 'close');
    const slow = fetch(`${originOf('::1', port)}/~${name}${kajeet}/v1.0/none`);
    await wait(100);
    await Promise.all([app.fastify.close(), closed]);
    t.equal((await slow).status, 404);
    t.equal(await accepts('::1', port), false);
  },
);
