import { type IncomingMessage, ServerResponse } from 'node:http';

/** So many answers are held back at most: whoever waits for the first does not wait for the last of a crowd. */
const most = 64;

/** The answers to be sent, and what the `end` of each was given. */
let held: { readonly response: GatheredResponse; readonly end: unknown[] }[] = [];

/**
 * An answer that leaves together with others that were made in the same turn of the event loop. To send one wakes the program
 * that waits for it, which can take longer than to make it; of several at once only the first does, as the others find
 * the program awake.
 */
export class GatheredResponse<
  Request extends IncomingMessage = IncomingMessage,
> extends ServerResponse<Request> {
  #isEnded = false;

  static {
    // Nobody is to end it again while it is held back.
    Object.defineProperty(GatheredResponse.prototype, 'writableEnded', {
      get(this: GatheredResponse) {
        return this.#isEnded;
      },
    });
  }

  override end(...end: unknown[]): this {
    this.#isEnded = true;
    const size = held.push({ response: this, end });
    if (size === 1) setImmediate(sendAll);
    if (size >= most) sendAll();
    return this;
  }

  /** Sends it. */
  leave(end: unknown[]): void {
    super.end(...(end as Parameters<ServerResponse['end']>));
  }
}

function sendAll(): void {
  const leaving = held;
  held = [];
  for (const { response, end } of leaving) response.leave(end);
}
