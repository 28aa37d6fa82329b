import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { tempFolderPrefix } from '../../src/store/storage/temp-folder.js';
import { kajeet } from '../kajeet/api.js';
import { startInjected } from '../support/app.js';

// The folders are looked for once per process, so this is the first test.
t.test('temporary folders of killed processes are deleted when the next one is made', async (t) => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  const folder = join(tmpdir(), `${tempFolderPrefix(pid)}Abc123`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'template.sqlite'), 'left');
  const { request } = await startInjected(t, { devices: 20 });
  const body = { name: 'other', seed: 200, devices: 20 };
  t.equal((await request('POST', '/_sim/sandboxes', { body })).status, 201);
  t.notOk(existsSync(folder));
  const own = readdirSync(tmpdir()).filter((name) =>
    name.startsWith(tempFolderPrefix(process.pid)),
  );
  t.equal(own.length, 1, 'its own folder is there');
});

t.test('GET /_sim/status tells what the server uses, and its limits', async (t) => {
  const { sandbox, request } = await startInjected(t, { maxMemory: 100, maxSandboxes: 10 });
  const status = async () => (await request('GET', '/_sim/status')).body;
  const before = await status();
  t.match(before, {
    sandboxes: { count: 1, open: 1, limit: 10 },
    memory: { rss: Number, heapUsed: Number, snapshots: 0, templates: 0, limit: 100 * 1024 * 1024 },
    disk: null,
    eventLoopDelay: null,
  });
  const { name, send } = sandbox();
  await send('GET', `${kajeet}/v1.0/devices/NORTHSTAR-ISD/totals`);
  await request('PUT', `/_sim/sandboxes/${name}/snapshots/one`);
  const after = await status();
  t.equal(after.sandboxes.count, 2);
  t.ok(after.memory.sandboxes > before.memory.sandboxes);
  t.ok(after.memory.snapshots > 1_000_000);
  t.match(after.eventLoopDelay, { mean: Number, p99: Number, max: Number });
  if (process.platform === 'linux') t.ok(after.descriptors.open > 3);
});

t.test('the default sandbox in memory is created when it is first used', async (t) => {
  const { request } = await startInjected(t, { clock: 'running' });
  const status = async () => (await request('GET', '/_sim/status')).body;
  const before = await status();
  t.match(before.sandboxes, { count: 1, open: 1 });
  t.equal(before.memory.sandboxes, 0, 'nothing has used it');
  t.equal((await request('GET', '/_sim/health')).status, 200);
  t.equal((await request('GET', '/')).status, 200);
  t.equal((await status()).memory.sandboxes, 0, 'pages and health do not use it');
  const [described] = (await request('GET', '/_sim/sandboxes')).body;
  t.match(described, { name: 'default', persistent: true, calls: 0 });
  t.ok((await status()).memory.sandboxes > 0);
  const createdAt = Date.parse(described.createdAt);
  t.ok(Date.now() - createdAt < 60_000, 'its dates are those of the present');
  const [other] = (await request('GET', '/_sim/sandboxes')).body;
  t.equal(other.createdAt, described.createdAt, 'it is created once');
});

t.test('the templates of further worlds are bounded', async (t) => {
  const { request } = await startInjected(t, { devices: 20 });
  const sizes: number[] = [];
  for (let seed = 100; seed < 112; seed++) {
    const body = { name: `world-${seed}`, seed, devices: 20 };
    t.equal((await request('POST', '/_sim/sandboxes', { body })).status, 201);
    sizes.push((await request('GET', '/_sim/status')).body.memory.templates);
  }
  const [first = 0] = sizes;
  t.ok((sizes[3] ?? 0) > 3 * first);
  t.ok(Math.max(...sizes) < 9 * first, 'eight are stored');
  const again = await request('POST', '/_sim/sandboxes', {
    body: { name: 'again', seed: 100, devices: 20 },
  });
  t.equal(again.status, 201, 'a dropped one is built again');
});

t.test('with a data folder, status tells its size, and a list leaves no file open', async (t) => {
  const data = t.testdir();
  const options = { ephemeral: false, data, devices: 20 };
  const first = await startInjected(t, options);
  for (let number = 0; number < 20; number++)
    await first.request('POST', '/_sim/sandboxes', { body: { name: `world-${number}` } });
  await first.app.fastify.close();

  const { request, sandbox } = await startInjected(t, options);
  const status = async () => (await request('GET', '/_sim/status')).body;
  t.match((await status()).sandboxes, { count: 21, open: 1 });
  for (let turn = 0; turn < 2; turn++) {
    const { body: all } = await request('GET', '/_sim/sandboxes');
    t.equal(all.length, 21);
    t.match(all.at(-1), { devices: 20, persistent: true, bytes: Number });
    t.match((await status()).sandboxes, { count: 21, open: 1 });
  }
  const { send } = sandbox('world-3');
  t.equal((await send('GET', `${kajeet}/v1.0/devices/NORTHSTAR-ISD/totals`)).status, 200);
  t.match(await status(), {
    sandboxes: { count: 21, open: 2 },
    disk: { used: Number, free: Number },
  });
  t.equal((await request('GET', '/_sim/sandboxes')).body.length, 21);
  t.equal((await status()).sandboxes.open, 2, 'a sandbox that is in use remains open');
});
