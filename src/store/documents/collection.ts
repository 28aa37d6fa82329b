/** A value that SQLite can compare and sort. */
export type SqlValue = string | number | null;

/** What a collection keeps of one thing: the vendor's wire JSON, and apart from it what no answer shows. */
export interface StoredDocument<Wire, Internal> {
  readonly wire: Wire;
  readonly internal: Internal;
}

/** A field of what a collection keeps, by where it is: `wire.key`. */
export type Field<Wire, Internal> =
  | `wire.${keyof Wire & string}`
  | `internal.${keyof Internal & string}`;

type Accessor<Wire, Internal, Value> = (wire: Wire, internal: Internal) => Value;

export interface CollectionSpec<Wire, Internal> {
  /** Names a document; unique in its collection. */
  readonly key: Accessor<Wire, Internal, string>;
  /** Values to filter and sort by, kept beside the document and written with it. */
  readonly columns?: Readonly<Record<string, Accessor<Wire, Internal, SqlValue>>>;
  /** Column lists (`key` is one) that get an index. */
  readonly indexes?: readonly (readonly string[])[];
  /** Named groups of fields to search in, folded (see fold.ts). */
  readonly search?: Readonly<
    Record<string, Accessor<Wire, Internal, readonly (string | undefined)[]>>
  >;
  /** Sets of values to filter by: a document is found under each of them. */
  readonly multiValueIndexes?: Readonly<
    Record<string, Accessor<Wire, Internal, readonly SqlValue[]>>
  >;
  /** Columns by whose values documents are counted as they are written, so that no count is ever a scan. */
  readonly counters?: readonly string[];
}

/** A typed set of documents that every sandbox has: its name is its table's. */
export interface Collection<Wire, Internal> extends CollectionSpec<Wire, Internal> {
  readonly name: string;
}

/** Declares a collection. The name is a plain SQL identifier and so are the names of its columns. */
export function collection<Wire, Internal>(
  name: string,
  spec: CollectionSpec<Wire, Internal>,
): Collection<Wire, Internal> {
  return { name, ...spec };
}

/** A key made of a number, that sorts as numbers do. */
export function paddedKey(number: number): string {
  return String(number).padStart(12, '0');
}

/** A collection of any content, where only its shape as a table matters. */
// biome-ignore lint/suspicious/noExplicitAny: a list of collections holds documents of many types
export type AnyCollection = Collection<any, any>;
