import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { startProcess } from '../support/server-process.js';
import { started, understudy } from './command-line.js';

t.test('--help lists the commands, COMMAND --help its flags', async (t) => {
  const [help, start, none] = await Promise.all([
    understudy(['--help']).ended,
    understudy(['start', '--help']).ended,
    understudy([]).ended,
  ]);
  t.match(help, { code: 0, out: /understudy start/, err: '' });
  t.match(none, { code: 0, out: help.out });
  for (const flag of [
    '--port',
    '--data',
    '--ephemeral',
    '--seed',
    '--devices',
    '--clock',
    '--admin-token',
    '--log-level',
  ]) {
    t.match(start.out, flag);
  }
});

t.test('an invalid setting ends the process with one line and exit code 2', async (t) => {
  const occupied = createServer().listen(0, '127.0.0.1');
  t.teardown(() => occupied.close());
  await new Promise((resolve) => occupied.on('listening', resolve));
  const { port } = occupied.address() as { port: number };
  const folder = t.testdir({ file: 'not a folder', damaged: { sandboxes: 'not a folder' } });
  const file = join(folder, 'file');
  const damaged = join(folder, 'damaged');
  const wrong: [string[], RegExp][] = [
    [['start', '--port', 'x'], /^understudy: --port must be .*\n$/],
    [['serve'], /^understudy: unknown command serve; .*\n$/],
    [['start', '--trust-proxy', 'nginx'], /^understudy: trustProxy must be .*"nginx".*\n$/],
    [['start', '--allow-host', '*'], /^understudy: allowHost must be .*"\*"\n$/],
    [
      ['start', '--ephemeral', '--port', String(port)],
      /^understudy: port \d+ of 127.0.0.1 is in use; .*\n$/,
    ],
    [['start', '--data', file, '--port', '0'], /^understudy: .* cannot be used for data: .*\n$/],
    [['start', '--data', damaged, '--port', '0'], /^understudy: .* cannot be used for data: .*\n$/],
    [
      ['start', '--ephemeral', '--port', '0', '--host', '192.0.2.1'],
      /^understudy: 192.0.2.1 is not an address .*\n$/,
    ],
  ];
  await Promise.all(
    wrong.map(async ([args, expected]) => {
      const { code, err, out } = await understudy(args, { UNDERSTUDY_LOG_LEVEL: 'silent' }).ended;
      t.equal(code, 2, args.join(' '));
      t.match(err, expected);
      t.equal(out, '');
    }),
  );
});

t.test(
  'the cURL command that start prints works, and a signal ends the server with exit code 0',
  async (t) => {
    const server = await started(t, ['--ephemeral']);
    const [, target, header] =
      /curl '([^']+)' -H 'Authorization: ([^']+)'/.exec(server.output()) ?? [];
    const [, documentation] = /"docs":"([^"]+)"/.exec(server.output()) ?? [];
    t.equal(
      (await fetch(String(documentation))).status,
      200,
      'so does the link to the documentation',
    );
    const response = await fetch(String(target), { headers: { authorization: String(header) } });
    t.equal(response.status, 200);
    t.equal(((await response.json()) as { totalCount: number }).totalCount, 499);
    server.child.kill('SIGTERM');
    t.equal((await server.ended).code, 0);
  },
);

t.test(
  'a data folder keeps writes, is locked while in use, and refuses another seed or size',
  async (t) => {
    const data = join(t.testdir({}), 'kept');
    const totals = '/sentinel/api/v1.0/devices/NORTHSTAR-ISD/totals';
    const token = async (url: string) =>
      ((await (await fetch(`${url}/_sim/personas`)).json()) as { token: string }[])[0]?.token;
    const first = await started(t, ['--data', data]);
    const headers = {
      authorization: `Bearer ${await token(first.url)}`,
      'content-type': 'application/json',
    };
    const body = JSON.stringify({ mdns: ['521-267-1508'], status: 'SUSPENDED' });
    await fetch(`${first.url}/sentinel/api/v1.0/devices/NORTHSTAR-ISD/status`, {
      method: 'PUT',
      headers,
      body,
    });
    const help = (await fetch(`${first.url}${totals}`)).headers.get('link');
    t.equal(help, '</_sim/explain/2>; rel="help"');
    const second = await understudy(['start', '--port', '0', '--data', data]).ended;
    t.match(second, { code: 2, err: /^understudy: .* is in use by another Understudy\. .*\n$/ });
    first.child.kill('SIGKILL');
    await first.ended;

    const again = await started(t, ['--data', data]);
    const totalsAfterRestart = await fetch(`${again.url}${totals}`, {
      headers: { authorization: `Bearer ${await token(again.url)}` },
    });
    t.strictSame(
      await totalsAfterRestart.json(),
      { active: 486, suspended: 13, total: 499 },
      'also after a kill',
    );
    const helpAfter = (await fetch(`${again.url}${totals}`)).headers.get('link');
    t.match(helpAfter, /explain\/1002>/, 'a number that may have been used is not used again');
    t.equal((await fetch(`${again.url}/_sim/explain/2`)).status, 404);
    again.child.kill('SIGINT');
    t.equal((await again.ended).code, 0);

    const other = await understudy([
      'start',
      '--port',
      '0',
      '--data',
      data,
      '--seed',
      '2',
      '--devices',
      '10',
    ]).ended;
    t.match(other, {
      code: 2,
      err: /was made for seed 1, not 2 and devices 499, not 10\. .*--reset/,
    });
    const afterReset = await started(t, [
      '--data',
      data,
      '--seed',
      '2',
      '--devices',
      '10',
      '--reset',
    ]);
    const small = await fetch(`${afterReset.url}${totals}`, {
      headers: { authorization: `Bearer ${await token(afterReset.url)}` },
    });
    t.match(await small.json(), { total: 10 });
    afterReset.child.kill('SIGTERM');
    await afterReset.ended;
  },
);

