import { join } from 'node:path';
import t from 'tap';
import { contracts } from '../../src/contracts/index.js';
import { started, understudy } from './command-line.js';

/** Makes a process take its standard output for a terminal. */
const terminal = { NODE_OPTIONS: '--import=data:text/javascript,process.stdout.isTTY=true' };

/** Waits until a text contains the end of the banner. */
async function waitForBanner(read: () => string): Promise<string> {
  for (let i = 0; i < 200; i++) {
    const text = read();
    if (text.includes('Understudy is ready') && text.endsWith('\n\n')) return text;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no banner: ${read()}`);
}

/** The target and the header of each cURL command in a text. */
function curlCommands(text: string): (readonly [string, string])[] {
  return [...text.matchAll(/^ *curl (?:-g )?'([^']+)' -H 'Authorization: ([^']+)'$/gm)].map(
    ([, target = '', header = '']) => [target, header],
  );
}

t.test('without a terminal, readable lines are on stderr and stdout is JSON by line', async (t) => {
  const server = await started(t, ['--ephemeral', '--host', '0.0.0.0']);
  const banner = await waitForBanner(server.errors);
  for (const line of server.output().trim().split('\n')) t.doesNotThrow(() => JSON.parse(line));
  t.match(JSON.parse(server.output().split('\n')[0] ?? ''), {
    url: server.url,
    pid: server.child.pid,
  });
  for (const path of ['/', '/docs', '/_sim']) {
    t.match(banner, ` ${server.url}${path}\n`);
    const accept = { headers: { accept: 'text/html' } };
    t.equal((await fetch(`${server.url}${path}`, accept)).status, 200, path);
  }
  const [, token = ''] = /Admin token +(\S+)/.exec(banner) ?? [];
  const headers = { authorization: `Bearer ${token}` };
  t.equal((await fetch(`${server.url}/_sim/clock`, { headers })).status, 200);
  t.match(banner, /Data +in memory, until the server stops\n/);
  const commands = curlCommands(banner);
  t.equal(commands.length, contracts.length, 'one for each vendor');
  for (const [target, authorization] of commands)
    t.equal((await fetch(target, { headers: { authorization } })).status, 200, target);
  t.ok(banner.split('\n').length < 25, `${banner.split('\n').length} lines`);
});

t.test('a terminal shows the same lines on stdout, and no JSON', async (t) => {
  const folder = join(t.testdir({}), 'data');
  const server = understudy(['start', '--port', '0', '--data', folder], terminal);
  t.teardown(() => server.child.kill('SIGKILL'));
  const banner = await waitForBanner(server.output);
  t.equal(curlCommands(banner).length, contracts.length);
  t.match(banner, new RegExp(`Data +${folder}\n`));
  t.notMatch(banner, /^\{/m);
  t.notMatch(banner, 'Admin token', 'where none was made');
  t.equal(server.errors(), '');
});

t.test('links begin with --public-url', async (t) => {
  const server = await started(t, ['--ephemeral', '--public-url', 'https://mocks.example/x/']);
  const banner = await waitForBanner(server.errors);
  t.match(banner, ' https://mocks.example/x/docs\n');
  t.match(banner, `is ready at ${server.url}\n`);
});

t.test('a folder that was replaced by memory is named; --log-level silent is silent', async (t) => {
  const folder = join(t.testdir({ file: '' }), 'file/data');
  const server = await started(t, ['--default-data', folder]);
  t.match(
    await waitForBanner(server.errors),
    /Data +in memory, .* \(\S+ cannot be written: .*\)\n/,
  );
  const silent = understudy(['start', '--port', '0', '--ephemeral', '--log-level', 'silent']);
  t.teardown(() => silent.child.kill('SIGKILL'));
  await new Promise((resolve) => setTimeout(resolve, 1500));
  silent.child.kill('SIGTERM');
  t.match(await silent.ended, { code: 0, out: '', err: '' });
});
