import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { settingsOf } from '../src/config/load.js';
import { contracts } from '../src/contracts/index.js';
import { generatedDocs, generatedPages, updateGeneratedSection } from '../tools/publish-docs.js';
import { projectFile } from './support/project-file.js';

const read = (path: string) => readFileSync(projectFile(path), 'utf8');

t.test('generated sections are up to date', async (t) => {
  for (const path of generatedPages) {
    const text = read(path);
    t.ok(updateGeneratedSection(path, text) === text, `${path}: npm run openapi updates it`);
  }
});

t.test('scope matrices are up to date', async (t) => {
  for (const [name, content] of await generatedDocs())
    t.ok(read(`docs/${name}`) === content, `docs/${name}: npm run openapi updates it`);
});

const pages = ['README.md', 'docs/settings.md', 'docs/control-plane.md', 'docs/example-bodies.md'];

t.test('every flag that a page names is a setting', async (t) => {
  const others = [
    '--config',
    '--help',
    '--data-binary',
    '--save-dev',
    '--test',
    '--url',
    '--sandbox',
    '--name',
    '--user',
  ];
  const settings = settingsOf(contracts);
  const known = [...settings.flatMap(({ flag }) => [`--${flag}`, `--no-${flag}`]), ...others];
  for (const page of pages) {
    const flags = read(page).match(/(?<![\w-])--[a-z][a-z0-9-]+/g) ?? [];
    t.strictSame(
      flags.filter((flag) => !known.includes(flag)),
      [],
      page,
    );
  }
});

t.test('every link to a file leads to one', async (t) => {
  const all = ['README.md', 'CONTRIBUTING.md', 'src/contracts/README.md'];
  for (const name of readdirSync(projectFile('docs')))
    if (name.endsWith('.md')) all.push(`docs/${name}`);
  for (const page of all) {
    for (const [, target = ''] of read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g))
      t.doesNotThrow(
        () => statSync(join(dirname(projectFile(page)), target)),
        `${page}: ${target}`,
      );
  }
});