t.test(
  'SIGTERM saves the journal and exits with 0, with silent and half-sent connections',
  async (t) => {
    const data = join(t.testdir({}), 'stopped');
    const first = await started(t, ['--data', data]);
    await fetch(`${first.url}/sentinel/api/v1.0/devices/NORTHSTAR-ISD/totals`);
    const port = Number(new URL(first.url).port);
    const silent = connect({ port, host: '127.0.0.1' });
    const half = connect({ port, host: '127.0.0.1' });
    for (const socket of [silent, half]) socket.on('error', () => {}).resume();
    half.write('POST /_sim/tokens HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90\r\n\r\n{');
    await new Promise((resolve) => setTimeout(resolve, 200));
    first.child.kill('SIGTERM');
    t.equal((await first.ended).code, 0);
    const again = await started(t, ['--data', data]);
    const journal = (await (await fetch(`${again.url}/_sim/journal`)).json()) as { total: number };
    t.equal(journal.total, 1);
    again.child.kill('SIGTERM');
    await again.ended;
  },
);

t.test('a damaged data folder is reported in one line, without a stack trace', async (t) => {
  const data = join(t.testdir({}), 'damaged');
  const first = await started(t, ['--data', data]);
  first.child.kill('SIGTERM');
  await first.ended;
  writeFileSync(join(data, 'catalog.sqlite'), 'this is no database, and never was one');
  const { code, err } = await understudy(['start', '--port', '0', '--data', data]).ended;
  t.equal(code, 2);
  t.match(err, /^understudy: .*catalog\.sqlite that is not Understudy's.* with --data\.\n$/);
  t.notMatch(err, '    at ');
});

t.test('beyond loopback an admin token is generated and logged', async (t) => {
  const server = await started(t, ['--ephemeral', '--host', '0.0.0.0']);
  const [, token] = /"adminToken":"([^"]+)"/.exec(server.output()) ?? [];
  t.equal((await fetch(`${server.url}/_sim/clock`)).status, 401);
  t.equal(
    (await fetch(`${server.url}/_sim/clock`, { headers: { authorization: `Bearer ${token}` } }))
      .status,
    200,
  );
  server.child.kill('SIGTERM');
  await server.ended;
});

t.test(
  'connections leave half of the file descriptors to sandboxes',
  {
    skip: process.platform === 'linux' ? false : 'only Linux tells the limit',
  },
  async (t) => {
    const data = mkdtempSync(join(tmpdir(), 'understudy-test-'));
    t.teardown(() => rmSync(data, { recursive: true, force: true }));
    const wrapper = ['sh', '-c', 'ulimit -n 200 && exec "$@"', 'sh'];
    const { url, request } = await startProcess(t, data, { wrapper });
    t.equal((await request('GET', '/_sim/health')).status, 200);
    const port = Number(new URL(url).port);
    const sockets = Array.from({ length: 300 }, () => connect(port, '127.0.0.1'));
    t.teardown(() => sockets.map((socket) => socket.destroy()));
    for (const socket of sockets) socket.on('error', () => {});
    const first = sockets[0] as Socket;
    first.write('GET /_sim/status HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const [text] = await once(first, 'data');
    t.match(String(text), /^HTTP\/1\.1 200 [\s\S]*"descriptors":\{"open":\d+,"limit":200\}/);
    const { open } = JSON.parse(String(text).split('\r\n\r\n')[1] ?? '').descriptors;
    t.ok(open < 170, `${open} are open`);
  },
);
