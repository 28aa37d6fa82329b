import { contracts } from '../src/contracts/index.js';
import { completeSettings } from '../src/settings.js';
import { template } from '../src/template.js';
import { median, type Row } from './measure.js';
import { bare, type Served, understudy } from './processes.js';

const rounds = 7;

/** Start of a process to its first 200, memory at rest, and the size of a sandbox, beside a bare Fastify process. */
export async function benchStart(): Promise<Row[]> {
  const seen = { subject: [] as Seen[], bare: [] as Seen[] };
  for (let round = 0; round < rounds; round++) {
    seen.subject.push(await look(await understudy('--ephemeral')));
    seen.bare.push(await look(await bare('{}')));
  }
  const { image } = template(contracts, completeSettings({}), undefined, undefined);
  const megabytes = 'bytes' in image ? image.bytes.length / 1024 / 1024 : Number.NaN;
  return [
    compared('process start to first 200, ms', (each) => each.startedIn, seen),
    compared('memory at rest, MB', (each) => each.memory, seen),
    { what: 'image of the default world, MB', Understudy: megabytes.toFixed(2) },
  ];
}

interface Seen {
  readonly startedIn: number;
  readonly memory: number;
}

async function look(served: Served): Promise<Seen> {
  const seen = { startedIn: served.startedIn, memory: served.memory() };
  await served.stop();
  return seen;
}

function compared(
  what: string,
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
  };
}
