import { type Static, type TObject, type TSchema, Type } from '@sinclair/typebox';
import type { FastifyRequest } from 'fastify';
import { ref } from '../../../schemas/annotations.js';
import { noContent } from '../../../schemas/responses.js';
import type { StoredDocument } from '../../store/documents/collection.js';
import type { Access } from '../contract/access.js';
import type { Evidence } from '../contract/evidence.js';
import {
  defaultEffect,
  type Operation,
  type OperationConfig,
  type UnvalidatedRequest,
  type ValidatedRequest,
} from '../contract/operation.js';
import { type FieldError, notFound } from '../contract/problem.js';
import type { UrlParts } from '../proxy/links.js';
import type { ItemRequest, ResourceStore } from './resource-store.js';

/** What each resource declares, whichever its vendor. */
export interface ResourceOptions<Wire, Internal, Params extends TObject> {
  /** The URL of the list, such as `/platforms/:platformId/drivers`. */
  readonly url: string;
  /** The path parameters of the item's URL. Operations on the list take those that their URL names. */
  readonly params: Params;
  /** The model of one item in responses. */
  readonly model: TSchema;
  readonly evidence: Evidence;
  /** The resource that the URL names first. All operations answer 404 when its item is unknown. */
  readonly parent?: { readonly require: (request: ItemRequest) => unknown } | undefined;
  /** The internal fields of a new item; none when left out. */
  readonly internal?: ((created: Wire) => Internal) | undefined;
  /** Converts a stored item to its response; the wire document when left out. */
  readonly present?: Present<Wire, Internal> | undefined;
  /**
   * Errors in the body of a write that its schema cannot find. It also sees invalid bodies, so that all errors are
   * reported together. `before` is the item that an update names, when there is one.
   */
  readonly validate?:
    | ((request: UnvalidatedRequest, before: Wire | undefined) => readonly FieldError[])
    | undefined;
  /** Runs before an item is created or updated, after its 404. Throws a problem to refuse the write. */
  readonly beforeWrite?: ((request: WriteRequest<Params>, before?: Wire) => void) | undefined;
  /** Runs after an item is created, in the same transaction, and returns what it has become. */
  readonly afterCreate?: ((request: WriteRequest<Params>, created: Wire) => Wire) | undefined;
  /** Runs after an item is deleted, in the same transaction. Throws a problem to keep the item. */
  readonly afterDelete?: ((request: ItemRequest, deleted: Wire) => void) | undefined;
}

/** What the vendor adds: where items are stored, who may use them, and the message of the 404 problem. */
export interface ResourceSpec<Wire, Internal, Params extends TObject>
  extends ResourceOptions<Wire, Internal, Params> {
  /** The URL of one item, such as `/platforms/:platformId/drivers/:driverId`. */
  readonly itemUrl: string;
  readonly access: { readonly read: Access; readonly write: Access };
  readonly store: ResourceStore<Wire, Internal>;
  readonly notFoundMessage: (params: Static<Params>) => string;
}

/** The parts of a request that a response may depend on. */
export type PresentRequest = Pick<FastifyRequest, 'sandbox' | 'caller' | 'context'> & UrlParts;

/** Converts a stored item to what the caller of a request sees. */
type Present<Wire, Internal> = (
  request: PresentRequest,
  stored: StoredDocument<Wire, Internal>,
) => unknown;

/** A valid request whose body has the type of a schema. */
export type WriteRequest<Params extends TObject, Body extends TSchema = TSchema> = ValidatedRequest<
  Static<Params>,
  unknown,
  Static<Body>
>;

/** What one operation of a resource adds to the others, or does differently. */
export interface ResourceOperation extends Pick<OperationConfig, 'refusals' | 'isBodyOptional'> {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly tags?: readonly string[];
  /** Published headers, such as Accept-Language. */
  readonly headers?: TObject;
  /** Another URL than the resource's. */
  readonly url?: string;
  readonly access?: Access;
  readonly evidence?: Evidence;
  readonly response?: Operation['schema']['response'];
  /** Replaces the standard handler. */
  readonly handler?: Operation['handler'];
}

export interface ListOperation extends ResourceOperation {
  readonly querystring?: TObject;
  readonly response: Operation['schema']['response'];
  readonly check?: Operation['check'];
  readonly handler: Handler;
}

interface CreateOperation<Wire, Params extends TObject, Body extends TSchema>
  extends ResourceOperation {
  readonly body: Body;
  /** The new item. */
  readonly create: (request: WriteRequest<Params, Body>) => Wire;
}

interface UpdateOperation<Wire, Params extends TObject, Body extends TSchema>
  extends ResourceOperation {
  readonly method: 'PUT' | 'PATCH';
  readonly querystring?: TObject;
  readonly body: Body;
  /** The item after the update. Returns `before` itself when nothing changes, and nothing is written. */
  readonly update: (request: WriteRequest<Params, Body>, before: Wire) => Wire;
}

/** Builds the operations of one resource, and finds its items for other operations. */
export interface Resource<Wire, Internal, Params extends TObject> {
  readonly store: ResourceStore<Wire, Internal>;
  /** The item that the path names. Throws a 404 problem for an unknown one. */
  require(request: ItemRequest): StoredDocument<Wire, Internal>;
  list(declared: ListOperation): Operation;
  read(declared: ResourceOperation): Operation;
  create<Body extends TSchema>(declared: CreateOperation<Wire, Params, Body>): Operation;
  update<Body extends TSchema>(declared: UpdateOperation<Wire, Params, Body>): Operation;
  delete(declared: ResourceOperation): Operation;
}

