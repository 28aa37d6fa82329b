import { type IncomingMessage, ServerResponse } from 'node:http';

/** So many answers are held back at most. */
const maxBatch = 64;

/** The answers to be sent, and what the `end` of each was given. */
let pending: { readonly response: BatchedResponse; readonly end: unknown[] }[] = [];

/**
 * An answer that leaves together with others that were made in the same turn of the event loop. To send one wakes the program
 * that waits for it, which can take longer than to make it; of several at once only the first does, as the others find
 * the program awake.
 */
export class BatchedResponse<
  Received extends IncomingMessage = IncomingMessage,
> extends ServerResponse<Received> {
  #isEnded = false;

  static {
    // Nobody is to end it again while it is held back.
    Object.defineProperty(BatchedResponse.prototype, 'writableEnded', {
      get(this: BatchedResponse) {
        return this.#isEnded;
      },
    });
  }

  override end(...end: unknown[]): this {
    this.#isEnded = true;
    const size = pending.push({ response: this, end });
    if (size === 1) setImmediate(flushAll);
    if (size >= maxBatch) flushAll();
    return this;
  }

  /** Sends it; should that fail, whoever waits for it is told by the end of the connection, and the others get theirs. */
  flush(end: unknown[]): void {
    try {
      super.end(...(end as Parameters<ServerResponse['end']>));
    } catch (error) {
      this.destroy(error as Error);
    }
  }
}

function flushAll(): void {
  const batch = pending;
  pending = [];
  for (const { response, end } of batch) response.flush(end);
}
