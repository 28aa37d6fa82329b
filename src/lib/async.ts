let latest: Promise<unknown> = Promise.resolve();

/**
 * Resolves on a later turn of the event loop. Calls are queued and each turn resumes one of them, in order: however many
 * long tasks run, a new request waits for one batch of one task.
 */
export function yieldToEventLoop(): Promise<unknown> {
  latest = latest.then(() => new Promise((resolve) => setImmediate(resolve)));
  return latest;
}

/** Resolves after a time in milliseconds, or when the signal is aborted. */
export function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    if (signal.aborted) finish();
    else signal.addEventListener('abort', finish);
  });
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

/** Calls `onEnd` once when a generator has ended, also one that was not begun. */
export function endingWith<T>(generator: AsyncGenerator<T>, onEnd: () => void): AsyncGenerator<T> {
  const watch = async (result: Promise<IteratorResult<T>>) => {
    try {
      const next = await result;
      if (next.done) onEnd();
      return next;
    } catch (error) {
      onEnd();
      throw error;
    }
  };
  return {
    next: () => watch(generator.next()),
    return: (value) => watch(generator.return(value)),
    throw: (error) => watch(generator.throw(error)),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
