import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import t from 'tap';
import { checkpoint, placeDatabase } from '../../src/store/sqlite/database-files.js';
import { b2core } from '../b2core/api.js';
import { startInjected } from '../support/app.js';

const fs = createRequire(import.meta.url)('node:fs');
const profiles = `${b2core}/profiles`;

type TestServer = Awaited<ReturnType<typeof startInjected>>;

/** Makes a function of `node:fs` throw for the paths that match, and returns a function that restores it. */
function failing(name: string, pattern: RegExp, code: string) {
  const original = fs[name];
  let failures = 0;
  fs[name] = (...args: unknown[]) => {
    if (!args.some((arg) => typeof arg === 'string' && pattern.test(arg))) return original(...args);
    failures++;
    throw Object.assign(new Error(`${code}: injected`), { code });
  };
  syncBuiltinESMExports();
  return () => {
    fs[name] = original;
    syncBuiltinESMExports();
    return failures;
  };
}

/** Makes every checkpoint fail, as on a full disk. */
function failingCheckpoint() {
  const { prototype } = Database as unknown as { prototype: Database.Database };
  const original = prototype.pragma;
  let failures = 0;
  prototype.pragma = function (this: Database.Database, text: string, options?: object) {
    if (text.startsWith('wal_checkpoint')) failures++;
    return text.startsWith('wal_checkpoint')
      ? [{ busy: 1, log: 3, checkpointed: 0 }]
      : original.call(this, text, options);
  } as typeof original;
  return () => {
    prototype.pragma = original;
    return failures;
  };
}

const isIntact = (file: string) => {
  const db = new Database(file, { readonly: true });
  try {
    return db.pragma('quick_check', { simple: true }) === 'ok';
  } finally {
    db.close();
  }
};

const listed = async ({ sandbox }: TestServer, name: string) =>
  (await sandbox(name).send('GET', profiles)).body;

const write = async ({ sandbox }: TestServer, name: string, email: string) =>
  (await sandbox(name).send('POST', profiles, { body: { email } })).status;

/** A server on a data folder, and the folder of its sandboxes. */
async function startOnDisk(t: Parameters<typeof startInjected>[0], data: string) {
  const server = await startInjected(t, { ephemeral: false, data, devices: 20 });
  return { server, folder: join(data, 'sandboxes') };
}

t.test('what a killed process left is removed, and never played into a new sandbox', async (t) => {
  const data = t.testdir({});
  const first = await startOnDisk(t, data);
  await first.server.request('POST', '/_sim/sandboxes', { body: { name: 'one' } });
  await first.server.app.fastify.close();
  const { folder } = first;
  for (const end of ['.new-journal', '.new-wal', '.new', '.old', '.old-wal'])
    writeFileSync(join(folder, `gone.sqlite${end}`), 'left');
  for (const end of ['-journal', '-wal', '-shm'])
    writeFileSync(join(folder, `orphan.sqlite${end}`), 'left');
  mkdirSync(join(folder, 'x.sqlite.new'));
  mkdirSync(join(folder, 'y.new'));
  mkdirSync(join(folder, 'z.sqlite'));
  const second = await startOnDisk(t, data);
  const left = readdirSync(folder).filter((file) => /gone|orphan/.test(file));
  t.strictSame(left, []);
  t.equal((await second.server.request('GET', '/_sim/sandboxes')).body.length, 2);
});

t.test('a journal beside a staged copy is not played into it', async (t) => {
  const { server, folder } = await startOnDisk(t, t.testdir({}));
  const { request } = server;
  mkdirSync(folder, { recursive: true });
  // A hot journal: that of a transaction which was interrupted.
  const donor = join(t.testdirName, 'donor.sqlite');
  const db = new Database(donor);
  db.pragma('cache_size = 1');
  db.exec('CREATE TABLE a (b)');
  db.exec(
    'BEGIN; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 4000) INSERT INTO a SELECT randomblob(500) FROM n',
  );
  for (const name of ['made', 'default']) {
    copyFileSync(`${donor}-journal`, join(folder, `${name}.sqlite.new-journal`));
    if (name === 'made') copyFileSync(`${donor}-journal`, join(folder, `${name}.sqlite-journal`));
  }
  db.close();
  t.equal((await request('POST', '/_sim/sandboxes', { body: { name: 'made' } })).status, 201);
  t.equal((await request('POST', '/_sim/sandboxes/default/reset')).status, 200);
  t.equal(await write(server, 'made', 'a@example.com'), 201);
  await server.app.fastify.close();
  for (const name of ['made', 'default']) t.ok(isIntact(join(folder, `${name}.sqlite`)), name);
});

t.test('a database does not replace one whose log holds changes', async (t) => {
  const folder = t.testdir({});
  const [file, staged] = [join(folder, 'a.sqlite'), join(folder, 'a.sqlite.new')];
  for (const path of [file, staged]) {
    const db = new Database(path);
    db.exec('CREATE TABLE meta (name, value)');
    db.close();
  }
  writeFileSync(`${file}-wal`, 'changes');
  t.throws(() => placeDatabase(staged, file, { durable: true }), /changes that are not in/);
  fs.rmSync(`${file}-wal`);
  fs.truncateSync(staged, 5000);
  t.throws(() => placeDatabase(staged, file, { durable: true }));
  t.ok(isIntact(file), 'a damaged copy does not replace anything');
});

