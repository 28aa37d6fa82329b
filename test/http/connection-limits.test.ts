import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import t from 'tap';
import type { App } from '../../src/app.js';
import { startInjected } from '../support/app.js';

async function listen({ fastify }: App): Promise<number> {
  await fastify.listen({ port: 0, host: '127.0.0.1' });
  return (fastify.server.address() as { port: number }).port;
}

/** Opens a connection and sends a text. */
function open(t: { teardown(work: () => unknown): void }, port: number, text: string): Socket {
  const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(text));
  t.teardown(() => socket.destroy());
  return socket.on('error', () => {});
}

/** All that a connection receives until it is closed. */
async function received(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.resume();
  await new Promise((resolve) => socket.once('close', resolve));
  return text;
}

const statuses = (text: string) =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, code]) => code);

/** Verifications that wait for 0.3 seconds each. */
function verifications(count: number): string {
  const body = JSON.stringify({ match: { path: '/none' }, timeoutMs: 300 });
  const head = `POST /_sim/journal/verify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
  return `${head}${body}`.repeat(count);
}

t.test('a connection has at most so many requests in progress', async (t) => {
  const { app } = await startInjected(t, {}, { limits: { requestsPerConnection: 5 } });
  const port = await listen(app);
  const text = await received(open(t, port, verifications(8)));
  t.strictSame(statuses(text), ['200', '200', '200', '200', '200', '503']);
  t.match(text, /retry-after: 1\r\n/i);
  t.match(text, '"title":"Service Unavailable"');
  t.match(text, 'This connection has too many requests in progress');
  const again = open(t, port, verifications(5));
  setTimeout(() => again.end(), 1000);
  t.strictSame(
    statuses(await received(again)),
    Array(5).fill('200'),
    'it counts those in progress',
  );
});

t.test('a server has at most so many requests in progress', async (t) => {
  const { app } = await startInjected(t, {}, { limits: { requests: 3 } });
  const port = await listen(app);
  const waiting = [1, 2, 3].map(() => open(t, port, verifications(1)));
  await wait(100);
  const over = await received(open(t, port, verifications(1)));
  t.strictSame(statuses(over), ['503']);
  t.match(over, 'The server has too many requests in progress');
  for (const socket of waiting) socket.destroy();
  await wait(100);
  const health = open(
    t,
    port,
    'GET /_sim/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
  );
  t.strictSame(statuses(await received(health)), ['200'], 'closed connections count no longer');
});

t.test('the bodies that are received at the same time have a maximum size', async (t) => {
  const { app } = await startInjected(t, {}, { limits: { bodyBytes: 3000 } });
  const port = await listen(app);
  const head = (length: number) =>
    `POST /_sim/tokens HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n`;
  const write = `${head(2)}{}`;
  const idle = Array.from({ length: 20 }, () => open(t, port, head(900_000)));
  await wait(100);
  t.strictSame(statuses(await received(open(t, port, write))), ['415'], 'announced bytes are none');
  idle[0]?.write('x'.repeat(5000));
  await wait(100);
  const over = await received(open(t, port, write));
  t.strictSame(statuses(over), ['503']);
  t.match(over, 'too many bodies');
  const get = 'GET /_sim/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
  t.strictSame(statuses(await received(open(t, port, get))), ['200'], 'without a body');
  for (const socket of idle) socket.destroy();
  await wait(1500);
  t.strictSame(statuses(await received(open(t, port, write))), ['415']);
});

t.test('the responses that wait on one connection have a maximum size', async (t) => {
  const { app } = await startInjected(t, {}, { limits: { connectionQueueBytes: 100_000 } });
  const port = await listen(app);
  const get = 'GET /_sim/personas HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const text = await received(open(t, port, get.repeat(80)));
  const found = statuses(text);
  t.equal(found.at(-1), '503');
  t.match(text, 'Too many bytes of responses wait on this connection');
  t.ok(found.length > 2 && found.length < 80, `${found.length} responses`);
});

t.test('large responses count before the next request of the connection', async (t) => {
  for (const responseCache of ['on', 'off'] as const) {
    const { app, request } = await startInjected(
      t,
      { responseCache },
      { limits: { connectionQueueBytes: 100_000 } },
    );
    const body = { username: 'x'.repeat(60_000) };
    for (let count = 0; count < 4; count++)
      await request('POST', '/sentinel-proxy/sentinel/api/v1.0/auth/token', { body });
    const port = await listen(app);
    const get = 'GET /_sim/journal HTTP/1.1\r\nHost: localhost\r\n\r\n';
    t.strictSame(statuses(await received(open(t, port, get.repeat(40)))), ['200', '503']);
  }
});

t.test('exports that a client does not read are not made', async (t) => {
  for (const responseCache of ['on', 'off'] as const) {
    const limits = { queuedBytes: 5_000_000 };
    const { app } = await startInjected(t, { responseCache }, { limits });
    const port = await listen(app);
    let count = 0;
    const copies = app.sandboxes.copies('default');
    const exportImage = copies.exportImage.bind(copies);
    copies.exportImage = () => {
      count++;
      return exportImage();
    };
    const get = 'GET /_sim/sandboxes/default/export HTTP/1.1\r\nHost: localhost\r\n\r\n';
    const exporting = open(t, port, get.repeat(90)).pause();
    await wait(100);
    const health = 'GET /_sim/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
    t.strictSame(statuses(await received(open(t, port, health))), ['200']);
    await received(exporting);
    t.ok(count < 12, `${count} exports`);
  }
});

t.test('when too many bytes wait to be sent, the connection with the most is closed', async (t) => {
  const get = 'GET /_sim/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const health = 'GET /_sim/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
  for (const responseCache of ['on', 'off'] as const) {
    const { app } = await startInjected(t, { responseCache }, { limits: { queuedBytes: 500_000 } });
    const port = await listen(app);
    const few = open(t, port, get).pause();
    await wait(100);
    const many = open(t, port, get.repeat(90)).pause();
    await wait(500);
    setTimeout(() => few.end(), 300);
    t.ok(statuses(await received(many)).length < 90, responseCache);
    t.strictSame(statuses(await received(few)), ['200']);
    t.strictSame(statuses(await received(open(t, port, health))), ['200']);
  }
});

t.test('what follows a response that closes the connection is not processed', async (t) => {
  for (const responseCache of ['on', 'off'] as const) {
    const { app, request } = await startInjected(t, { responseCache });
    const port = await listen(app);
    const create = (name: string) => {
      const body = JSON.stringify({ name });
      return `POST /_sim/sandboxes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    };
    const first: [string, string, string][] = [
      ['400', 'hosts', 'Host: localhost\r\nHost: b.example\r\n'],
      ['417', 'expects', 'Host: localhost\r\nExpect: foo\r\n'],
    ];
    for (const [status, name, headers] of first) {
      const head = `GET /_sim/health HTTP/1.1\r\n${headers}\r\n`;
      const text = await received(open(t, port, `${head}${create(name)}no HTTP\r\n\r\n`));
      t.strictSame(statuses(text), [status], `${name}, ${responseCache}`);
      t.equal((await request('GET', `/_sim/sandboxes/${name}`)).status, 404);
    }
    const last = 'GET /_sim/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
    const text = await received(open(t, port, `${last}no HTTP\r\n\r\n`));
    t.strictSame(statuses(text), ['200'], responseCache);
  }
});

