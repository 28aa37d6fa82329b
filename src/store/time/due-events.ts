import { isOutOfSpace } from '../../lib/out-of-space.js';
import { warn } from '../../lib/warn.js';
import type { Clock } from './clock.js';
import type { Schedule } from './schedule.js';

/** What runs when time passes. */
interface DueEventOptions {
  readonly clock: Clock;
  readonly transaction: (work: () => void) => void;
  readonly runEvent: (kind: string, subject: string, payload: unknown) => void;
  /** Each applies the changes of the days between two midnights. */
  readonly dayHandlers: readonly ((from: number, to: number) => void)[];
  /** Stores the last day whose changes have been applied. */
  readonly setDay: (day: number) => void;
}

export const dayMs = 86_400_000;

/** Runs the scheduled events and day changes of a sandbox. One that throws is left out, so that it blocks no request. */
export class DueEvents {
  /** The last day whose changes have been applied, counted from 1970, UTC. */
  day = 0;
  readonly #schedule: Schedule;
  readonly #options: DueEventOptions;

  constructor(schedule: Schedule, options: DueEventOptions) {
    this.#schedule = schedule;
    this.#options = options;
  }

  run(): void {
    for (;;) {
      const now = this.#options.clock.now();
      const nextAt = this.#schedule.nextAt ?? this.#schedule.readNextAt();
      const next = Math.min(nextAt, now);
      const isNewDay = next >= (this.day + 1) * dayMs;
      if (!isNewDay && nextAt > now) return;
      try {
        if (isNewDay) this.#advanceDays(Math.floor(next / dayMs));
        else this.#runNextEvent();
      } catch (error) {
        // Without space the event cannot be completed, and neither can its failure be recorded: it remains due.
        if (isOutOfSpace(error)) return;
        throw error;
      }
    }
  }

  /** Runs the next event. One that throws is recorded as failed: it would fail again. */
  #runNextEvent(): void {
    const { clock, transaction, runEvent } = this.#options;
    try {
      transaction(() => {
        const { at, kind, subject, payload } = this.#schedule.takeNext();
        clock.runAt(at, () => runEvent(kind, subject, payload));
      });
    } catch (error) {
      if (isOutOfSpace(error)) throw error;
      this.#schedule.invalidate();
      let kind = '';
      transaction(() => {
        kind = this.#schedule.failNext();
      });
      warn(`A scheduled event ${kind} failed and will not run again`, error);
    }
    this.#schedule.invalidate();
  }

  /** Applies the day changes up to the midnight at which `day` begins. Those of a handler that throws are left out. */
  #advanceDays(day: number): void {
    const { clock, transaction, dayHandlers, setDay } = this.#options;
    const from = this.day;
    const runHandler = (handle: (from: number, to: number) => void) =>
      clock.runAt(day * dayMs, () => handle(from, day));
    try {
      transaction(() => {
        for (const handle of dayHandlers) runHandler(handle);
        setDay(day);
      });
      return;
    } catch (error) {
      if (isOutOfSpace(error)) throw error;
    }
    for (const handle of dayHandlers) {
      try {
        transaction(() => runHandler(handle));
      } catch (error) {
        if (isOutOfSpace(error)) throw error;
        warn('A change of day failed and will not run again', error);
      }
    }
    transaction(() => setDay(day));
  }
}
