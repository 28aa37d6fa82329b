/** A value that SQLite can compare and sort. */
export type SqlValue = string | number | null;

/** A document of a collection: the vendor's wire JSON, and internal fields that no response shows. */
export interface StoredDocument<Wire, Internal> {
  readonly wire: Wire;
  readonly internal: Internal;
}

/** The path of a document field, such as `wire.key`. */
export type Field<Wire, Internal> =
  | `wire.${keyof Wire & string}`
  | `internal.${keyof Internal & string}`;

type Accessor<Wire, Internal, Value> = (wire: Wire, internal: Internal) => Value;

/** JSON Schemas of the two parts of a document. */
interface DocumentSchema {
  readonly wire: object;
  readonly internal: object;
}

export interface CollectionSpec<Wire, Internal> {
  /** The document's key, unique in the collection. */
  readonly key: Accessor<Wire, Internal, string>;
  /** Columns to filter and sort by, computed from the document on each write. */
  readonly columns?: Readonly<Record<string, Accessor<Wire, Internal, SqlValue>>>;
  /** Fields of the wire document that pages complete when they are read. */
  readonly live?: LiveFields;
  /** How seeded documents change when their world begins on another day; documents without it stay as they are. */
  readonly shifted?: DateShift | DocumentShift<Wire, Internal>;
  /** Column lists (including `key`) to index. */
  readonly indexes?: readonly (readonly string[])[];
  /** Search columns: named groups of fields, case-folded. */
  readonly search?: Readonly<
    Record<string, Accessor<Wire, Internal, readonly (string | undefined)[]>>
  >;
  /** Multi-value indexes: a document matches each of the values, called its tags. */
  readonly multiValueIndexes?: Readonly<
    Record<string, Accessor<Wire, Internal, readonly SqlValue[]>>
  >;
  /** Columns with maintained counts per combination of values, so that counting by them never scans. */
  readonly counters?: readonly string[];
  /** What imported documents are checked against; several schemas are alternatives. Documents that handlers write are not checked. */
  readonly schema?: DocumentSchema | readonly DocumentSchema[];
  /** A sandbox has at most this many of the documents. */
  readonly maxDocuments?: number;
  /**
   * Requests that only read change documents too, such as counters. So they change while a long write works on a copy, which
   * takes the changes over at its end; long writes leave the collection alone. For small collections.
   */
  readonly writtenByReads?: true;
  /** The sequence that new documents take a number from, and the number that a stored document has taken (0 for none). */
  readonly sequence?: {
    readonly name: string;
    readonly numberOf: Accessor<Wire, Internal, number>;
  };
}

/** A typed set of documents. Each sandbox has a table for it, with the same name. */
export interface Collection<Wire, Internal> extends CollectionSpec<Wire, Internal> {
  readonly name: string;
}

/** Moves the dates in the texts of all documents. */
export interface DateShift {
  /** The columns that contain dates. */
  readonly dates: readonly string[];
  /** By how many days they are moved when the world is moved by some; by as many if it is missing. */
  readonly days?: (days: number) => number;
  /** The keys of documents that stay as they are, because the vendor documents them. */
  readonly exceptKeys?: readonly string[];
  /** A date that stays as it is. */
  readonly exceptDate?: string;
  /** Earlier dates stay as they are when a world is moved forward, because they follow the calendar of an organisation. */
  readonly from?: string;
}

/** Changes documents one by one. */
// biome-ignore lint/suspicious/noExplicitAny: the default is a collection whose document types do not matter
export interface DocumentShift<Wire = any, Internal = any> {
  /** The columns that the change can affect. */
  readonly columns: Readonly<Record<string, Accessor<Wire, Internal, SqlValue>>>;
  /** Returns the same document if it stays as it is. */
  readonly shift: (
    document: StoredDocument<Wire, Internal>,
    shift: WorldShift,
  ) => StoredDocument<Wire, Internal>;
}

/** Moves a world to another day. */
export interface WorldShift {
  /** The number of days. */
  readonly days: number;
  readonly seed: number;
}

/** What live fields are computed from. */
export interface LiveContext {
  /** The start of the current period, in milliseconds since 1970. */
  readonly clock: { readonly periodStart: number };
  readonly world: { readonly seed: number };
  documents<Wire, Internal>(
    collection: Collection<Wire, Internal>,
  ): {
    get(key: string): StoredDocument<Wire, Internal> | undefined;
  };
}

/** Returns the wire JSON of a document with the values of its live fields in one period. */
export type Completer = (wire: Buffer, values: readonly SqlValue[]) => Buffer;

/** Fields of wire documents whose values depend on the time of day. Their stored values are placeholders. */
export interface LiveFields {
  /** The columns that the values are computed from. */
  readonly columns: readonly string[];
  /** Creates the completer of a period. */
  readonly completer: (context: LiveContext) => Completer;
}

/** Declares a collection. Its name and column names go into SQL unquoted, so they must be plain identifiers. */
export function collection<Wire, Internal>(
  name: string,
  spec: CollectionSpec<Wire, Internal>,
): Collection<Wire, Internal> {
  return { name, ...spec };
}

/** Formats a number as a key that sorts numerically: 12 digits, zero-padded. */
export function paddedKey(number: number): string {
  return String(number).padStart(12, '0');
}

/** A collection whose document types do not matter. */
// biome-ignore lint/suspicious/noExplicitAny: a list of collections holds documents of many types
export type AnyCollection = Collection<any, any>;
