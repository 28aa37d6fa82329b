import type { FastifyRequest } from 'fastify';
import type { EsperSettings } from '../../../schemas/esper/settings.js';
import type { LaterPages } from '../../simulator/contract/contract.js';
import { DeferredResponse } from '../../simulator/contract/responses.js';
import { requestedUrl, type UrlParts } from '../../simulator/proxy/links.js';
import type { Collection } from '../../store/documents/collection.js';
import type { Query } from '../../store/query/query.js';

/** The parameters that all lists have. */
interface ListParams {
  readonly limit?: number;
  readonly offset?: number;
}

/** Which items of a collection to list, and how to show each. */
export interface PageSpec<Wire> {
  // biome-ignore lint/suspicious/noExplicitAny: a list returns only the wire documents
  readonly collection: Collection<Wire, any>;
  readonly where: NonNullable<Query['where']>;
  /** The column that the list is sorted by when no order is given; the identifier when left out. */
  readonly defaultOrder?: string | undefined;
  /** The order that a request asks for: a column, with a minus before it in reverse. Only for a list that declares the parameter. */
  readonly ordering?: string | undefined;
  readonly toListItem: (wire: Wire) => unknown;
}

/** How many items a list returns by default. */
const defaultLimit = 20;

/** A page of a collection in the vendor's envelope. */
export function queryPage<Wire>(
  request: ListRequest,
  { collection, where, defaultOrder = 'id', ordering = defaultOrder, toListItem }: PageSpec<Wire>,
) {
  const { sandbox } = request;
  const { offset, limit } = partOf(request);
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

/** A page of a short list that is not a collection of its own, in the vendor's envelope. */
export function arrayPage<Item>(
  request: ListRequest,
  items: readonly Item[],
  toListItem: (item: Item) => unknown,
) {
  const { offset, limit } = partOf(request);
  const count = items.length;
  const results = items.slice(offset, offset + limit).map(toListItem);
  return { count, ...pageLinks(request, { offset, limit, count }), results };
}

/** Whether the body of a list, in an envelope in version 2, has a link to the next page. */
export const hasLaterPages: LaterPages = (body) => typeof envelopeOf(body).next === 'string';

/** How many items a list has on all pages. */
export const totalItems = (body: unknown): unknown => envelopeOf(body).count;

/** The envelope of a list, which in version 2 is the member `content` of another one. */
function envelopeOf(body: unknown): { readonly next?: unknown; readonly count?: unknown } {
  const { content, ...envelope } = (body ?? {}) as { readonly content?: object | null };
  return content ?? envelope;
}

/** The part of a list that a request asks for. */
function partOf({ query, sandbox }: ListRequest) {
  const { offset = 0, limit = defaultLimit } = query as ListParams;
  return { offset, limit: Math.min(limit, sandbox.settings<EsperSettings>('esper').maxLimit) };
}

export type ListRequest = UrlParts & Pick<FastifyRequest, 'sandbox'> & { readonly query: unknown };

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
