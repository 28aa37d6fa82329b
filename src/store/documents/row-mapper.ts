import { fieldSeparator, foldCase } from '../query/case-fold.js';
import { searchColumn } from '../sqlite/ddl.js';
import type { Collection, SqlValue, StoredDocument } from './collection.js';

/** How the documents of a collection stand in its table. */
export interface RowMapper<Wire, Internal> {
  /** The columns, the wire JSON and what is kept beside it last. */
  readonly columns: readonly string[];
  /** What a document puts in each of them. What it shares with an earlier one is taken from there. */
  toRow(
    document: StoredDocument<Wire, Internal>,
    earlier?: PreviousRow<Wire, Internal>,
  ): SqlValue[];
}

/** A document, and the cells that it was written or read as. */
interface PreviousRow<Wire, Internal> {
  readonly stored: StoredDocument<Wire, Internal>;
  readonly cells: readonly SqlValue[];
}

/** How documents of a collection are written. */
export function rowMapperFor<Wire, Internal>(
  of: Collection<Wire, Internal>,
): RowMapper<Wire, Internal> {
  const { columns = {}, search = {} } = of;
  const readers = [of.key, ...Object.values(columns)];
  const searches = Object.values(search);
  const names = [
    'key',
    ...Object.keys(columns),
    ...Object.keys(search).map(searchColumn),
    'wire',
    'internal',
  ];
  const [wireAt, internalAt] = [names.length - 2, names.length - 1];
  return {
    columns: names,
    toRow({ wire, internal }, earlier) {
      const cells: SqlValue[] = readers.map((read) => read(wire, internal));
      for (const canonicalObjects of searches) {
        const fields = canonicalObjects(wire, internal).filter(
          (field) => field !== undefined && field !== '',
        );
        cells.push(fields.map((field) => foldCase(field as string)).join(fieldSeparator));
      }
      const [wireText, internalJson] = [earlier?.cells[wireAt], earlier?.cells[internalAt]];
      cells.push(earlier?.stored.wire === wire ? (wireText as string) : JSON.stringify(wire));
      cells.push(
        earlier?.stored.internal === internal ? (internalJson as string) : JSON.stringify(internal),
      );
      return cells;
    },
  };
}

/** A document that was read as text. It is closed to changes however deep: whoever asks for it shares it. */
export function parseFrozen<T>(text: SqlValue | undefined): T {
  return deepFreeze(JSON.parse(String(text)) as T);
}

/**
 * Closes a part of a document that was written to changes, and gives it back, where to read it would give the same; undefined
 * where it holds something that is not as JSON gives it, or an object that was not in the store before.
 */
export function freezeIfCanonical<T>(part: T): T | undefined {
  for (const name in part) if (!isAsRead(part[name])) return undefined;
  return Object.freeze(part);
}

/** What came out of texts, and so is as JSON gives it, and closed to changes however deep. */
const canonicalObjects = new WeakSet<object>();

function isAsRead(value: unknown): boolean {
  if (typeof value === 'object') return value === null || canonicalObjects.has(value);
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  return typeof value === 'string' || typeof value === 'boolean';
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const name in value) deepFreeze(value[name]);
    canonicalObjects.add(value);
    Object.freeze(value);
  }
  return value;
}
