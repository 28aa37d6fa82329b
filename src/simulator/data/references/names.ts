import type { DataCollection } from '../catalogue.js';
import { pathOf, valuesAt } from '../pointers.js';
import type { AnyRules, AnyStored, Reference } from '../rules.js';
import { documentParts } from '../schemas.js';
import { findTarget, namedValues, type Scope } from './targets.js';

/** A document that another one names, and what people call it. */
interface NamedDocument {
  readonly contract: string;
  readonly collection: string;
  readonly key: string;
  /** The key for a document without a name. */
  readonly name: string;
}

/** A document that a field of another one names. */
export interface FieldTarget extends NamedDocument {
  readonly field: string;
  /** What the field has. */
  readonly value: string;
}

/** What people call a document: its key if it has no name. */
export function nameOf({ rules }: DataCollection, document: AnyStored, scope: Scope): string {
  const texts = rules.nameFields.flatMap((path) => {
    const [value] = documentParts.flatMap((part) =>
      valuesAt(document, `/${part}/${path.replaceAll('.', '/')}`).map((each) => each.value),
    );
    if (value === undefined || value === null || value === '') return [];
    const reference = referenceAt(rules, path);
    const found = reference && findTarget(reference, value as string | number, scope);
    return [found ? nameOf(found.entry, found.document, scope) : String(value)];
  });
  return texts.join(' ') || rules.collection.key(document.wire, document.internal);
}

/** The documents that some documents of a collection name, each value of a field once. Those that are missing are left out. */
export function findTargets(
  { rules }: DataCollection,
  documents: readonly AnyStored[],
  scope: Scope,
): FieldTarget[] {
  return (rules.references ?? []).flatMap((reference) => {
    const values = new Set(
      documents.flatMap((each) => namedValues(each, reference).map(({ value }) => value)),
    );
    return [...values].flatMap((value) => {
      const found = findTarget(reference, value, scope);
      if (!found) return [];
      const field = pathOf(reference.at);
      return { field, value: String(value), ...namedDocument(found.entry, found.document, scope) };
    });
  });
}

/** Where a document is, and what people call it. */
function namedDocument(entry: DataCollection, document: AnyStored, scope: Scope): NamedDocument {
  const { contract, name: collection, rules } = entry;
  const key = rules.collection.key(document.wire, document.internal);
  return { contract, collection, key, name: nameOf(entry, document, scope) };
}

function referenceAt({ references = [] }: AnyRules, path: string): Reference | undefined {
  return references.find(({ at }) => pathOf(at) === path);
}
