import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { StartupSample, StartupSamples } from './support/embedded-worker.js';
import { quantile, type Row, rounds } from './support/measure.js';

/**
 * Simulators inside a process, as tests start them, timed until they are there and until a page of devices was read: what is
 * made on first use is a part of the start for whoever waits for it.
 */
export async function benchEmbedded(): Promise<Row[]> {
  const seen: StartupSamples[] = [];
  for (let round = 0; round < rounds; round++) seen.push(await inProcess());
  return [
    row(
      'the first in a process',
      '',
      seen.map(({ first }) => first),
    ),
    row(
      'one after the first',
      '<= 50',
      seen.flatMap(({ alone }) => alone),
    ),
    row(
      'ten at once, until the last is there',
      '',
      seen.map(({ together }) => last(together)),
    ),
  ];
}

/** When all of them were there, and all had answered. */
function last(lives: readonly StartupSample[]): StartupSample {
  const most = (read: (life: StartupSample) => number) => Math.max(...lives.map(read));
  return {
    started: most(({ started }) => started),
    answered: most(({ answered }) => answered),
    cpu: most(({ cpu }) => cpu),
  };
}

async function inProcess(): Promise<StartupSamples> {
  const script = new URL('support/embedded-worker.js', import.meta.url).pathname;
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  return JSON.parse(stdout);
}

function row(what: string, goal: string, lives: readonly StartupSample[]): Row {
  const ms = (part: number, read: (life: StartupSample) => number) =>
    quantile(lives.map(read), part).toFixed(0);
  return {
    what,
    'started, ms': ms(0.5, ({ started }) => started),
    'started p90': ms(0.9, ({ started }) => started),
    'first page, ms': ms(0.5, ({ answered }) => answered),
    'first page p90': ms(0.9, ({ answered }) => answered),
    'CPU ms': ms(0.5, ({ cpu }) => cpu),
    goal,
  };
}
