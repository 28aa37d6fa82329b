/** The server stops before the work is complete, so nothing was changed. */
export class ServerStoppingError extends Error {
  constructor() {
    super('the server is stopping');
  }
}

/** Throws ServerStoppingError if the signal is aborted. */
export function assertNotStopping(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new ServerStoppingError();
}
