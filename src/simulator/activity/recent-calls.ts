import { systemNow } from '../../store/time/clock.js';
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
 * Counts the calls of the last minutes in real time, because the clock of a sandbox may stand still. They are not saved: after a
 * restart there are none.
 */
export class RecentCalls {
  /** The counters of a step are at its number modulo their count. */
  readonly #calls = new Uint32Array(stepCount);
  readonly #refusals = new Uint32Array(stepCount);
  /** The number of the latest step with counters. */
  #step = 0;
  #lastCall: (Omit<LastCall, 'at'> & { readonly at: number }) | undefined;

  /** Counts a completed call. */
  count({ startedAt, status = null, call }: PendingEntry): void {
    this.#advance(Math.floor(startedAt / recentStepMs));
    const index = this.#step % stepCount;
    this.#calls[index] = (this.#calls[index] ?? 0) + 1;
    if (status !== null && status >= 400) this.#refusals[index] = (this.#refusals[index] ?? 0) + 1;
    const { contract, operationId, method } = call;
    this.#lastCall = { at: startedAt, contract, operationId, method, status };
  }

  view(): RecentCallsView {
    this.#advance(Math.floor(systemNow() / recentStepMs));
    const last = this.#lastCall;
    // The oldest step is the one whose counters are used again next.
    const inOrder = (counters: Uint32Array) =>
      Array.from({ length: stepCount }, (_, index) =>
        Number(counters[(this.#step + 1 + index) % stepCount]),
      );
    return {
      calls: inOrder(this.#calls),
      refusals: inOrder(this.#refusals),
      lastCall: last ? { ...last, at: new Date(last.at).toISOString() } : null,
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
