import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { tempFolderPrefix } from '../../src/store/storage/temp-folder.js';
import { started, understudy } from './command-line.js';

/** A folder for temporary files in which no other test's server has a record. */
function emptyTempFolder(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-test-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

t.test('health finds the server that runs, whatever its port', async (t) => {
  const env = { TMPDIR: emptyTempFolder(t) };
  t.match(await understudy(['health'], { ...env, PORT: '1' }).ended, {
    code: 1,
    out: '',
    err: /^understudy: http:..127\.0\.0\.1:1 is not ready: .*ECONNREFUSED.*\n$/,
  });

  const server = await started(t, ['--ephemeral', '--host', '0.0.0.0'], { env });
  // An image may lack the file that resolves localhost.
  const url = server.url.replace('localhost', '127.0.0.1');
  const healthy = { code: 0, out: `${url} is ready\n`, err: '' };
  t.match(await understudy(['health'], env).ended, healthy);
  const second = await started(t, ['--ephemeral'], { env });
  const { code, out } = await understudy(['health'], env).ended;
  t.equal(code, 0);
  const lines = [url, second.url].map((each) => `${each} is ready`);
  t.strictSame(out.trim().split('\n').sort(), lines.sort());

  second.child.kill('SIGKILL');
  await second.ended;
  t.match(await understudy(['health'], env).ended, healthy, 'a killed one is ignored');
  server.child.kill('SIGTERM');
  await server.ended;
  t.match(await understudy(['health'], { ...env, PORT: '1' }).ended, { code: 1 });
  const prefix = tempFolderPrefix(server.child.pid ?? 0);
  const records = readdirSync(env.TMPDIR).filter((name) => name.startsWith(prefix));
  t.strictSame(records, [], 'a stopped one leaves no record');
});

t.test('a record of another process with the same number is ignored', async (t) => {
  const env = { TMPDIR: emptyTempFolder(t), PORT: '1' };
  const folder = join(env.TMPDIR, `${tempFolderPrefix(process.pid)}abcdef`);
  mkdirSync(folder);
  const record = { url: 'http://127.0.0.1:2', pid: process.pid, startedAt: '1' };
  for (const text of [JSON.stringify(record), '{']) {
    writeFileSync(join(folder, 'server.json'), text);
    t.match(await understudy(['health'], env).ended, {
      code: 1,
      err: /127\.0\.0\.1:1 is not ready/,
    });
  }
});

t.test('health --url names the server', async (t) => {
  const broken = createServer((_request, response) => response.writeHead(503).end());
  await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve));
  t.teardown(() => broken.close());
  const { port } = broken.address() as { port: number };
  t.match(await understudy(['health', '--url', `http://127.0.0.1:${port}/`]).ended, {
    code: 1,
    err: /is not ready: ._sim.health is 503\n$/,
  });
  const server = await started(t, ['--ephemeral']);
  t.match(await understudy(['health', '--url', server.url]).ended, { code: 0 });
  for (const args of [['--url'], ['--url', 'x'], ['--url', 'ftp://x'], ['--port', '1']])
    t.match(await understudy(['health', ...args]).ended, {
      code: 2,
      err: /^understudy: .*health --help lists the flags\.\n$/,
    });
  t.match(await understudy(['health', '--help']).ended, { code: 0, out: /--url URL/ });
});
