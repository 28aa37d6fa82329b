import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import t from 'tap';
import { generatedSources } from '../tools/publish-docs.js';
import { projectFile } from './support/project-file.js';
import { sourceFiles, writtenFiles } from './support/source-files.js';

const maxFilesInFolder = 12;
const maxLinesInFile = 300;

t.test(`a folder has at most ${maxFilesInFolder} source files`, async (t) => {
  const counts = new Map<string, number>();
  for (const file of writtenFiles('src', 'schemas', 'seeds', 'tools', 'test', 'bench')) {
    counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  }
  const crowded = [...counts].filter(([, count]) => count > maxFilesInFolder);
  t.strictSame(crowded, [], 'split these folders by what their files are for');
});

t.test(`a source file has at most ${maxLinesInFile} lines`, async (t) => {
  const long = writtenFiles('src', 'schemas', 'seeds', 'tools', 'test', 'bench')
    .filter((file) => !generatedSources.includes(file))
    .map((file) => [file, readFileSync(file, 'utf8').trimEnd().split('\n').length] as const)
    .filter(([, lines]) => lines > maxLinesInFile);
  t.strictSame(long, [], 'split these files along a responsibility');
});

t.test(
  'a test that is part of another one is awaited, because what follows would not wait for it',
  async (t) => {
    const files = sourceFiles('test').filter((file) => file.endsWith('.test.ts'));
    const isNested = /^ {4,}(?:void )?t\.test\(/m;
    t.strictSame(
      files.filter((file) => isNested.test(readFileSync(file, 'utf8'))),
      [],
    );
  },
);

t.test('a class is styled for one page of the console alone', async (t) => {
  const folder = 'src/console/styles/pages';
  const pagesByClass = new Map<string, Set<string>>();
  for (const page of readdirSync(folder)) {
    const style = readFileSync(`${folder}/${page}`, 'utf8').replace(/\/\*.*?\*\//gs, '');
    // `content` is the element of the frame that every page is in.
    for (const [, name = ''] of style.matchAll(
      /(?:^|[,{}])\s*\.(?!content\b)([\w-]+)[^;]*?(?={|,)/g,
    ))
      pagesByClass.set(name, (pagesByClass.get(name) ?? new Set()).add(page));
  }
  t.ok(pagesByClass.size > 100, 'classes are found');
  const shared = [...pagesByClass].filter(([, pages]) => pages.size > 1);
  t.strictSame(shared, [], 'rename these classes, because all styles are in one file');
});

t.test('the build context of the image has what its Dockerfile copies', async (t) => {
  const lines = (file: string) => readFileSync(projectFile(file), 'utf8').split('\n');
  const sources = lines('Dockerfile')
    .filter((line) => /^COPY (?!--from)/.test(line))
    .flatMap((line) => line.split(/\s+/).slice(1, -1));
  const included = lines('.dockerignore').map((line) => line.replace(/^!/, ''));
  t.ok(sources.length > 0);
  const missing = sources.filter((source) => !included.includes(source.split('/')[0] ?? ''));
  t.strictSame(missing, [], '.dockerignore leaves out what it does not name');
});
