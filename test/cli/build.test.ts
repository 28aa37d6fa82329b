import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { projectFile } from '../support/project-file.js';

const module = JSON.stringify(projectFile('tools/build.mjs'));

/** Compiles the sources of a folder and returns what the build prints. */
function compile(folder: string): string {
  const script = `import(${module}).then(({ compile }) => compile())`;
  const { stderr, status } = spawnSync(process.execPath, ['-e', script], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stderr;
}

t.test('the build compiles what changed and deletes the output of a deleted source', async (t) => {
  const folder = t.testdir({ src: { 'a.ts': 'export const a: number = 1;', 'b.ts': '' } });
  const output = (file: string) => join(folder, 'dist', file);
  t.match(compile(folder), /built scripts/);
  t.equal(compile(folder), '', 'nothing to do');

  writeFileSync(join(folder, 'src/a.ts'), 'export const a: number = 2;');
  t.match(compile(folder), /built scripts/);
  t.match(readFileSync(output('src/a.js'), 'utf8'), /a = 2/);

  rmSync(join(folder, 'src/b.ts'));
  mkdirSync(output('test'), { recursive: true });
  writeFileSync(output('test/old.test.js'), '');
  t.match(compile(folder), /built scripts/);
  for (const file of ['src/b.js', 'src/b.js.map', 'test/old.test.js'])
    t.notOk(existsSync(output(file)), file);

  rmSync(output('src/a.js'));
  t.match(compile(folder), /built scripts/, 'an output is missing');
  t.ok(existsSync(output('src/a.js')));
});
