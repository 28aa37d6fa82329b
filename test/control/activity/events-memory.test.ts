import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import t from 'tap';
import { kajeet, page } from '../../kajeet/api.js';
import { startListening } from '../../support/app.js';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

t.test('calls that were sent as events take no more memory than others', async (t) => {
  const server = await startListening(t);
  const origin = server.app.fastify.listeningOrigin;
  /** How many bytes the heap grows per call to a new sandbox, whose journal drops none yet. Each has another body. */
  const growth = async () => {
    const { send } = server.sandbox();
    const read = (offset: number) =>
      send('GET', `${kajeet}/v1.0/devices/NORTHSTAR-ISD${page({ offset, limit: 20 })}`, {
        as: 'org_super',
      });
    await read(0);
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    for (let call = 1; call <= 150; call++) await read(call);
    collectGarbage();
    return (process.memoryUsage().heapUsed - before) / 150;
  };
  /** The least of three, because whatever else the process does adds to the heap. */
  const leastGrowth = async () => Math.min(await growth(), await growth(), await growth());
  await growth();
  const unread = await leastGrowth();
  const request = get(`${origin}/_sim/events`);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  await growth();
  const sent = bytes;
  // Until the latest events, which are kept for readers that reconnect, take as much memory as they may.
  for (let round = 0; round < 4; round++) await growth();
  t.ok(sent > 150 * 5000, 'the bodies were sent');
  const withReader = await leastGrowth();
  t.ok(
    withReader - unread < sent / 150 / 2,
    `${Math.round(withReader - unread)} bytes more of about ${Math.round(sent / 150)}`,
  );
  request.destroy();
});
