import { createRequire, syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import t, { type Test } from 'tap';
import { startInjected } from '../support/app.js';

const fs = createRequire(import.meta.url)('node:fs');

const start = (t: Test, data: string) => startInjected(t, { ephemeral: false, data, devices: 20 });

/** Stops a server on a new folder after some requests, damages files, and starts another one. */
async function startDamaged(t: Test, prepare: readonly string[], damage: (data: string) => void) {
  const data = t.testdir({});
  const { app, request } = await start(t, data);
  for (const step of prepare) {
    const [method = '', url = '', name] = step.split(' ');
    t.ok((await request(method, url, name === undefined ? {} : { body: { name } })).status < 300);
  }
  await app.fastify.close();
  damage(data);
  return { ...(await start(t, data)), folder: join(data, 'sandboxes'), data };
}

/** Overwrites a page in the middle of a database, where its metadata are not. */
function damagePages(file: string): void {
  const bytes = fs.readFileSync(file);
  const start = Math.floor(bytes.length / 8192) * 4096;
  fs.writeFileSync(file, bytes.fill(0xa5, start, start + 4096));
}

const createOne = ['POST /_sim/sandboxes one', 'PUT /_sim/sandboxes/one/snapshots/point'];

for (const damage of ['no database', 'pages'] as const)
  t.test(`a damaged default sandbox (${damage}) stops neither the start nor others`, async (t) => {
    const { request, sandbox } = await startDamaged(t, createOne, (data) => {
      const file = join(data, 'sandboxes', 'default.sqlite');
      if (damage === 'pages') fs.writeFileSync(file, fs.readFileSync(file).fill(0xa5, 40_960));
      else fs.writeFileSync(file, 'no database');
    });
    const exported = await request('GET', '/_sim/sandboxes/one');
    t.equal(exported.status, 200);
    t.equal((await request('GET', '/_sim/health')).status, 200);
    t.equal((await request('GET', '/_sim/status')).status, 200);
    t.equal((await request('GET', '/_sim/sandboxes')).status, 200);
    for (const url of ['/', '/docs', '/docs/sim', '/openapi/kajeet.json', '/_sim/openapi.json'])
      t.equal((await request('GET', url)).status, 200, url);
    t.equal((await request('GET', '/nowhere')).status, 404);
    t.equal((await request('POST', '/_sim/sandboxes', { body: { name: 'two' } })).status, 201);
    t.equal((await sandbox('one').send('GET', '/_sim/clock')).status, 200);
    t.match(await request('GET', '/_sim/personas'), {
      status: 503,
      body: { detail: /cannot be read.*reset/i },
    });
    t.equal((await request('POST', '/_sim/sandboxes/default/reset')).status, 200);
    t.equal((await request('GET', '/_sim/personas')).status, 200);
    t.equal((await request('GET', '/_sim/sandboxes/default')).body.devices, 20);
  });

t.test('an import replaces a damaged sandbox', async (t) => {
  const { app, request } = await startDamaged(t, createOne, (data) => {
    for (const name of ['default', 'one'])
      fs.writeFileSync(join(data, 'sandboxes', `${name}.sqlite`), 'no database');
    fs.writeFileSync(join(data, 'sandboxes', 'one.sqlite-wal'), 'a log');
  });
  await request('POST', '/_sim/sandboxes', { body: { name: 'good' } });
  const { rawPayload } = await app.fastify.inject({ url: '/_sim/sandboxes/good/export' });
  for (const name of ['one', 'default']) {
    const { status } = await request('POST', `/_sim/sandboxes/${name}/import`, {
      headers: { 'content-type': 'application/vnd.sqlite3' },
      body: rawPayload,
    });
    t.equal(status, 201, name);
    t.equal((await request('GET', `/_sim/sandboxes/${name}`)).status, 200);
  }
});

t.test('a damaged snapshot is 503, and nothing changes', async (t) => {
  const { request } = await startDamaged(t, createOne, (data) =>
    damagePages(join(data, 'sandboxes', 'one@point.sqlite')),
  );
  const restored = await request('POST', '/_sim/sandboxes/one/snapshots/point/restore');
  t.match(restored, { status: 503, body: { detail: /snapshot cannot be read/ } });
  const copied = await request('POST', '/_sim/sandboxes', {
    body: { name: 'copy', from: 'one@point' },
  });
  t.match(copied, { status: 503, body: { detail: /snapshot cannot be read/ } });
  t.equal((await request('GET', '/_sim/sandboxes/one')).status, 200);
  t.equal((await request('DELETE', '/_sim/sandboxes/one/snapshots/point')).status, 204);
});

t.test('a snapshot whose metadata are damaged is listed and can be deleted', async (t) => {
  const prepare = [...createOne, 'PUT /_sim/sandboxes/one/snapshots/good'];
  const { request } = await startDamaged(t, prepare, (data) =>
    fs.writeFileSync(join(data, 'sandboxes', 'one@point.sqlite'), 'no database'),
  );
  const url = '/_sim/sandboxes/one/snapshots';
  const names = async () =>
    (await request('GET', url)).body.map(({ name }: { name: string }) => name);
  t.strictSame(await names(), ['point', 'good']);
  t.match(await request('POST', `${url}/point/restore`), {
    status: 503,
    body: { detail: /snapshot cannot be read/ },
  });
  t.equal((await request('DELETE', `${url}/point`)).status, 204);
  t.strictSame(await names(), ['good']);
});

t.test('a snapshot that could not be read at the start is read again', async (t) => {
  const bytes = { original: Buffer.alloc(0) };
  const prepare = [...createOne, 'PUT /_sim/sandboxes/one/snapshots/later'];
  const { request, folder } = await startDamaged(t, prepare, (data) => {
    const file = join(data, 'sandboxes', 'one@point.sqlite');
    bytes.original = fs.readFileSync(file);
    fs.writeFileSync(file, 'no database');
    fs.utimesSync(file, new Date(0), new Date(0));
  });
  const url = '/_sim/sandboxes/one/snapshots';
  const [unread, later] = (await request('GET', url)).body;
  t.equal(unread.createdAt, '1970-01-01T00:00:00.000Z', 'the time of the file');
  fs.writeFileSync(join(folder, 'one@point.sqlite'), bytes.original);
  const [read] = (await request('GET', url)).body;
  t.equal(read.createdAt, later.createdAt, 'the clock of the sandbox is frozen');
  t.equal((await request('POST', `${url}/point/restore`)).status, 200);
});

t.test('a template with damaged pages is built again', async (t) => {
  const { request } = await startDamaged(t, createOne, (data) =>
    damagePages(join(data, 'template.sqlite')),
  );
  t.equal((await request('POST', '/_sim/sandboxes', { body: { name: 'two' } })).status, 201);
});

t.test('a log beside a snapshot is ignored', async (t) => {
  const { request, folder } = await startDamaged(t, createOne, () => {});
  fs.writeFileSync(join(folder, 'one@point.sqlite-wal'), 'a log of something else');
  t.equal((await request('PUT', '/_sim/sandboxes/one/snapshots/point')).status, 200);
});

t.test('a snapshot that cannot be deleted stops only the name of its sandbox', async (t) => {
  const { app, request, data, folder } = await startDamaged(t, createOne, () => {});
  const { rmSync } = fs;
  fs.rmSync = (path: string, options: object) => {
    if (/@point\.sqlite$/.test(path))
      throw Object.assign(new Error('EPERM: injected'), { code: 'EPERM', syscall: 'rm' });
    rmSync(path, options);
  };
  syncBuiltinESMExports();
  t.teardown(() => {
    fs.rmSync = rmSync;
    syncBuiltinESMExports();
  });
  t.equal((await request('DELETE', '/_sim/sandboxes/one')).status, 204);
  const create = (name: string) => request('POST', '/_sim/sandboxes', { body: { name } });
  t.match(await create('one'), { status: 503, body: { detail: /EPERM/ } });
  t.equal((await create('two')).status, 201);
  t.equal((await request('PUT', '/_sim/sandboxes/two/snapshots/point')).status, 201);
  await app.fastify.close();
  const second = await start(t, data);
  t.match(await second.request('GET', '/_sim/sandboxes'), { status: 200 });
  t.ok(fs.existsSync(join(folder, 'one@point.sqlite')));
});

t.test('an unreadable sandbox or snapshot stops neither the start nor others', async (t) => {
  const data = t.testdir({});
  const folder = join(data, 'sandboxes');
  const first = await start(t, data);
  for (const name of ['bad', 'good'])
    await first.request('POST', '/_sim/sandboxes', { body: { name } });
  await first.request('PUT', '/_sim/sandboxes/good/snapshots/point');
  await first.app.fastify.close();
  for (const name of ['bad', 'good@point'])
    fs.writeFileSync(join(folder, `${name}.sqlite`), 'this is no database, and never was one');
  const { request } = await start(t, data);
  // It is listed, so that it can be deleted.
  t.strictSame((await request('GET', '/_sim/sandboxes/good')).body.snapshots, ['point']);
  const started = performance.now();
  for (let turn = 0; turn < 3; turn++) {
    const refused = await request('GET', '/_sim/clock', { headers: { 'x-sandbox': 'bad' } });
    t.match(refused, { status: 503, body: { detail: /cannot be read/ } });
  }
  t.ok(performance.now() - started < 2000, 'no request waits for a lock');
  t.equal((await request('DELETE', '/_sim/sandboxes/bad')).status, 204);
  t.equal((await request('POST', '/_sim/sandboxes', { body: { name: 'bad' } })).status, 201);
});

t.test(
  'a damaged template is built again, and no folder is in the way of a database',
  async (t) => {
    const data = t.testdir({});
    const folder = join(data, 'sandboxes');
    const first = await start(t, data);
    await first.request('POST', '/_sim/sandboxes', { body: { name: 'old' } });
    await first.app.fastify.close();
    const template = join(data, 'template.sqlite');
    const bytes = fs.readFileSync(template);
    for (const damaged of [
      Buffer.from('no database'.repeat(100)),
      bytes.subarray(0, 8192),
      Buffer.from(bytes).fill(0xa5, 0, 4096),
    ]) {
      fs.writeFileSync(template, damaged);
      for (const name of ['new.sqlite', 'new.sqlite-wal', 'new.sqlite.new', 'new.sqlite.deleted'])
        fs.mkdirSync(join(folder, name), { recursive: true });
      fs.writeFileSync(join(folder, 'NO NAME.sqlite'), 'x');
      const server = await start(t, data);
      const { body } = await server.request('GET', '/_sim/sandboxes');
      const names = body.map(({ name }: { name: string }) => name).sort();
      t.strictSame(names, ['default', 'old']);
      const created = await server.request('POST', '/_sim/sandboxes', { body: { name: 'new' } });
      t.equal(created.status, 201);
      t.equal((await server.request('DELETE', '/_sim/sandboxes/new')).status, 204);
      await server.app.fastify.close();
    }
  },
);

t.test('damaged metadata or pages of one sandbox stop neither the start nor others', async (t) => {
  const data = t.testdir({});
  const folder = join(data, 'sandboxes');
  const first = await start(t, data);
  const values: [string, string][] = [
    ['clock', 'no JSON'],
    ['clock', '{"frozen":true,"value":"abc"}'],
    ['world', '{"seed":1}'],
    ['day', 'x'],
    ['expiresAt', 'never'],
    ['createdAt', 'yesterday'],
  ];
  const names = values.map((_, index) => `bad${index}`);
  for (const name of [...names, 'pages', 'good'])
    await first.request('POST', '/_sim/sandboxes', { body: { name } });
  await first.app.fastify.close();
  for (const [index, [entry, value]] of values.entries()) {
    const db = new Database(join(folder, `bad${index}.sqlite`));
    db.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)').run(entry, value);
    db.close();
  }
  const pages = join(folder, 'pages.sqlite');
  const bytes = fs.readFileSync(pages);
  fs.writeFileSync(pages, bytes.fill(0xa5, 40_960));
  const { request } = await start(t, data);
  const list = await request('GET', '/_sim/sandboxes');
  t.equal(list.status, 200);
  t.ok(list.body.some(({ name }: { name: string }) => name === 'good'));
  for (const name of names) {
    const refused = await request('GET', '/_sim/clock', { headers: { 'x-sandbox': name } });
    t.match(refused, { status: 503, body: { detail: /cannot be read/ } }, name);
  }
  const personas = await request('GET', '/_sim/personas', { headers: { 'x-sandbox': 'pages' } });
  t.match(personas, { status: 503, body: { detail: /cannot be read/ } });
  for (const name of [...names, 'pages'])
    t.equal((await request('DELETE', `/_sim/sandboxes/${name}`)).status, 204, name);
});
