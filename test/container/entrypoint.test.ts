import { spawnSync } from 'node:child_process';
import { delimiter } from 'node:path';
import t from 'tap';
import { projectFile } from '../support/project-file.js';

/** A folder of programs that has the command of the image. */
const programs = t.testdir({
  understudy: t.fixture('symlink', projectFile('dist/bundle/cli.js')),
});

/** Runs what the image starts with these arguments of `docker run`. */
function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    'sh',
    [projectFile('tools/container-entrypoint.sh'), ...args],
    {
      encoding: 'utf8',
      // The test runner adds its loader to the options of each Node.js process.
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        PATH: `${programs}${delimiter}${process.env.PATH}`,
        PORT: '1',
      },
    },
  );
  return { status, stdout, stderr };
}

t.test('flags are those of the start', async (t) => {
  t.match(run('--help'), { status: 0, stdout: /^understudy start \[flags\]/ });
  t.match(run('--version'), { status: 0, stdout: /^\d+\.\d+\.\d+\n$/ });
  t.match(run('--device', '5'), { status: 2, stderr: /did you mean --devices\?/ });
});

t.test('a word that is no program is a command', async (t) => {
  t.match(run('start', '--help'), { status: 0, stdout: /^understudy start \[flags\]/ });
  t.match(run('exec', '--help'), { status: 0, stdout: /^understudy exec/ });
  t.match(run('health', '--url', 'http://127.0.0.1:1'), { status: 1, stderr: /is not ready/ });
  t.match(run('strat'), { status: 2, stderr: /unknown command strat; did you mean start\?/ });
});

t.test('a program runs as it is', async (t) => {
  t.match(run('node', '-p', '"a  b"'), { status: 0, stdout: 'a  b\n' });
  t.match(run('understudy', '--version'), { status: 0, stdout: /^\d+\.\d+\.\d+\n$/ });
  t.match(run('node', projectFile('dist/bundle/cli.js'), 'start', '--help'), { status: 0 });
});