/**
 * Declares a resource. Returns functions that build its standard operations; a part that an operation declares itself, such
 * as a handler, replaces the standard one. Each vendor wraps this function with its list format, identifiers and messages.
 */
export function resource<Wire, Internal extends object, Params extends TObject>(
  spec: ResourceSpec<Wire, Internal, Params>,
): Resource<Wire, Internal, Params> {
  const { url, itemUrl, store, validate } = spec;
  const declare = declareWith(spec);
  const handlers = handlersOf(spec);
  const model = reference(spec.model);
  return {
    store,
    require: handlers.require,
    list: ({ handler, ...declared }) =>
      declare('GET', url, declared, { handler: handlers.list(handler) }),
    read: (declared) =>
      declare('GET', itemUrl, declared, { response: { 200: model }, handler: handlers.read }),
    create: ({ create, ...declared }) =>
      declare('POST', url, declared, {
        response: { 201: model },
        ...(validate && { check: (request) => validate(request, undefined) }),
        handler: handlers.create(create),
      }),
    update: ({ update, method, ...declared }) =>
      declare(method, itemUrl, declared, {
        response: { 200: model },
        ...(validate && { check: (request) => validate(request, store.find(request)?.wire) }),
        handler: handlers.update(update),
      }),
    delete: (declared) =>
      declare('DELETE', itemUrl, declared, {
        response: { 204: noContent },
        handler: handlers.delete,
      }),
  };
}

type Handler = NonNullable<Operation['handler']>;

/** The standard handlers. The pipeline has validated what they receive, and runs writes in a transaction. */
function handlersOf<Wire, Internal extends object, Params extends TObject>({
  store,
  parent,
  beforeWrite,
  afterCreate = (_, created) => created,
  afterDelete,
  notFoundMessage,
  present = (_, { wire }) => wire,
  internal = () => ({}) as Internal,
}: ResourceSpec<Wire, Internal, Params>) {
  const require = (request: ItemRequest): StoredDocument<Wire, Internal> => {
    parent?.require(request);
    const found = store.find(request);
    if (!found) throw notFound(notFoundMessage(request.params as Static<Params>));
    return found;
  };
  return {
    require,
    list:
      (list: Handler): Handler =>
      (request) => {
        parent?.require(request);
        return list(request);
      },
    read: (request: Parameters<Handler>[0]) => present(request, require(request)),
    create:
      (create: (request: never) => Wire): Handler =>
      (request) => {
        parent?.require(request);
        beforeWrite?.(request as never);
        const wire = create(request as never);
        const created = { wire, internal: internal(wire) };
        store.insert(request, created);
        return present(request, { ...created, wire: afterCreate(request as never, wire) });
      },
    update:
      (update: (request: never, before: Wire) => Wire): Handler =>
      (request) => {
        const before = require(request);
        beforeWrite?.(request as never, before.wire);
        const wire = update(request as never, before.wire);
        if (wire === before.wire) return present(request, before);
        const updated = { wire, internal: before.internal };
        store.update(request, updated);
        return present(request, updated);
      },
    delete: (request: ItemRequest) => {
      const { wire } = require(request);
      store.delete(request);
      afterDelete?.(request, wire);
    },
  };
}

/** An operation as declared; parts that it leaves out are those of the resource and of its kind. */
function declareWith<Wire, Internal, Params extends TObject>({
  params,
  ...spec
}: ResourceSpec<Wire, Internal, Params>) {
  return (
    method: Operation['method'],
    defaultUrl: string,
    declared: ResourceOperation & { readonly body?: TSchema; readonly check?: Operation['check'] },
    defaults: Pick<Operation, 'handler' | 'check'> & Partial<Pick<Operation['schema'], 'response'>>,
  ): Operation => {
    const {
      url = defaultUrl,
      access = method === 'GET' ? spec.access.read : spec.access.write,
      evidence = spec.evidence,
      response = defaults.response ?? {},
      handler = defaults.handler,
      check = defaults.check,
      refusals,
      isBodyOptional,
      body,
      ...schema
    } = declared;
    const pathParams = pickPathParams(params, url);
    return {
      method,
      url,
      config: {
        access,
        evidence,
        effect: defaultEffect(method),
        ...(refusals && { refusals }),
        ...(isBodyOptional && { isBodyOptional }),
      },
      schema: {
        ...schema,
        ...(pathParams && { params: pathParams }),
        ...(body && { body: reference(body) }),
        response,
      },
      ...(check && { check }),
      ...(handler && { handler }),
    };
  };
}

/** The parameters that a URL names; undefined when it names none. Throws for a name without a parameter. */
function pickPathParams(params: TObject, url: string): TObject | undefined {
  const names = pathParamNames(url);
  if (names.length === 0) return undefined;
  const picked = names.map((name) => {
    const param = params.properties[name];
    if (!param) throw new Error(`${url} needs a path parameter ${name} in its schema`);
    return [name, param] as const;
  });
  return Type.Object(Object.fromEntries(picked));
}

/** The names of the path parameters of a URL, in order. */
export function pathParamNames(url: string): string[] {
  return [...url.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
}

/** A reference to a model; other schemas are returned unchanged. */
function reference(schema: TSchema): TSchema {
  return schema.$id === undefined ? schema : ref(schema);
}
