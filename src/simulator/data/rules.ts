import type { DataStep } from '../../../schemas/control/data-steps.js';
import type { WorldSections } from '../../../schemas/control/world.js';
import type {
  AnyCollection,
  Collection,
  StoredDocument,
} from '../../store/documents/collection.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import type { Seed } from '../../store/sqlite/image.js';

export type { DataStep, WorldSections };

/** What is wrong with a document: the JSON pointer of a field in `{wire, internal}`, and what would pass. */
export interface DocumentError {
  readonly at: string;
  readonly message: string;
}

/** What the rules of a document may look at. */
interface RuleContext<Wire, Internal> {
  readonly sandbox: Sandbox;
  /** The document before the change; undefined for a new one. */
  readonly before: StoredDocument<Wire, Internal> | undefined;
}

/** A field that names documents of a collection. Null, an empty text and a missing field name none. */
export interface Reference {
  /** The JSON pointer of the field; `*` stands for every item of an array. */
  readonly at: string;
  readonly to: AnyCollection;
  /** The column of the other collection that the field equals; its key by default. */
  readonly targetColumn?: string;
  /**
   * The column or multi-value index that has the values of the field; by default that of the same name, if there is one. All
   * documents of the collection are read without it.
   */
  readonly index?: string;
  /** Whether the document that it names may be missing: the vendor deletes it without a look at the field. It only leads there. */
  readonly mayDangle?: true;
  /** JSON pointers of fields of the other document that `derive` copies. */
  readonly copies?: readonly string[];
}

/** What a generated document is drawn from. */
export interface Draw<Wire, Internal> {
  readonly sandbox: Sandbox;
  /** The seed of the sandbox's world. */
  readonly seed: number;
  /** Counts the generated documents of the collection in the sandbox, from 1. */
  readonly number: number;
  /** The fields that the document will have in any case: the others should fit them. */
  readonly like: StoredDocument<Partial<Wire>, Partial<Internal>>;
}

/** A thing that documents of several vendors describe, such as a person. */
interface SharedThing<Wire, Internal> {
  readonly kind: string;
  /** What identifies the thing at every vendor; undefined for a document that describes none. */
  readonly id: (document: StoredDocument<Wire, Internal>) => string | undefined;
  /** The key of the document that describes the thing; undefined if there is none. */
  readonly find: (sandbox: Sandbox, id: string) => string | undefined;
  /** The names that the vendors share. */
  readonly read: (document: StoredDocument<Wire, Internal>) => Readonly<Record<string, string>>;
  /** Returns the document with other names. */
  readonly write: (
    document: StoredDocument<Wire, Internal>,
    names: Readonly<Record<string, string>>,
  ) => StoredDocument<Wire, Internal>;
}

/** An amount of each of some days, the oldest first. */
export interface UsageByDay {
  readonly unit: string;
  /** The limit of a month; null for none. */
  readonly monthlyLimit: number | null;
  readonly days: readonly {
    /** As in `2026-03-10`, in UTC. */
    readonly date: string;
    readonly amount: number;
    /** False for the present day. */
    readonly isComplete: boolean;
  }[];
}

/**
 * What holds for the documents of a collection besides its schema, and how the control plane reads and writes them. Vendors
 * declare it; the operations below `/_sim/data` keep it.
 */
