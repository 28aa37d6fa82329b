import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { StartupSample, StartupSamples } from '../support/embedded-worker.js';
import { quantile, type Row, rounds } from '../support/measure.js';

/**
 * Times the startup of simulators inside a process, as tests start them, until they listen and until they have served a page of
 * devices: work that is deferred to first use is part of the startup too.
 */
export async function benchEmbedded(): Promise<Row[]> {
  const runs: StartupSamples[] = [];
  for (let round = 0; round < rounds; round++) runs.push(await runWorker());
  return [
    toRow(
      'first in a process',
      '',
      runs.map(({ first }) => first),
    ),
    toRow(
      'later in the same process',
      '<= 50',
      runs.flatMap(({ sequential }) => sequential),
    ),
    toRow(
      'ten in parallel, until the last is ready',
      '',
      runs.map(({ parallel }) => slowest(parallel)),
    ),
  ];
}

/** The maximum of each measurement: when the last of them was ready. */
function slowest(samples: readonly StartupSample[]): StartupSample {
  const max = (read: (sample: StartupSample) => number) => Math.max(...samples.map(read));
  return {
    started: max(({ started }) => started),
    firstPage: max(({ firstPage }) => firstPage),
    cpu: max(({ cpu }) => cpu),
  };
}

async function runWorker(): Promise<StartupSamples> {
  const script = new URL('../support/embedded-worker.js', import.meta.url).pathname;
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  return JSON.parse(stdout);
}

function toRow(startup: string, goal: string, samples: readonly StartupSample[]): Row {
  const ms = (share: number, read: (sample: StartupSample) => number) =>
    quantile(samples.map(read), share).toFixed(0);
  return {
    startup,
    'started, ms': ms(0.5, ({ started }) => started),
    'started p90': ms(0.9, ({ started }) => started),
    'first page, ms': ms(0.5, ({ firstPage }) => firstPage),
    'first page p90': ms(0.9, ({ firstPage }) => firstPage),
    'CPU ms': ms(0.5, ({ cpu }) => cpu),
    goal,
  };
}
