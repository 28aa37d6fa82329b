import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import t, { type Test } from 'tap';
import { b2core } from '../b2core/api.js';
import { startInjected } from '../support/app.js';
import { sendJson, startProcess } from '../support/server-process.js';

const writes = 12;
const hasStrace =
  spawnSync('strace', ['-f', '-e', 'trace=fsync', process.execPath, '-e', '0']).status === 0;
const skip = hasStrace ? false : 'strace is not available';

/** Sends writes to a new sandbox, and returns how often its write-ahead log was synchronised before each response. */
async function countSyncs(t: Test, flags: readonly string[]) {
  const trace = join(t.testdir({}), 'trace');
  const options = ['-f', '-y', '-e', 'trace=fsync,fdatasync', '-o', trace];
  const wrapper = ['strace', ...options];
  const { url, kill } = await startProcess(t, join(t.testdirName, 'data'), { flags, wrapper });
  await sendJson('POST', `${url}/_sim/sandboxes`, { name: 'one' });
  const base = `${url}/~one`;
  const { body: issued } = await sendJson('POST', `${base}/_sim/tokens`, { contract: 'b2core' });
  const syncs = () => readFileSync(trace, 'utf8').split('one.sqlite-wal>').length - 1;
  const before = syncs();
  const counts: number[] = [];
  for (let number = 0; number < writes; number++) {
    const uuid = `profile-${number}`;
    const { status } = await sendJson('POST', `${base}/v1/profiles`, { uuid }, issued.token);
    t.equal(status, 201);
    counts.push(syncs() - before);
  }
  await kill();
  return counts;
}

t.test('with --durable each write is synchronised before its response', { skip }, async (t) => {
  const counts = await countSyncs(t, ['--durable']);
  const missing = counts.filter((count, index) => count < index + 1);
  t.strictSame(missing, [], `synchronised ${counts}`);
});

t.test('without --durable no write is synchronised', { skip }, async (t) => {
  const counts = await countSyncs(t, []);
  t.strictSame(new Set(counts), new Set([0]));
});

/** The names of database files that a statement changes during `work`, with how they are synchronised. */
async function modesDuring(work: () => Promise<unknown>) {
  const { prototype } = Object.getPrototypeOf(new Database(':memory:').prepare('SELECT 1'))
    .constructor as { prototype: Database.Statement };
  const original = prototype.run;
  const modes = new Map<string, unknown>();
  prototype.run = function (this: Database.Statement, ...args: unknown[]) {
    const { name } = this.database;
    modes.set(name, this.database.pragma('synchronous', { simple: true }));
    return original.apply(this, args);
  } as typeof original;
  try {
    await work();
  } finally {
    prototype.run = original;
  }
  return Object.fromEntries(modes);
}

for (const durable of [true, false])
  t.test(
    `durable: ${durable} applies to every database in the data folder that a write changes`,
    async (t) => {
      const data = t.testdir({});
      const server = await startInjected(t, { ephemeral: false, data, devices: 20, durable });
      const { request, sandbox } = server;
      const [full, normal] = [2, 1];
      const create = () => request('POST', '/_sim/sandboxes', { body: { name: 'one' } });
      const write = async (name: string) => {
        const { send, token } = sandbox(name);
        await token('b2core');
        const response = send('POST', `${b2core}/profiles`, { body: { email: 'a@example.com' } });
        t.equal((await response).status, 201);
      };
      await create();
      const fileOf = (name: string) => join(data, 'sandboxes', `${name}.sqlite`);
      const expected = durable ? full : normal;
      for (const name of ['default', 'one']) {
        const modes = await modesDuring(() => write(name));
        t.strictSame(modes, { [fileOf(name)]: expected });
      }
      // A restore opens another file.
      await request('PUT', '/_sim/sandboxes/one/snapshots/point');
      await request('POST', '/_sim/sandboxes/one/snapshots/point/restore');
      t.strictSame(await modesDuring(() => write('one')), { [fileOf('one')]: expected });
    },
  );
