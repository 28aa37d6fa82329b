import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import t from 'tap';
import { createUnderstudy } from '../../src/index.js';
import { startInjected } from '../support/app.js';

/** Opens a TCP connection and sends a text. */
async function open(t: { teardown(work: () => unknown): void }, port: number, head = '') {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => {});
  t.teardown(() => socket.destroy());
  await once(socket, 'connect');
  if (head) socket.write(head);
  return socket;
}

const closed = (socket: Socket) =>
  new Promise<void>((resolve) => socket.resume().once('close', () => resolve()));

/** How long a promise takes, in milliseconds. */
async function duration(work: Promise<unknown>): Promise<number> {
  const start = Date.now();
  await work;
  return Date.now() - start;
}

async function listen(app: Awaited<ReturnType<typeof startInjected>>['app']): Promise<number> {
  await app.fastify.listen({ port: 0, host: '127.0.0.1' });
  return (app.fastify.server.address() as { port: number }).port;
}

t.test('a connection that sends nothing does not delay close', async (t) => {
  for (const responseCache of ['on', 'off'] as const) {
    const understudy = await createUnderstudy({ responseCache });
    const port = Number(new URL(understudy.url).port);
    const sockets = await Promise.all(Array.from({ length: 5 }, () => open(t, port)));
    await wait(50);
    const ended = Promise.all(sockets.map(closed));
    t.ok((await duration(understudy.close())) < 1000, responseCache);
    await ended;
  }
});

t.test('half-sent requests are destroyed after their grace', async (t) => {
  const { app } = await startInjected(t, {}, { timeouts: { shutdownMs: 300 } });
  const port = await listen(app);
  await open(t, port, 'GET /_sim/he');
  await open(
    t,
    port,
    'POST /_sim/tokens HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90\r\n\r\n{',
  );
  await wait(50);
  t.ok((await duration(app.fastify.close())) < 2000);
});

t.test('close waits until a connection that it destroys is gone', async (t) => {
  const { app } = await startInjected(t, {}, { timeouts: { shutdownMs: 300 } });
  const head = 'POST /_sim/tokens HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90\r\n\r\n{';
  const socket = (await open(t, await listen(app), head)).resume();
  await wait(50);
  await app.fastify.close();
  t.ok(socket.readableEnded || socket.destroyed);
});

t.test(
  'a client that keeps its connections reaches a server that starts again on the same port',
  async (t) => {
    const agent = new Agent({ keepAlive: true });
    t.teardown(() => agent.destroy());
    let port = 0;
    for (let round = 0; round < 5; round++) {
      const understudy = await createUnderstudy({ port });
      port = Number(new URL(understudy.url).port);
      for (let call = 0; call < 2; call++) {
        t.equal((await fetch(`${understudy.url}/_sim/health`)).status, 200, `fetch, ${round}`);
        const sent = request(`${understudy.url}/_sim/health`, { agent }).end();
        const [response] = (await once(sent, 'response')) as [IncomingMessage];
        await text(response);
        t.equal(response.statusCode, 200, `node:http, ${round}`);
      }
      await understudy.close();
    }
  },
);

t.test('the grace is real time, also while other work delays the event loop', async (t) => {
  const { app } = await startInjected(t, {}, { timeouts: { shutdownMs: 1000 } });
  const port = await listen(app);
  await open(t, port, 'GET /_sim/he');
  await wait(50);
  const busy = setInterval(() => {
    for (const start = Date.now(); Date.now() - start < 150; );
  }, 1);
  t.teardown(() => clearInterval(busy));
  t.ok((await duration(app.fastify.close())) < 4000);
});

t.test('a keep-alive client that is busy at close gets Connection: close, no reset', async (t) => {
  const { app } = await startInjected(t);
  const port = await listen(app);
  const agents = Array.from({ length: 8 }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
  t.teardown(() => agents.map((agent) => agent.destroy()));
  const call = (agent: Agent) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      request({ port, host: '127.0.0.1', path: '/_sim/health', agent }, resolve)
        .on('error', reject)
        .end();
    });
  const lasts = agents.map(async (agent) => {
    for (;;) {
      const response = await call(agent);
      await text(response);
      if (response.headers.connection === 'close') return response.statusCode;
    }
  });
  await wait(100);
  const closing = app.fastify.close();
  t.strictSame(await Promise.all(lasts), Array(8).fill(200));
  await closing;
});

t.test('a request in progress at close gets its response with Connection: close', async (t) => {
  const { app, request: call } = await startInjected(t);
  const port = await listen(app);
  const delay = { match: {}, effect: { delayMs: 60_000 } };
  await call('POST', '/_sim/faults', { body: delay });
  const socket = await open(t, port, 'GET /api/user/ HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await wait(100);
  const closing = app.fastify.close();
  t.match(await text(socket), /^HTTP\/1\.1 401 [\s\S]*\r\nconnection: close\r\n/i);
  await closing;
});

t.test('a request that is not sent in time is 408, and its connection is closed', async (t) => {
  const { app } = await startInjected(t, {}, { timeouts: { headersMs: 200, requestMs: 400 } });
  const port = await listen(app);
  const head = 'POST /_sim/tokens HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90\r\n\r\n{';
  const sockets = [await open(t, port, 'GET /_sim/he'), await open(t, port, head)];
  for (const socket of sockets)
    t.match(await text(socket), /^HTTP\/1\.1 408 [\s\S]*connection: close/);
  await closed(await open(t, port));
});

t.test('a refused client that keeps its side of the connection open is disconnected', async (t) => {
  const { app } = await startInjected(t);
  const port = await listen(app);
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  t.teardown(() => socket.destroy());
  socket.write('no HTTP\r\n\r\n');
  t.match(await text(socket), /^HTTP\/1\.1 400 /);
  const connections = () =>
    new Promise((resolve) => app.fastify.server.getConnections((_, count) => resolve(count)));
  t.equal(await connections(), 1);
  await wait(1200);
  t.equal(await connections(), 0);
});
