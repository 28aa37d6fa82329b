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

t.test('a token is printed alone, for a persona, a role or a lifetime, in a sandbox', async (t) => {
  const personas = JSON.parse((await run('token')).out);
  const ask = async (...args: string[]) => {
    const { code, out, err } = await run('token', ...args, '--sandbox', 'tokens');
    t.equal(code, 0, err);
    return out.trim();
  };
  const claims = (token: string) =>
    JSON.parse(String(Buffer.from(token.split('.')[1] ?? '', 'base64url')));
  const { name, username } = personas.find(
    ({ contract }: { contract: string }) => contract === 'kajeet',
  );
  t.match(claims(await ask('kajeet', name)), { sub: username, sandbox: 'tokens' });
  t.match(claims(await ask('kajeet', 'scope=org_manager', 'expiresIn=60')), {
    scope: 'org_manager',
  });
  const { exp, iat } = claims(await ask('kajeet', 'expiresIn=60'));
  t.equal(exp - iat, 60);
  const authorization = `Bearer ${await ask('esper')}`;
  const response = await fetch(`${url}/~tokens/api/user/`, { headers: { authorization } });
  t.equal(response.status, 200);
  const refused = await run('token', 'kajet');
  t.equal(refused.code, 1);
  t.match(refused.err, 'kajeet');
});

t.test('the clock is read, frozen, set and advanced, and what is due is listed', async (t) => {
  const clock = async (...args: string[]) => {
    const { code, out, err } = await run('clock', ...args, '--sandbox', 'clock');
    t.equal(code, 0, err);
    return JSON.parse(out);
  };
  t.match(await clock('set', '2026-03-01T08:00:00Z'), {
    now: '2026-03-01T08:00:00.000Z',
    frozen: true,
  });
  t.match(await clock('advance', 'P1D'), { now: '2026-03-02T08:00:00.000Z' });
  t.match(await clock('advance', 'days=1', 'hours=2'), { now: '2026-03-03T10:00:00.000Z' });
  t.match(await clock('run', '2026-04-01T00:00:00Z'), { frozen: false });
  t.match(await clock('freeze', '2026-05-01T00:00:00Z'), {
    now: '2026-05-01T00:00:00.000Z',
    frozen: true,
  });
  t.match(await clock('freeze'), { now: '2026-05-01T00:00:00.000Z', frozen: true });
  t.match(await clock(), { now: '2026-05-01T00:00:00.000Z', frozen: true });
  t.ok(Array.isArray(await clock('due')));
  t.equal((await run('clock', 'advance', 'PT0S')).code, 1);
  t.equal((await run('clock', 'advance', 'fortnights=1')).code, 1);
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

t.test('the server of UNDERSTUDY_URL is meant, unless --url names another', async (t) => {
  const within = { UNDERSTUDY_URL: url, UNDERSTUDY_ADMIN_TOKEN: 'secret' };
  const har = await understudy(['journal', 'har', 'https://vendor.example'], within).ended;
  t.match(JSON.parse(har.out), { log: { version: '1.2' } });
  const other = await started(t, ['--ephemeral', '--clock', '2026-02-01T08:00:00Z']);
  const { out } = await understudy(['clock', '--url', other.url], within).ended;
  t.match(JSON.parse(out), { now: '2026-02-01T08:00:00.000Z' });
  for (const unusable of ['localhost:4010', 'ftp://localhost', 'http://'])
    t.match(await understudy(['clock'], { ...within, UNDERSTUDY_URL: unusable }).ended, {
      code: 2,
      err: `UNDERSTUDY_URL must be a URL that begins with http:// or https://, not ${unusable}`,
    });
  t.match(await understudy(['clock', '--url', 'localhost:4010'], within).ended, {
    code: 2,
    err: '--url must be a URL',
  });
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
    ['clock', 'set'],
    ['clock', 'advance'],
    ['clock', 'advance', 'P1D', 'now'],
    ['token', 'list', 'kajeet'],
    ['token', 'kajeet', 'admin', 'now'],
    ['data', 'list', 'devices'],
    ['data', 'set', 'kajeet/devices', '1'],
  ]) {
    const { code, err } = await run(...args);
    t.equal(code, 2, args.join(' '));
    t.match(err, `the command is understudy ${args[0]}`);
  }
  t.match(await understudy(['journal', '--help']).ended, { code: 0, out: /--sandbox NAME/ });
});

t.test('a command whose output nobody reads to the end says nothing', async (t) => {
  const { child, ended } = understudy(['data', 'export', '--url', url, '--admin-token', 'secret']);
  child.stdout?.once('data', () => child.stdout?.destroy());
  t.match(await ended, { code: 0, err: '' });
});
