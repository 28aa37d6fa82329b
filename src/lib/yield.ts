import { setImmediate } from 'node:timers/promises';

let latest: Promise<unknown> = Promise.resolve();

/**
 * Waits until others have had their turn. All that takes long goes on in the order in which it came here, one of them in a
 * turn of the event loop: however many there are, a small request waits for one stretch of one of them.
 */
export function yieldToEventLoop(): Promise<unknown> {
  latest = latest.then(() => setImmediate());
  return latest;
}
