import { setTimeout } from 'node:timers/promises';
import { open } from './load.js';

const interval = 5;

/** How long small requests took while something else was done. */
export interface LatencySamples {
  /** Milliseconds. */
  readonly times: readonly number[];
  /** How many got no answer, because the server ended the connection on which they waited. */
  readonly dropped: number;
}

/**
 * Does some work, and meanwhile sends a small request every five milliseconds. One that had to wait held up those that should
 * have followed it: they are counted with the time that they would have waited, or a server that stands still for a
 * second would show one slow answer among many fast ones.
 */
export async function probeDuring(
  url: string,
  request: string,
  work: () => Promise<unknown>,
): Promise<LatencySamples> {
  let line = await open(url);
  const times: number[] = [];
  let dropped = 0;
  let isDone = false;
  const probe = async () => {
    const before = performance.now();
    try {
      await line.send(request);
    } catch {
      dropped++;
      line = await open(url);
    }
    const took = performance.now() - before;
    for (let waited = took; waited > 0; waited -= interval) times.push(waited);
    await setTimeout(Math.max(0, interval - took));
  };
  const probing = (async () => {
    while (!isDone) await probe();
  })();
  try {
    await work();
  } finally {
    isDone = true;
    await probing;
    line.close();
  }
  return { times, dropped };
}

/** The longest wait in milliseconds, and how many waited in vain. */
export function longest({ times, dropped }: LatencySamples): string {
  return `${Math.max(...times).toFixed(0)}${dropped > 0 ? ` and ${dropped} lost` : ''}`;
}
