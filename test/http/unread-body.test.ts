import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import t from 'tap';
import { startInjected } from '../support/app.js';

const adminToken = 'secret';
const authorization = `Authorization: Bearer ${adminToken}`;
const host = 'Host: localhost';
const type = 'Content-Type: application/vnd.sqlite3';

/** Requests that are refused before their body is read, and the status. */
const refusals = [
  ['POST /_sim/sandboxes/x/import', [host, type], 401],
  ['POST /_sim/sandboxes/x/import', [host, type, authorization], 413],
  ['POST /_sim/clock', [host, 'X-Sandbox: No_Name'], 400],
  ['POST /_sim/tokens', [host, authorization, 'Content-Type: application/json'], 413],
  ['POST /_sim/tokens', [host, authorization, 'Content-Type: #'], 415],
  ['POST /_sim/tokens', [host, authorization, 'Content-Encoding: unknown'], 415],
  ['POST /_sim/tokens', [host, authorization, 'Expect: a miracle'], 417],
  ['POST /_sim/tokens', [], 400],
  ['TRACE /_sim/health', [host], 405],
  ['HEAD /_sim/health', [host], 200],
  ['HEAD /docs', [host], 200],
] as const;

type Test = Parameters<typeof startInjected>[0];
type Refusal = (typeof refusals)[number];

async function start(t: Test): Promise<number> {
  const { app } = await startInjected(t, { adminToken, maxImport: 1 });
  await app.fastify.listen({ port: 0, host: '127.0.0.1' });
  return (app.fastify.server.address() as { port: number }).port;
}

/** A connection that sends the head of a request with a large body, and records what it receives. */
function open(port: number, [target, headers]: Refusal, length: number) {
  // It may send on after the server has closed its side.
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const result = { socket, text: '', error: undefined as Error | undefined };
  socket.on('data', (chunk) => {
    result.text += chunk;
  });
  socket.on('error', (error) => {
    result.error = error;
  });
  socket.write(
    `${target} HTTP/1.1\r\n${[...headers, `Content-Length: ${length}`].join('\r\n')}\r\n\r\n`,
  );
  return result;
}

const statuses = (text: string) =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, code]) => Number(code));

t.test('a client that stops to send after a refusal is disconnected soon', async (t) => {
  const port = await start(t);
  await Promise.all(
    refusals.map(async (refusal) => {
      const connection = open(port, refusal, 5_000_000);
      const sentAt = Date.now();
      connection.socket.write('body');
      connection.socket.on('end', () => connection.socket.end());
      await new Promise((resolve) => connection.socket.once('close', resolve));
      t.ok(Date.now() - sentAt < 5000, `${refusal[0]} after ${Date.now() - sentAt} ms`);
      t.strictSame(statuses(connection.text), [refusal[2]], refusal[0]);
    }),
  );
});

t.test('a client that sends on after a refusal gets the response, not a reset', async (t) => {
  const port = await start(t);
  await Promise.all(
    refusals.map(async (refusal) => {
      const connection = open(port, refusal, 5_000_000);
      // Half of the body, in several steps.
      for (let step = 0; step < 10; step++) {
        connection.socket.write(Buffer.alloc(250_000));
        await wait(50);
      }
      t.equal(connection.error, undefined, refusal[0]);
      t.strictSame(statuses(connection.text), [refusal[2]], refusal[0]);
      connection.socket.destroy();
    }),
  );
});

t.test('a connection remains in use when the rest of a refused body arrives', async (t) => {
  const port = await start(t);
  const reusable = refusals.filter(([target]) => !target.includes('tokens'));
  await Promise.all(
    reusable.map(async (refusal) => {
      const connection = open(port, refusal, 3_000_000);
      for (let step = 0; step < 10; step++) {
        connection.socket.write(Buffer.alloc(300_000));
        await wait(20);
      }
      // Later than a rest is waited for.
      await wait(2500);
      connection.socket.write(`GET /_sim/health HTTP/1.1\r\n${host}\r\nConnection: close\r\n\r\n`);
      await new Promise((resolve) => connection.socket.once('end', resolve));
      connection.socket.destroy();
      t.strictSame(statuses(connection.text), [refusal[2], 200], refusal[0]);
    }),
  );
});

t.test('the rest of an upload that became too large is dropped', async (t) => {
  const port = await start(t);
  const socket = connect({ port, host: '127.0.0.1' });
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  const head = ['POST /_sim/sandboxes/x/import HTTP/1.1', host, type, authorization];
  socket.write(`${head.join('\r\n')}\r\nTransfer-Encoding: chunked\r\n\r\n`);
  for (let step = 0; step < 20; step++) {
    socket.write(`30d40\r\n${'x'.repeat(200_000)}\r\n`);
    await wait(20);
  }
  t.strictSame(statuses(text), [413], 'the response does not wait for the end');
  socket.write('0\r\n\r\n');
  socket.write(`GET /_sim/health HTTP/1.1\r\n${host}\r\nConnection: close\r\n\r\n`);
  await new Promise((resolve) => socket.once('close', resolve));
  t.strictSame(statuses(text), [413, 200]);
});
