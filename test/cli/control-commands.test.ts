import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

t.test('documents are listed, changed and exported to a world that starts with them', async (t) => {
  const data = async (...args: string[]) => {
    const { code, out, err } = await run('data', ...args, '--sandbox', 'data');
    t.equal(code, 0, err);
    return out === '' ? undefined : JSON.parse(out);
  };
  const key = '3042286302';
  await data('set', 'kajeet/devices', key, 'nickname=Bus 47', 'labelIds=[12,18]');
  t.match(await data('get', 'kajeet/devices', key), {
    wire: { nickname: 'Bus 47' },
    internal: { labelIds: [12, 18] },
  });
  const added = await data('add', 'kajeet/devices', 'corpId=NORTHSTAR-SPARE');
  const spare = await data('list', 'kajeet/devices', 'corpId=NORTHSTAR-SPARE');
  t.match(spare, { total: 1, documents: [{ key: added.key }] });
  await data('delete', 'kajeet/devices', '5212671508');
  await data('story', 'summer-begins');
  t.ok((await data('stories')).length > 3);
  t.match((await data('diff', 'default')).total, { added: 2, removed: 1 });
  t.ok((await data()).contracts.length > 1);
  const file = join(mkdtempSync(join(tmpdir(), 'export-')), 'world.json');
  await data('export', file);
  const other = await started(t, ['--ephemeral', '--clock', 'frozen', '--world', file]);
  for (const collection of ['kajeet/devices', 'kajeet/corps', 'esper/users', 'b2core/profiles']) {
    const path = `/_sim/data/${collection}?limit=1000`;
    const headers = { 'x-sandbox': 'data', authorization: 'Bearer secret' };
    const exported = await (await fetch(`${url}${path}`, { headers })).json();
    t.strictSame(await (await fetch(`${other.url}${path}`)).json(), exported, collection);
  }
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
    ['data', 'list', 'devices'],
    ['data', 'set', 'kajeet/devices', '1'],
  ]) {
    const { code, err } = await run(...args);
    t.equal(code, 2, args.join(' '));
    t.match(err, `the command is understudy ${args[0]}`);
  }
  t.match(await understudy(['journal', '--help']).ended, { code: 0, out: /--sandbox NAME/ });
});
