import t from 'tap';
import { started, understudy } from './command-line.js';

const { url } = await started(t, ['--ephemeral', '--clock', 'frozen', '--admin-token', 'secret']);
const run = (...args: string[]) =>
  understudy([...args, '--url', url, '--admin-token', 'secret']).ended;

t.test('scenarios are switched on and off, in a sandbox', async (t) => {
  t.equal((await run('scenario', 'on', 'vendor-outage', '--sandbox', 'cli')).code, 0);
  const activeIn = async (sandbox: string) =>
    JSON.parse((await run('scenario', '--sandbox', sandbox)).out)
      .filter(({ active }: { active: boolean }) => active)
      .map(({ name }: { name: string }) => name);
  t.strictSame(await activeIn('cli'), ['vendor-outage']);
  t.strictSame(await activeIn('default'), []);
  t.equal((await run('scenario', 'off', 'vendor-outage', '--sandbox', 'cli')).code, 0);
  t.strictSame(await activeIn('cli'), []);
});

t.test('the journal is listed, filtered and cleared, and a sandbox is reset', async (t) => {
  await fetch(`${url}/api/user/`);
  const listed = JSON.parse((await run('journal', 'list', 'status=4xx', 'limit=1')).out);
  t.match(listed, { total: 1, entries: [{ status: 401 }] });
  t.match(JSON.parse((await run('journal', 'coverage')).out), { calls: 1 });
  t.equal((await run('journal', 'clear')).code, 0);
  t.equal(JSON.parse((await run('journal')).out).total, 0);
  t.match(JSON.parse((await run('reset')).out), { name: 'default', calls: 0 });
});

t.test('a refusal is exit code 1, unknown words are 2, and each command has a help', async (t) => {
  const refused = await understudy(['reset', '--url', url]).ended;
  t.equal(refused.code, 1);
  t.match(refused.err, 'token');
  t.equal((await run('scenario', 'on', 'earthquake')).code, 1);
  for (const args of [
    ['scenario', 'toggle'],
    ['journal', 'list', 'status'],
    ['reset', 'now'],
  ]) {
    const { code, err } = await run(...args);
    t.equal(code, 2, args.join(' '));
    t.match(err, `the command is understudy ${args[0]}`);
  }
  t.match(await understudy(['journal', '--help']).ended, { code: 0, out: /--sandbox NAME/ });
});
