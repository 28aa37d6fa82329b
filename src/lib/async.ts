import { setImmediate } from 'node:timers/promises';

let latest: Promise<unknown> = Promise.resolve();

/**
 * Resolves on a later turn of the event loop. Calls are queued and each turn resumes one of them, in order: however many
 * long tasks run, a new request waits for one batch of one task.
 */
export function yieldToEventLoop(): Promise<unknown> {
  latest = latest.then(() => setImmediate());
  return latest;
}

/** Returns a function that runs works one after another. */
export function createQueue(): <T>(work: () => Promise<T>) => Promise<T> {
  let previous: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = previous.then(work);
    previous = next.catch(() => {});
    return next;
  };
}
