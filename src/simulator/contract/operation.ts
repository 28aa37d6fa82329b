import type { Static, TObject, TSchema } from '@sinclair/typebox';
import type { FastifyRequest } from 'fastify';
import type { Access } from './access.js';
import type { Evidence } from './evidence.js';
import type { FieldError } from './problem.js';

/** One documented endpoint: a Fastify route object. Without a handler it answers 501. */
export interface Operation<
  Params extends TObject = TObject,
  Query extends TObject = TObject,
  Body extends TSchema = TSchema,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly config: OperationConfig;
  readonly schema: OperationSchema<Params, Query, Body>;
  /**
   * Faults that a schema cannot tell. It sees the request as it was sent, whatever the schema found in it, so that all
   * faults are named together.
   */
  readonly check?: (request: UnvalidatedRequest) => readonly FieldError[];
  readonly handler?: (
    request: ValidatedRequest<Static<Params>, Static<Query>, Static<Body>>,
  ) => unknown;
}

/** Gives an operation its types; changes nothing. */
export function operation<Params extends TObject, Query extends TObject, Body extends TSchema>(
  declared: Operation<Params, Query, Body>,
): Operation {
  return declared as unknown as Operation;
}

/** A request whose parts have been read and found to be as declared. */
export interface ValidatedRequest<Params, Query, Body>
  extends Omit<FastifyRequest, 'params' | 'query' | 'body'> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
}

/** A request of which nothing is known yet, but that a body which is an object is here as one. */
export interface UnvalidatedRequest extends Omit<FastifyRequest, 'body'> {
  readonly body: Readonly<Record<string, unknown>>;
}

/** What an operation says of itself beside its schema. */
export interface OperationConfig {
  readonly access: Access;
  /** Where it is known from; left out for what is Understudy's own. */
  readonly evidence?: Evidence;
  readonly effect: OperationEffect;
  /** The body may be a form instead of JSON. */
  readonly acceptsForm?: true;
  /** The body is bytes of this media type, at most so many. */
  readonly acceptsBinary?: { readonly type: string; readonly maxBytes: number };
  /** It works on sandboxes rather than inside one: no transaction is opened for it. */
  readonly managesSandboxes?: true;
  readonly waiver?: ParameterWaiver;
  /** Parts of the refusals that only this operation has, by status. */
  readonly refusals?: Readonly<Record<number, string>>;
}

/** What an operation does to data; vendors print it as a badge. */
type OperationEffect = 'read' | 'change' | 'destroy';

/** A parameter that the vendor ignores when another one is given. */
export interface ParameterWaiver {
  readonly when: { readonly parameter: string; readonly is: string };
  readonly ignored: readonly string[];
}

/** An answer in several media types, or one with a description of its own. */
export interface MediaResponse {
  readonly description: string;
  readonly content: Readonly<Record<string, { readonly schema: TSchema }>>;
}

interface OperationSchema<Params = TObject, Query = TObject, Body = TSchema> {
  /** Headers that the operation looks at; they are published, not checked. */
  readonly headers?: TObject;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  /** The category under which the vendor lists it. */
  readonly tags?: readonly string[];
  readonly deprecated?: boolean;
  readonly params?: Params;
  readonly querystring?: Query;
  readonly body?: Body;
  readonly response: Readonly<Record<number, TSchema | MediaResponse>>;
}

/** What an operation of a method does to data, where nothing else is known of it. */
export function defaultEffect(method: Operation['method']): OperationConfig['effect'] {
  if (method === 'GET') return 'read';
  return method === 'DELETE' ? 'destroy' : 'change';
}

/** What of a body a model names: all else is not looked at. */
export function pickDeclared<T extends object>(model: TObject, body: T): Partial<T> {
  const own = Object.entries(body).filter(([name]) => Object.hasOwn(model.properties, name));
  return Object.fromEntries(own) as Partial<T>;
}

/** Operations by category, each tagged with the name of its own. */
export function withTags(
  categories: Readonly<Record<string, { readonly operations: readonly Operation[] }>>,
): Operation[] {
  return Object.entries(categories).flatMap(([tag, { operations }]) =>
    operations.map((each) => ({ ...each, schema: { ...each.schema, tags: [tag] } })),
  );
}
