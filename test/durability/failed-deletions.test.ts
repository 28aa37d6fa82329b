import { createRequire, syncBuiltinESMExports } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';
import t from 'tap';
import { startInjected } from '../support/app.js';

const fs = createRequire(import.meta.url)('node:fs');

/** Makes a function of `node:fs` throw for the paths that match, and returns a function that restores it. */
function failing(name: string, pattern: RegExp, code: string) {
  const original = fs[name];
  fs[name] = (...args: unknown[]) => {
    if (!args.some((arg) => typeof arg === 'string' && pattern.test(arg))) return original(...args);
    throw Object.assign(new Error(`${code}: injected`), { code, syscall: name });
  };
  syncBuiltinESMExports();
  return () => {
    fs[name] = original;
    syncBuiltinESMExports();
  };
}

const warnings: string[] = [];
process.on('warning', ({ message }) => warnings.push(message));

t.test('an expired sandbox that cannot be deleted is logged once and tried again', async (t) => {
  const data = t.testdir({});
  const { request } = await startInjected(t, {
    ephemeral: false,
    data,
    devices: 20,
    idleMinutes: 0.001,
  });
  const body = { name: 'expiring', ttlSeconds: 1 };
  t.equal((await request('POST', '/_sim/sandboxes', { body })).status, 201);
  const restore = failing('renameSync', /expiring\.sqlite$/, 'EPERM');
  t.teardown(restore);
  await wait(1300);
  t.equal(warnings.filter((each) => each.includes('expiring')).length, 1);
  const list = await request('GET', '/_sim/sandboxes');
  t.strictSame(
    list.body.map(({ name }: { name: string }) => name),
    ['default'],
  );
  t.equal((await request('GET', '/_sim/sandboxes/expiring')).status, 503);
  restore();
  await wait(200);
  t.equal((await request('POST', '/_sim/sandboxes', { body })).status, 201);
});
