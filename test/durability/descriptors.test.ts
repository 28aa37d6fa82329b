import { once } from 'node:events';
import http from 'node:http';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { startInjected } from '../support/app.js';

const fs = createRequire(import.meta.url)('node:fs');

/** Replaces functions of `node:fs` until the test ends. */
function replaceFs(t: { teardown(work: () => void): void }, functions: Record<string, unknown>) {
  const originals = Object.fromEntries(Object.keys(functions).map((name) => [name, fs[name]]));
  const assign = (to: Record<string, unknown>) => {
    Object.assign(fs, to);
    syncBuiltinESMExports();
  };
  assign(functions);
  t.teardown(() => assign(originals));
  return () => assign(originals);
}

/** Starts a server whose stored sandboxes may take the descriptors of three, and returns a function that moves the real time. */
async function startWithFewDescriptors(t: Test) {
  const { readFileSync } = fs;
  replaceFs(t, {
    readFileSync: (path: string, ...rest: unknown[]) =>
      path === '/proc/self/limits'
        ? 'Max open files            36                   36                   files'
        : readFileSync(path, ...rest),
  });
  const { now } = Date;
  t.teardown(() => {
    Date.now = now;
  });
  const data = t.testdir({});
  const server = await startInjected(t, { ephemeral: false, data, devices: 20 });
  const moveTime = (ms: number) => {
    Date.now = () => now() + ms;
  };
  return { ...server, moveTime };
}

t.test('idle stored sandboxes are closed, and opened when they are used', async (t) => {
  const { app, request, moveTime } = await startWithFewDescriptors(t);
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const create = (name: string) => request('POST', '/_sim/sandboxes', { body: { name } });
  for (const name of names) t.equal((await create(name)).status, 201);
  t.equal(app.sandboxes.usage.open, 7, 'those in use remain open');
  const headers = { 'x-sandbox': 'a' };
  const body = { now: '2030-01-01T00:00:00Z', frozen: true };
  await request('PUT', '/_sim/clock', { headers, body });
  const rule = { match: { method: 'GET' }, effect: { status: 503 } };
  t.equal((await request('POST', '/_sim/faults', { headers, body: rule })).status, 201);
  moveTime(300_000);
  await create('g');
  t.equal(app.sandboxes.usage.open, 3);
  t.match(await request('GET', '/_sim/clock', { headers }), {
    body: { now: '2030-01-01T00:00:00.000Z' },
  });
  t.equal((await request('GET', '/_sim/faults', { headers })).body.length, 1);
  for (const name of names)
    t.equal((await request('GET', `/_sim/sandboxes/${name}`)).status, 200, name);
  t.equal((await request('GET', '/_sim/sandboxes')).body.length, 8);
});

t.test('a sandbox may be closed while an upload that names it arrives', async (t) => {
  const { app, request, moveTime } = await startWithFewDescriptors(t);
  await app.fastify.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.fastify.server.address() as { port: number };
  for (const name of ['a', 'b', 'c']) await request('POST', '/_sim/sandboxes', { body: { name } });
  const { rawPayload: file } = await app.fastify.inject('/_sim/sandboxes/b/export');
  const upload = http.request({
    ...{ port, host: '127.0.0.1', method: 'POST', path: '/_sim/sandboxes/copy/import' },
    headers: {
      ...{ 'x-sandbox': 'a', 'content-type': 'application/vnd.sqlite3' },
      'content-length': file.length,
    },
  });
  upload.write(file.subarray(0, 1000));
  await wait(200);
  // They are used later, so that they remain open.
  for (const name of ['b', 'c'])
    await request('GET', '/_sim/clock', { headers: { 'x-sandbox': name } });
  moveTime(300_000);
  await request('POST', '/_sim/sandboxes', { body: { name: 'd' } });
  t.equal(app.sandboxes.usage.open, 3, 'others are closed');
  upload.end(file.subarray(1000));
  const [response] = (await once(upload, 'response')) as [http.IncomingMessage];
  response.resume();
  t.equal(response.statusCode, 201);
});

t.test('a sandbox can be deleted when no descriptor is left', async (t) => {
  const data = t.testdir({});
  const { request } = await startInjected(t, { ephemeral: false, data, devices: 20 });
  await request('POST', '/_sim/sandboxes', { body: { name: 'one' } });
  await request('PUT', '/_sim/sandboxes/one/snapshots/point');
  const { openSync, readdirSync, closeSync } = fs;
  let free = 0;
  const take = <T>(work: () => T): T => {
    if (free === 0) throw Object.assign(new Error('EMFILE: injected'), { code: 'EMFILE' });
    return work();
  };
  const restore = replaceFs(t, {
    openSync: (...args: unknown[]) =>
      take(() => {
        free--;
        return openSync(...args);
      }),
    readdirSync: (...args: unknown[]) => take(() => readdirSync(...args)),
    closeSync: (descriptor: number) => {
      closeSync(descriptor);
      free++;
    },
  });
  t.equal((await request('POST', '/_sim/sandboxes', { body: { name: 'two' } })).status, 507);
  t.equal((await request('DELETE', '/_sim/sandboxes/one')).status, 204);
  restore();
  const left = fs.readdirSync(join(data, 'sandboxes'));
  t.strictSame(
    left.filter((name: string) => name.includes('one')),
    [],
  );
});