t.test('the counters return to zero, so that a server never refuses everything', async (t) => {
  const { app } = await startInjected(
    t,
    {},
    { limits: { requests: 40, requestsPerConnection: 10 } },
  );
  const port = await listen(app);
  const get = 'GET /_sim/health HTTP/1.1\r\nHost: localhost\r\n\r\n';
  for (let turn = 0; turn < 60; turn++) {
    const socket = open(t, port, turn % 3 === 0 ? verifications(3) : get.repeat(8));
    await wait(5);
    if (turn % 2 === 0) socket.destroy();
    else socket.end();
  }
  await wait(600);
  const all = await received(open(t, port, `${get.repeat(9)}GET /_sim/health HTTP/1.0\r\n\r\n`));
  t.strictSame(statuses(all), Array(10).fill('200'));
});

t.test('a client that does not read its responses is disconnected', async (t) => {
  const { app } = await startInjected(t, {}, { limits: { unreadMs: 400 } });
  const port = await listen(app);
  const get = 'GET /_sim/sandboxes/default/export HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const socket = open(t, port, get.repeat(4));
  socket.pause();
  const connections = () =>
    new Promise((resolve) => app.fastify.server.getConnections((_, count) => resolve(count)));
  await wait(200);
  t.equal(await connections(), 1);
  await wait(1000);
  t.equal(await connections(), 0);
  const waits = open(t, port, verifications(4));
  await wait(1000);
  waits.end();
  t.strictSame(
    statuses(await received(waits)),
    ['200', '200', '200', '200'],
    'one that waits is not',
  );
});

t.test('a request before a malformed one gets its response first', async (t) => {
  const { app } = await startInjected(t);
  const port = await listen(app);
  const text = await received(open(t, port, `${verifications(2)}no HTTP\r\n\r\n`));
  t.strictSame(statuses(text), ['200', '200', '400']);
});

t.test(
  'a request with two Host headers is 400, and one with an unknown expectation 417',
  async (t) => {
    const { app } = await startInjected(t);
    const port = await listen(app);
    const hosts = 'GET /_sim/health HTTP/1.1\r\nHost: localhost\r\nhost: b.example\r\n\r\n';
    const twice = await received(open(t, port, hosts));
    t.match(twice, /^HTTP\/1\.1 400 Bad Request\r\n[\s\S]*application\/problem\+json/);
    t.match(twice, 'one Host header');
    const expects = 'GET /_sim/health HTTP/1.1\r\nHost: localhost\r\nExpect: foo\r\n\r\n';
    const unknown = await received(open(t, port, expects));
    t.match(unknown, /^HTTP\/1\.1 417 Expectation Failed\r\n[\s\S]*application\/problem\+json/);
  },
);

t.test('a client that leaves an event stream after it sent garbage is noticed', async (t) => {
  const { app } = await startInjected(t);
  const port = await listen(app);
  const stream = 'GET /_sim/journal/stream HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const socket = open(t, port, `${stream}no HTTP\r\n\r\n`);
  await new Promise((resolve) => socket.once('data', resolve));
  const connections = () =>
    new Promise((resolve) => app.fastify.server.getConnections((_, count) => resolve(count)));
  t.equal(await connections(), 1);
  socket.destroy();
  await wait(500);
  t.equal(await connections(), 0);
});
