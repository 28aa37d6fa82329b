import { createRequire, syncBuiltinESMExports } from 'node:module';
import t from 'tap';
import { startInjected } from '../support/app.js';

const fs = createRequire(import.meta.url)('node:fs');

t.test('the number of folder listings at the start does not depend on the sandboxes', async (t) => {
  const data = t.testdir({});
  const options = { ephemeral: false, data, devices: 20 };
  const { readdirSync } = fs;
  let listings = 0;
  fs.readdirSync = (...args: unknown[]) => {
    listings++;
    return readdirSync(...args);
  };
  syncBuiltinESMExports();
  t.teardown(() => {
    fs.readdirSync = readdirSync;
    syncBuiltinESMExports();
  });
  const counts: number[] = [];
  for (const names of [['a'], ['b', 'c', 'd', 'e'], []]) {
    listings = 0;
    const { app, request } = await startInjected(t, options);
    counts.push(listings);
    for (const name of names) {
      await request('POST', '/_sim/sandboxes', { body: { name } });
      await request('PUT', `/_sim/sandboxes/${name}/snapshots/point`);
    }
    if (names.length === 0)
      t.strictSame((await request('GET', '/_sim/sandboxes/e')).body.snapshots, ['point']);
    await app.fastify.close();
  }
  t.equal(counts[1], counts[2]);
});
