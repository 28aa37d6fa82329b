import { setTimeout } from 'node:timers/promises';
import { open } from './load.js';

const interval = 5;

/**
 * Does some work, and meanwhile sends a small request every five milliseconds. Answers how long each took. One that had to wait
 * held up those that should have followed it: they are counted with the time that they would have waited, or a server
 * that stands still for a second would show one slow answer among many fast ones.
 */
export async function waitsDuring(
  url: string,
  request: string,
  work: () => Promise<unknown>,
): Promise<number[]> {
  const line = await open(url);
  const waits: number[] = [];
  let isDone = false;
  const probing = (async () => {
    while (!isDone) {
      const took = await line.send(request);
      for (let waited = took; waited > 0; waited -= interval) waits.push(waited);
      await setTimeout(Math.max(0, interval - took));
    }
  })();
  try {
    await work();
  } finally {
    isDone = true;
    await probing;
    line.close();
  }
  return waits;
}
