import type { Static, TObject, TSchema } from '@sinclair/typebox';
import { ref } from '../../../schemas/annotations.js';
import { anyScope } from '../../simulator/contract/access.js';
import type { Operation } from '../../simulator/contract/operation.js';
import {
  resource as coreResource,
  type PresentRequest,
  pathParamNames,
  type Resource,
  type ResourceOperation,
  type ResourceOptions,
} from '../../simulator/resources/resource.js';
import {
  type CollectionStoreOptions,
  collectionStore,
  scopeValues,
} from '../../simulator/resources/resource-store.js';
import type { Query as DocumentQuery } from '../../store/query/query.js';
import { administrators } from './access.js';
import { queryPage } from './paging.js';
import { enterpriseParam, enterprises } from './tenant/lookup.js';

/** A resource whose items are the documents of a collection. A nested one has a column for each path parameter of its list. */
export interface EsperSpec<Wire, Internal, Params extends TObject>
  extends ResourceOptions<Wire, Internal, Params>,
    Pick<CollectionStoreOptions<Wire, Internal>, 'collection' | 'isVisible'> {
  /** One item, as messages name it. */
  readonly noun: string;
  /** The path parameter with the identifier. */
  readonly id: keyof Static<Params> & string;
  /** The key of the item that a path names; its identifier when left out. */
  readonly key?: (params: Static<Params>) => string;
  /** The URL of one item: that of the list, the identifier and a slash when left out. Most of version 2 has no slash. */
  readonly itemUrl?: string;
}

interface ListDeclaration<Wire, Query extends TObject> extends ResourceOperation {
  readonly querystring: Query;
  /** The model of a page. */
  readonly page: TSchema;
  /** The columns that the filters of a query demand, and their values. */
  readonly filters?: (
    query: Static<Query>,
    request: PresentRequest,
  ) => NonNullable<DocumentQuery['where']>;
  /** An item as lists show it. */
  readonly toListItem?: (wire: Wire, request: PresentRequest) => unknown;
  /** The column that the list is sorted by when no order is given; the identifier when left out. */
  readonly defaultOrder?: string;
}

/** Builds the operations of one resource in the vendor's format. */
export interface EsperResource<Wire, Internal, Params extends TObject>
  extends Omit<Resource<Wire, Internal, Params>, 'list'> {
  /** Returns a page of items with their count and links to the pages before and after. */
  list<Query extends TObject>(declared: ListDeclaration<Wire, Query>): Operation;
}

/** Declares a resource. Any key reads it; administrators write it. */
export function resource<Wire, Internal extends object, Params extends TObject>(
  spec: EsperSpec<Wire, Internal, Params>,
): EsperResource<Wire, Internal, Params> {
  const { collection, noun, id, url, isVisible } = spec;
  const { key = (params) => String(params[id]) } = spec;
  const pathParams = pathParamNames(url);
  // A sandbox has one enterprise, so its objects need not name it.
  const scope = pathParams.filter((name) => name !== enterpriseParam);
  const core = coreResource<Wire, Internal, Params>({
    itemUrl: `${url}:${id}/`,
    ...spec,
    parent: spec.parent ?? (pathParams.includes(enterpriseParam) ? enterprises : undefined),
    access: { read: anyScope, write: administrators },
    notFoundMessage: (params) => `There is no ${noun} ${params[id]}`,
    store: collectionStore({
      collection,
      key: (params) => key(params as Static<Params>),
      scope,
      isVisible,
    }),
  });
  return {
    ...core,
    list({ page, filters, defaultOrder, toListItem = (wire) => wire, ...declared }) {
      const listItems: Operation['handler'] = (request) => {
        const query = request.query as Static<typeof declared.querystring>;
        const where = { ...scopeValues(request, scope), ...filters?.(query, request) };
        return queryPage(request, {
          collection,
          where,
          defaultOrder,
          ordering: declared.querystring.properties.ordering && (query.ordering as string),
          toListItem: (wire) => toListItem(wire, request),
        });
      };
      const { handler = listItems } = declared;
      return core.list({ response: { 200: ref(page) }, ...declared, handler });
    },
  };
}
