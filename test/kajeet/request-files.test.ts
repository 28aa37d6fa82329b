import { Session } from 'node:inspector/promises';
import t from 'tap';
import { startListening } from '../support/app.js';
import { kajeet } from './api.js';

/** Who follows a request reads at most so many source files. */
const maxFiles = 25;

t.test('a device list request passes through few source files', async (t) => {
  const { app, sandbox } = await startListening(t, { responseCache: 'off' });
  const headers = { authorization: `Bearer ${await sandbox('default').token('kajeet')}` };
  const list = async (query: string) => {
    const url = `${app.fastify.listeningOrigin}${kajeet}/v1.0/devices/NORTHSTAR-ISD?sort=MDN&sortDir=ASC&${query}`;
    const response = await fetch(url, { headers });
    await response.text();
    t.equal(response.status, 200);
  };
  // The first requests fill caches and compile validators.
  for (let page = 0; page < 20; page++) await list(`offset=${page * 5}&limit=5`);
  const session = new Session();
  session.connect();
  t.teardown(() => session.disconnect());
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  await list('offset=60&limit=7');
  const { result } = await session.post('Profiler.takePreciseCoverage');
  await session.post('Profiler.stopPreciseCoverage');
  const files = result
    .filter(({ url }) => url.includes('/dist/src/'))
    .filter(({ functions }) => functions.some(({ ranges: [all] }) => all && all.count > 0))
    .map(({ url }) => url.replace(/.*\/dist\/src\//, ''))
    // Only tests validate responses.
    .filter((file) => file !== 'simulator/validation/response-validator.js');
  t.ok(files.length > 10, 'calls are counted');
  t.ok(files.length <= maxFiles, files.sort().join('\n'));
});