export interface DocumentRules<Wire, Internal> {
  readonly collection: Collection<Wire, Internal>;
  readonly description: string;
  /**
   * The paths of the fields that a table shows, in its order, such as `nickname` and `profile.role`: what a document is comes
   * first, what identifies it to machines last.
   */
  readonly columns: readonly string[];
  /**
   * The paths of the fields whose values, joined by spaces, are what people call a document. A field that names another document
   * stands for what people call that one. Without a value there the document is called by its key.
   */
  readonly nameFields: readonly string[];
  /** The JSON pointer of the field that is the key. */
  readonly keyField: string;
  /** The key that a text in a URL means, such as a number without its dashes; the text itself by default. */
  readonly toKey?: (text: string) => string;
  /** Fields that are neither shown nor set here: their JSON pointers, each with the value in a new document, if it has one. */
  readonly secrets?: Readonly<Record<string, unknown>>;
  /** Columns whose value only one document may have, each with the JSON pointer of its field. Null and '' count as no value. */
  readonly unique?: Readonly<Record<string, string>>;
  readonly references?: readonly Reference[];
  /** JSON pointers of fields that `derive` adds to a document without them; `*` stands for every item of an array. */
  readonly derived?: readonly string[];
  /** Returns the document with the fields that follow from others. The fields that are not `derived` fit the schema. */
  readonly derive?: (
    document: StoredDocument<Wire, Internal>,
    context: RuleContext<Wire, Internal>,
  ) => StoredDocument<Wire, Internal>;
  /** Checks what schema, `unique` and `references` cannot express. */
  readonly check?: (
    document: StoredDocument<Wire, Internal>,
    context: RuleContext<Wire, Internal>,
  ) => readonly DocumentError[];
  /** Returns a new document like the seeded ones. The same draw gives the same document. */
  readonly generate?: (draw: Draw<Wire, Internal>) => StoredDocument<Wire, Internal>;
  /** Returns the document as it is shown, with the fields that are computed when they are read. */
  readonly present?: (
    document: StoredDocument<Wire, Internal>,
    sandbox: Sandbox,
  ) => StoredDocument<Wire, Internal>;
  readonly shared?: SharedThing<Wire, Internal>;
  /** Returns what a document has used on the last days, the present one included. Its counters are the sums of it. */
  readonly usageByDay?: (
    document: StoredDocument<Wire, Internal>,
    sandbox: Sandbox,
    days: number,
  ) => UsageByDay;
  /** Other documents of the collection that a changed document changes too, where no reference leads to them. */
  readonly dependents?: (
    sandbox: Sandbox,
    before: StoredDocument<Wire, Internal>,
    after: StoredDocument<Wire, Internal>,
  ) => Iterable<StoredDocument<Wire, Internal>>;
  /** Does what the vendor's own write does besides; `after` is undefined for a deleted document. */
  readonly afterWrite?: (
    sandbox: Sandbox,
    before: StoredDocument<Wire, Internal> | undefined,
    after: StoredDocument<Wire, Internal> | undefined,
  ) => void;
}

/** Types the rules of a collection, and returns them unchanged. */
export function documentRules<Wire, Internal>(
  rules: DocumentRules<Wire, Internal>,
): DocumentRules<Wire, Internal> {
  return rules;
}

/** Rules whose document types do not matter. */
// biome-ignore lint/suspicious/noExplicitAny: a list of rules is for documents of many types
export type AnyRules = DocumentRules<any, any>;

/** A document whose types do not matter. */
export type AnyStored = StoredDocument<Record<string, unknown>, Record<string, unknown>>;

/** The rules of a contract's collections. */
export interface ContractData {
  readonly rules: readonly AnyRules[];
  /** Describes the content of a sandbox for people: what there is, and what is notable in it. */
  readonly overview?: (sandbox: Sandbox) => Readonly<Record<string, unknown>>;
  readonly stories?: readonly Story[];
  /** Whether a seeded document is in a world without customers' data: what callers need to begin with. */
  readonly isInEmptyWorld?: (seed: Seed) => boolean;
  /** The steps that make the organisations, people and devices of a world file. */
  readonly expandWorld?: (sections: WorldSections) => DataStep[];
  /** Worlds with a name, as steps on top of the seeded one. */
  readonly worlds?: Readonly<Record<string, readonly DataStep[]>>;
}

/** A named series of changes that people ask for, as data. */
export interface Story {
  readonly name: string;
  readonly description: string;
  readonly steps: readonly DataStep[];
}
