import { isDeepStrictEqual } from 'node:util';
import type { SqlValue } from '../../store/documents/collection.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import type { DataCatalogue, DataCollection } from './catalogue.js';
import { leavesOf, valueAt, valuesAt } from './pointers.js';
import type { AnyRules, AnyStored, DocumentError, Reference } from './rules.js';

/**
 * The errors of references to documents that do not exist. A value that the document had before is no error: the vendor may
 * have deleted what it names.
 */
export function referenceErrors(
  { references = [] }: AnyRules,
  { before, after }: { readonly before: AnyStored | undefined; readonly after: AnyStored },
  { sandbox, catalogue }: Scope,
): DocumentError[] {
  return references.flatMap((reference) => {
    const { to, targetColumn = 'key' } = reference;
    const old = before ? namedValues(before, reference).map(({ value }) => value) : [];
    const target = sandbox.documents(to);
    const { contract, name } = catalogue.entry(to) ?? { contract: '', name: to.name };
    const isMissing = (value: string | number) =>
      targetColumn === 'key'
        ? target.get(String(value)) === undefined
        : target.count({ where: { [targetColumn]: value } }) === 0;
    return namedValues(after, reference)
      .filter(({ value }) => !old.includes(value) && isMissing(value))
      .map(({ at, value }) => ({
        at,
        message: `must name a document of ${contract}/${name}; none has the ${targetColumn} ${JSON.stringify(value)}`,
      }));
  });
}

/** The errors of values that another document has already. */
export function uniqueErrors(
  { unique = {}, collection }: AnyRules,
  document: AnyStored,
  { sandbox, key }: { readonly sandbox: Sandbox; readonly key: string },
): DocumentError[] {
  return Object.entries(unique).flatMap(([column, at]) => {
    const value = collection.columns?.[column]?.(document.wire, document.internal) ?? null;
    if (value === null || value === '') return [];
    const owners = sandbox.documents(collection).keys({ where: { [column]: value } });
    const other = owners.find((each) => each !== key);
    return other === undefined
      ? []
      : [{ at, message: `must be unique; the document ${other} has ${JSON.stringify(value)}` }];
  });
}

/** The errors of fields that were sent with another value than the one that follows from the rest of the document. */
export function derivationErrors(sent: object, document: AnyStored): DocumentError[] {
  return [...leavesOf(sent)].flatMap(({ at, value }) => {
    const actual = valueAt(document, at);
    if (isDeepStrictEqual(actual, value) || isEmptyObject(value)) return [];
    const message = `must be ${JSON.stringify(actual ?? null)}, which follows from the other fields; change these too, or leave it out`;
    return [{ at, message }];
  });
}

/** What integrity is checked in. */
interface Scope {
  readonly sandbox: Sandbox;
  readonly catalogue: DataCatalogue;
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Documents of a collection that name another document. */
export interface Referrers {
  readonly entry: DataCollection;
  readonly reference: Reference;
  /** Their keys, read one after the other, because there may be very many. */
  readonly keys: Iterable<string>;
}

/** The documents of all collections that may name a document, by reference. */
export function* findReferrers(
  target: AnyRules,
  document: AnyStored,
  { sandbox, catalogue }: Scope,
): Generator<Referrers> {
  for (const entry of catalogue) {
    for (const reference of entry.rules.references ?? []) {
      if (reference.to !== target.collection) continue;
      const value = targetValue(target, document, reference);
      if (value === null || value === '') continue;
      yield { entry, reference, keys: referrerKeys(entry.rules, reference, { sandbox, value }) };
    }
  }
}

/** The documents that name a document and would name none without it, as text; undefined if there are none. */
export function describeReferrers(
  target: AnyRules,
  { before, after }: { readonly before: AnyStored; readonly after?: AnyStored },
  scope: Scope,
): string | undefined {
  const described: string[] = [];
  for (const { entry, reference, keys } of findReferrers(target, before, scope)) {
    const isKept =
      after && targetValue(target, after, reference) === targetValue(target, before, reference);
    const first = isKept ? [] : takeFirst(keys, maxDescribed + 1);
    if (first.length === 0) continue;
    const more = first.length > maxDescribed ? ' and others' : '';
    const names = first.slice(0, maxDescribed).join(', ');
    described.push(`${entry.contract}/${entry.name} ${names}${more}`);
  }
  return described.length > 0 ? described.join('; ') : undefined;
}

/** A message names at most this many documents of a collection. */
const maxDescribed = 5;

function takeFirst(keys: Iterable<string>, count: number): string[] {
  const first: string[] = [];
  for (const key of keys) {
    first.push(key);
    if (first.length === count) break;
  }
  return first;
}

/** What references to a document equal: its key, or one of its columns. */
function targetValue(
  { collection }: AnyRules,
  { wire, internal }: AnyStored,
  { targetColumn }: Reference,
): SqlValue {
  return targetColumn === undefined
    ? collection.key(wire, internal)
    : (collection.columns?.[targetColumn]?.(wire, internal) ?? null);
}

function* referrerKeys(
  { collection }: AnyRules,
  reference: Reference,
  { sandbox, value }: { readonly sandbox: Sandbox; readonly value: string | number },
): Generator<string> {
  const documents = sandbox.documents(collection);
  for (const key of documents.keys(reference.referrers?.(value) ?? {})) {
    const found = documents.get(key);
    // The query may find more documents than those that name the value.
    const isReferrer =
      found && namedValues(found, reference).some((named) => String(named.value) === String(value));
    if (isReferrer) yield key;
  }
}

/** The values of a reference that name a document. */
function namedValues(document: AnyStored, { at: pointer }: Reference) {
  return valuesAt(document, pointer).flatMap(({ at, value }) =>
    (typeof value === 'string' && value !== '') || typeof value === 'number' ? [{ at, value }] : [],
  );
}
