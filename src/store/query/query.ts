import type { AnyCollection, SqlValue } from '../documents/collection.js';

/** Selects the documents of a collection that match all of these conditions. */
export interface Query {
  /** Columns (including `key`) equal to a value, or to any value of a list. */
  readonly where?: Readonly<Record<string, SqlValue | readonly SqlValue[]>>;
  /** Any of the named search columns contains the text, ignoring case. */
  readonly search?: { readonly in: readonly string[]; readonly text: string } | undefined;
  /** The multi-value index `as` has any of these values for the document. */
  readonly tagged?: { readonly as: string; readonly any: readonly SqlValue[] } | undefined;
  /** Keys of documents that match even if `search` and `tagged` do not. */
  readonly include?: readonly string[] | undefined;
  /** Keys of documents that never match. */
  readonly exclude?: readonly string[] | undefined;
  /** Row ids from the trigram index that may match `search`; set by the executor. */
  readonly candidates?: readonly number[] | undefined;
}

/** A query with conditions on fields that have no column. Its results are not cached, because they depend on every write. */
export interface FieldQuery extends Query {
  /** Fields, such as `wire.nickname`, that are equal to any of the values; null stands for a missing field too. */
  readonly fields?: Readonly<Record<string, readonly (SqlValue | boolean)[]>>;
  /** Any of the fields, such as `wire.nickname`, contains the text; ASCII letters match in either case. */
  readonly containing?: { readonly fields: readonly string[]; readonly text: string } | undefined;
}

/** Sorts by a column, nulls last in both directions; ties are sorted by key in the same direction. */
export interface Order {
  readonly column: string;
  readonly descending: boolean;
}

/** A collection with what its table in one sandbox adds. */
export interface IndexedCollection extends AnyCollection {
  /** Estimates how many rows contain a trigram; undefined without a trigram index. */
  readonly trigramCount?: ((trigram: string) => number) | undefined;
}
