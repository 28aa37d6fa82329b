/** How long calls are collected after the last reader of them has left, in real milliseconds. */
export const reconnectMs = 60_000;

/** Stands for the calls to all sandboxes. */
const all = '';

/** The collection of the calls to one sandbox, or to all. */
interface Collected {
  readerCount: number;
  /** The number of the first event from which on all of these calls are collected. */
  readonly since: number;
  ending: NodeJS.Timeout | undefined;
}

/** Which calls are collected: those that somebody reads, and for a while after, for readers that reconnect. */
export class CallCollection {
  readonly #collected = new Map<string, Collected>();
  /** The number of the latest call that was not collected. */
  #lastDropped = 0;

  /** Adds a reader of the calls to a sandbox, or to all, from an event on. Returns the function that removes it. */
  join(sandbox: string | undefined, since: number): () => void {
    const name = sandbox ?? all;
    const joined = this.#collected.get(name) ?? { readerCount: 0, since, ending: undefined };
    this.#collected.set(name, joined);
    clearTimeout(joined.ending);
    joined.readerCount++;
    return () => {
      if (--joined.readerCount > 0) return;
      joined.ending = setTimeout(() => this.#collected.delete(name), reconnectMs).unref();
    };
  }

  /** Whether the call to a sandbox, which is the event of a number, is collected. */
  collects(sandbox: string, number: number): boolean {
    if (this.#collected.has(all) || this.#collected.has(sandbox)) return true;
    this.#lastDropped = number;
    return false;
  }

  /** Whether all calls to a sandbox, or to all, were collected since the event of a number. */
  isCompleteSince(sandbox: string | undefined, number: number): boolean {
    const isCollected = (name: string) =>
      (this.#collected.get(name)?.since ?? Number.POSITIVE_INFINITY) <= number + 1;
    return this.#lastDropped <= number || isCollected(all) || isCollected(sandbox ?? all);
  }
}
