import { fieldSeparator, foldCase } from '../query/case-fold.js';
import { searchColumn } from '../sqlite/ddl.js';
import type { Collection, SqlValue, StoredDocument } from './collection.js';

/** Maps the documents of a collection to rows of its table. */
export interface RowMapper<Wire, Internal> {
  /** The column names; `wire` and `internal` are the last two. */
  readonly columns: readonly string[];
  /** Returns the document's value for each column. Parts shared with the previous version are not serialized again. */
  toRow(
    document: StoredDocument<Wire, Internal>,
    previous?: PreviousRow<Wire, Internal>,
  ): SqlValue[];
}

/** The previous version of a document and its column values. */
interface PreviousRow<Wire, Internal> {
  readonly stored: StoredDocument<Wire, Internal>;
  readonly cells: readonly SqlValue[];
}

/** Creates the row mapper of a collection. */
export function rowMapperFor<Wire, Internal>(
  collection: Collection<Wire, Internal>,
): RowMapper<Wire, Internal> {
  const { columns = {}, search = {} } = collection;
  const accessors = [collection.key, ...Object.values(columns)];
  const searches = Object.values(search);
  const names = [
    'key',
    ...Object.keys(columns),
    ...Object.keys(search).map(searchColumn),
    'wire',
    'internal',
  ];
  const [wireIndex, internalIndex] = [names.length - 2, names.length - 1];
  return {
    columns: names,
    toRow({ wire, internal }, previous) {
      const cells: SqlValue[] = accessors.map((read) => read(wire, internal));
      for (const read of searches) cells.push(searchText(read(wire, internal)));
      const wireJson = previous?.cells[wireIndex] as string;
      const internalJson = previous?.cells[internalIndex] as string;
      cells.push(previous?.stored.wire === wire ? wireJson : JSON.stringify(wire));
      cells.push(previous?.stored.internal === internal ? internalJson : JSON.stringify(internal));
      return cells;
    },
  };
}

/** The text of a search column: the fields that are not empty, case-folded. */
function searchText(fields: readonly (string | undefined)[]): string {
  let text = '';
  for (const field of fields)
    if (field) text += text === '' ? foldCase(field) : fieldSeparator + foldCase(field);
  return text;
}

/** Parses JSON and freezes the result deeply, because callers share it. */
export function parseFrozen<T>(text: SqlValue | undefined): T {
  return deepFreeze(JSON.parse(String(text)) as T);
}

/** A document with more characters in its texts is written at once, which bounds the memory of buffered changes. */
const maxCachedText = 4096;

/**
 * Freezes the wire or internal part of a changed document and returns it for the cache, if it is not large and parsing its
 * JSON would give the same value; otherwise undefined. A nested object counts only if it was parsed here, because checking others would cost too much.
 */
export function freezeIfCanonical<T>(part: T): T | undefined {
  let length = 0;
  for (const name in part) {
    const value = part[name];
    if (!isCanonical(value)) return undefined;
    if (typeof value === 'string') length += value.length;
  }
  return length > maxCachedText ? undefined : Object.freeze(part);
}

/** Objects that were parsed from JSON and frozen deeply. */
const canonicalObjects = new WeakSet<object>();

function isCanonical(value: unknown): boolean {
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
