import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { TrackedResponse } from './connection-counter.js';

/** A batch of this size is flushed at once, and so is a large body: only then does it count among what waits to be sent. */
const maxBatch = 64;
const maxBatchedBody = 64 * 1024;

const noHeaders: OutgoingHttpHeaders = Object.freeze({});

/** The responses of the current batch, with the arguments of their `end`. */
let pending: { readonly response: BatchedResponse; readonly end: unknown[] }[] = [];

/**
 * Sends responses together at the end of the event-loop turn. Writing to a socket wakes the waiting client, which can take
 * longer than building the response; in a batch only the first write pays for it.
 */
export class BatchedResponse<
  Received extends IncomingMessage = IncomingMessage,
> extends TrackedResponse<Received> {
  #isEnded = false;

  static {
    // Node sets this when the response is sent; callers expect it as soon as `end` was called.
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
    if (size >= maxBatch || isLarge(end[0])) flushAll();
    return this;
  }

  /** Fastify merges these into its own headers for each journal entry. Usually there are none, which Node takes long to copy. */
  override getHeaders(): OutgoingHttpHeaders {
    return this.getHeaderNames().length > 0 ? super.getHeaders() : noHeaders;
  }

  /** Flushes one response; a failure destroys only its own connection. */
  flush(end: unknown[]): void {
    try {
      super.end(end[0], end[1], end[2]);
    } catch (error) {
      this.destroy(error as Error);
    }
  }
}

function isLarge(body: unknown): boolean {
  return (typeof body === 'string' || Buffer.isBuffer(body)) && body.length > maxBatchedBody;
}

function flushAll(): void {
  const batch = pending;
  pending = [];
  for (const { response, end } of batch) response.flush(end);
}
