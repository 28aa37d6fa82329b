import type { FastifyRequest } from 'fastify';
import type { B2coreSettings } from '../../../../schemas/b2core/settings.js';
import type { Collection, SqlValue, StoredDocument } from '../../../store/documents/collection.js';
import { foldCase } from '../../../store/query/case-fold.js';

/** The parameters that all lists have. */
interface ListParams {
  readonly limit?: number;
  readonly offset?: number;
  readonly sort_by?: string;
  readonly sort_order?: 'asc' | 'desc';
}

/** The column that a filter compares, and the value of that column for a filter's text. */
export interface Filter {
  readonly column: string;
  readonly toValue: (text: string) => SqlValue;
}

/** Equal text, in letters of either case. */
export const caseInsensitiveFilter = (column: string): Filter => ({ column, toValue: foldCase });
/** Equal text. */
export const exactFilter = (column: string): Filter => ({ column, toValue: (text) => text });
/** True or false, as 1, 0, true or false. */
export const booleanFilter = (column: string): Filter => ({
  column,
  toValue: (text) => Number(text === '1' || text === 'true'),
});

/** How a collection is sorted and filtered. */
export interface ListSpec<Wire, Internal> {
  readonly collection: Collection<Wire, Internal>;
  /** Columns by sort key, where their names differ. */
  readonly sorts: Readonly<Record<string, string>>;
  /** Filters by the name in the brackets of `filter[name]`. */
  readonly filters: Readonly<Record<string, Filter>>;
}

/**
 * The documents that match all filters of a query and equal all columns of `scope`. Documents with equal sort keys are in the
 * order of their identifiers, in the same direction.
 */
export function queryList<Wire, Internal>(
  { sandbox, query }: Pick<FastifyRequest, 'sandbox' | 'query'>,
  { collection, sorts, filters }: ListSpec<Wire, Internal>,
  scope: Readonly<Record<string, SqlValue>> = {},
): StoredDocument<Wire, Internal>[] {
  const params = query as ListParams & Record<string, string | undefined>;
  const { defaultLimit } = sandbox.settings<B2coreSettings>('b2core');
  const { limit = defaultLimit, offset = 0, sort_by = 'createTime', sort_order = 'desc' } = params;
  const where: Record<string, SqlValue> = { ...scope };
  for (const [name, { column, toValue }] of Object.entries(filters)) {
    const text = params[`filter[${name}]`];
    if (text === undefined) continue;
    const value = toValue(text);
    // Two filters on one column with different values match nothing.
    if (column in where && where[column] !== value) return [];
    where[column] = value;
  }
  // The schema accepts only documented sort keys; each is the name of a column unless `sorts` maps it.
  const order = { column: sorts[sort_by] ?? sort_by, descending: sort_order === 'desc' };
  return sandbox.documents(collection).all({ where }, order, { offset, limit });
}
