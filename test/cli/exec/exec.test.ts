import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { contracts } from '../../../src/contracts/index.js';
import { startInjected } from '../../support/app.js';
import { projectFile } from '../../support/project-file.js';
import { understudy } from '../command-line.js';

/** Where the command runs, and its report is left. */
const cwd = t.testdir({});
const exec = (args: string[], env: Record<string, string> = {}) =>
  understudy(['exec', ...args], env, { cwd });

/** Runs a script of Node.js as the command. */
const script = (text: string, flags: string[] = [], env: Record<string, string> = {}) =>
  exec([...flags, '--', process.execPath, '--input-type=module', '-e', text], env);

t.test('the command finds a server that is ready, and it is gone afterwards', async (t) => {
  const { code, out } = await script(`
    const { UNDERSTUDY_URL: url } = process.env;
    const { status } = await fetch(url + '/_sim/health');
    console.log(JSON.stringify({ url, status }));
  `).ended;
  t.equal(code, 0);
  const { url, status } = JSON.parse(out);
  t.equal(status, 200);
  await t.rejects(fetch(url));
});

t.test('there is a token for each persona, which its vendor accepts', async (t) => {
  const { out } = await script(`console.log(JSON.stringify(process.env));`).ended;
  const variables = Object.keys(JSON.parse(out)).filter((name) => /^UNDERSTUDY_TOKEN_/.test(name));
  const server = await startInjected(t);
  const { body: personas } = await server.request('GET', '/_sim/personas');
  t.equal(variables.length, personas.length, 'no two personas share a name');
  for (const { name } of contracts)
    t.ok(variables.some((each) => each.startsWith(`UNDERSTUDY_TOKEN_${name.toUpperCase()}_`)));
  t.ok(variables.includes('UNDERSTUDY_TOKEN_KAJEET_ORG_SUPER_AT_ATLAS_ASB'));

  const checked = await script(`
    const { env } = process;
    const status = async (path, token) =>
      (await fetch(env.UNDERSTUDY_URL + path, { headers: { authorization: 'Bearer ' + token } })).status;
    const user = { username: 'x', password: 'y' };
    console.log(JSON.stringify([
      await status('/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD/totals', env.UNDERSTUDY_TOKEN_KAJEET_ORG_SUPER),
      await status('/~some-test/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD/totals', env.UNDERSTUDY_TOKEN_KAJEET_READONLY),
      await status('/api/user/', env.UNDERSTUDY_TOKEN_ESPER_ENTERPRISE_ADMIN),
      await status('/v1/profiles', env.UNDERSTUDY_TOKEN_B2CORE_TRUSTED_CLIENT),
    ]));
  `).ended;
  t.strictSame(JSON.parse(checked.out), [200, 200, 200, 200], 'in any sandbox');
});

t.test('the exit code is that of the command, as a shell counts it', async (t) => {
  t.equal((await exec(['--', 'sh', '-c', 'exit 7']).ended).code, 7);
  t.equal((await exec(['sh', '-c', 'exit 8']).ended).code, 8, 'without --');
  t.equal((await exec(['--seed', '3', '--no-esper-strict', 'sh', '-c', 'exit 9']).ended).code, 9);
  t.equal((await exec(['--', 'true && exit 6']).ended).code, 6, 'a line for the shell');
  const killed = await exec(['--', 'sh', '-c', 'kill -KILL $$']).ended;
  t.equal(killed.code, 128 + constants.signals.SIGKILL);
  const missing = await exec(['--', 'no-such-command']).ended;
  t.match(missing, { code: 127, err: /no-such-command cannot be run: there is no such command/ });
  t.equal((await exec(['--', tmpdir()]).ended).code, 126, 'a folder is no program');
});

t.test('a missing command and a bad flag end with 2 and one line', async (t) => {
  for (const [args, message] of [
    [[], /exec needs a command/],
    [['--seed', '3', '--'], /exec needs a command/],
    [['--sed', '3', 'true'], /did you mean --seed/],
    [['--seed', 'x', 'true'], /--seed must be/],
  ] as const) {
    const { code, err } = await exec([...args]).ended;
    t.equal(code, 2, err);
    t.match(err, message);
    t.equal(err.trim().split('\n').length, 1);
  }
});

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
  t.test(`${signal} is passed on, and the command decides when it ends`, async (t) => {
    const { child, ended, output } = script(`
      process.on('${signal}', async () => {
        const { status } = await fetch(process.env.UNDERSTUDY_URL + '/_sim/health');
        console.log('got ${signal}, server ' + status);
        process.exit(3);
      });
      setInterval(() => {}, 1000);
      console.log('ready');
    `);
    t.teardown(() => child.kill('SIGKILL'));
    while (!output().includes('ready')) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill(signal);
    const { code, out } = await ended;
    t.equal(code, 3);
    t.match(out, `got ${signal}, server 200`, 'the server runs until the command has ended');
  });

