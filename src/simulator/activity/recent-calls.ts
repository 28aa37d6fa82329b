import type { PendingEntry } from '../journal/recorded-call.js';

/** Calls are counted for each step of this many milliseconds of real time, over so many steps: five minutes. */
export const recentStepMs = 10_000;
const stepCount = 30;

/** The latest call to a sandbox. */
interface LastCall {
  /** In real time, ISO 8601. */
  readonly at: string;
  readonly contract: string;
  /** Null when no operation matched. */
  readonly operationId: string | null;
  readonly method: string;
  /** Null when the connection closed before the response. */
  readonly status: number | null;
}

/** The calls of the last minutes, for each step, the oldest one first. */
export interface RecentCallsView {
  readonly calls: readonly number[];
  readonly refusals: readonly number[];
  readonly lastCall: LastCall | null;
}

/**
 * The calls of the last minutes in real time, because the clock of a sandbox may stand still. They are not saved: after a restart
 * there are none.
 */
export class RecentCalls {
  /** The counters of a step are at its number modulo their count. */
  readonly #calls = new Uint32Array(stepCount);
  readonly #refusals = new Uint32Array(stepCount);
  /** The number of the latest step with counters. */
  #step = 0;

  /** Adds the calls of the latest step, or of a later one. */
  add(step: number, calls: number, refusals: number): void {
    this.#advance(step);
    const index = step % stepCount;
    this.#calls[index] = (this.#calls[index] ?? 0) + calls;
    this.#refusals[index] = (this.#refusals[index] ?? 0) + refusals;
  }

  /** The counters of the steps up to this one, which is the latest or a later one. */
  view(step: number, { startedAt, status = null, call }: PendingEntry): RecentCallsView {
    this.#advance(step);
    // The oldest step is the one whose counters are used again next.
    const inOrder = (counters: Uint32Array) =>
      Array.from({ length: stepCount }, (_, index) =>
        Number(counters[(step + 1 + index) % stepCount]),
      );
    const { contract, operationId, method } = call;
    const at = new Date(startedAt).toISOString();
    return {
      calls: inOrder(this.#calls),
      refusals: inOrder(this.#refusals),
      lastCall: { at, contract, operationId, method, status },
    };
  }

  /** Goes on to a later step, and clears the counters of those in between. */
  #advance(step: number): void {
    if (step - this.#step >= stepCount) {
      this.#calls.fill(0);
      this.#refusals.fill(0);
      this.#step = step;
    }
    while (this.#step < step) {
      const index = ++this.#step % stepCount;
      this.#calls[index] = 0;
      this.#refusals[index] = 0;
    }
  }
}
