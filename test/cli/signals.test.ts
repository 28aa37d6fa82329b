import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { understudy } from './command-line.js';

const large = ['start', '--port', '0', '--devices', '150000'];
const seedingTime = 2000;

/** Starts a server with a fleet that takes several seconds, and stops it while that is seeded. */
async function stopWhileSeeding(t: Test, args: string[], folder: string) {
  const run = understudy([...large, ...args], { TMPDIR: folder });
  t.teardown(() => run.child.kill('SIGKILL'));
  await new Promise((resolve) => setTimeout(resolve, seedingTime));
  t.ok(readdirSync(folder).length > 0, 'something is being written');
  const sentAt = Date.now();
  run.child.kill('SIGTERM');
  const { code, err } = await run.ended;
  t.equal(code, 0);
  t.equal(err, '');
  t.ok(Date.now() - sentAt < 5000, `${Date.now() - sentAt} ms after the signal`);
}

t.test('SIGTERM ends the seeding of a large fleet and leaves no temporary files', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-test-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  await stopWhileSeeding(t, ['--ephemeral'], folder);
  t.strictSame(readdirSync(folder), []);
});

t.test('SIGTERM ends the seeding of a data folder, which the next start can use', async (t) => {
  const folder = t.testdir({});
  await stopWhileSeeding(t, ['--data', join(folder, 'data')], folder);
  t.strictSame(readdirSync(join(folder, 'data')), ['catalog.sqlite']);
});

t.test('SIGTERM ends a start whose server does not handle signals yet', async (t) => {
  // Sends the signal when the command line loads the bundle.
  const script = `const vm = require('node:vm');
    vm.Script = class extends vm.Script {
      constructor(...args) { super(...args); process.kill(process.pid, 'SIGTERM'); }
    };
    require('node:module').syncBuiltinESMExports();`;
  const folder = t.testdir({ 'preload.cjs': script });
  const env = { NODE_OPTIONS: `--require "${join(folder, 'preload.cjs')}"` };
  const run = understudy(['start', '--port', '0', '--ephemeral'], env);
  t.teardown(() => run.child.kill('SIGKILL'));
  t.equal((await run.ended).code, 0);
});
