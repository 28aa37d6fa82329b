import { dayMs } from '../../lib/calculation/durations.js';
import { isOutOfSpace } from '../../lib/out-of-space.js';
import { ServerStoppingError } from '../../lib/stopping.js';
import { warn } from '../../lib/warn.js';
import { SandboxReplacedError } from '../documents/documents.js';
import { joinWork, type LongWork, maxRowsAtOnce } from '../documents/long-work.js';
import type { Clock } from './clock.js';
import type { Schedule, StoredEvent } from './schedule.js';

/** What runs when time passes. Work that is only planned changes nothing. */
interface DueEventOptions {
  readonly clock: Clock;
  readonly transaction: <T>(work: () => T) => T;
  /** Runs all steps of a work. */
  readonly runAtOnce: (work: LongWork) => void;
  /** Plans the work that handles an event. */
  readonly planEvent: (event: StoredEvent) => LongWork;
  /** Each plans the changes of the days between two midnights. */
  readonly dayHandlers: readonly ((from: number, to: number) => LongWork)[];
  /** Stores the last day whose changes have been applied. */
  readonly setDay: (day: number) => void;
  /** Called when another period has begun: what depends on the time of day has changed. */
  readonly onPeriodChange: () => void;
}

/** A handler threw. The data are incomplete; without it the others can run. */
class FailedHandlerError extends Error {
  /** Names the handler among those that are due. */
  readonly handler: string;

  constructor(handler: string, cause: unknown) {
    super((cause as Error).message, { cause });
    this.handler = handler;
  }
}

