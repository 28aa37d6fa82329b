import { load, type Requests } from './load.js';
import type { ServerProcess } from './processes.js';

/** A row of a table. */
export type Row = Readonly<Record<string, string | number>>;

/** One of several tables that a program gives. */
export interface Titled {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** One server of a comparison, and what it is sent. */
export interface Contestant {
  readonly server: ServerProcess;
  readonly next: Requests;
}

/** What was seen of a side in one round. */
export interface Sample {
  /** Answers per second. */
  readonly rate: number;
  /** Microseconds of processor time that the server spent on a request, all its threads together. */
  readonly cpu: number;
  /** The part of the time in which the server was on a processor, and in which the load generator was. */
  readonly serverBusy: number;
  readonly senderBusy: number;
}

/** How long a thing is loaded in one round. */
export const seconds = Number(process.env.BENCH_SECONDS ?? 1.5);
/** How often each thing of a comparison is measured. */
export const rounds = Number(process.env.BENCH_ROUNDS ?? 5);

/**
 * Loads each side in turn, so that a slow minute of the machine hits all of them, in so many rounds. Answers what was seen
 * of each side, round by round.
 */
export async function compare(sides: readonly Contestant[], warmUp = 1): Promise<Sample[][]> {
  for (const side of sides) await sample(side, warmUp);
  const seen: Sample[][] = sides.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, side] of sides.entries()) seen[index]?.push(await sample(side, seconds));
  }
  return seen;
}

/** The ratios of two sides, round by round: their median, and their least and greatest. */
export function ratios(subject: readonly number[], other: readonly number[]) {
  const each = subject.map((value, round) => value / (other[round] ?? Number.NaN));
  return {
    ratio: median(each).toFixed(2),
    spread: `${Math.min(...each).toFixed(2)} - ${Math.max(...each).toFixed(2)}`,
  };
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which this part of the values is. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

async function sample({ server, next }: Contestant, forSeconds: number): Promise<Sample> {
  const before = { cpu: server.cpu(), time: performance.now() };
  const { rate, times, busy } = await load(server.url, next, forSeconds);
  const spent = server.cpu() - before.cpu;
  const passed = (performance.now() - before.time) / 1000;
  return {
    rate,
    cpu: (spent / times.length) * 1e6,
    serverBusy: spent / passed,
    senderBusy: busy,
  };
}
