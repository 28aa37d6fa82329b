import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { contracts } from '../src/contracts/index.js';

const project = fileURLToPath(new URL('..', import.meta.url));
const names = contracts.map(({ name }) => name);
const ownFolder = new RegExp(`^(schemas|seeds|src/contracts)/(${names.join('|')})/`);

t.test('outside the folders of a vendor only the list of contracts names it', async (t) => {
  const files = ['schemas', 'seeds', 'src', 'tools', 'test/support']
    .flatMap((folder) =>
      readdirSync(`${project}${folder}`, { recursive: true }).map((file) => `${folder}/${file}`),
    )
    .filter((file) => file.endsWith('.ts') && !ownFolder.test(file));
  const naming = files.filter((file) =>
    new RegExp(names.join('|'), 'i').test(readFileSync(`${project}${file}`, 'utf8')),
  );
  t.strictSame(naming, ['src/contracts/index.ts']);
});