t.test('an incomplete checkpoint is an error', async (t) => {
  const folder = t.testdir({});
  const db = new Database(join(folder, 'a.sqlite'));
  const reader = new Database(join(folder, 'a.sqlite'), { timeout: 0 });
  t.teardown(() => [db, reader].map((each) => each.close()));
  db.pragma('journal_mode = WAL');
  db.pragma('busy_timeout = 0');
  db.exec('CREATE TABLE a (b)');
  checkpoint(db);
  reader.exec('BEGIN; SELECT * FROM a');
  db.exec('INSERT INTO a VALUES (1)');
  t.throws(() => checkpoint(db), /could not be merged/);
});

t.test('a failed restore, reset or import changes nothing', async (t) => {
  const data = t.testdir({});
  const { server, folder } = await startOnDisk(t, data);
  const { request } = server;
  const base = '/_sim/sandboxes/one';
  await request('POST', '/_sim/sandboxes', { body: { name: 'one' } });
  await request('PUT', `${base}/snapshots/empty`);
  const exported = await server.app.fastify.inject({ url: `${base}/export` });
  const attempts = [
    () => request('POST', `${base}/snapshots/empty/restore`),
    () => request('POST', `${base}/reset`),
    () =>
      request('POST', `${base}/import`, {
        headers: { 'content-type': 'application/vnd.sqlite3' },
        body: exported.rawPayload,
      }),
  ];
  const failures = {
    checkpoint: failingCheckpoint,
    rename: () => failing('renameSync', /one\.sqlite\.new$/, 'EIO'),
    sync: () => failing('openSync', /one\.sqlite\.new$/, 'EIO'),
    space: () => failing('writeFileSync', /one\.sqlite\.new$/, 'ENOSPC'),
    copy: () => failing('copyFileSync', /one\.sqlite\.new$/, 'ENOSPC'),
  };
  for (const [name, fail] of Object.entries(failures)) {
    for (const attempt of attempts) {
      t.equal(await write(server, 'one', 'kept@example.com'), 201);
      const before = await listed(server, 'one');
      const restore = fail();
      const { status } = await attempt();
      // Not every way uses each function.
      if (restore() === 0) continue;
      t.equal(status, ['space', 'copy'].includes(name) ? 507 : 500, name);
      t.strictSame(await listed(server, 'one'), before, name);
      t.notOk(existsSync(join(folder, 'one.sqlite.new')), name);
      t.notOk(existsSync(join(folder, 'one.sqlite.old')), name);
    }
  }
  t.equal(await write(server, 'one', 'later@example.com'), 201);
  await server.app.fastify.close();
  t.ok(isIntact(join(folder, 'one.sqlite')));
});

t.test('snapshots and imports are on the disk before they are acknowledged', async (t) => {
  const { server } = await startOnDisk(t, t.testdir({}));
  const original = fs.fsyncSync;
  let syncs = 0;
  fs.fsyncSync = (descriptor: number) => {
    syncs++;
    original(descriptor);
  };
  syncBuiltinESMExports();
  t.teardown(() => {
    fs.fsyncSync = original;
    syncBuiltinESMExports();
  });
  const counted = async (work: () => Promise<{ status: number }>) => {
    syncs = 0;
    t.ok((await work()).status < 300);
    return syncs;
  };
  const base = '/_sim/sandboxes/default';
  const { request } = server;
  t.equal(await counted(() => request('PUT', `${base}/snapshots/one`)), 2, 'file and folder');
  t.equal(await counted(() => request('POST', `${base}/snapshots/one/restore`)), 2);
  t.equal(await counted(() => request('POST', `${base}/reset`)), 2);
  t.equal(await counted(() => request('POST', '/_sim/sandboxes', { body: { name: 'b' } })), 2);
});

t.test('a create on a full disk is 507 and leaves nothing', async (t) => {
  const { server, folder } = await startOnDisk(t, t.testdir({}));
  const { request } = server;
  const create = () => request('POST', '/_sim/sandboxes', { body: { name: 'full' } });
  const restore = failing('writeFileSync', /full\.sqlite\.new$/, 'ENOSPC');
  const refused = await create();
  restore();
  t.match(refused, { status: 507, body: { detail: /the disk is full/ } });
  t.notOk(existsSync(join(folder, 'full.sqlite.new')));
  t.equal((await request('GET', '/_sim/sandboxes/full')).status, 404);
  t.equal((await create()).status, 201);
});

t.test('a failed snapshot never takes the previous database of an earlier one', async (t) => {
  const { server, folder } = await startOnDisk(t, t.testdir({}));
  const { request } = server;
  const take = () => request('PUT', '/_sim/sandboxes/default/snapshots/point');
  t.equal((await take()).status, 201);
  const file = join(folder, 'default@point.sqlite');
  const before = fs.readFileSync(file);
  // What an earlier replacement leaves when its files cannot be removed.
  writeFileSync(`${file}.old`, 'previous');
  const restore = failing('writeFileSync', /point\.sqlite\.new$/, 'ENOSPC');
  const { status } = await take();
  restore();
  t.equal(status, 507);
  t.ok(before.equals(fs.readFileSync(file)));
});
