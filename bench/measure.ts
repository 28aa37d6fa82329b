import autocannon from 'autocannon';

/** One side of a comparison: requests that are sent in turn. */
export interface Side {
  readonly url: string;
  readonly requests: readonly {
    method: 'GET' | 'PUT';
    path: string;
    headers: Record<string, string>;
    body?: string;
  }[];
}

const seconds = Number(process.env.BENCH_SECONDS ?? 3);
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);

/** Requests per second of each side, measured in turn so that a slow minute hits both, several rounds. */
export async function compare(
  subject: Side,
  ceiling: Side,
): Promise<{ subject: number[]; ceiling: number[] }> {
  const rates = { subject: [] as number[], ceiling: [] as number[] };
  for (const side of [subject, ceiling]) await load(side, 1);
  for (let round = 0; round < rounds; round++) {
    rates.subject.push(await load(subject, seconds));
    rates.ceiling.push(await load(ceiling, seconds));
  }
  return rates;
}

/** A row of the table: medians, and the median and spread of the ratios round by round. */
export function row(
  name: string,
  goal: string,
  rates: { subject: number[]; ceiling: number[] },
): Row {
  const ratios = rates.subject.map((rate, round) => rate / (rates.ceiling[round] ?? 1));
  return {
    what: name,
    'requests/s': Math.round(median(rates.subject)),
    'bare route/s': Math.round(median(rates.ceiling)),
    ratio: median(ratios).toFixed(2),
    spread: `${Math.min(...ratios).toFixed(2)} - ${Math.max(...ratios).toFixed(2)}`,
    goal,
  };
}

export type Row = Readonly<Record<string, string | number>>;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

async function load({ url, requests }: Side, duration: number): Promise<number> {
  const result = await autocannon({ url, connections: 32, duration, requests: [...requests] });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${url}: ${result.non2xx} answers were no success, ${result.errors} failed`);
  }
  return result.requests.average;
}
