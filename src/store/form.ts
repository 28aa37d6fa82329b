import type { Cell, Collection, Stored } from './collection.js';
import { fieldBreak, fold } from './fold.js';
import { searchColumn } from './tables.js';

/** How the documents of a collection stand in its table. */
export interface Form<Wire, Own> {
  /** The columns, the wire JSON and what is kept beside it last. */
  readonly columns: readonly string[];
  /** What a document puts in each of them. What it shares with an earlier one is taken from there. */
  cells(document: Stored<Wire, Own>, earlier?: Written<Wire, Own>): Cell[];
}

/** A document, and the cells that it was written or read as. */
interface Written<Wire, Own> {
  readonly stored: Stored<Wire, Own>;
  readonly cells: readonly Cell[];
}

/** How documents of a collection are written. */
export function formOf<Wire, Own>(of: Collection<Wire, Own>): Form<Wire, Own> {
  const { columns = {}, search = {} } = of;
  const readers = [of.key, ...Object.values(columns)];
  const searches = Object.values(search);
  const names = [
    'key',
    ...Object.keys(columns),
    ...Object.keys(search).map(searchColumn),
    'wire',
    'own',
  ];
  const [wireAt, ownAt] = [names.length - 2, names.length - 1];
  return {
    columns: names,
    cells({ wire, own }, earlier) {
      const cells: Cell[] = readers.map((read) => read(wire, own));
      for (const read of searches) {
        const fields = read(wire, own).filter((field) => field !== undefined && field !== '');
        cells.push(fields.map((field) => fold(field as string)).join(fieldBreak));
      }
      const [wireText, ownText] = [earlier?.cells[wireAt], earlier?.cells[ownAt]];
      cells.push(earlier?.stored.wire === wire ? (wireText as string) : JSON.stringify(wire));
      cells.push(earlier?.stored.own === own ? (ownText as string) : JSON.stringify(own));
      return cells;
    },
  };
}

/** A document that was read as text. It is closed to changes however deep: whoever asks for it shares it. */
export function readDocument<T>(text: Cell | undefined): T {
  return frozen(JSON.parse(String(text)) as T);
}

/**
 * Closes a part of a document that was written to changes, and gives it back, where to read it would give the same; undefined
 * where it holds something that is not as JSON gives it, or an object that was not in the store before.
 */
export function asRead<T>(part: T): T | undefined {
  for (const name in part) if (!isAsRead(part[name])) return undefined;
  return Object.freeze(part);
}

/** What came out of texts, and so is as JSON gives it, and closed to changes however deep. */
const read = new WeakSet<object>();

function isAsRead(value: unknown): boolean {
  if (typeof value === 'object') return value === null || read.has(value);
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  return typeof value === 'string' || typeof value === 'boolean';
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const name in value) frozen(value[name]);
    read.add(value);
    Object.freeze(value);
  }
  return value;
}
