import { readFileSync } from 'node:fs';
import t from 'tap';
import { contracts } from '../src/contracts/index.js';
import { generatedSources } from '../tools/publish-docs.js';
import { sourceFiles } from './support/source-files.js';

const names = contracts.map(({ name }) => name);
const ownFolder = new RegExp(`^(schemas|seeds|src/contracts)/(${names.join('|')})/`);

t.test(
  'outside the folders of a vendor only the list of contracts and the types generated from it name it',
  async (t) => {
    // A migration works on the names of stored collections, which begin with those of their vendors.
    const shared = [...sourceFiles('schemas', 'seeds', 'src', 'tools', 'test/support')].filter(
      (file) => !ownFolder.test(file) && !file.startsWith('src/migrations/'),
    );
    const naming = shared.filter((file) =>
      new RegExp(names.join('|'), 'i').test(readFileSync(file, 'utf8')),
    );
    t.strictSame(naming.sort(), ['src/contracts/index.ts', ...generatedSources].sort());
  },
);
