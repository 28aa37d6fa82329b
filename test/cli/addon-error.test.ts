import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { AddonError, endsProcess } from '../../tools/bundle/addon-error.js';
import { projectFile } from '../support/project-file.js';
import { understudy } from './command-line.js';

const platform = 'linux-x64';

t.test('on Node.js 20 the error says to pin version 12', async (t) => {
  const { message } = new AddonError('no binary', {
    version: '12.11.1',
    node: '20.19.0',
    platform,
  });
  t.match(
    message,
    /^better-sqlite3 12\.11\.1 cannot be loaded by Node\.js 20\.19\.0 on linux-x64: no binary\n/,
  );
  t.match(message, /^For Node\.js 20, pin better-sqlite3@12 /m);
  for (const manager of ['npm', 'pnpm'])
    t.match(message, new RegExp(`^ {2}${manager}: .*better-sqlite3@12`, 'm'));
  for (const manager of ['Yarn 1', 'Yarn 4'])
    t.match(message, new RegExp(`^ {2}${manager}: .*resolutions.better-sqlite3=\\^12`, 'm'));
});

t.test('on newer versions the error says to install version 13', async (t) => {
  const reason = 'Could not locate the bindings file. Tried:\n → build/Release';
  const { message } = new AddonError(reason, { version: '12.11.1', node: '24.1.0', platform });
  t.match(message, /: its binary is missing, .*\nVersion 13 contains binaries/);
  for (const manager of ['npm', 'pnpm'])
    t.match(message, new RegExp(`^ {2}${manager}: .*better-sqlite3@13`, 'm'));
  t.match(message, /^ {2}Yarn: .*resolutions\.better-sqlite3=\^13/m);
});

t.test('a binary for another version of Node.js is named as the reason', async (t) => {
  const reason = "The module 'a.node'\nwas compiled using\nNODE_MODULE_VERSION 115.";
  const { message } = new AddonError(reason, { version: '12.11.1', node: '22.1.0', platform });
  t.match(message, /: its binary was compiled for another version of Node\.js\n/);
});

t.test('where version 13 has no binary, the error says to compile version 12', async (t) => {
  const { message } = new AddonError('no binary', { version: '13.2.0', node: '24.1.0', platform });
  t.match(message, /^For this platform, pin better-sqlite3@12 /m);
});

t.test('version 13 is not loaded by Node.js 20, which it would end', async (t) => {
  t.ok(endsProcess('13.2.0', '20.19.0'));
  t.notOk(endsProcess('12.11.1', '20.19.0'));
  t.notOk(endsProcess('13.2.0', '22.0.0'));
  t.notOk(endsProcess(undefined, '20.19.0'));
});

t.test(
  'without better-sqlite3 the start fails and writes nothing; help needs no SQLite',
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'understudy-test-'));
    t.teardown(() => rmSync(folder, { recursive: true, force: true }));
    const paths = ['package.json', 'dist/bundle'];
    for (const path of paths) cpSync(projectFile(path), join(folder, path), { recursive: true });
    const cli = join(folder, 'dist/bundle/cli.js');
    const runs = [['--version'], ['--help'], ['start', '--help'], ['start', '--port', '0']];
    const [version, help, startHelp, start] = await Promise.all(
      runs.map((args) => understudy(args, {}, { cwd: folder }, cli).ended),
    );
    t.match(version, { code: 0, out: /^\d+\.\d+\.\d+\n$/, err: '' });
    t.match(help, { code: 0, out: /understudy start/, err: '' });
    t.match(startHelp, { code: 0, out: /--port/, err: '' });
    t.match(start, {
      code: 1,
      out: '',
      err: /^understudy: better-sqlite3 cannot be loaded by .*\n/,
    });
    t.notMatch(start?.err, '    at ');
    t.strictSame(readdirSync(folder).sort(), ['dist', 'package.json']);
  },
);
