import type { Prepare } from '../sqlite/connection.js';

const nextNumberSql =
  'INSERT INTO sequences VALUES (?, 1) ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value';

/** Takes the next number of a sequence: 1, 2, 3 ... */
export function nextNumber(prepare: Prepare, sequence: string): number {
  return prepare(nextNumberSql).pluck().get(sequence) as number;
}
