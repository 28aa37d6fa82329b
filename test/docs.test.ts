import { readFileSync } from 'node:fs';
import t from 'tap';
import { contracts } from '../src/contracts/index.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

t.test('the README counts the operations that there are', async (t) => {
  for (const { title, operations } of contracts) {
    const [, known, simulated] =
      new RegExp(`\\| ${title.replace(' API', '')} \\|.*\\| (\\d+) \\| (\\d+) \\|`).exec(readme) ??
      [];
    t.equal(Number(known), operations.length, title);
    t.equal(Number(simulated), operations.filter(({ handler }) => handler).length, title);
  }
});

t.test('every flag that the README names is a setting', async (t) => {
  const { settings } = await import('../src/settings.js');
  const known = settings.map(({ flag }) => `--${flag}`);
  const named = readme.match(/(?<=`[^`]*)--[a-z-]+(?=[^`]*`)/g) ?? [];
  for (const flag of named.filter((each) => !['--config', '--help'].includes(each)))
    t.ok(known.includes(flag), flag);
});
