import { dayMs } from '../../../lib/calculation/durations.js';
import { warn } from '../../../lib/warn.js';
import { type LongWork, runAtOnce } from '../../documents/long-work.js';
import { Clock, type ClockState, systemNow } from '../../time/clock.js';
import { DueEvents, withoutFailedHandlers } from '../../time/due-events.js';
import { Schedule } from '../../time/schedule.js';
import { metadataKeys } from '../metadata-keys.js';
import type { LongWrites } from './long-writes.js';
import type { SandboxData } from './sandbox-data.js';

/** What happens to a sandbox when time passes. */
interface SandboxTimeOptions<Sandbox> {
  readonly data: SandboxData;
  readonly longWrites: () => LongWrites<Sandbox>;
  /** Plans the work that handles an event; the payload is JSON. */
  readonly planEvent: (event: {
    readonly kind: string;
    readonly subject: string;
    readonly payload: string;
  }) => LongWork;
  /** Each plans the changes of the days between two midnights. */
  readonly dayHandlers: readonly ((from: number, to: number) => LongWork)[];
  /** The time of a copy. */
  readonly timeOf: (copy: Sandbox) => SandboxTime<Sandbox>;
}

/** How long due events that could not be completed wait for the next attempt, in milliseconds. */
const retryMs = 60_000;

/** The time of one sandbox: its clock, its scheduled events, and the changes of each day. */
export class SandboxTime<Sandbox> {
  readonly clock = new Clock({ frozen: true, value: 0 });
  readonly schedule: Schedule;
  readonly #options: SandboxTimeOptions<Sandbox>;
  readonly #dueEvents: DueEvents;
  /** When due events that could not be completed may be tried again, in system time. */
  #retryAt = 0;

  constructor(options: SandboxTimeOptions<Sandbox>) {
    const { data, planEvent, dayHandlers } = options;
    const prepare = (text: string) => data.transactions.prepare(text);
    this.#options = options;
    this.schedule = new Schedule(prepare);
    this.#dueEvents = new DueEvents(this.schedule, {
      clock: this.clock,
      transaction: (work) => data.transactions.run(work),
      runAtOnce: (work) => runAtOnce(work, prepare),
      planEvent,
      dayHandlers,
      setDay: (day) => this.#setDay(day),
      onPeriodChange: () => data.transactions.markChanged(),
    });
  }

  /** Moves the clock, then runs due events. Returns a promise if that takes long. */
  setClock(now: number, frozen: boolean): Promise<void> | undefined {
    if (this.#dueEvents.takesLong(now))
      return this.#runInCopy((copy) => copy.#moveClock(now, frozen));
    this.#moveClock(now, frozen);
    this.#retryAt = 0;
    this.runDueEvents();
    return this.#options.longWrites().done;
  }

  /** Runs due events. What takes long runs afterwards, while the old data are read. */
  runDueEvents(): void {
    const { longWrites, data } = this.#options;
    if (longWrites().done || systemNow() < this.#retryAt || this.#dueEvents.run()) return;
    this.#runInCopy().catch((error: unknown) => {
      this.#retryAt = systemNow() + retryMs;
      if (data.database.isOpen) warn('Due events of a sandbox are not complete', error);
    });
  }

  /** Takes over a clock, and the day that the metadata tell. */
  restore(clock: ClockState): void {
    const { metadata } = this.#options.data;
    this.clock.resume(clock);
    const day = metadata.get(metadataKeys.day);
    this.#setDay(Number(day ?? Math.floor(this.clock.now() / dayMs)));
    this.schedule.invalidate();
  }

  #setDay(day: number): void {
    this.#dueEvents.day = day;
    this.#options.data.metadata.set(metadataKeys.day, String(day));
  }

  #moveClock(now: number, frozen: boolean): void {
    const { transactions, metadata } = this.#options.data;
    const { state } = this.clock;
    const day = this.#dueEvents.day;
    try {
      transactions.run(() => {
        this.clock.set(now, frozen);
        metadata.set(metadataKeys.clock, JSON.stringify(this.clock.state));
        this.schedule.rearmAfter(now);
        this.#setDay(Math.min(day, Math.floor(now / dayMs)));
      });
    } catch (error) {
      this.clock.resume(state);
      this.#dueEvents.day = day;
      throw error;
    }
  }

  /** Runs due events on a copy of the sandbox, after `begin`. */
  #runInCopy(begin: (copy: SandboxTime<Sandbox>) => void = () => {}): Promise<void> {
    const { longWrites, timeOf } = this.#options;
    return longWrites().run(({ onCopy }) =>
      withoutFailedHandlers((failed) =>
        onCopy((copy, runSlices) => {
          const time = timeOf(copy);
          begin(time);
          return time.#dueEvents.runInSlices(runSlices, failed);
        }),
      ),
    );
  }
}
