import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';

interface SchemaEntry {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

const batchSize = 5000;

/**
 * Copies a database by plain SQL: the same tables, every row by a prepared INSERT, then the same indexes. Returns the seconds that
 * the writes took, without the reads. Deletes the copy.
 */
export function measurePlainSql(file: string, into: string): number {
  const from = new Database(file, { readonly: true });
  const to = new Database(into);
  const schema = from
    .prepare(
      "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'",
    )
    .all() as SchemaEntry[];
  const virtual = schema.filter(({ sql }) => /^CREATE VIRTUAL/i.test(sql));
  const isShadow = ({ name }: SchemaEntry) =>
    virtual.some((each) => name.startsWith(`${each.name}_`));
  const tables = schema.filter(
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
    for (const rows of rowBatches(from, name)) timed(() => insert(to, name, rows));
  }
  const indexes = schema.filter((each) => each.type === 'index');
  for (const { sql } of [...indexes, ...virtual]) timed(() => to.exec(sql));
  // An external-content FTS index is filled by its 'rebuild' command.
  for (const { name } of virtual)
    timed(() => to.exec(`INSERT INTO ${name} (${name}) VALUES ('rebuild')`));
  for (const { sql } of schema.filter(({ type }) => type === 'trigger')) timed(() => to.exec(sql));
  timed(() => to.exec('COMMIT'));
  from.close();
  to.close();
  rmSync(into);
  return milliseconds / 1000;
}

function* rowBatches(from: Database.Database, table: string): Generator<unknown[][]> {
  let rows: unknown[][] = [];
  for (const row of from.prepare(`SELECT * FROM ${table}`).raw().iterate()) {
    rows.push(row as unknown[]);
    if (rows.length < batchSize) continue;
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
