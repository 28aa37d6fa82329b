import { setTimeout } from 'node:timers/promises';
import { open } from './load.js';

const intervalMs = 5;

/** Latencies of small requests during some other work. */
export interface LatencySamples {
  /** Milliseconds. */
  readonly times: readonly number[];
  /** Requests without a response, because the server closed the connection. */
  readonly dropped: number;
}

/**
 * Runs `work` and sends a small request every five milliseconds meanwhile. A request that waits delays those that should have
 * followed it; they count with the time that they would have waited. Otherwise a server that blocks for a second would show one
 * slow response among many fast ones.
 */
export async function probeDuring(
  url: string,
  request: string,
  work: () => Promise<unknown>,
): Promise<LatencySamples> {
  let connection = await open(url);
  const times: number[] = [];
  let dropped = 0;
  let isDone = false;
  const probe = async () => {
    const before = performance.now();
    try {
      await connection.send(request);
    } catch {
      dropped++;
      connection = await open(url);
    }
    const elapsed = performance.now() - before;
    for (let waited = elapsed; waited > 0; waited -= intervalMs) times.push(waited);
    await setTimeout(Math.max(0, intervalMs - elapsed));
  };
  const probing = (async () => {
    while (!isDone) await probe();
  })();
  try {
    await work();
  } finally {
    isDone = true;
    await probing;
    connection.close();
  }
  return { times, dropped };
}

/** The longest latency in milliseconds, and the number of dropped requests. */
export function formatLongest({ times, dropped }: LatencySamples): string {
  const longest = times.reduce((max, time) => Math.max(max, time), 0);
  return `${longest.toFixed(0)}${dropped > 0 ? ` and ${dropped} dropped` : ''}`;
}
