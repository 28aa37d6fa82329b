import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';

interface Made {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

const slice = 5000;

/**
 * Copies a database by plain SQL: tables of the same schema, every row by a prepared INSERT, then the same indexes. Answers the
 * seconds that the writing took; what it takes to read the rows is not in it. The copy is taken away.
 */
export function secondsOfPlainSql(file: string, into: string): number {
  const from = new Database(file, { readonly: true });
  const to = new Database(into);
  const made = from
    .prepare(
      "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'",
    )
    .all() as Made[];
  const virtual = made.filter(({ sql }) => /^CREATE VIRTUAL/i.test(sql));
  const isShadow = ({ name }: Made) => virtual.some((each) => name.startsWith(`${each.name}_`));
  const tables = made.filter(
    (each) => each.type === 'table' && !virtual.includes(each) && !isShadow(each),
  );
  let milliseconds = 0;
  const timed = (work: () => void) => {
    const before = performance.now();
    work();
    milliseconds += performance.now() - before;
  };
  for (const pragma of ['journal_mode = OFF', 'synchronous = OFF', 'temp_store = MEMORY'])
    to.pragma(pragma);
  timed(() => to.exec('BEGIN'));
  for (const { name, sql } of tables) {
    timed(() => to.exec(sql));
    for (const rows of slicesOf(from, name)) timed(() => insert(to, name, rows));
  }
  const others = made.filter((each) => each.type === 'index');
  for (const { sql } of [...others, ...virtual]) timed(() => to.exec(sql));
  // An index of texts that stand in another table is filled by being told so.
  for (const { name } of virtual)
    timed(() => to.exec(`INSERT INTO ${name} (${name}) VALUES ('rebuild')`));
  for (const { sql } of made.filter(({ type }) => type === 'trigger')) timed(() => to.exec(sql));
  timed(() => to.exec('COMMIT'));
  from.close();
  to.close();
  rmSync(into);
  return milliseconds / 1000;
}

function* slicesOf(from: Database.Database, table: string): Generator<unknown[][]> {
  let rows: unknown[][] = [];
  for (const row of from.prepare(`SELECT * FROM ${table}`).raw().iterate()) {
    rows.push(row as unknown[]);
    if (rows.length < slice) continue;
    yield rows;
    rows = [];
  }
  yield rows;
}

function insert(to: Database.Database, table: string, rows: readonly unknown[][]): void {
  const [first] = rows;
  if (!first) return;
  const statement = to.prepare(`INSERT INTO ${table} VALUES (${first.map(() => '?').join()})`);
  for (const row of rows) statement.run(...row);
}
