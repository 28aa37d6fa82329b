import type { DataCollection } from '../catalogue.js';
import { pathOf } from '../pointers.js';
import { filterQuery } from '../query.js';
import type { AnyStored, Reference } from '../rules.js';
import { filterOf, findReferrers } from './referrers.js';
import { type Scope, targetValue } from './targets.js';

/** How many documents of a collection name a document, with the filter of the list that has them. */
export interface ReferrerCount {
  readonly contract: string;
  readonly collection: string;
  readonly field: string;
  readonly filter: string;
  readonly values: string[];
  readonly documents: number;
  /** Whether those that name a document below it are with them. */
  readonly withBelow: boolean;
}

/** Of a larger tree only the documents that name its root itself are counted, because the filter would be too long. */
const maxTree = 200;

/**
 * Counts the documents that name a document, by field; those that no filter lists are left out. In a tree, such as that of corps,
 * those that name it or a document below it are counted too.
 */
export async function countReferrers(
  target: DataCollection,
  document: AnyStored,
  scope: Scope,
): Promise<ReferrerCount[]> {
  const tree = treeBelow(target, document, scope);
  const counts: ReferrerCount[] = [];
  for (const { entry, reference, value } of findReferrers(target.rules, document, scope)) {
    counts.push(...(await countBy(entry, { reference, values: [String(value)] }, scope)));
    if (tree.length === 1 || entry === target) continue;
    const values = tree.flatMap((each) => targetValue(target.rules, each, reference) ?? []);
    counts.push(...(await countBy(entry, { reference, values: values.map(String) }, scope)));
  }
  return counts;
}

async function countBy(
  { contract, name, rules }: DataCollection,
  { reference, values }: { readonly reference: Reference; readonly values: string[] },
  { sandbox }: Scope,
): Promise<ReferrerCount[]> {
  const filter = filterOf(rules, reference);
  if (filter === undefined) return [];
  const page = await sandbox
    .documents(rules.collection)
    .documentPage(
      filterQuery(rules.collection, filter, values),
      { column: 'key', descending: false },
      { offset: 0, limit: 1 },
    );
  const field = pathOf(reference.at);
  const found = { filter, values, documents: page.total, withBelow: values.length > 1 };
  return [{ contract, collection: name, field, ...found }];
}

/** A document with those below it in the tree that its collection is; the document alone in another collection or a large tree. */
function treeBelow(target: DataCollection, root: AnyStored, scope: Scope): AnyStored[] {
  const { collection } = target.rules;
  const documents = scope.sandbox.documents(collection);
  const tree = new Map([[collection.key(root.wire, root.internal), root]]);
  // The map grows while it is read.
  for (const each of tree.values()) {
    for (const key of childKeys(target, each, scope)) {
      const child: AnyStored | undefined = documents.get(key);
      if (child && !tree.has(key)) tree.set(key, child);
      if (tree.size > maxTree) return [root];
    }
  }
  return [...tree.values()];
}

/** The keys of the documents of a collection that name one of the same collection. */
function* childKeys(target: DataCollection, document: AnyStored, scope: Scope): Generator<string> {
  for (const { entry, keys } of findReferrers(target.rules, document, scope))
    if (entry === target) yield* keys;
}
