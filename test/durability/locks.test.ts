import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { resolveConfig } from '../../src/config/load.js';
import { contracts } from '../../src/contracts/index.js';
import { migrations } from '../../src/migrations/index.js';
import { storageFormat } from '../../src/simulator/contract/storage-format.js';
import { openFile } from '../../src/store/sqlite/image.js';
import { SandboxDatabase } from '../../src/store/sqlite/sandbox-database.js';
import { buildSeededTemplate } from '../../src/store/template/cache.js';
import { startInjected } from '../support/app.js';
import { projectFile } from '../support/project-file.js';

const readAll = `
const Database = require('better-sqlite3');
const codes = process.argv.slice(1).map((file) => {
  const db = new Database(file, { timeout: 0 });
  try {
    db.prepare('SELECT count(*) FROM sqlite_master').get();
    return 'readable';
  } catch (error) {
    return error.code;
  } finally {
    db.close();
  }
});
console.log(JSON.stringify(codes));
`;

/** How another process finds databases: `SQLITE_BUSY`, or `readable`. */
function seenByOtherProcess(...files: string[]): string[] {
  const cwd = projectFile('.');
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', readAll, ...files], { cwd });
  if (stderr.length > 0) throw new Error(String(stderr));
  return JSON.parse(String(stdout));
}

t.test('a database remains locked while it is copied as a file', async (t) => {
  const [file, copy] = [join(t.testdir({}), 'a.sqlite'), join(t.testdirName, 'b.sqlite')];
  const world = resolveConfig({ devices: 20 }, contracts);
  buildSeededTemplate(storageFormat(contracts, migrations), world, { file });
  const data = new SandboxDatabase(openFile(file, { durable: false }));
  t.teardown(() => data.close());
  t.strictSame(seenByOtherProcess(file), ['SQLITE_BUSY']);
  data.metadata.set('before', 'copied');
  for (let turn = 0; turn < 2; turn++) {
    data.copyTo(copy, { copy: 'patched' });
    t.strictSame(seenByOtherProcess(file), ['SQLITE_BUSY']);
  }
  data.metadata.set('after', 'not copied');
  t.equal(statSync(copy).size, data.size);
  data.close();
  t.strictSame(seenByOtherProcess(file, copy), ['readable', 'readable']);
  const copied = new SandboxDatabase(openFile(copy, { durable: false }));
  t.teardown(() => copied.close());
  t.equal(copied.metadata.get('before'), 'copied');
  t.equal(copied.metadata.get('after'), undefined);
  t.equal(copied.metadata.get('copy'), 'patched');
});

t.test('the databases of a data folder stay locked after each change of a sandbox', async (t) => {
  const data = t.testdir({});
  const { app, request } = await startInjected(t, { ephemeral: false, data, devices: 20 });
  const folder = join(data, 'sandboxes');
  const base = '/_sim/sandboxes/one';
  const changes: readonly (readonly [string, string, object?])[] = [
    ['POST', '/_sim/sandboxes', { name: 'one' }],
    ['PUT', `${base}/snapshots/point`],
    ['POST', `${base}/snapshots/point/restore`],
    ['GET', `${base}/export`],
    ['POST', `${base}/reset`],
    ['POST', `${base}/fork`, { name: 'two' }],
  ];
  for (const [method, url, body] of changes) {
    t.ok((await request(method, url, { body })).status < 300, `${method} ${url}`);
    const open = readdirSync(folder).filter((name) => /^[^@]+\.sqlite$/.test(name));
    const files = [join(data, 'catalog.sqlite'), ...open.map((name) => join(folder, name))];
    t.strictSame(new Set(seenByOtherProcess(...files)), new Set(['SQLITE_BUSY']));
  }
  await app.fastify.close();
  t.strictSame(seenByOtherProcess(join(folder, 'one.sqlite')), ['readable']);
});
