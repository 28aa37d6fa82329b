import { setTimeout } from 'node:timers/promises';
import type { Row, TitledTable } from '../support/measure.js';
import { tempFolder } from '../support/processes.js';
import { slope } from './linear-fit.js';
import { type MonitoredServer, startMonitored } from './monitored-server.js';
import type { BenchOptions } from './options.js';
import { MixedLoad } from './soak-load.js';

/** What may grow by so much per minute. */
const maxGrowth = { heapMB: 1, descriptors: 1 };

/** The minutes before this one are warm-up: code is compiled and caches fill. */
const firstFittedMinute = 2;

interface Sample {
  readonly minute: number;
  readonly heapMB: number;
  readonly rssMB: number;
  readonly descriptors: number;
}

/**
 * Loads a server with a data folder for some minutes and samples it each minute, while the load goes on. Throws an Error when
 * the heap or the descriptors grow: the slope of a line fitted by least squares to the samples from minute two on.
 */
export async function* benchSoak({
  minutes = 10,
  seed = 1,
}: BenchOptions): AsyncGenerator<TitledTable> {
  const server = await startMonitored('--data', tempFolder('soak'));
  const load = new MixedLoad(server.url, seed);
  load.start();
  const samples: Sample[] = [];
  const rows: Row[] = [];
  let responses = 0;
  const startedAt = performance.now();
  for (let minute = 1; minute <= minutes; minute++) {
    await setTimeout(startedAt + minute * 60_000 - performance.now());
    const sample = await sampleQuiet(server, load, minute);
    samples.push(sample);
    const row = {
      minute,
      'responses/s': Math.round((load.responses - responses) / 60),
      'heap, MB': sample.heapMB.toFixed(1),
      'RSS, MB': sample.rssMB.toFixed(0),
      descriptors: sample.descriptors,
    };
    responses = load.responses;
    rows.push(row);
    console.error(JSON.stringify(row));
  }
  await load.stop();
  await server.stop();
  yield { title: 'samples', rows };
  yield { title: 'what the load did', rows: [load.counts] };
  const fitted = samples.filter(({ minute }) => minute >= firstFittedMinute);
  const growth = (read: (sample: Sample) => number) =>
    fitted.length > 1 ? slope(fitted.map((each) => [each.minute, read(each)])) : 0;
  const perMinute = {
    heapMB: growth(({ heapMB }) => heapMB),
    descriptors: growth(({ descriptors }) => descriptors),
    rssMB: growth(({ rssMB }) => rssMB),
  };
  const growthRow = {
    'heap, MB': perMinute.heapMB.toFixed(2),
    descriptors: perMinute.descriptors.toFixed(2),
    'RSS, MB': perMinute.rssMB.toFixed(2),
  };
  yield {
    title: `growth per minute from minute ${firstFittedMinute} on, least squares`,
    rows: [growthRow],
  };
  if (load.failures.length > 0) throw new Error(load.failures.join('\n'));
  if (perMinute.heapMB > maxGrowth.heapMB || perMinute.descriptors > maxGrowth.descriptors)
    throw new Error('the heap or the descriptors grow');
}

/** Samples at a moment without requests, so that the number of open sandboxes and connections is the same each time. */
async function sampleQuiet(
  server: MonitoredServer,
  load: MixedLoad,
  minute: number,
): Promise<Sample> {
  await load.pause();
  await setTimeout(500);
  const { heapUsed, rss } = await server.sample();
  const sample = {
    minute,
    heapMB: heapUsed / 1024 / 1024,
    rssMB: rss / 1024 / 1024,
    descriptors: server.descriptors(),
  };
  load.start();
  return sample;
}
