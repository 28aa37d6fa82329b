import { type Static, type TObject, type TSchema, Type } from '@sinclair/typebox';
import { ref } from '../../../../schemas/annotations.js';
import { anyScope } from '../../../simulator/contract/access.js';
import { type Operation, pickDeclared } from '../../../simulator/contract/operation.js';
import {
  resource as coreResource,
  type ListOperation,
  pathParamNames,
  type Resource,
  type ResourceOperation,
  type ResourceOptions,
  type WriteRequest,
} from '../../../simulator/resources/resource.js';
import {
  collectionStore,
  embeddedStore,
  type ResourceStore,
  scopeValues,
} from '../../../simulator/resources/resource-store.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { newStamp, type Stamp, timestamp } from '../identifiers.js';
import { type ListSpec, queryList } from './lists.js';

/** An object of the vendor: besides its identifier it has at least these times. */
interface Timestamped {
  readonly createTime: string;
  readonly updateTime: string;
}

interface CommonSpec<Wire, Internal, Params extends TObject>
  extends ResourceOptions<Wire, Internal, Params> {
  /** One item and several, as descriptions and messages name them. */
  readonly nouns: readonly [string, string];
  /** The property of the identifier, which is also the path parameter unless there is another one. */
  readonly id: keyof Wire & string;
  /** The path parameter, where it has another name. */
  readonly pathParam?: string | undefined;
  /** Computes the fields that follow from others, after each write. */
  readonly derive?: (item: Wire, sandbox: Sandbox) => Wire;
  readonly notFoundMessage?: (params: Static<Params>) => string;
}

/** A resource whose items are the documents of a collection. A nested one has a column for each path parameter of its list. */
export interface CollectionSpec<Wire, Internal, Params extends TObject>
  extends CommonSpec<Wire, Internal, Params>,
    Pick<ListSpec<Wire, Internal>, 'collection'> {
  /** Columns by sort key, where their names differ; the identifier is always the key. */
  readonly sorts?: ListSpec<Wire, Internal>['sorts'];
  readonly filters?: ListSpec<Wire, Internal>['filters'];
}

/** The items of an array in a parent. */
type ItemOf<Parent, Field extends keyof Parent> = Parent[Field] extends readonly (infer Item)[]
  ? Item & Timestamped
  : never;

/** A resource whose items are an array in the documents of another one. */
export interface EmbeddedSpec<
  Parent,
  Field extends keyof Parent & string,
  ParentInternal,
  Params extends TObject,
> extends CommonSpec<ItemOf<Parent, Field>, object, Params> {
  readonly parent: Pick<Resource<Parent, ParentInternal, TObject>, 'require' | 'store'>;
  /** The property of the parent that has the array. */
  readonly field: Field;
}

/** Builds the operations of one resource in the vendor's format. */
export interface B2coreResource<Wire, Internal, Params extends TObject>
  extends Pick<Resource<Wire, Internal, Params>, 'require' | 'store' | 'read' | 'delete'> {
  /** Returns a page of items as an array. */
  list(declared: ResourceOperation & { readonly querystring: TObject }): Operation;
  /** Adds an item made from the body and a new identifier with the current time. */
  create<Body extends TSchema>(
    declared: ResourceOperation & {
      readonly body: Body;
      readonly create: (request: WriteRequest<Params, Body>, stamp: Stamp) => Wire;
    },
  ): Operation;
  /** Changes the fields that are sent, by each of the methods. An update without known fields leaves the item as it is. */
  update(
    declared: Omit<ResourceOperation, 'operationId'> & {
      readonly operationIds: { readonly PUT?: string; readonly PATCH?: string };
      readonly body: TObject;
    },
  ): Operation[];
}

/** Declares a resource that is stored in a collection of its own. */
export function resource<Wire extends Timestamped, Internal extends object, Params extends TObject>(
  spec: CollectionSpec<Wire, Internal, Params>,
): B2coreResource<Wire, Internal, Params> {
  const {
    collection,
    id,
    pathParam = id,
    url,
    sorts,
    filters = {},
    present = (_, { wire }) => wire,
  } = spec;
  const listing = { collection, sorts: { [id]: 'key', ...sorts }, filters };
  const scope = pathParamNames(url);
  const store = collectionStore({ collection, key: (params) => String(params[pathParam]), scope });
  return build(spec, store, (request) => {
    const stored = queryList(request, listing, scopeValues(request, scope));
    return stored.map((each) => present(request, each));
  });
}

/** Declares a resource that is stored inside another one. A write of an item counts as an update of its parent. */
export function embeddedResource<
  Parent extends Timestamped,
  Field extends keyof Parent & string,
  ParentInternal,
  Params extends TObject,
>(
  spec: EmbeddedSpec<Parent, Field, ParentInternal, Params>,
): B2coreResource<ItemOf<Parent, Field>, object, Params> {
  type Item = ItemOf<Parent, Field>;
  const { parent, field, id, present = (_, { wire }) => wire } = spec;
  const itemsOf = (wire: Parent) => wire[field] as readonly Item[];
  const store = embeddedStore<Item, Parent, ParentInternal>({
    parent: parent.store,
    items: itemsOf,
    withItems: (before, items, { sandbox }) => ({
      ...before,
      [field]: items,
      updateTime: timestamp(sandbox),
    }),
    matches: (item, params) => item[id] === params[id],
  });
  return build<Item, object, Params>(spec, store, (request) => {
    const { offset = 0, limit = Number.POSITIVE_INFINITY } = request.query as ArrayPage;
    const page = itemsOf(parent.require(request).wire).slice(offset, offset + limit);
    return page.map((wire) => present(request, { wire, internal: {} }));
  });
}

/** Which part of an array to return; all of it when both are left out. */
interface ArrayPage {
  readonly offset?: number;
  readonly limit?: number;
}

function build<Wire extends Timestamped, Internal extends object, Params extends TObject>(
  spec: CommonSpec<Wire, Internal, Params>,
  store: ResourceStore<Wire, Internal>,
  listItems: ListOperation['handler'],
): B2coreResource<Wire, Internal, Params> {
  const { nouns, id, pathParam = id, url, model, derive = (item) => item } = spec;
  const core = coreResource<Wire, Internal, Params>({
    notFoundMessage: (params) =>
      `There is no ${nouns[0]} ${params[pathParam as keyof typeof params]}`,
    ...spec,
    itemUrl: `${url}/:${pathParam}`,
    access: { read: anyScope, write: anyScope },
    store,
  });
  return {
    ...core,
    list: ({ handler = listItems, ...declared }) =>
      core.list({
        response: { 200: Type.Array(ref(model), { description: `The ${nouns[1]}` }) },
        ...declared,
        handler,
      }),
    create: ({ create, ...declared }) =>
      core.create({
        ...declared,
        create: (request) => derive(create(request, newStamp(request.sandbox)), request.sandbox),
      }),
    update: ({ operationIds, ...declared }) =>
      Object.entries(operationIds).map(([method, operationId]) =>
        core.update({
          ...declared,
          method: method as 'PUT' | 'PATCH',
          operationId,
          update({ sandbox, body }, before) {
            const sent = pickDeclared(declared.body, body as object);
            if (Object.keys(sent).length === 0) return before;
            return derive({ ...before, ...sent, updateTime: timestamp(sandbox) }, sandbox);
          },
        }),
      ),
  };
}
