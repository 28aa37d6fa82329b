import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import t from 'tap';
import { tempFolderPrefix } from '../../../src/store/storage/temp-folder.js';
import { startListening } from '../../support/app.js';

const { app, request } = await startListening(t, { devices: 20, maxImport: 1 });
const { port } = app.fastify.server.address() as { port: number };
const head =
  'POST /_sim/sandboxes/copy/import HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/vnd.sqlite3\r\n';

/** The temporary folders of this process that hold a file of a name. */
function foldersWith(file: string): string[] {
  return readdirSync(tmpdir())
    .filter((name) => name.startsWith(tempFolderPrefix(process.pid)))
    .filter((name) => existsSync(join(tmpdir(), name, file)));
}

/** Waits until there are as many temporary files of a name as expected. */
async function waitForFiles(file: string, count: number): Promise<boolean> {
  for (let turn = 0; turn < 500; turn++) {
    if (foldersWith(file).length === count) return true;
    await setTimeout(10);
  }
  return false;
}

const waitForUploads = (count: number) => waitForFiles('upload', count);

t.test('the body of an import is in a temporary file, which is deleted in any case', async (t) => {
  const socket = connect(port, '127.0.0.1');
  socket.write(`${head}Content-Length: 900000\r\n\r\n${'x'.repeat(1000)}`);
  t.ok(await waitForUploads(1), 'while it arrives');
  socket.destroy();
  t.ok(await waitForUploads(0), 'after it ended early');
  const body = Buffer.from('not a database');
  const refused = await request('POST', '/_sim/sandboxes/copy/import', {
    headers: { 'content-type': 'application/vnd.sqlite3' },
    body,
  });
  t.equal(refused.status, 400);
  t.match(refused.body.detail, /is not an SQLite database/);
  t.ok(await waitForUploads(0), 'after it was refused');
});

t.test('a body in chunks that is larger than --max-import is 413', async (t) => {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  let received = '';
  const responded = new Promise<void>((resolve) => {
    socket.on('data', (data) => {
      received += data;
      if (received.includes('\r\n\r\n')) resolve();
    });
  });
  socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`);
  const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
  for (let count = 0; count < 20; count++) socket.write(chunk);
  await responded;
  t.match(received, /^HTTP\/1.1 413 /);
  t.match(received, /application\/problem\+json/);
  socket.destroy();
  t.ok(await waitForUploads(0));
});

/** Sends a request to import, and returns what has arrived when the connection ends or `isDone`. */
async function sendImport(text: string, isDone: (received: string) => boolean = () => false) {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  await new Promise<void>((resolve) => {
    socket.on('error', () => {}).on('close', resolve);
    socket.on('data', (data) => {
      received += data;
      if (isDone(received)) socket.destroy();
    });
    socket.write(text);
  });
  return received;
}

const tooManyChunks = `10000\r\n${'x'.repeat(0x10000)}\r\n`.repeat(100);

t.test('after a refused upload the connection serves the next request', async (t) => {
  const next = 'GET /_sim/missing HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';
  const received = await sendImport(
    `${head}Transfer-Encoding: chunked\r\n\r\n${tooManyChunks}0\r\n\r\n${next}`,
    (text) => text.includes('HTTP/1.1 404'),
  );
  t.match(received, /^HTTP\/1.1 413 /);
  t.match(received, 'HTTP/1.1 404 ');
});

t.test('the connection of a refused upload that does not end is closed', async (t) => {
  const startedAt = Date.now();
  for (const [status, text] of [
    [413, `${head}Transfer-Encoding: chunked\r\n\r\n${tooManyChunks}`],
    [400, `${head}Content-Encoding: gzip\r\nContent-Length: 900000\r\n\r\nnot gzip at all`],
  ] as const) {
    const received = await sendImport(text);
    t.match(received, `HTTP/1.1 ${status} `);
  }
  t.ok(Date.now() - startedAt < 20_000);
  t.ok(await waitForUploads(0));
});

t.test('an import without a body is 400', async (t) => {
  const { status, body } = await request('POST', '/_sim/sandboxes/copy/import', {
    headers: { 'content-type': 'application/vnd.sqlite3' },
  });
  t.equal(status, 400);
  t.match(JSON.stringify(body), /is missing/);
});

t.test(
  'a pipelined upload is deleted when its connection closes before its response',
  async (t) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write('GET /_sim/journal/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    socket.write(`${head}Content-Length: 4\r\n\r\nabcd`);
    t.ok(await waitForUploads(1));
    await setTimeout(200);
    socket.destroy();
    t.ok(await waitForUploads(0));
  },
);

t.test('a large export leaves no file when it fails or its connection closes', async (t) => {
  const copies = app.sandboxes.copies('default');
  const { exportImage } = copies;
  t.teardown(() => {
    copies.exportImage = exportImage;
  });
  let isDiskFull = true;
  copies.exportImage = () => ({
    copyTo(file: string) {
      writeFileSync(file, Buffer.alloc(8 * 1024 * 1024));
      if (isDiskFull) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    },
  });
  const url = '/_sim/sandboxes/default/export';
  t.equal((await request('GET', url)).status, 507);
  t.ok(await waitForFiles('export.sqlite', 0), 'after a full disk');
  isDiskFull = false;
  const socket = connect(port, '127.0.0.1').pause();
  socket.on('error', () => {});
  socket.write(`GET ${url} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`.repeat(3));
  t.ok(await waitForFiles('export.sqlite', 3), 'while they wait');
  socket.destroy();
  t.ok(await waitForFiles('export.sqlite', 0), 'after the connection closed');
});
