import { type IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate } from '../lib/timers.js';

/** More responses than this are not held back. */
const maxBatch = 64;

/** The responses to be sent, with the arguments of their `end`. */
let pending: { readonly response: BatchedResponse; readonly end: unknown[] }[] = [];

/**
 * A response that is sent together with the others of the same event-loop turn. A send wakes the client that waits for it,
 * which can take longer than making the response; of several in a row only the first does.
 */
export class BatchedResponse<
  Received extends IncomingMessage = IncomingMessage,
> extends ServerResponse<Received> {
  #isEnded = false;

  static {
    // Node sets this when the response is sent; it has to be true while the response is held back.
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

  /** Flushes one response; a failure destroys only its own connection. */
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
