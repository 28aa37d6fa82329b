import { load, type Requests } from './load.js';
import type { ServerProcess } from './processes.js';

/** A row of a table. */
export type Row = Readonly<Record<string, string | number>>;

/** One of several tables of a bench. */
export interface TitledTable {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** One server of a comparison, and the requests that it gets. */
export interface Contestant {
  readonly server: ServerProcess;
  readonly next: Requests;
}

/** What one round measured of a contestant. */
export interface Sample {
  /** Responses per second. */
  readonly rate: number;
  /** Microseconds of processor time that the server spent per request, all threads together. */
  readonly cpu: number;
  /** The share of the time that the server was on a processor, and that the load generator was. */
  readonly serverBusy: number;
  readonly generatorBusy: number;
}

/** Seconds for which a contestant is loaded in one round. */
export const seconds = Number(process.env.BENCH_SECONDS ?? 1.5);
/** Rounds of each comparison. */
export const rounds = Number(process.env.BENCH_ROUNDS ?? 5);

/**
 * Loads the contestants in turn, round by round, so that a slow minute of the machine affects all of them. Returns the
 * samples of each contestant, one per round.
 */
export async function compare(
  contestants: readonly Contestant[],
  warmUpSeconds = 1,
): Promise<Sample[][]> {
  for (const contestant of contestants) await measure(contestant, warmUpSeconds);
  const samples: Sample[][] = contestants.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, contestant] of contestants.entries())
      samples[index]?.push(await measure(contestant, seconds));
  }
  return samples;
}

/** The ratios of two contestants, round by round: their median, minimum and maximum. */
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

/** The value below which the given share of the values lies; NaN for no values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

async function measure({ server, next }: Contestant, forSeconds: number): Promise<Sample> {
  const before = { cpu: server.cpu(), time: performance.now() };
  const { rate, times, busy } = await load(server.url, next, forSeconds);
  const spent = server.cpu() - before.cpu;
  const passed = (performance.now() - before.time) / 1000;
  return {
    rate,
    cpu: (spent / times.length) * 1e6,
    serverBusy: spent / passed,
    generatorBusy: busy,
  };
}
