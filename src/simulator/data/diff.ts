import { isDeepStrictEqual } from 'node:util';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import type { DataCatalogue, DataCollection } from './catalogue.js';
import { isObject } from './input.js';
import type { AnyRules, AnyStored } from './rules.js';
import { documentParts } from './schemas.js';

/** A field that differs: its values, which are left out where the field is missing or secret. */
interface FieldDifference {
  /** The name of the field; those of objects are joined by dots. */
  readonly field: string;
  readonly from?: unknown;
  readonly to?: unknown;
}

/** A document that only one of two sandboxes has, or that differs between them. */
export interface DocumentDifference {
  readonly contract: string;
  readonly collection: string;
  readonly key: string;
  readonly change: 'added' | 'changed' | 'removed';
  /** The fields that differ; empty for a document that only one sandbox has. */
  readonly fields: readonly FieldDifference[];
}

/** How many documents are read before other requests are served. */
const sliceSize = 100;

/** The differences of the documents of two sandboxes, by collection and key. Yields to the event loop in between. */
export async function* diffSandboxes(
  catalogue: DataCatalogue,
  { from, to }: { readonly from: Sandbox; readonly to: Sandbox },
): AsyncGenerator<DocumentDifference> {
  for (const entry of catalogue) {
    const pairs = pairDocuments(new Reader(entry.rules, from), new Reader(entry.rules, to));
    for await (const pair of pairs) {
      const difference = describe(entry, pair);
      if (difference) yield difference;
    }
  }
}

/** The versions of a document in two sandboxes; undefined where one does not have it. */
interface DocumentPair {
  readonly before: KeyedDocument | undefined;
  readonly after: KeyedDocument | undefined;
}

/** Pairs the documents of two readers by key. */
async function* pairDocuments(left: Reader, right: Reader): AsyncGenerator<DocumentPair> {
  await Promise.all([left.advance(), right.advance()]);
  while (left.current || right.current) {
    const order = compareKeys(left.current?.key, right.current?.key);
    yield {
      before: order <= 0 ? left.current : undefined,
      after: order >= 0 ? right.current : undefined,
    };
    if (order <= 0) await left.advance();
    if (order >= 0) await right.advance();
  }
}

interface KeyedDocument extends AnyStored {
  readonly key: string;
}

/** Reads the documents of a collection one after the other, in the order of their keys. */
class Reader {
  current: KeyedDocument | undefined;
  readonly #rules: AnyRules;
  readonly #slices: AsyncGenerator<unknown[][]>;
  #slice: unknown[][] = [];
  #next = 0;

  constructor(rules: AnyRules, sandbox: Sandbox) {
    this.#rules = rules;
    const order = { column: 'key', descending: false };
    // A part is read as a whole, like a field.
    const fields = [...documentParts] as never[];
    this.#slices = sandbox.documents(rules.collection).slices({}, order, fields, sliceSize);
  }

  async advance(): Promise<void> {
    if (this.#next === this.#slice.length) {
      const { value = [] } = await this.#slices.next();
      this.#slice = value;
      this.#next = 0;
    }
    const [wire, internal] = (this.#slice[this.#next++] ?? []) as [never, never] | [];
    if (wire === undefined || internal === undefined) this.current = undefined;
    else this.current = { key: this.#rules.collection.key(wire, internal), wire, internal };
  }
}

function describe(
  { contract, name, rules }: DataCollection,
  { before, after }: DocumentPair,
): DocumentDifference | undefined {
  const { key = '' } = after ?? before ?? {};
  const common = { contract, collection: name, key };
  if (!before) return { ...common, change: 'added', fields: [] };
  if (!after) return { ...common, change: 'removed', fields: [] };
  const fields = documentParts.flatMap((part) => [
    ...diffValues(before[part], after[part], { rules, pointer: `/${part}`, field: '' }),
  ]);
  return fields.length > 0 ? { ...common, change: 'changed', fields } : undefined;
}

/** Where two values are in a document. */
interface Place {
  readonly rules: AnyRules;
  readonly pointer: string;
  readonly field: string;
}

function* diffValues(from: unknown, to: unknown, place: Place): Generator<FieldDifference> {
  if (isDeepStrictEqual(from, to)) return;
  const { rules, pointer, field } = place;
  if (isObject(from) && isObject(to)) {
    for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
      const inner = {
        rules,
        pointer: `${pointer}/${name}`,
        field: field ? `${field}.${name}` : name,
      };
      yield* diffValues(from[name], to[name], inner);
    }
  } else if (isSecret(rules, pointer)) yield { field };
  else yield { field, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

function isSecret({ secrets = {} }: AnyRules, pointer: string): boolean {
  return Object.keys(secrets).some((secret) => `${pointer}/`.startsWith(`${secret}/`));
}

/** The order of two keys in the database, which compares bytes of UTF-8; a missing key comes last. */
function compareKeys(one: string | undefined, other: string | undefined): number {
  if (one === other) return 0;
  if (one === undefined) return 1;
  return other === undefined ? -1 : Buffer.compare(Buffer.from(one), Buffer.from(other));
}
