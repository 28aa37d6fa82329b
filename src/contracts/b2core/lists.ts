import type { FastifyRequest } from 'fastify';
import type { B2coreSettings } from '../../../schemas/b2core/settings.js';
import type { FieldError } from '../../simulator/contract/problem.js';
import type { Collection, SqlValue, StoredDocument } from '../../store/documents/collection.js';
import { foldCase } from '../../store/query/case-fold.js';

/** What a list is asked for, as far as all lists are asked alike. */
interface ListAsked {
  readonly limit?: number;
  readonly offset?: number;
  readonly sort_by?: string;
  readonly sort_order?: 'asc' | 'desc';
}

/** A filter's column, and the cell that its text stands for. */
export interface Filter {
  readonly column: string;
  readonly cell: (text: string) => SqlValue;
}

/** Equality of text, whatever its case. */
export const caseInsensitiveFilter = (column: string): Filter => ({ column, cell: foldCase });
/** Equality as it is written. */
export const exactFilter = (column: string): Filter => ({ column, cell: (text) => text });
/** True or false in any of its spellings. */
export const booleanFilter = (column: string): Filter => ({
  column,
  cell: (text) => Number(text === '1' || text === 'true'),
});

/** How a collection is listed. */
export interface ListSpec<Wire, Internal> {
  readonly of: Collection<Wire, Internal>;
  /** Sort keys that name another column than their own. */
  readonly sorts: Readonly<Record<string, string>>;
  /** Filters by the name that stands in brackets. */
  readonly filters: Readonly<Record<string, Filter>>;
}

/** The rows that a query asks for: all of its filters hold, equal sort keys go by identifier in the same direction. */
export function queryList<Wire, Internal>(
  { sandbox, query }: Pick<FastifyRequest, 'sandbox' | 'query'>,
  { of, sorts, filters }: ListSpec<Wire, Internal>,
): StoredDocument<Wire, Internal>[] {
  const asked = query as ListAsked & Record<string, string | undefined>;
  const { defaultLimit } = sandbox.settings<B2coreSettings>('b2core');
  const { limit = defaultLimit, offset = 0, sort_by = 'createTime', sort_order = 'desc' } = asked;
  const where: Record<string, SqlValue> = {};
  for (const [name, { column, cell }] of Object.entries(filters)) {
    const text = asked[`filter[${name}]`];
    if (text === undefined) continue;
    const wanted = cell(text);
    // Two spellings of one filter that ask for different things are met by nothing.
    if (column in where && where[column] !== wanted) return [];
    where[column] = wanted;
  }
  // The schema lets no sort key pass but those that it names, each a column unless `sorts` says otherwise.
  const order = { by: sorts[sort_by] ?? sort_by, descending: sort_order === 'desc' };
  return sandbox.documents(of).all({ where }, order, { offset, limit });
}

/** In strict mode a parameter that the operation does not know is a fault; else nothing is. */
export function rejectUnknownParameters({
  sandbox,
  query,
  routeOptions,
}: FastifyRequest): FieldError[] {
  if (!sandbox.settings<B2coreSettings>('b2core').strictQuery) return [];
  const known = Object.keys(routeOptions.config.operation?.schema.querystring?.properties ?? {});
  return Object.keys(query as object)
    .filter((name) => !known.includes(name))
    .map((at) => ({ in: 'query', at, message: `is not known; there are ${known.join(', ')}` }));
}
