import { resolveConfig } from '../src/config/load.js';
import { contracts } from '../src/contracts/index.js';
import { loadTemplate } from '../src/template/cache.js';
import { median, type Row } from './support/measure.js';
import { bareWithDatabase, type ServerProcess, startUnderstudy } from './support/processes.js';

const rounds = 7;

/**
 * Start of a process to its first 200 and memory at rest, beside a process that starts bare Fastify and opens an empty
 * database; embedded starts, and the size of a sandbox.
 */
export async function benchStart(): Promise<Row[]> {
  const seen = { subject: [] as Seen[], bare: [] as Seen[] };
  for (let round = 0; round < rounds; round++) {
    seen.subject.push(await look(await startUnderstudy('--ephemeral')));
    seen.bare.push(await look(await bareWithDatabase()));
  }
  const embedded = await benchEmbedded();
  const { image } = loadTemplate(contracts, resolveConfig({}, contracts), undefined, undefined);
  const megabytes = 'bytes' in image ? image.bytes.length / 1024 / 1024 : Number.NaN;
  return [
    compared('process start to first 200, ms', '<= 1.5', (each) => each.startedIn, seen),
    compared('memory at rest, MB', '<= 1.5', (each) => each.memory, seen),
    ...embedded,
    { what: 'image of the default world, MB', Understudy: megabytes.toFixed(2) },
  ];
}

/** Simulators inside this process, as embedders start them: one after another, then ten at once. */
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
  const together = performance.now() - before;
  await Promise.all(ten.map((each) => each.close()));
  const [first = 0, second = 0, ...others] = times;
  return [
    { what: 'embedded start, the first in a process, ms', Understudy: Math.round(first) },
    { what: 'embedded start, the second, ms', Understudy: Math.round(second), goal: '<= 50' },
    {
      what: 'embedded start, later ones, ms',
      Understudy: Math.round(median(others)),
      goal: '<= 50',
    },
    { what: 'ten at once, ms', Understudy: Math.round(together) },
  ];
}

interface Seen {
  readonly startedIn: number;
  readonly memory: number;
}

async function look(served: ServerProcess): Promise<Seen> {
  const seen = { startedIn: served.startedIn, memory: served.memory() };
  await served.stop();
  return seen;
}

function compared(
  what: string,
  goal: string,
  read: (seen: Seen) => number,
  seen: { subject: Seen[]; bare: Seen[] },
): Row {
  const ratios = seen.subject.map((each, round) => read(each) / read(seen.bare[round] as Seen));
  return {
    what,
    Understudy: Math.round(median(seen.subject.map(read))),
    'bare Fastify': Math.round(median(seen.bare.map(read))),
    ratio: median(ratios).toFixed(2),
    spread: `${Math.min(...ratios).toFixed(2)} - ${Math.max(...ratios).toFixed(2)}`,
    goal,
  };
}
