import { createHash, randomBytes } from 'node:crypto';
import t from 'tap';
import { startInjected } from '../../support/app.js';
import { FileFormBody } from '../../support/example-request.js';
import { esper } from '../api.js';
import { enterprise } from './packages.js';

const server = await startInjected(t);
const contents = `${esper}/v0/enterprise/${enterprise}/content/`;

type Send = ReturnType<typeof server.sandbox>['send'];

const upload = async (send: Send, content: Buffer, name = 'file.bin') => {
  const body = new FileFormBody('key', content, { name });
  const { status, body: created, text } = await send('POST', `${contents}upload/`, { body });
  if (status !== 200) throw new Error(text);
  return created as { id: number; hash: string; download_url: string };
};

/** The bytes that a link leads to. */
const download = async (link: string) => {
  const { pathname, search } = new URL(link);
  const { statusCode, rawPayload } = await server.app.fastify.inject(`${pathname}${search}`);
  return { status: statusCode, bytes: rawPayload };
};
const linkOf = async (send: Send, id: number): Promise<string> =>
  (await send('GET', `${contents}${id}/`)).body.download_url;
const parts = async (send: Send): Promise<number> =>
  (await send('GET', '/_sim/data/esper/file_parts?limit=1')).body.total;

t.test('files of every size come back byte by byte', async (t) => {
  const { send } = server.sandbox();
  const part = 192 * 1024;
  for (const size of [1, part - 1, part, part + 1, 16 * part, 16 * part + 1, 5_000_000]) {
    const content = randomBytes(size);
    const { download_url, hash } = await upload(send, content);
    t.equal(hash, createHash('sha256').update(content).digest('hex'));
    const { status, bytes } = await download(download_url);
    t.equal(status, 200);
    t.ok(bytes.equals(content), String(size));
  }
});

t.test(
  'files fork, stay with a snapshot, go with a reset, and are exported and imported',
  async (t) => {
    const { send, name } = server.sandbox();
    const content = randomBytes(700_000);
    const { id, download_url } = await upload(send, content);
    t.match(new URL(download_url).pathname, `/~${name}/`);
    const sandboxes = `/_sim/sandboxes/${name}`;
    await send('PUT', `${sandboxes}/snapshots/with`);
    await send('POST', `${sandboxes}/fork`, { body: { name: 'forked-files' } });
    const { payload, rawPayload } = await server.app.fastify.inject(`${sandboxes}/export`);
    t.ok(payload.startsWith('SQLite format 3'));
    const imported = await server.app.fastify.inject({
      method: 'POST',
      url: '/_sim/sandboxes/imported-files/import',
      headers: { 'content-type': 'application/vnd.sqlite3' },
      payload: rawPayload,
    });
    t.equal(imported.statusCode, 201, imported.payload);
    await send('POST', `${sandboxes}/reset`);
    t.equal((await send('GET', `${contents}${id}/`)).status, 404);
    t.equal((await download(download_url)).status, 404);
    for (const other of ['forked-files', 'imported-files']) {
      const copy = server.sandbox(other);
      const { bytes } = await download(await linkOf(copy.send, id));
      t.ok(bytes.equals(content), other);
    }
    await send('POST', `${sandboxes}/snapshots/with/restore`);
    t.ok((await download(await linkOf(send, id))).bytes.equals(content));
  },
);

t.test('equal files are stored once, and bytes that nothing refers to are deleted', async (t) => {
  const { send } = server.sandbox();
  const before = await parts(send);
  const content = randomBytes(400_000);
  const one = await upload(send, content, 'one.bin');
  const other = await upload(send, content, 'other.bin');
  t.equal(await parts(send), before + 3);
  t.equal((await send('DELETE', `${contents}${one.id}/`)).status, 204);
  t.equal((await download(one.download_url)).status, 404);
  t.ok((await download(other.download_url)).bytes.equals(content));
  await send('DELETE', `${contents}${other.id}/`);
  t.equal(await parts(send), before);
});

t.test(
  'reads are served while a large file is stored, and concurrent uploads all arrive',
  async (t) => {
    const { send } = server.sandbox();
    const files = [1, 2, 3].map(() => randomBytes(6_000_000));
    const uploads = files.map((content, index) => upload(send, content, `${index}.bin`));
    t.equal((await send('GET', contents)).status, 200);
    const created = await Promise.all(uploads);
    for (const [index, { id }] of created.entries()) {
      const { bytes } = await download(await linkOf(send, id));
      t.ok(bytes.equals(files[index] as Buffer));
    }
  },
);

t.test('the files of a sandbox are bounded together', async (t) => {
  const large = await startInjected(t, { maxUpload: 300 });
  const { send } = large.sandbox();
  const body = new FileFormBody('key', Buffer.alloc(257 * 1024 * 1024));
  const { status, body: refusal } = await send('POST', `${contents}upload/`, { body });
  t.equal(status, 413);
  t.match(refusal.message, /255 MiB together/);
  t.equal((await send('GET', contents)).body.count, 3);
});
