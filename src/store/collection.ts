/** A value that SQLite can compare and sort. */
export type Cell = string | number | null;

/** What a collection keeps of one thing: the vendor's wire JSON, and apart from it what no answer shows. */
export interface Stored<Wire, Own> {
  readonly wire: Wire;
  readonly own: Own;
}

/** A field of what a collection keeps, by where it is: `wire.key`. */
export type Field<Wire, Own> = `wire.${keyof Wire & string}` | `own.${keyof Own & string}`;

type Reading<Wire, Own, Value> = (wire: Wire, own: Own) => Value;

export interface CollectionSpec<Wire, Own> {
  /** Names a document; unique in its collection. */
  readonly key: Reading<Wire, Own, string>;
  /** Values to filter and sort by, kept beside the document and written with it. */
  readonly columns?: Readonly<Record<string, Reading<Wire, Own, Cell>>>;
  /** Column lists (`key` is one) that get an index. */
  readonly indexes?: readonly (readonly string[])[];
  /** Named groups of fields to search in, folded (see fold.ts). */
  readonly search?: Readonly<Record<string, Reading<Wire, Own, readonly (string | undefined)[]>>>;
  /** Sets of values to filter by: a document is found under each of them. */
  readonly tags?: Readonly<Record<string, Reading<Wire, Own, readonly Cell[]>>>;
  /** Columns by whose values documents are counted as they are written, so that no count is ever a scan. */
  readonly counts?: readonly string[];
}

/** A typed set of documents that every sandbox has: its name is its table's. */
export interface Collection<Wire, Own> extends CollectionSpec<Wire, Own> {
  readonly name: string;
}

/** Declares a collection. The name is a plain SQL identifier and so are the names of its columns. */
export function collection<Wire, Own>(
  name: string,
  spec: CollectionSpec<Wire, Own>,
): Collection<Wire, Own> {
  return { name, ...spec };
}

/** A key made of a number, that sorts as numbers do. */
export function numberKey(number: number): string {
  return String(number).padStart(12, '0');
}

/** A collection of any content, where only its shape as a table matters. */
// biome-ignore lint/suspicious/noExplicitAny: a list of collections holds documents of many types
export type AnyCollection = Collection<any, any>;
