import { sendHostileRequests } from '../../test/support/fuzz/hostile.js';
import type { TitledTable } from '../support/measure.js';
import { tempFolder } from '../support/processes.js';
import { classes } from './differential.js';
import { startMonitored } from './monitored-server.js';
import type { BenchOptions } from './options.js';

/** The longest event-loop delay that is allowed, in milliseconds. */
const maxDelayMs = 100;

const lanes = 4;

/**
 * Sends hostile requests to all operations of a server with a data folder. Throws an Error when a response is one that no request
 * should get, or when the main thread was busy for too long at a time, apart from seeding a world and exporting a sandbox.
 */
export async function* benchHostile({
  count = 100_000,
  seed = 1,
}: BenchOptions): AsyncGenerator<TitledTable> {
  const data = tempFolder('hostile');
  const server = await startMonitored('--data', data);
  // The first requests compile code and seed the small world that later ones share.
  await sendHostileRequests(server.url, { seed: seed + lanes, count: 4000, lanes });
  await server.sample();
  const before = performance.now();
  const result = await sendHostileRequests(server.url, { seed, count, lanes });
  const seconds = (performance.now() - before) / 1000;
  const sample = await server.sample();
  await server.stop();
  const rows = [
    {
      requests: result.responses,
      seconds: seconds.toFixed(0),
      ...classes(result.statuses),
      findings: result.findings.length,
      'delay max, ms': sample.maxDelayMs.toFixed(0),
      'delay p99.9, ms': sample.p999DelayMs.toFixed(0),
      'main thread max, ms': sample.maxTurnMs.toFixed(0),
      'without seeds and exports, ms': sample.maxOtherTurnMs.toFixed(0),
    },
  ];
  yield { title: 'hostile requests', rows };
  const slowest = result.slowest.map(({ elapsedMs, request }) => ({
    ms: elapsedMs.toFixed(0),
    request: request.slice(0, 120),
  }));
  yield { title: 'slowest responses', rows: slowest };
  const turns = sample.longestTurns.map(({ ms, requests }) => ({
    ms: ms.toFixed(0),
    'requests in progress': requests.join(', '),
  }));
  if (turns.length > 0) yield { title: 'longest times of the main thread', rows: turns };
  if (result.findings.length > 0) throw new Error(result.findings.join('\n\n'));
  // A long delay without a busy main thread is another process that had the core.
  if (Math.min(sample.maxDelayMs, sample.maxOtherTurnMs) > maxDelayMs)
    throw new Error(`the event loop was blocked for more than ${maxDelayMs} ms`);
}
