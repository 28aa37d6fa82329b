import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import t from 'tap';
import { kajeet } from '../kajeet/api.js';
import { startInjected } from '../support/app.js';

const adminToken = 'secret';
const admin = { authorization: `Bearer ${adminToken}` };

t.test('a stranger creates no sandbox with a call to the control plane', async (t) => {
  const { app, request: call } = await startInjected(t, { adminToken });
  const calls = [
    ['GET', '/_sim/clock', 401],
    ['POST', '/_sim/tokens', 401],
    ['GET', '/_sim/sandboxes', 401],
    ['GET', '/_sim/nowhere', 404],
    ['PATCH', '/_sim/journal', 405],
    ['GET', '/%5Fsim/clock', 401],
    ['GET', '/_%73im/sandboxes', 401],
    ['GET', '/_sim/openapi.json', 200],
    ['GET', '/_sim/health', 200],
  ] as const;
  for (const [method, url, status] of calls) {
    const response = await call(method, `/~stranger${url}`);
    t.equal(response.status, status, url);
    t.equal(response.headers['x-sandbox'], 'stranger');
    t.notOk(app.sandboxes.has('stranger'), url);
  }
  t.equal((await call('GET', '/~stranger/_sim/clock', { headers: admin })).status, 200);
  t.ok(app.sandboxes.has('stranger'), 'an admitted call creates it');
  await call('GET', `/~vendor${kajeet}/v1.0/devices`);
  t.ok(app.sandboxes.has('vendor'), 'and so does any call to a vendor API');
});

t.test('calls to /_sim/sandboxes create none but that of their path', async (t) => {
  const { app, request: call } = await startInjected(t);
  const headers = { 'x-sandbox': 'other' };
  t.equal((await call('GET', '/_sim/sandboxes/default', { headers })).status, 200);
  t.equal((await call('GET', '/_sim/sandboxes', { headers })).status, 200);
  const created = await call('POST', '/_sim/sandboxes', { headers, body: { name: 'mine' } });
  t.equal(created.status, 201);
  t.equal((await call('POST', '/_sim/sandboxes/mine/reset', { headers })).status, 200);
  t.equal((await call('DELETE', '/_sim/sandboxes/mine', { headers })).status, 204);
  t.notOk(app.sandboxes.has('other'));
});

t.test('an import without the token is refused before its body is sent', async (t) => {
  const { app } = await startInjected(t, { adminToken });
  await app.fastify.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.fastify.server.address() as { port: number };
  const status = (headers: Record<string, string | number>) =>
    new Promise((resolve, reject) => {
      const upload = request(
        { port, host: '127.0.0.1', method: 'POST', path: '/_sim/sandboxes/x/import', headers },
        (response) => {
          resolve(response.statusCode);
          upload.destroy();
        },
      );
      upload.on('error', reject);
      upload.write('SQLite');
    });
  const type = { 'content-type': 'application/vnd.sqlite3' };
  t.equal(await status({ ...type, 'content-length': 500_000_000 }), 401);
  t.equal(await status({ ...type, 'transfer-encoding': 'chunked' }), 401);
  t.equal(await status({ ...type, ...admin, 'content-length': 600_000_000 }), 413);
});

t.test('an import may take longer than other requests while its body arrives', async (t) => {
  const { app } = await startInjected(t, {}, { timeouts: { headersMs: 200, requestMs: 1000 } });
  await app.fastify.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.fastify.server.address() as { port: number };
  const status = (path: string) =>
    new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/octet-stream', 'content-length': 20 };
      const upload = request({ port, host: '127.0.0.1', method: 'POST', path, headers });
      let sent = 0;
      const timer = setInterval(() => {
        upload.write('x');
        if (++sent === 20) clearInterval(timer);
      }, 100);
      upload.on('error', reject).on('response', ({ statusCode }) => {
        clearInterval(timer);
        upload.destroy();
        resolve(statusCode);
      });
    });
  t.equal(await status('/_sim/sandboxes/slow/import'), 400, 'it is not a database');
  t.equal(await status('/_sim/faults'), 408);
});

t.test('the body of an import arrives also while the server is busy', async (t) => {
  const requestMs = 400;
  const { app } = await startInjected(t, {}, { timeouts: { headersMs: 200, requestMs } });
  await app.fastify.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.fastify.server.address() as { port: number };
  const socket = connect(port, '127.0.0.1');
  t.teardown(() => socket.destroy());
  const body = 'not a database at all';
  const head = `POST /_sim/sandboxes/busy/import HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\nContent-Length: ${body.length}\r\n\r\n`;
  socket.write(head + body[0]);
  for (const byte of body.slice(1)) {
    await wait(50);
    socket.write(byte);
    // Half of the body is sent after the time of a request, from which on the server watches for idle connections.
    if (byte === 'b') block(requestMs + 100);
  }
  const [response] = await once(socket, 'data');
  t.match(String(response), /^HTTP\/1\.1 400 /, 'it is not a database');
});

/** Blocks the event loop, of the server too. */
function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

t.test(
  'an import that has arrived may wait for others longer than a request may take',
  async (t) => {
    const { app, request: call } = await startInjected(
      t,
      {},
      { timeouts: { headersMs: 200, requestMs: 1000 } },
    );
    await app.fastify.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.fastify.server.address() as { port: number };
    const { rawPayload: file } = await app.fastify.inject('/_sim/sandboxes/default/export');
    const status = (name: string) =>
      new Promise((resolve) => {
        const headers = {
          'content-type': 'application/vnd.sqlite3',
          'content-length': file.length,
        };
        const path = `/_sim/sandboxes/${name}/import`;
        const upload = request({ port, host: '127.0.0.1', method: 'POST', path, headers });
        upload.on('error', ({ message }) => resolve(message));
        upload.on('response', (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        upload.write(file.subarray(0, -1));
        // Late enough for the server to notice that the request takes long.
        setTimeout(() => upload.end(file.subarray(-1)), 1300);
      });
    const names = Array.from({ length: 12 }, (_, index) => `copy-${index}`);
    t.strictSame(await Promise.all(names.map(status)), Array(12).fill(201));
    t.equal((await call('GET', '/_sim/sandboxes/copy-11')).status, 200);
  },
);
