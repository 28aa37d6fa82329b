import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { started, understudy } from './command-line.js';

/** A user without rights, as container platforms choose them. */
const user = { uid: 1_000_650_000, gid: 0 };

/** Whether this process may start others as that user, who can read this repository. */
async function canChangeUser(): Promise<boolean> {
  if (process.getuid?.() !== 0) return false;
  return (await understudy(['--version'], {}, user).ended).code === 0;
}

/** Why a test is skipped on systems other than Linux. */
const linuxOnly = process.platform === 'linux' ? false : 'needs /proc';

t.test('a start without --data writes .understudy, which git ignores', async (t) => {
  const cwd = t.testdir({});
  const server = await started(t, [], { cwd });
  t.strictSame(readdirSync(cwd), ['.understudy']);
  t.equal(readFileSync(join(cwd, '.understudy/.gitignore'), 'utf8'), '*\n');
  t.ok(existsSync(join(cwd, '.understudy/catalog.sqlite')));
  server.child.kill('SIGTERM');
  t.equal((await server.ended).code, 0);
});

t.test('a folder that was named gets no .gitignore', async (t) => {
  const cwd = t.testdir({});
  await started(t, ['--data', 'named', '--default-data', 'other'], { cwd });
  t.strictSame(readdirSync(cwd), ['named']);
  t.notOk(existsSync(join(cwd, 'named/.gitignore')));
});

t.test('a default folder that cannot be written is replaced by memory', async (t) => {
  const file = join(t.testdir({ file: '' }), 'file');
  const server = await started(t, ['--default-data', join(file, 'data')]);
  t.match(server.output(), /"level":40,.*file.data cannot be written: .*Everything is in memory/);
  t.equal((await fetch(`${server.url}/_sim/health`)).status, 200);
  const durable = ['start', '--port', '0', '--durable', '--default-data', join(file, 'data')];
  t.match(await understudy(durable).ended, { code: 2, err: /^understudy: .*cannot be used.*\n$/ });
});

t.test(
  'a folder in use, or of another world, is refused also where it is the default',
  async (t) => {
    const args = ['--default-data', join(t.testdir({}), 'data')];
    await started(t, args);
    const second = await understudy(['start', '--port', '0', ...args]).ended;
    t.match(second, { code: 2, err: /in use by another Understudy/ });
  },
);

t.test(
  'a named folder that cannot be created is refused in one line',
  { skip: linuxOnly },
  async (t) => {
    for (const data of ['/proc/x', '/proc/x/y', '/sys/x']) {
      const run = understudy(['start', '--port', '0', '--data', data]);
      t.teardown(() => run.child.kill('SIGKILL'));
      t.match(await run.ended, {
        code: 2,
        err: /^understudy: \/(proc|sys)\/x\S* cannot be used for data: .*\n$/,
      });
    }
  },
);

t.test(
  'a named folder of another user is refused in one line that says who may not write',
  { skip: (await canChangeUser()) ? false : 'needs the right to change the user' },
  async (t) => {
    const folder = join(t.testdir({}), 'data');
    mkdirSync(folder);
    const args = ['start', '--port', '0', '--data', folder];
    // The folder is the group's, but its mode lets only the owner write.
    t.match(await understudy(args, {}, user).ended, {
      code: 2,
      err: /^understudy: .* user 1000650000 with group 0 may not write there .*\n$/,
    });
    writeFileSync(join(folder, 'catalog.sqlite'), '');
    t.match((await understudy(args, {}, user).ended).code, 2);
  },
);

t.test('a damaged default sandbox does not stop the start, and can be reset', async (t) => {
  const folder = join(t.testdir({}), 'data');
  const first = await started(t, ['--data', folder]);
  first.child.kill('SIGTERM');
  t.equal((await first.ended).code, 0);
  writeFileSync(join(folder, 'sandboxes/default.sqlite'), 'no database');
  const { url, errors } = await started(t, ['--data', folder]);
  t.equal((await fetch(`${url}/_sim/clock`)).status, 503);
  t.match(errors(), 'Understudy is ready at');
  const reset = await fetch(`${url}/_sim/sandboxes/default/reset`, { method: 'POST' });
  t.equal(reset.status, 200);
  t.equal((await fetch(`${url}/_sim/clock`)).status, 200);
});
