import { resolveConfig } from '../src/config/load.js';
import { contracts } from '../src/contracts/index.js';
import { migrations } from '../src/migrations/index.js';
import { storageFormat } from '../src/simulator/contract/storage-format.js';
import { loadTemplate } from '../src/store/template/cache.js';
import { median, type Row } from './support/measure.js';
import {
  type ServerProcess,
  startBaselineWithDatabase,
  startUnderstudy,
} from './support/processes.js';

const rounds = 7;

/**
 * Process start to first 200 and idle memory, compared with a process that starts bare Fastify and opens an empty database; embedded
 * startup; and the size of a sandbox.
 */
export async function benchStart(): Promise<Row[]> {
  const samples = { subject: [] as Sample[], bare: [] as Sample[] };
  for (let round = 0; round < rounds; round++) {
    samples.subject.push(await measure(await startUnderstudy('--ephemeral')));
    samples.bare.push(await measure(await startBaselineWithDatabase()));
  }
  const embedded = await benchEmbedded();
  const { image } = await loadTemplate(
    storageFormat(contracts, migrations),
    resolveConfig({}, contracts),
  );
  const megabytes = 'bytes' in image ? image.bytes.length / 1024 / 1024 : Number.NaN;
  return [
    compareRow('process start to first 200, ms', '<= 1.5', (each) => each.startedIn, samples),
    compareRow('idle memory, MB', '<= 1.5', (each) => each.memory, samples),
    ...embedded,
    { measurement: 'image of the default world, MB', Understudy: megabytes.toFixed(2) },
  ];
}

/** Simulators inside this process: one after another, then ten in parallel. */
async function benchEmbedded(): Promise<Row[]> {
  const bundle = new URL('../bundle/index.js', import.meta.url).href;
  const { createUnderstudy }: typeof import('../src/index.js') = await import(bundle);
  const times: number[] = [];
  for (let turn = 0; turn <= rounds; turn++) {
    const before = performance.now();
    const understudy = await createUnderstudy();
    times.push(performance.now() - before);
    await understudy.close();
  }
  const before = performance.now();
  const ten = await Promise.all(Array.from({ length: 10 }, () => createUnderstudy()));
  const parallel = performance.now() - before;
  await Promise.all(ten.map((each) => each.close()));
  const [first = 0, second = 0, ...later] = times;
  return [
    { measurement: 'embedded start, first in a process, ms', Understudy: Math.round(first) },
    { measurement: 'embedded start, second, ms', Understudy: Math.round(second), goal: '<= 50' },
    {
      measurement: 'embedded start, later ones, ms',
      Understudy: Math.round(median(later)),
      goal: '<= 50',
    },
    { measurement: 'embedded start, ten in parallel, ms', Understudy: Math.round(parallel) },
  ];
}

interface Sample {
  readonly startedIn: number;
  readonly memory: number;
}

async function measure(server: ServerProcess): Promise<Sample> {
  const sample = { startedIn: server.startedIn, memory: server.memory() };
  await server.stop();
  return sample;
}

function compareRow(
  measurement: string,
  goal: string,
  read: (sample: Sample) => number,
  samples: { subject: Sample[]; bare: Sample[] },
): Row {
  const ratios = samples.subject.map(
    (each, round) => read(each) / read(samples.bare[round] as Sample),
  );
  return {
    measurement,
    Understudy: Math.round(median(samples.subject.map(read))),
    'bare Fastify': Math.round(median(samples.bare.map(read))),
    ratio: median(ratios).toFixed(2),
    spread: `${Math.min(...ratios).toFixed(2)} - ${Math.max(...ratios).toFixed(2)}`,
    goal,
  };
}
