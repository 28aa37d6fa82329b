/** What a clock needs to go on where it was: running beside real time at a distance, or standing still. */
export interface ClockState {
  readonly frozen: boolean;
  /** Milliseconds since 1970 when frozen; else the distance from real time in milliseconds. */
  readonly value: number;
}

/** The last instant that has an ISO form with four digits, in milliseconds since 1970: there time ends. */
export const maxInstant = 253_402_300_799_999;

/**
 * A sandbox's time. Everything a vendor API shows or checks reads it here.
 * This file is the only place where real time comes in.
 */
export class Clock {
  #state: ClockState;
  #override: number | undefined;
  #reads = 0;

  constructor(state: ClockState) {
    this.#state = state;
  }

  /** Goes on from a state. */
  resume(state: ClockState): void {
    this.#state = state;
  }

  /** The sandbox's now, in milliseconds since 1970. */
  now(): number {
    this.#reads++;
    if (this.#override !== undefined) return this.#override;
    return this.#state.frozen
      ? this.#state.value
      : Math.min(systemNow() + this.#state.value, maxInstant);
  }

  /** How often it was looked at: what was worked out between two looks does not depend on the time. */
  get readCount(): number {
    return this.#reads;
  }

  /** The sandbox's now, ISO 8601 in UTC with milliseconds. */
  iso(): string {
    return new Date(this.now()).toISOString();
  }

  get frozen(): boolean {
    return this.#state.frozen;
  }

  get state(): ClockState {
    return this.#state;
  }

  /** Moves to `now` and stands still or runs on from there. */
  set(now: number, frozen: boolean): void {
    this.#state = frozen ? { frozen, value: now } : { frozen, value: now - systemNow() };
  }

  /** Runs `work` at a given instant: what falls due happens at its own time. */
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

/** Real time in milliseconds since 1970; for idle timers and for clocks that run. */
export function systemNow(): number {
  return Date.now();
}
