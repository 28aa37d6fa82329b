import { utimesSync, writeFileSync } from 'node:fs';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import t, { type Test } from 'tap';
import { startInjected } from '../support/app.js';

const fs = createRequire(import.meta.url)('node:fs');

const start = (t: Test, data: string) => startInjected(t, { ephemeral: false, data, devices: 20 });

/** A data folder with a sandbox `one`, and the file of that sandbox. */
async function prepareFolder(t: Test) {
  const data = t.testdir({});
  const { app, request } = await start(t, data);
  await request('POST', '/_sim/sandboxes', { body: { name: 'one' } });
  await app.fastify.close();
  return { data, file: join(data, 'sandboxes', 'one.sqlite') };
}

t.test('a sandbox whose file is locked for a moment works afterwards', async (t) => {
  const { data, file } = await prepareFolder(t);
  const other = new Database(file);
  other.exec('BEGIN EXCLUSIVE');
  const { request } = await start(t, data);
  const refused = await request('GET', '/_sim/sandboxes/one');
  t.match(refused, { status: 503, body: { detail: /cannot be opened at the moment/ } });
  t.ok(Number(refused.headers['retry-after']) > 0);
  other.close();
  t.equal((await request('GET', '/_sim/sandboxes/one')).status, 200);
});

const errorOf = (code: string) => Object.assign(new Error(`${code}: injected`), { code });

/** Lets SQLite open no file while work is done, and the system none from the `limit`th on. */
async function withoutDescriptors<T>(limit: number, work: () => Promise<T>): Promise<T> {
  // SQLite says only that it cannot open a file.
  const { prototype } = Database as unknown as { prototype: Database.Database };
  const { pragma } = prototype;
  const { openSync } = fs;
  prototype.pragma = () => {
    throw new Database.SqliteError('unable to open database file', 'SQLITE_CANTOPEN');
  };
  let opened = 0;
  fs.openSync = (...args: unknown[]) => {
    if (opened++ >= limit) throw errorOf('EMFILE');
    return openSync(...args);
  };
  syncBuiltinESMExports();
  try {
    return await work();
  } finally {
    prototype.pragma = pragma;
    Object.assign(fs, { openSync });
    syncBuiltinESMExports();
  }
}

t.test('a lack of descriptors is 507, and the next request opens the sandbox', async (t) => {
  const { data } = await prepareFolder(t);
  const { request } = await start(t, data);
  const read = () => request('GET', '/_sim/sandboxes/one');
  t.equal((await withoutDescriptors(Number.POSITIVE_INFINITY, read)).status, 503);
  t.match(await withoutDescriptors(1, read), { status: 507, body: { detail: /too many files/ } });
  t.equal((await read()).status, 200);
});

t.test('a file that cannot be opened is not what an import is refused for', async (t) => {
  const { data } = await prepareFolder(t);
  const { app, request } = await start(t, data);
  const { rawPayload: body } = await app.fastify.inject('/_sim/sandboxes/one/export');
  const headers = { 'content-type': 'application/vnd.sqlite3' };
  const upload = () => request('POST', '/_sim/sandboxes/one/import', { headers, body });
  t.match(await withoutDescriptors(Number.POSITIVE_INFINITY, upload), {
    status: 503,
    body: { detail: /cannot be opened at the moment/ },
  });
  t.match(await withoutDescriptors(1, upload), { status: 507, body: { detail: /too many files/ } });
  t.equal((await upload()).status, 201);
});

t.test('a damaged file is opened again when it has changed', async (t) => {
  const { data, file } = await prepareFolder(t);
  const bytes = fs.readFileSync(file);
  writeFileSync(file, 'no database');
  const { request } = await start(t, data);
  for (let turn = 0; turn < 2; turn++)
    t.match(await request('GET', '/_sim/sandboxes/one'), {
      status: 503,
      body: { detail: /cannot be read/ },
    });
  writeFileSync(file, bytes);
  utimesSync(file, new Date(), new Date(Date.now() + 2000));
  t.equal((await request('GET', '/_sim/sandboxes/one')).status, 200);
});
