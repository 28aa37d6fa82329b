import { yieldToEventLoop } from '../../../lib/async.js';
import type { FieldQuery } from '../../../store/query/query.js';
import type { DataCollection } from '../catalogue.js';
import { filterQuery } from '../query.js';
import type { AnyStored, Reference } from '../rules.js';
import { nameOf } from './names.js';
import type { NameSort } from './reference-columns.js';
import { findTarget, type Scope } from './targets.js';

/** What a page is asked for in the order of the names of other documents. */
interface NamePageRequest extends NameSort {
  readonly query: FieldQuery;
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
}

/** So many names are read before other requests have their turn. */
const batchSize = 100;

const collator = new Intl.Collator('en', { numeric: true });

/**
 * Reads a page of documents in the order of what people call the documents that they refer to, and of their keys. The documents of
 * each other document follow one another, so that only those of the page are read. Documents that refer to none come last.
 */
export async function pageByName(
  { rules }: DataCollection,
  { reference, column, query, descending, offset, limit }: NamePageRequest,
  scope: Scope,
): Promise<{ total: number; documents: readonly AnyStored[] }> {
  const { collection } = rules;
  const documents = scope.sandbox.documents(collection);
  const { fields, containing, ...indexed } = query;
  const counts = await documents.countBy(column, indexed);
  const isExact = fields === undefined && containing === undefined;
  const found: AnyStored[] = [];
  let passed = 0;
  for (const value of await valuesByName(Object.keys(counts), { reference, descending }, scope)) {
    const count = counts[value] ?? 0;
    // With conditions on fields the count is a limit only, and the documents have to be looked at.
    if (found.length === limit || (isExact && passed + count <= offset)) {
      passed += count;
      continue;
    }
    const { where } = filterQuery(collection, column, [value]);
    const page = await documents.documentPage(
      { ...query, where: { ...query.where, ...where } },
      { column: 'key', descending },
      { offset: Math.max(0, offset - passed), limit: limit - found.length },
    );
    passed += page.total;
    found.push(...page.documents);
  }
  // The store sorts documents without a value last.
  const rest = await documents.documentPage(
    query,
    { column, descending },
    { offset: Math.max(offset, passed), limit: Math.max(1, limit - found.length) },
  );
  if (found.length < limit) found.push(...rest.documents);
  return { total: rest.total, documents: found };
}

/** The values of a column, in the order of the names of the documents that they stand for. */
async function valuesByName(
  values: readonly string[],
  { reference, descending }: { readonly reference: Reference; readonly descending: boolean },
  scope: Scope,
): Promise<string[]> {
  const named: { value: string; name: string }[] = [];
  for (const value of values) {
    // SQLite groups what has no value below null.
    if (value === 'null') continue;
    const target =
      findTarget(reference, value, scope) ?? findTarget(reference, Number(value), scope);
    named.push({ value, name: target ? nameOf(target.entry, target.document, scope) : value });
    if (named.length % batchSize === 0) await yieldToEventLoop();
  }
  const direction = descending ? -1 : 1;
  named.sort(
    (one, other) =>
      direction *
      (collator.compare(one.name, other.name) || collator.compare(one.value, other.value)),
  );
  return named.map(({ value }) => value);
}
