import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { resolveConfig } from '../../src/config/load.js';
import { contracts } from '../../src/contracts/index.js';
import { migrations } from '../../src/migrations/index.js';
import { storageFormat } from '../../src/simulator/contract/storage-format.js';
import { buildSeededTemplate } from '../../src/store/template/cache.js';
import { loadBundle } from '../../tools/bundle/load.js';

/** What `npm run build` made, as people start it. */
const folder = fileURLToPath(new URL('../../dist/bundle', import.meta.url));
const built = (file: string) => readFileSync(`${folder}/${file}`);

t.test('V8 takes the code that it made of the bundle when it was built', async (t) => {
  const { script, program } = loadBundle(folder);
  t.equal(script.cachedDataRejected, false);
  t.type(program.createUnderstudy, 'function');
});

t.test('the template that is built is the one that the seeds make, byte by byte', async (t) => {
  const image = buildSeededTemplate(
    storageFormat(contracts, migrations),
    resolveConfig({}, contracts),
  );
  t.ok('bytes' in image && image.bytes.equals(built('template.sqlite')), 'npm run build');
});

t.test('the licences of what is bundled go with it', async (t) => {
  const licences = built('LICENSES.txt').toString();
  for (const name of ['fastify', 'find-my-way', 'ajv', 'pino', '@sinclair/typebox'])
    t.match(
      licences,
      new RegExp(`^${name} \\d.*\\n\\n(.*\\n)*?.*Permission is hereby granted`, 'm'),
    );
});
