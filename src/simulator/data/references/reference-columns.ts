import { pathOf } from '../pointers.js';
import type { AnyRules, Reference } from '../rules.js';

/** The column or multi-value index that has the values of a reference; undefined if there is none. */
export function indexOf({ collection }: AnyRules, { at, index }: Reference): string | undefined {
  if (index !== undefined) return index;
  const [, , name = '', ...rest] = at.split('/');
  const { columns = {}, multiValueIndexes = {} } = collection;
  if (rest.length === 0 && Object.hasOwn(columns, name)) return name;
  return rest.join() === '*' && Object.hasOwn(multiValueIndexes, name) ? name : undefined;
}

/** An order by what people call the documents that a reference names. */
export interface NameSort {
  readonly reference: Reference;
  /** The column that has the values of the reference. */
  readonly column: string;
}

/** The orders by the names of other documents, such as `corpId.name`: one for each reference that a column has. */
export function nameSorts(rules: AnyRules): ReadonlyMap<string, NameSort> {
  const { columns = {}, key } = { ...rules.collection, key: pathOf(rules.keyField) };
  return new Map(
    (rules.references ?? []).flatMap((reference) => {
      const field = pathOf(reference.at);
      const column = field === key ? 'key' : indexOf(rules, reference);
      if (column === undefined || (column !== 'key' && !Object.hasOwn(columns, column))) return [];
      return [[`${field}.name`, { reference, column }] as const];
    }),
  );
}
