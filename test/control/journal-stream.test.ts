import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import t from 'tap';
import { journalOf } from '../../src/simulator/journal/journal.js';
import { esper } from '../esper/api.js';
import { kajeet } from '../kajeet/api.js';
import { startInjected } from '../support/app.js';

const server = await startInjected(t);
await server.app.fastify.listen({ port: 0, host: '127.0.0.1' });
const { port } = server.app.fastify.server.address() as { port: number };

const users = `${esper}/user/`;

/** The number of streams and verifications that wait for entries of a sandbox. */
function subscribers(name: string): () => number {
  const journal = journalOf(server.app.sandboxes.open(name) as never);
  const { subscribe } = journal;
  let count = 0;
  journal.subscribe = (...args) => {
    const unsubscribe = subscribe.apply(journal, args);
    count++;
    return () => {
      count--;
      unsubscribe();
    };
  };
  return () => count;
}

async function until(condition: () => boolean): Promise<boolean> {
  for (let i = 0; i < 100 && !condition(); i++) await wait(20);
  return condition();
}

t.test('HEAD on the stream is answered at once and opens no stream', async (t) => {
  const count = subscribers('head');
  const response = await fetch(`http://127.0.0.1:${port}/~head/_sim/journal/stream`, {
    method: 'HEAD',
  });
  t.equal(response.status, 200);
  t.match(response.headers.get('content-type'), 'text/event-stream');
  t.equal(response.headers.get('cache-control'), 'no-cache, no-transform');
  t.equal(response.headers.get('x-accel-buffering'), 'no');
  t.equal(count(), 0);
});

t.test('a stream whose reader does not read is closed', async (t) => {
  const count = subscribers('unread');
  const socket = connect({ port, host: '127.0.0.1' }).pause();
  t.teardown(() => socket.destroy());
  socket.on('error', () => {});
  socket.write('GET /~unread/_sim/journal/stream HTTP/1.1\r\nHost: localhost\r\n\r\n');
  t.ok(await until(() => count() === 1));
  const body = { username: 'x'.repeat(60_000) };
  for (let i = 0; i < 400 && count() > 0; i++) {
    await server.request('POST', `${kajeet}/v1.0/auth/token`, {
      headers: { 'x-sandbox': 'unread' },
      body,
    });
  }
  t.equal(count(), 0);
});

t.test('streams that wait for another response are closed with their connection', async (t) => {
  const count = subscribers('pipelined');
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => {});
  const request = 'GET /~pipelined/_sim/journal/stream HTTP/1.1\r\nHost: localhost\r\n\r\n';
  socket.write(request.repeat(40));
  t.ok(await until(() => count() === 40));
  socket.destroy();
  t.ok(await until(() => count() === 0), `${count()} are open`);
});

t.test('a verification whose caller disconnects stops waiting', async (t) => {
  const count = subscribers('gone');
  const socket = connect({ port, host: '127.0.0.1' });
  await once(socket, 'connect');
  const body = JSON.stringify({ match: {}, timeoutMs: 60_000 });
  socket.write(
    `POST /~gone/_sim/journal/verify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  t.ok(await until(() => count() === 1));
  socket.destroy();
  t.ok(await until(() => count() === 0));
});

t.test('a sandbox has at most 100 open streams and waiting verifications', async (t) => {
  const count = subscribers('many');
  const open = () => connect({ port, host: '127.0.0.1' }).on('error', () => {});
  const sockets = Array.from({ length: 100 }, open);
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
  });
  for (const socket of sockets)
    socket.write('GET /~many/_sim/journal/stream HTTP/1.1\r\nHost: localhost\r\n\r\n');
  t.ok(await until(() => count() === 100));
  const { send } = server.sandbox('many');
  const stream = await send('GET', '/_sim/journal/stream');
  t.equal(stream.status, 503);
  t.match(stream.body.detail, '100 event streams');
  const wait = await send('POST', '/_sim/journal/verify', { body: { match: {}, timeoutMs: 9 } });
  t.equal(wait.status, 503);
  sockets[0]?.destroy();
  t.ok(await until(() => count() === 99));
  const again = await send('POST', '/_sim/journal/verify', { body: { match: {}, timeoutMs: 9 } });
  t.equal(again.status, 200);
});

t.test('the stream sends each request as an event, and accepts the token in the URL', async (t) => {
  const lines: string[] = [];
  const logger = { level: 'trace', child: () => logger } as never as Record<string, unknown>;
  for (const level of ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']) {
    logger[level] = (...args: unknown[]) =>
      lines.push(JSON.stringify(args, (_, value) => (value?.raw ? value.url : value)));
  }
  const { app, sandbox } = await startInjected(
    t,
    { adminToken: 'stream-secret', logLevel: 'trace' },
    { logger: logger as never },
  );
  await app.fastify.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.fastify.server.address() as { port: number };
  const origin = `http://127.0.0.1:${port}`;
  t.equal((await fetch(`${origin}/_sim/journal/stream`)).status, 401);
  t.equal((await fetch(`${origin}/_sim/journal/stream?token=wrong`)).status, 401);
  const response = await fetch(`${origin}/~live/_sim/journal/stream?token=stream-secret`);
  t.equal(response.status, 200);
  t.match(response.headers.get('content-type'), 'text/event-stream');
  const reader = response.body?.getReader();
  await sandbox('live').send('GET', users, { as: null });
  let text = '';
  while (!text.includes('event: entry')) {
    text += new TextDecoder().decode((await reader?.read())?.value);
  }
  t.match(text, /id: 1\nevent: entry\ndata: \{"id":"1".*"status":401/);
  await app.fastify.close();
  t.notMatch(lines.join('\n'), 'stream-secret', 'the token is in no log');
});

t.test('a stream ends with its sandbox, and does not delay a closing server', async (t) => {
  const own = await startInjected(t);
  await own.app.fastify.listen({ port: 0, host: '127.0.0.1' });
  const { port } = own.app.fastify.server.address() as { port: number };
  const origin = `http://127.0.0.1:${port}`;
  const stream = await fetch(`${origin}/~going/_sim/journal/stream`);
  await own.request('DELETE', '/_sim/sandboxes/going');
  t.match(await stream.text(), 'requests to this sandbox');
  const body = JSON.stringify({ match: {}, timeoutMs: 60_000 });
  const headers = { 'content-type': 'application/json' };
  const waiting = fetch(`${origin}/_sim/journal/verify`, { method: 'POST', headers, body });
  await new Promise((resolve) => setTimeout(resolve, 100));
  await own.app.fastify.close();
  t.match(await (await waiting).json(), { passed: false });
});
