import type { DataCollection } from '../catalogue.js';
import { filterQuery } from '../query.js';
import type { AnyRules, AnyStored, Reference } from '../rules.js';
import { indexOf } from './reference-columns.js';
import { isSameTarget, namedValues, type Scope, targetValue } from './targets.js';

/** Documents of a collection that name another document. */
export interface Referrers {
  readonly entry: DataCollection;
  readonly reference: Reference;
  /** What they name it by. */
  readonly value: string | number;
  /** Their keys, read one after the other, because there may be very many. */
  readonly keys: Iterable<string>;
}

/** The documents of all collections that may name a document, by reference. */
export function* findReferrers(
  target: AnyRules,
  document: AnyStored,
  scope: Scope,
): Generator<Referrers> {
  for (const entry of scope.catalogue) {
    for (const reference of entry.rules.references ?? []) {
      if (reference.to !== target.collection) continue;
      const value = targetValue(target, document, reference);
      if (value === null || value === '') continue;
      const keys = referrerKeys(entry.rules, { target, reference, value }, scope);
      yield { entry, reference, value, keys };
    }
  }
}

/** The documents that name a document and need it, as text; undefined if there are none. */
export function describeReferrers(
  target: AnyRules,
  { before, after }: { readonly before: AnyStored; readonly after?: AnyStored },
  scope: Scope,
): string | undefined {
  const described: string[] = [];
  for (const { entry, reference, keys } of findReferrers(target, before, scope)) {
    const isKept =
      reference.mayDangle ||
      (after && targetValue(target, after, reference) === targetValue(target, before, reference));
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

/** The filter of a list by the values of a reference; undefined for values inside others that no index has. */
export function filterOf(rules: AnyRules, reference: Reference): string | undefined {
  const [, , name, ...rest] = reference.at.split('/');
  return indexOf(rules, reference) ?? (rest.length === 0 ? name : undefined);
}

interface Named {
  readonly target: AnyRules;
  readonly reference: Reference;
  readonly value: string | number;
}

function* referrerKeys(
  rules: AnyRules,
  { target, reference, value }: Named,
  { sandbox }: Scope,
): Generator<string> {
  const documents = sandbox.documents(rules.collection);
  const index = indexOf(rules, reference);
  const query = index === undefined ? {} : filterQuery(rules.collection, index, [value]);
  for (const key of documents.keys(query)) {
    const found: AnyStored | undefined = documents.get(key);
    // The query finds more documents where the index has other values too.
    const isReferrer =
      found &&
      namedValues(found, reference).some((named) =>
        isSameTarget(target, reference, [named.value, value]),
      );
    if (isReferrer) yield key;
  }
}
