import { isDeepStrictEqual } from 'node:util';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { leavesOf, valueAt } from '../pointers.js';
import type { AnyRules, AnyStored, DocumentError } from '../rules.js';
import { findTarget, namedValues, type Scope } from './targets.js';

/**
 * The errors of references to documents that do not exist. A value that the document had before is no error: the vendor may
 * have deleted what it names.
 */
export function referenceErrors(
  { references = [] }: AnyRules,
  { before, after }: { readonly before: AnyStored | undefined; readonly after: AnyStored },
  scope: Scope,
): DocumentError[] {
  return references.flatMap((reference) => {
    const { to, targetColumn = 'key', mayDangle } = reference;
    if (mayDangle) return [];
    const old = before ? namedValues(before, reference).map(({ value }) => value) : [];
    const { contract, name } = scope.catalogue.entry(to) ?? { contract: '', name: to.name };
    return namedValues(after, reference)
      .filter(({ value }) => !old.includes(value) && !findTarget(reference, value, scope))
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

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
