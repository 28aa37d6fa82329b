import type { FastifyRequest } from 'fastify';
import type { EsperSettings } from '../../../schemas/esper/settings.js';
import { DeferredResponse } from '../../simulator/contract/responses.js';
import { requestedUrl, type UrlParts } from '../../simulator/pipeline/routing.js';
import type { Collection, SqlValue } from '../../store/documents/collection.js';

/** The parameters that all lists have. */
interface ListParams {
  readonly limit?: number;
  readonly offset?: number;
  /** A column; a minus before it reverses the order. */
  readonly ordering?: string;
}

/** Which items of a collection to list, and how to show each. */
export interface PageSpec<Wire> {
  // biome-ignore lint/suspicious/noExplicitAny: a list returns only the wire documents
  readonly collection: Collection<Wire, any>;
  readonly where: Readonly<Record<string, SqlValue>>;
  readonly toListItem: (wire: Wire) => unknown;
}

/** How many items a list returns by default. */
const defaultLimit = 20;

/** A page of a collection in the vendor's envelope. Sorts by id, which is the key, when no order is given. */
export function queryPage<Wire>(
  request: ListRequest,
  { collection, where, toListItem }: PageSpec<Wire>,
) {
  const { sandbox } = request;
  const params = request.query as ListParams;
  const { maxLimit } = sandbox.settings<EsperSettings>('esper');
  const { offset = 0, ordering = 'id' } = params;
  const limit = Math.min(params.limit ?? defaultLimit, maxLimit);
  const sortKey = ordering.replace('-', '');
  const order = {
    column: sortKey === 'id' ? 'key' : sortKey,
    descending: ordering.startsWith('-'),
  };
  const page = sandbox.documents(collection).page({ where }, order, offset, limit);
  return new DeferredResponse(page, ({ total: count, rows }) => {
    const results = rows.map((row) => toListItem(JSON.parse(String(row)) as Wire));
    return { count, ...pageLinks(request, { offset, limit, count }), results };
  });
}

type ListRequest = UrlParts & Pick<FastifyRequest, 'sandbox'> & { readonly query: unknown };

interface Page {
  readonly offset: number;
  readonly limit: number;
  readonly count: number;
}

/** Absolute links to the pages before and after, on the requested host and with all other parameters of the request. */
function pageLinks(request: UrlParts, { offset, limit, count }: Page) {
  const isLast = offset + limit >= count;
  return {
    next: isLast ? null : link(request, offset + limit, limit),
    previous: offset === 0 ? null : link(request, Math.max(offset - limit, 0), limit),
  };
}

function link(request: UrlParts, offset: number, limit: number): string {
  const query = new URLSearchParams(/\?(.*)/s.exec(request.originalUrl)?.[1]);
  query.set('limit', String(limit));
  query.set('offset', String(offset));
  return `${requestedUrl(request)}?${query}`;
}
