import Database from 'better-sqlite3';
import type {
  AnyCollection,
  DateShift,
  DocumentShift,
  SqlValue,
  WorldShift,
} from '../documents/collection.js';
import type { DatabaseImage } from '../sqlite/image.js';
import { moveDates } from './move-dates.js';

/** The latest shifted copy of each template, which all servers of the process share. */
const latest = new WeakMap<
  DatabaseImage,
  { readonly days: number; readonly image: DatabaseImage }
>();

/**
 * A copy of a template whose dates are moved by whole days, so that they end shortly before a start. A template that is too large for
 * memory stays as it is.
 */
export function shiftTemplate(
  template: DatabaseImage,
  collections: readonly AnyCollection[],
  shift: WorldShift,
): DatabaseImage {
  if (shift.days === 0 || !('bytes' in template)) return template;
  const known = latest.get(template);
  if (known?.days === shift.days) return known.image;
  const image = { bytes: shiftBytes(template.bytes, collections, shift) };
  latest.set(template, { days: shift.days, image });
  return image;
}

function shiftBytes(
  bytes: Buffer,
  collections: readonly AnyCollection[],
  shift: WorldShift,
): Buffer {
  const db = new Database(bytes);
  try {
    db.function('move_dates', { deterministic: true }, moveDates);
    db.exec('BEGIN');
    for (const { name, shifted } of collections) {
      if (!shifted) continue;
      if ('dates' in shifted) shiftTable(db, name, shifted, shift.days);
      else shiftDocuments(db, name, shifted, shift);
    }
    db.exec('COMMIT');
    return db.serialize();
  } finally {
    db.close();
  }
}

/** Moves the dates of a table in one statement, in the text of the documents. */
function shiftTable(
  db: Database.Database,
  table: string,
  { dates, days = (each) => each, exceptKeys = [], exceptDate = '', from = '' }: DateShift,
  shiftDays: number,
): void {
  const columns = ['wire', ...dates];
  const assignments = columns.map(
    (column) => `${column} = move_dates(${column}, @days, @except, @from)`,
  );
  db.prepare(
    `UPDATE ${table} SET ${assignments} WHERE key NOT IN (SELECT value FROM json_each(@keys))`,
  ).run({
    days: days(shiftDays),
    except: exceptDate,
    // A world that is moved back moves as a whole, so that nothing is in its future.
    from: shiftDays > 0 ? from : '',
    keys: JSON.stringify(exceptKeys),
  });
}

/** Changes the documents of a table one by one. */
function shiftDocuments(
  db: Database.Database,
  table: string,
  { columns, shift }: DocumentShift,
  world: WorldShift,
): void {
  const names = Object.keys(columns);
  const assignments = [...names, 'wire', 'internal'].map((column) => `${column} = ?`);
  const update = db.prepare<SqlValue[]>(`UPDATE ${table} SET ${assignments} WHERE seq = ?`);
  const rows = db.prepare(`SELECT seq, wire, internal FROM ${table}`).raw().all();
  for (const [seq, wire, internal] of rows as [number, string, string][]) {
    const before = { wire: JSON.parse(wire), internal: JSON.parse(internal) };
    const after = shift(before, world);
    if (after === before) continue;
    const cells = names.map((name) => columns[name]?.(after.wire, after.internal) ?? null);
    update.run(...cells, JSON.stringify(after.wire), JSON.stringify(after.internal), seq);
  }
}
