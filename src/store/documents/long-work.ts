import type { Prepare } from '../sqlite/connection.js';

/** SQL statements that take long, and that nothing of the same step depends on. */
interface LongStatements {
  readonly statements: readonly string[];
}

/** Work in steps of a few milliseconds. After each step other work may run. */
export type Steps = Generator<LongStatements | undefined, void>;

/** A change of many documents, which has not begun yet. */
export interface LongWork {
  /** About how many rows it changes. */
  readonly rows: number;
  readonly steps: () => Steps;
}

/** Changes of at most this many rows run at once: they take less time than other requests may wait. Those of a usual world are fewer. */
export const maxRowsAtOnce = 700;

/** The number of rows that are changed in one step. */
export const rowsPerStep = 100;

/** Runs all steps of a work without a pause. */
export function runAtOnce({ steps }: LongWork, prepare: Prepare): void {
  for (const long of steps()) for (const text of long?.statements ?? []) prepare(text).run();
}

/** Joins works into one, which runs them in order. */
export function joinWork(works: readonly LongWork[]): LongWork {
  return {
    rows: works.reduce((sum, { rows }) => sum + rows, 0),
    *steps() {
      for (const { steps } of works) yield* steps();
    },
  };
}

/** Work of one step. */
export function briefWork(run: () => void): LongWork {
  return {
    rows: 0,
    // biome-ignore lint/correctness/useYield: it has no second step
    *steps() {
      run();
    },
  };
}

/** Calls a function for each item, some per step. */
export function* forEachInSteps<T>(items: readonly T[], run: (item: T) => void): Steps {
  for (const [index, item] of items.entries()) {
    run(item);
    if ((index + 1) % rowsPerStep === 0) yield;
  }
}
