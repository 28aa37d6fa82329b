import { readFileSync } from 'node:fs';
import t from 'tap';
import { settingsOf } from '../src/config/load.js';
import { contracts } from '../src/contracts/index.js';
import { scopeMatrixFiles, updateReadmeTables } from '../tools/publish-docs.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

t.test(
  'the README counts the operations that there are, and shows a body for each write',
  async (t) => {
    t.ok(updateReadmeTables(readme) === readme, 'npm run openapi brings it up to date');
  },
);

t.test('the scope matrices are those of the declarations', async (t) => {
  for (const [name, content] of scopeMatrixFiles()) {
    const committed = readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8');
    t.ok(committed === content, `docs/${name}: npm run openapi brings it up to date`);
  }
});

t.test('every flag that the README names is a setting', async (t) => {
  const known = settingsOf(contracts).map(({ flag }) => `--${flag}`);
  const named = readme.match(/--[a-z][a-z-]+/g) ?? [];
  const others = ['--config', '--help', '--data-binary'];
  for (const flag of named.filter((each) => !others.includes(each)))
    t.ok(known.includes(flag), flag);
});
