/** A clock as stored: frozen at an instant, or running at an offset from system time. */
export interface ClockState {
  readonly frozen: boolean;
  /** When frozen, milliseconds since 1970; otherwise the offset from system time in milliseconds. */
  readonly value: number;
}

/** The last instant whose ISO 8601 form has a four-digit year, in milliseconds since 1970. Clocks stop there. */
export const maxInstant = 253_402_300_799_999;

/** How long a period lasts, in milliseconds. What depends on the time of day changes only when one begins, on a quarter hour. */
const periodMs = 15 * 60_000;

/** A sandbox's time. Vendor APIs read every time that they show or check here; no other file reads system time. */
export class Clock {
  #state: ClockState;
  #override: number | undefined;
  #reads = 0;
  /** Undefined until it is entered. */
  #period: number | undefined;

  constructor(state: ClockState) {
    this.#state = state;
  }

  /** Takes over a stored state. */
  resume(state: ClockState): void {
    this.#state = state;
    this.#period = undefined;
  }

  /** The sandbox's current time, in milliseconds since 1970. */
  now(): number {
    this.#reads++;
    if (this.#override !== undefined) return this.#override;
    return this.#state.frozen
      ? this.#state.value
      : Math.min(systemNow() + this.#state.value, maxInstant);
  }

  /** The number of reads so far. A result does not depend on the time if the count is the same before and after. */
  get readCount(): number {
    return this.#reads;
  }

  /** The sandbox's current time, as ISO 8601 in UTC with milliseconds. */
  iso(): string {
    return new Date(this.now()).toISOString();
  }

  /**
   * The start of the current period, in milliseconds since 1970. It changes between requests only, when due events run, and reading
   * it is not counted: responses that depend on it are valid until the data have another version.
   */
  get periodStart(): number {
    return periodMs * (this.#period ?? Math.floor(this.now() / periodMs));
  }

  /** When another period begins; minus infinity until the first one is entered. */
  get nextPeriodAt(): number {
    return this.#period === undefined ? Number.NEGATIVE_INFINITY : (this.#period + 1) * periodMs;
  }

  /** Enters the current period. Returns true if it is another one. */
  enterPeriod(): boolean {
    const period = Math.floor(this.now() / periodMs);
    if (period === this.#period) return false;
    this.#period = period;
    return true;
  }

  get frozen(): boolean {
    return this.#state.frozen;
  }

  get state(): ClockState {
    return this.#state;
  }

  /** Sets the time, and freezes the clock or lets it run from there. */
  set(now: number, frozen: boolean): void {
    this.#state = frozen ? { frozen, value: now } : { frozen, value: now - systemNow() };
    this.#period = undefined;
  }

  /** Runs `work` with the clock at an instant, so that a due event sees its own time. */
  runAt<T>(instant: number, work: () => T): T {
    const before = this.#override;
    this.#override = instant;
    try {
      return work();
    } finally {
      this.#override = before;
    }
  }
}

/** System time in milliseconds since 1970: for idle timeouts and running clocks. */
export function systemNow(): number {
  return Date.now();
}
