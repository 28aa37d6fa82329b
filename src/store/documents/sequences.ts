import type { Prepare } from '../sqlite/connection.js';

const nextSql =
  'INSERT INTO sequences VALUES (?, 1) ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value';

const raiseSql =
  'INSERT INTO sequences VALUES (?, ?) ON CONFLICT DO UPDATE SET value = max(value, excluded.value)';

/** The named sequences of a sandbox: 1, 2, 3 ... */
export class Sequences {
  readonly #prepare: Prepare;

  constructor(prepare: Prepare) {
    this.#prepare = prepare;
  }

  /** Returns the next number of a sequence. */
  next(name: string): number {
    return this.#prepare(nextSql).pluck().get(name) as number;
  }

  /** The number that `next` would return. */
  peek(name: string): number {
    const value = this.#prepare('SELECT value FROM sequences WHERE name = ?').pluck().get(name);
    return Number(value ?? 0) + 1;
  }

  /** Makes the next number of a sequence greater than a number that is taken already. */
  raise(name: string, taken: number): void {
    if (taken > 0) this.#prepare(raiseSql).run(name, taken);
  }
}
