import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { createUnderstudy } from '../../../src/index.js';
import { understudy } from '../command-line.js';

const folder = t.testdir({ 'text.sqlite': 'no database' });

/** Runs `open` until it has logged the URL of its server. */
async function opened(t: { teardown(work: () => unknown): void }, args: string[]) {
  const run = understudy(['open', ...args]);
  t.teardown(() => run.child.kill('SIGKILL'));
  for (let i = 0; i < 400; i++) {
    const [, url] = /"url":"([^"]+)"/.exec(run.output()) ?? [];
    if (url) return { ...run, url };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(JSON.stringify(await run.ended));
}

t.test(
  'the file of a sandbox is served with its data, clock, rules, journal and seed',
  async (t) => {
    const server = await createUnderstudy();
    t.teardown(() => server.close());
    const options = { seed: 7, clock: '2026-06-01T00:00:00Z' };
    const sandbox = await server.sandbox('a failed test', options);
    const authorization = `Bearer ${await sandbox.token({ contract: 'esper' })}`;
    const headers = { authorization, 'content-type': 'application/json' };
    const [user] = await sandbox.data('esper', 'users').find({}, { limit: 1 });
    const url = `/api/user/${Number(user?.key)}/`;
    const body = JSON.stringify({ last_name: 'Changed' });
    await fetch(`${sandbox.url}${url}`, { method: 'PATCH', headers, body });
    await sandbox.faults.add({ match: {}, effect: { status: 503 }, when: { skip: 1 } });
    const file = join(folder, 'failed.sqlite');
    writeFileSync(file, await sandbox.export());

    const { url: origin, child, ended } = await opened(t, [file, '--port', '0']);
    // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects
    const get = async (path: string): Promise<any> => (await fetch(`${origin}${path}`)).json();
    t.strictSame(await get('/_sim/clock'), { now: '2026-06-01T00:00:00.000Z', frozen: true });
    t.match(await get('/_sim/journal'), { entries: await sandbox.journal.entries() });
    t.strictSame(await get('/_sim/faults'), await sandbox.faults.list());
    t.match(await get('/_sim/sandboxes/default'), { seed: 7 });
    t.match(await get(`/_sim/data/esper/users/${user?.key}`), { wire: { last_name: 'Changed' } });
    const own = await get('/_sim/data/kajeet/devices?limit=5');
    t.strictSame(
      own.documents.map(({ wire }: { wire: object }) => wire),
      (await sandbox.data('kajeet', 'devices').find({}, { limit: 5 })).map(({ wire }) => wire),
    );
    child.kill('SIGTERM');
    t.equal((await ended).code, 0);
  },
);

t.test('a file that is no sandbox ends with 2 and one line', async (t) => {
  for (const [args, message] of [
    [[], /open needs a file/],
    [['--port', '0'], /open needs a file/],
    [[join(folder, 'missing.sqlite')], /missing.sqlite cannot be read/],
    [[join(folder, 'text.sqlite'), '--port', '0'], /text.sqlite cannot be opened: /],
    [[join(folder, 'text.sqlite'), '--prot', '0'], /did you mean --port/],
  ] as const) {
    const { code, err } = await understudy(['open', ...args]).ended;
    t.equal(code, 2, err);
    t.match(err, message);
    t.equal(err.trim().split('\n').length, 1, err);
  }
});