t.test('a signal during the start ends it, and the command is not run', async (t) => {
  const { child, ended } = exec(['--devices', '150000', '--', 'echo', 'has run']);
  t.teardown(() => child.kill('SIGKILL'));
  await new Promise((resolve) => setTimeout(resolve, 2000));
  child.kill('SIGTERM');
  const { code, out } = await ended;
  t.equal(code, 128 + constants.signals.SIGTERM);
  t.equal(out, '');
});

t.test(
  'PORT is that of the application, and settings come from flags and environment',
  async (t) => {
    const taken = createServer().listen(0, '127.0.0.1');
    t.teardown(() => taken.close());
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    const env = { PORT: String(port), UNDERSTUDY_PORT: String(port), UNDERSTUDY_CLOCK: 'frozen' };
    const { code, out } = await script(
      `const { UNDERSTUDY_URL: url, UNDERSTUDY_ADMIN_TOKEN: token, PORT } = process.env;
    const headers = { authorization: 'Bearer ' + token };
    const clock = await (await fetch(url + '/_sim/clock', { headers })).json();
    const { status } = await fetch(url + '/_sim/clock');
    console.log(JSON.stringify({ PORT, url, clock, status }));`,
      ['--admin-token', 'secret'],
      env,
    ).ended;
    t.equal(code, 0);
    const found = JSON.parse(out);
    t.match(found, { PORT: String(port), clock: { frozen: true }, status: 401 });
    t.not(new URL(found.url).port, String(port));
  },
);

t.test('an npm script runs it, and it runs an npm script', async (t) => {
  const cli = projectFile('dist/bundle/cli.js');
  const folder = t.testdir({
    'package.json': JSON.stringify({
      scripts: {
        test: `node ${cli} exec -- npm run --silent api -- --status`,
        api: 'node check.mjs',
      },
    }),
    'check.mjs': `
      const { status } = await fetch(process.env.UNDERSTUDY_URL + '/_sim/health');
      console.log(process.argv[2], status);
      process.exit(5);`,
  });
  const { status, stdout } = spawnSync('npm', ['test', '--silent'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  t.equal(status, 5);
  t.equal(stdout.trim(), '--status 200');
});

t.test('it takes less than a second of processor time more than the command alone', async (t) => {
  const cli = projectFile('dist/bundle/cli.js');
  const line = `"${process.execPath}" "${cli}" exec true; times`;
  const times = Array.from({ length: 3 }, () => {
    const { stdout } = spawnSync('sh', ['-c', line], {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    // The second line has the user and system time of the children: 0m0.512s 0m0.081s.
    const [, ofChildren = ''] = stdout.trim().split('\n');
    const parts = [...ofChildren.matchAll(/(\d+)m([\d.]+)s/g)];
    return parts.reduce(
      (sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds),
      0,
    );
  });
  t.ok(Math.min(...times) > 0.05, `${times}`);
  t.ok(Math.min(...times) < 1, `${times} s`);
});

t.test('a report of the calls is left, without those of an earlier run', async (t) => {
  const calls = async (count: number) => {
    const { err } = await script(`
      const headers = { authorization: 'Bearer ' + process.env.UNDERSTUDY_TOKEN_ESPER_VIEWER };
      for (let call = 0; call < ${count}; call++)
        await fetch(process.env.UNDERSTUDY_URL + '/~some-test/api/user/', { headers });
      await fetch(process.env.UNDERSTUDY_URL + '/_sim/sandboxes/some-test', { method: 'DELETE' });
    `).ended;
    t.match(err, /calls/);
    const file = join(cwd, 'understudy-report/report.json');
    return JSON.parse(readFileSync(file, 'utf8')).calls;
  };
  t.equal(await calls(3), 3);
  t.equal(await calls(2), 2);
});

t.test('--help describes it', async (t) => {
  const { code, out } = await exec(['--help']).ended;
  t.equal(code, 0);
  t.match(out, /UNDERSTUDY_TOKEN_<CONTRACT>_<ROLE>/);
  t.notMatch(await exec(['echo', '--help']).ended, { out: /UNDERSTUDY_URL/ });
});
