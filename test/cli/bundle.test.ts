import { readFileSync } from 'node:fs';
import t from 'tap';
import { resolveConfig } from '../../src/config/load.js';
import { contracts } from '../../src/contracts/index.js';
import { migrations } from '../../src/migrations/index.js';
import { storageFormat } from '../../src/simulator/contract/storage-format.js';
import { buildSeededTemplate } from '../../src/store/template/cache.js';
import { loadBundle } from '../../tools/bundle/load.js';
import { projectFile } from '../support/project-file.js';

/** The bundle that `npm run build` writes. */
const folder = projectFile('dist/bundle');
const built = (file: string) => readFileSync(`${folder}/${file}`);

t.test('V8 accepts the code cache that the build wrote', async (t) => {
  const { script, program } = loadBundle(folder);
  t.equal(script.cachedDataRejected, false);
  t.type(program.createUnderstudy, 'function');
});

t.test('the prebuilt template equals the one that the seeds give, byte by byte', async (t) => {
  const image = buildSeededTemplate(
    storageFormat(contracts, migrations),
    resolveConfig({}, contracts),
  );
  t.ok('bytes' in image && image.bytes.equals(built('template.sqlite')), 'npm run build');
});

t.test('the bundle contains the licences of its packages', async (t) => {
  const licences = built('LICENSES.txt').toString();
  for (const name of ['fastify', 'find-my-way', 'ajv', 'pino', '@sinclair/typebox'])
    t.match(
      licences,
      new RegExp(`^${name} \\d.*\\n\\n(.*\\n)*?.*Permission is hereby granted`, 'm'),
    );
});

t.test('the bundle serves the files of the documentation pages', async (t) => {
  const { program } = loadBundle(folder);
  const understudy = await program.createUnderstudy();
  t.teardown(() => understudy.close());
  const page = await (await fetch(`${understudy.url}/docs/kajeet`)).text();
  const files = [...page.matchAll(/(?:src|href)="(\/docs\/assets\/[^"]+)"/g)];
  t.equal(files.length, 4);
  for (const [, file = ''] of files)
    t.equal((await fetch(`${understudy.url}${file}`)).status, 200, file);
});
