import type { SqlValue } from '../../../store/documents/collection.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import type { DataCatalogue, DataCollection } from '../catalogue.js';
import { valuesAt } from '../pointers.js';
import type { AnyRules, AnyStored, Reference } from '../rules.js';

/** The documents among which references are looked up. */
export interface Scope {
  readonly sandbox: Sandbox;
  readonly catalogue: DataCatalogue;
}

/** The values of a reference in a document that name another one, each with its JSON pointer. */
export function namedValues(document: AnyStored, { at: pointer }: Reference) {
  return valuesAt(document, pointer).flatMap(({ at, value }) =>
    (typeof value === 'string' && value !== '') || typeof value === 'number' ? [{ at, value }] : [],
  );
}

/** Finds the document that a value of a reference names; undefined if there is none. */
export function findTarget(
  { to, targetColumn }: Reference,
  value: string | number,
  { sandbox, catalogue }: Scope,
): { readonly entry: DataCollection; readonly document: AnyStored } | undefined {
  const entry = catalogue.entry(to);
  if (!entry) return undefined;
  const documents = sandbox.documents(to);
  const document: AnyStored | undefined =
    targetColumn === undefined
      ? documents.get(keyOf(entry.rules, value))
      : documents.findOne({ where: { [targetColumn]: value } });
  return document && { entry, document };
}

/** What references to a document equal: its key, or one of its columns. */
export function targetValue(
  { collection }: AnyRules,
  { wire, internal }: AnyStored,
  { targetColumn }: Reference,
): SqlValue {
  return targetColumn === undefined
    ? collection.key(wire, internal)
    : (collection.columns?.[targetColumn]?.(wire, internal) ?? null);
}

/** Whether a value of a reference names the document with a target value. */
export function isSameTarget(
  target: AnyRules,
  { targetColumn }: Reference,
  [value, wanted]: readonly [value: string | number, wanted: string | number],
): boolean {
  const named = targetColumn === undefined ? keyOf(target, value) : String(value);
  return named === String(wanted);
}

/** The key that a text or a number means. */
function keyOf({ toKey }: AnyRules, value: string | number): string {
  return toKey?.(String(value)) ?? String(value);
}
