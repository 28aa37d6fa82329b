import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import t from 'tap';
import { startInjected } from '../support/app.js';

const start = (t: Parameters<typeof startInjected>[0], data: string, shutdownMs: number) =>
  startInjected(t, { ephemeral: false, data, devices: 20 }, { timeouts: { shutdownMs } });

t.test('close waits for a sandbox that is being created, also without a socket', async (t) => {
  const data = t.testdir({});
  const first = await start(t, data, 60_000);
  const creating = first.request('POST', '/_sim/sandboxes', { body: { name: 'big', seed: 3 } });
  await first.app.fastify.close();
  t.equal((await creating).status, 201);
  const second = await start(t, data, 60_000);
  t.equal((await second.request('GET', '/_sim/sandboxes/big')).status, 200);
});

t.test('what is not complete after the grace time is refused and writes nothing', async (t) => {
  const data = t.testdir({});
  const { app, request } = await start(t, data, 50);
  const create = (name: string, seed: number) =>
    request('POST', '/_sim/sandboxes', { body: { name, seed, devices: 15_000 } });
  const creating = [create('big', 3), create('bigger', 4)];
  await wait(300);
  await app.fastify.close();
  const stored = readdirSync(join(data, 'sandboxes'));
  const second = await start(t, data, 50);
  for (const each of creating)
    t.match(await each, { status: 503, body: { detail: /server is stopping/ } });
  t.strictSame(
    readdirSync(join(data, 'sandboxes')).filter((name) => /big/.test(name)),
    [],
  );
  t.notOk(stored.some((name) => name.includes('big')));
  t.equal((await second.request('GET', '/_sim/sandboxes')).body.length, 1);
});

t.test('a closed registry stores nothing', async (t) => {
  const data = t.testdir({});
  const { app } = await start(t, data, 50);
  await app.fastify.close();
  const { sandboxes } = app;
  t.throws(() => sandboxes.open('late'), /stopping/);
  await t.rejects(sandboxes.create('late', {}), /stopping/);
  await t.rejects(sandboxes.reset('default'), /stopping/);
  t.throws(() => sandboxes.importImage('late', { bytes: Buffer.alloc(0) }), /stopping/);
  t.throws(() => sandboxes.takeSnapshot('default', 'late'), /stopping/);
  t.throws(() => sandboxes.restore('default', 'late'), /stopping/);
  t.notOk(existsSync(join(data, 'sandboxes', 'late.sqlite')));
});

t.test('a template that is being built is removed when the server closes', async (t) => {
  const before = new Set(readdirSync(process.env.TMPDIR ?? '/tmp'));
  const { app, request } = await startInjected(t, { devices: 20 });
  const creating = request('POST', '/_sim/sandboxes', { body: { name: 'huge', devices: 150_000 } });
  await wait(500);
  const started = performance.now();
  await app.fastify.close();
  t.equal((await creating).status, 503);
  t.ok(performance.now() - started < 4000, 'without the grace time of a request');
  const prefix = new RegExp(`^understudy-.*-${process.pid}-`);
  const left = readdirSync(process.env.TMPDIR ?? '/tmp').filter(
    (name) => prefix.test(name) && !before.has(name),
  );
  t.strictSame(left, []);
});
