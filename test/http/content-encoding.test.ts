import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import t from 'tap';
import { esper } from '../esper/api.js';
import { kajeet } from '../kajeet/api.js';
import { startInjected, startListening } from '../support/app.js';

const users = `${esper}/user/`;
const json = { 'content-type': 'application/json' };

t.test('a body in gzip, deflate or br is decoded, over a socket too', async (t) => {
  for (const { request, sandbox } of [await startInjected(t), await startListening(t)]) {
    const { authorization } = sandbox();
    const token = await authorization(users);
    const codings: [string, (text: string) => Buffer][] = [
      ['gzip', (text) => gzipSync(text)],
      ['GZIP', (text) => gzipSync(text)],
      ['x-gzip', (text) => gzipSync(text)],
      ['deflate', (text) => deflateSync(text)],
      ['br', (text) => brotliCompressSync(text)],
      ['identity', (text) => Buffer.from(text)],
      ['deflate, gzip', (text) => gzipSync(deflateSync(text))],
    ];
    for (const [index, [coding, encode]] of codings.entries()) {
      const username = `user-${index}`;
      const body = encode(JSON.stringify({ username, profile: { role: 'Viewer' } }));
      const headers = { ...json, 'content-encoding': coding, authorization: String(token) };
      const created = await request('POST', users, { headers, body });
      t.equal(created.status, 201, coding);
      t.equal(created.body.username, username);
    }
  }
});

t.test(
  'a body that is not what its Content-Encoding says is 400, an unknown one 415',
  async (t) => {
    const { request } = await startListening(t);
    const send = (coding: string, body: Buffer) =>
      request('POST', '/_sim/tokens', { headers: { ...json, 'content-encoding': coding }, body });
    const complete = gzipSync(JSON.stringify({ contract: 'kajeet' }));
    for (const [coding, body] of [
      ['gzip', Buffer.from('{}')],
      ['gzip', complete.subarray(0, complete.length - 6)],
      ['br', Buffer.from('no brotli')],
      ['deflate', Buffer.from('no deflate')],
    ] as const) {
      const { status, body: problem } = await send(coding, body);
      t.equal(status, 400, coding);
      t.match(problem.detail, `The body is not valid ${coding}`);
    }
    for (const coding of ['zstd', 'gzip, zstd', 'gzip, gzip, gzip, gzip', '']) {
      const { status, headers } = await send(coding, complete);
      t.equal(status, 415, coding);
      t.equal(headers['accept-encoding'], 'gzip, deflate, br');
    }
  },
);

t.test('the limit of a body applies to what is decoded', async (t) => {
  const { request } = await startListening(t, { maxImport: 2 });
  const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, 32));
  const headers = { ...json, 'content-encoding': 'gzip' };
  t.equal((await request('POST', '/_sim/tokens', { headers, body: bomb })).status, 413);
  const media = { ...headers, 'content-type': 'application/vnd.sqlite3' };
  const imported = await request('POST', '/_sim/sandboxes/a/import', {
    headers: media,
    body: bomb,
  });
  t.equal(imported.status, 413);
});

t.test('an exported sandbox can be imported in gzip', async (t) => {
  const { app, request } = await startListening(t, { devices: 20 });
  const { rawPayload } = await app.fastify.inject('/_sim/sandboxes/default/export');
  const headers = { 'content-type': 'application/vnd.sqlite3', 'content-encoding': 'gzip' };
  const url = '/_sim/sandboxes/copy/import';
  t.equal((await request('POST', url, { headers, body: gzipSync(rawPayload) })).status, 201);
});

t.test('a text that is not in UTF-8 is 415, because it would be stored broken', async (t) => {
  const { sandbox } = await startInjected(t);
  const { send } = sandbox();
  const write = (charset: string) =>
    send('PUT', `${kajeet}/v1.0/devices/NORTHSTAR-ISD/nickname`, {
      headers: { 'content-type': `application/json; charset=${charset}` },
      body: { mdns: ['521-267-1508'], nickname: 'Bus' },
    });
  for (const charset of ['utf-8', 'UTF8', '"utf-8"', 'us-ascii'])
    t.equal((await write(charset)).status, 200, charset);
  for (const charset of ['iso-8859-1', 'utf-16', 'windows-1252']) {
    const { status, text } = await write(charset);
    t.equal(status, 415, charset);
    t.match(text, `The body must be encoded in UTF-8, not in ${charset}`);
  }
});

t.test(
  'a body in chunks that is larger than 1 MiB is 413, and the connection is not reset',
  async (t) => {
    const { app, sandbox } = await startListening(t);
    const { port } = app.fastify.server.address() as { port: number };
    const { token } = sandbox();
    const paths: [string, string][] = [
      [users, await token('esper')],
      [`${kajeet}/v1.0/auth/token`, ''],
      ['/_sim/tokens', ''],
    ];
    for (const [path, bearer] of paths) {
      const chunk = new Uint8Array(256 * 1024).fill(32);
      let chunks = 0;
      const body = new ReadableStream({
        pull: (controller) => (++chunks > 40 ? controller.close() : controller.enqueue(chunk)),
      });
      const headers = { ...json, authorization: `Bearer ${bearer}` };
      const init = { method: 'POST', headers, body, duplex: 'half' };
      const response = await fetch(`http://127.0.0.1:${port}${path}`, init as RequestInit);
      t.equal(response.status, 413, path);
      t.match(await response.text(), /1 MiB|too large|larger/, path);
    }
  },
);
