import { createRequire } from 'node:module';
import t from 'tap';
import { startProcess } from '../../support/server-process.js';

const Database: typeof import('better-sqlite3') = createRequire(import.meta.url)('better-sqlite3');

const type = 'application/vnd.sqlite3';

// The bundle loads SQLite later than the scripts, so that what it refuses is tested with the bundle.
t.test('an import that is no sandbox is refused and changes nothing', async (t) => {
  const { url, request } = await startProcess(t, t.testdir({}));
  const upload = async (body: Buffer) => {
    const response = await fetch(`${url}/_sim/sandboxes/one/import`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: new Uint8Array(body),
    });
    return { status: response.status, body: (await response.json()) as { detail?: string } };
  };
  const exported = await fetch(`${url}/_sim/sandboxes/default/export`);
  const image = Buffer.from(await exported.arrayBuffer());

  t.match(await upload(Buffer.from('none')), { status: 400 }, 'not a database');
  const damaged = Buffer.from(image).fill(0xa5, 4096, image.length - 4096);
  t.match(await upload(damaged), { status: 400 }, 'damaged pages');
  const empty = new Database(':memory:');
  empty.exec('CREATE TABLE other (id)');
  t.match(await upload(empty.serialize()), { status: 400 }, 'another database');
  empty.close();
  const changed = new Database(image);
  changed.exec("UPDATE kajeet_devices SET wire = '{}'");
  t.match(await upload(changed.serialize()), { status: 400 }, 'documents that are none');
  changed.close();

  t.equal((await upload(image)).status, 201);
  t.equal((await request('GET', '/_sim/health')).status, 200);
});
