/** Options of the benches that run until a count or a time is reached. */
export interface BenchOptions {
  /** Requests to send. */
  readonly count: number | undefined;
  /** The seed of random requests. */
  readonly seed: number | undefined;
  readonly minutes: number | undefined;
}