/** Runs work in slices, with the clock at an instant if one is given. */
export type SliceRunner = (work: LongWork, instant?: number) => Promise<void>;

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

  /** Whether more will be due at an instant than may run at once. */
  takesLong(instant: number): boolean {
    const { planEvent } = this.#options;
    const events = this.#schedule.dueAt(instant);
    const days = new Set([...events.map(({ at }) => at), instant].map(dayOf));
    const last = dayOf(instant);
    // The changes of days that have passed are applied before each event.
    const midnights = [...days].filter((day) => day > this.day).length;
    let rows = midnights === 0 ? 0 : midnights * plannedRows(() => this.#planDays(last));
    for (const event of events) {
      if (rows > maxRowsAtOnce) break;
      rows += costOf(plannedRows(() => planEvent(event)));
    }
    return rows > maxRowsAtOnce;
  }

  /** Runs what is due. Returns false where more is due than may run at once, of which the rest has not begun. */
  run(): boolean {
    let rows = 0;
    for (;;) {
      const due = this.#next();
      if (!due) {
        if (this.#options.clock.enterPeriod()) this.#options.onPeriodChange();
        return true;
      }
      try {
        const left = maxRowsAtOnce - rows;
        const cost = due === 'event' ? this.#runNextEvent(left) : this.#advanceDays(due.day, left);
        if (cost === undefined) return false;
        rows += cost;
      } catch (error) {
        // Without space the event cannot be completed, and neither can its failure be recorded: it remains due.
        if (isOutOfSpace(error)) return true;
        throw error;
      }
    }
  }

  /**
   * Runs what is due, with pauses, on data that nothing else uses. `failed` names handlers to leave out. Throws
   * FailedHandlerError for others that throw.
   */
  async runInSlices(runSlices: SliceRunner, failed: ReadonlySet<string>): Promise<void> {
    for (;;) {
      const due = this.#next();
      if (!due) return;
      if (due === 'event') await this.#runNextEventInSlices(runSlices, failed);
      else await this.#advanceDaysInSlices(due.day, runSlices, failed);
    }
  }

  /** What is due next: an event, or the changes up to a day. Undefined if nothing is. */
  #next(): 'event' | { readonly day: number } | undefined {
    const now = this.#options.clock.now();
    const nextAt = this.#schedule.nextAt ?? this.#schedule.readNextAt();
    const next = Math.min(nextAt, now);
    if (next >= (this.day + 1) * dayMs) return { day: dayOf(next) };
    return nextAt > now ? undefined : 'event';
  }

  /**
   * Runs the next event, and returns what it cost in rows; undefined if that is more than `left`, and then it has not begun. One
   * that throws is recorded as failed: it would fail again.
   */
  #runNextEvent(left: number): number | undefined {
    const { clock, transaction, planEvent, runAtOnce } = this.#options;
    const event = this.#schedule.readNext();
    let cost = costOf(0);
    try {
      const work = clock.runAt(event.at, () => planEvent(event));
      cost = costOf(work.rows);
      if (cost > left) return undefined;
      transaction(() => {
        this.#schedule.complete(event);
        clock.runAt(event.at, () => runAtOnce(work));
      });
    } catch (error) {
      if (isOutOfSpace(error)) throw error;
      transaction(() => this.#schedule.fail(event));
      warn(`A scheduled event ${event.kind} failed and will not run again`, error);
    }
    this.#schedule.invalidate();
    return cost;
  }

  async #runNextEventInSlices(runSlices: SliceRunner, failed: ReadonlySet<string>): Promise<void> {
    const { clock, transaction, planEvent } = this.#options;
    const event = this.#schedule.readNext();
    const name = `event ${event.seq}`;
    if (failed.has(name)) return transaction(() => this.#schedule.fail(event));
    transaction(() => this.#schedule.complete(event));
    await attempt(name, async () => {
      await runSlices(
        clock.runAt(event.at, () => planEvent(event)),
        event.at,
      );
    });
    this.#schedule.invalidate();
  }

  #planDays(day: number): LongWork {
    const { clock, dayHandlers } = this.#options;
    const from = this.day;
    return clock.runAt(day * dayMs, () => joinWork(dayHandlers.map((plan) => plan(from, day))));
  }

  /**
   * Applies the day changes up to the midnight at which `day` begins, and returns how many rows they changed; undefined if that is
   * more than `left`, and then they have not begun. Those of a handler that throws are left out.
   */
  #advanceDays(day: number, left: number): number | undefined {
    const { clock, transaction, dayHandlers, runAtOnce, setDay } = this.#options;
    const from = this.day;
    const run = (plan: () => LongWork) =>
      transaction(() => clock.runAt(day * dayMs, () => runAtOnce(plan())));
    try {
      const work = this.#planDays(day);
      if (work.rows > left) return undefined;
      transaction(() => {
        run(() => work);
        setDay(day);
      });
      return work.rows;
    } catch (error) {
      if (isOutOfSpace(error)) throw error;
    }
    for (const plan of dayHandlers) {
      try {
        run(() => plan(from, day));
      } catch (error) {
        if (isOutOfSpace(error)) throw error;
        warn(failedDay, error);
      }
    }
    transaction(() => setDay(day));
    return 0;
  }

  async #advanceDaysInSlices(
    day: number,
    runSlices: SliceRunner,
    failed: ReadonlySet<string>,
  ): Promise<void> {
    const { clock, transaction, dayHandlers, setDay } = this.#options;
    const instant = day * dayMs;
    for (const [index, plan] of dayHandlers.entries()) {
      const name = `day ${index}`;
      if (failed.has(name)) continue;
      await attempt(name, async () => {
        await runSlices(
          clock.runAt(instant, () => plan(this.day, day)),
          instant,
        );
      });
    }
    transaction(() => setDay(day));
  }
}

const failedDay = 'A change of day failed and will not run again';
const failedEvent = 'A scheduled event failed and will not run again';

/** Runs what is due from the start again without the handlers that threw, which are reported, until none does. */
export async function withoutFailedHandlers(
  run: (failed: ReadonlySet<string>) => Promise<void>,
): Promise<void> {
  const failed = new Set<string>();
  for (;;) {
    try {
      return await run(failed);
    } catch (error) {
      if (!(error instanceof FailedHandlerError) || failed.has(error.handler)) throw error;
      failed.add(error.handler);
      const isDay = error.handler.startsWith('day');
      warn(isDay ? failedDay : failedEvent, error.cause);
    }
  }
}

/** The day of an instant, counted from 1970, UTC. */
function dayOf(instant: number): number {
  return Math.floor(instant / dayMs);
}

/** What an event costs besides the rows that it plans to change, in rows. */
const rowsPerEvent = 5;

function costOf(rows: number): number {
  return rowsPerEvent + rows;
}

/** How many rows work changes. Planning that fails is a matter of the run. */
function plannedRows(plan: () => LongWork): number {
  try {
    return plan().rows;
  } catch {
    return 0;
  }
}

/** Runs a handler. Its error names it, unless there is no space, or the copy that it changes is given up. */
async function attempt(handler: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    const isOwn = !isOutOfSpace(error) && !isAbort(error);
    throw isOwn ? new FailedHandlerError(handler, error) : error;
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof SandboxReplacedError || error instanceof ServerStoppingError;
}
