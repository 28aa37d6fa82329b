import type { Static, TObject, TSchema } from '@sinclair/typebox';
import type { FastifyRequest } from 'fastify';
import type { Access } from './access.js';
import type { Evidence } from './evidence.js';
import type { FieldError } from './problem.js';

/** One documented endpoint: a Fastify route object. Without a handler it responds with 501. */
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
   * Validates what a schema cannot express. It receives the request as it was sent, even if the schemas reject it, so that
   * all errors are reported together.
   */
  readonly check?: (request: UnvalidatedRequest) => readonly FieldError[];
  readonly handler?: (
    request: ValidatedRequest<Static<Params>, Static<Query>, Static<Body>>,
  ) => unknown;
}

/** Types the handler of an operation by its schemas, and returns the operation unchanged. */
export function operation<Params extends TObject, Query extends TObject, Body extends TSchema>(
  declared: Operation<Params, Query, Body>,
): Operation {
  return declared as unknown as Operation;
}

/** A request whose path, query and body match the operation's schemas. */
export interface ValidatedRequest<Params, Query, Body>
  extends Omit<FastifyRequest, 'params' | 'query' | 'body'> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
}

/** A request that may not match the operation's schemas. If the operation declares a body, it is an object. */
export interface UnvalidatedRequest extends Omit<FastifyRequest, 'body'> {
  readonly body: Readonly<Record<string, unknown>>;
}

/** What an operation declares besides its schemas. */
export interface OperationConfig {
  readonly access: Access;
  /** Where the operation is documented; left out for Understudy's own operations. */
  readonly evidence?: Evidence;
  readonly effect: OperationEffect;
  /** The body may be left out, and is then read as an object without properties. */
  readonly isBodyOptional?: true;
  /** The body may be a form instead of JSON. */
  readonly acceptsForm?: true;
  /** The body may be a multipart form instead of JSON. */
  readonly acceptsMultipart?: MultipartForm;
  /** The body is binary data of this media type and maximum size. */
  readonly acceptsBinary?: { readonly type: string; readonly maxBytes: number };
  /** The body is a multipart form with a file, which is stored while it arrives. */
  readonly acceptsFile?: FileForm;
  /** The operation manages sandboxes instead of working inside one, so it runs without a transaction. */
  readonly managesSandboxes?: true;
  /** The operation is about the server, so that a request for it creates no sandbox. */
  readonly isServerWide?: true;
  /** Callers with the key of a sandbox are refused, because the operation is about more than one sandbox. */
  readonly sandboxKeys?: 'refused';
  readonly waiver?: ParameterWaiver;
  readonly synonym?: ParameterSynonym;
  /** The operation itself checks the query parameters that it does not declare. */
  readonly checksParameters?: true;
  /** The journal records the call, although it is one of the control plane. */
  readonly isJournaled?: true;
  /** What the vendor calls the operation in its command-line program and in its MCP server. */
  readonly tools?: { readonly cli?: string; readonly mcp?: string };
  /** Descriptions of error responses that are specific to this operation, by status. */
  readonly refusals?: Readonly<Record<number, string>>;
}

/** The parts of a multipart form that stands for a JSON body. */
export interface MultipartForm {
  /** The name of the part with the JSON. */
  readonly model: string;
  /** The names of parts with files. Each becomes a key of the JSON with a data URL, or an empty text for an empty file. */
  readonly files: readonly string[];
}

/** A multipart form with one file. The handler gets it as the body's property of the part's name. */
export interface FileForm {
  /** The name of the part with the file. */
  readonly part: string;
  /** The media types of bodies that are parsed; others are 415. A form that is not multipart has no file. */
  readonly types: readonly string[];
}

/** What an operation does to data; vendors print it as a badge. */
type OperationEffect = 'read' | 'change' | 'destroy';

/** A parameter that the vendor ignores when another one is given. */
export interface ParameterWaiver {
  readonly when: { readonly parameter: string; readonly is: string };
  readonly ignored: readonly string[];
}

/** A value of a parameter that public clients send, though no documentation lists it, and the documented value that it means. */
interface ParameterSynonym {
  readonly parameter: string;
  readonly value: string;
  readonly meaning: string;
}

/** A response in several media types, or with its own description. */
export interface MediaResponse {
  readonly description: string;
  readonly content: Readonly<Record<string, { readonly schema: TSchema }>>;
}

interface OperationSchema<Params = TObject, Query = TObject, Body = TSchema> {
  /** Headers that the operation reads; they are published but not validated. */
  readonly headers?: TObject;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  /** The category in which the vendor lists the operation. */
  readonly tags?: readonly string[];
  readonly deprecated?: boolean;
  readonly params?: Params;
  readonly querystring?: Query;
  readonly body?: Body;
  readonly response: Readonly<Record<number, TSchema | MediaResponse>>;
}

/** The usual effect of an HTTP method on data. */
export function defaultEffect(method: Operation['method']): OperationConfig['effect'] {
  if (method === 'GET') return 'read';
  return method === 'DELETE' ? 'destroy' : 'change';
}

/** The properties of a body that a model declares; all others are ignored. */
export function pickDeclared<T extends object>(model: TObject, body: T): Partial<T> {
  const declared = Object.entries(body).filter(([name]) => Object.hasOwn(model.properties, name));
  return Object.fromEntries(declared) as Partial<T>;
}

/** The operations of all categories, each tagged with the name of its category. */
export function withTags(
  categories: Readonly<Record<string, { readonly operations: readonly Operation[] }>>,
): Operation[] {
  return Object.entries(categories).flatMap(([tag, { operations }]) =>
    operations.map((each) => ({ ...each, schema: { ...each.schema, tags: [tag] } })),
  );
}
