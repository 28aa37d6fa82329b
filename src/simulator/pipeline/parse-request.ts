import { isUtf8 } from 'node:buffer';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parse as parseJson } from 'secure-json-parse';
import { exceededLimit, exceedsDepth, exceedsValues } from '../../lib/json-limits.js';
import type { Contract } from '../contract/contract.js';
import type {
  FileForm,
  MultipartForm,
  Operation,
  OperationConfig,
  ParameterWaiver,
  UnvalidatedRequest,
} from '../contract/operation.js';
import {
  badRequest,
  type FieldError,
  notFound,
  notImplemented,
  Problem,
} from '../contract/problem.js';
import type { ReceivedForm } from '../streams/file-form.js';
import { parseMultipart } from '../streams/multipart.js';
import { withoutConversions } from '../validation/json-conversions.js';
import { unknownParameterErrors, unknownParameters } from '../validation/unknown-parameters.js';
import { allowHeaderFor } from './allowed-methods.js';
import type { Mount } from './request-context.js';

/** Deeper bodies are rejected, because they would exhaust the stack. */
const maxDepth = 64;

/** Bodies with more items and keys are rejected before they are validated, because each can be an error. */
const maxValues = 25_000;

/** Why a body that exceeds a limit is rejected. */
const limitErrors = {
  depth: `is nested deeper than ${maxDepth} levels`,
  values: `has more than ${maxValues} items and keys`,
};

/** The parameters of a query, by name. */
type Parameters = Record<string, unknown>;

/**
 * Returns the refusal that an earlier stage stored. Otherwise validates path, query and body against the operation's schemas.
 * Throws one 400 problem with all errors, 415 for an unsupported media type, 404 for a path that cannot match a resource.
 * Returns a 501 problem for an operation that is not simulated.
 */
export function parse(request: FastifyRequest, reply: FastifyReply): Problem | undefined {
  const { operation, mount, refusal } = request.context;
  if (refusal || !mount) return refusal;
  if (operation) {
    if (!operation.handler) return notImplemented(operation.schema.operationId);
    parseRequest(request, operation, mount);
  } else reply.header('allow', allowHeaderFor(mount.contract, request));
  return undefined;
}

function parseRequest(
  request: FastifyRequest,
  operation: Operation,
  { contract, validator }: Mount,
): void {
  const { params, querystring, body } = operation.schema;
  const settings = settingsOf(request, contract.name);
  const fieldErrors: FieldError[] = [];
  // A body can have more errors than a function can have arguments.
  const add = (errors: readonly FieldError[]) => {
    for (const error of errors) fieldErrors.push(error);
  };
  if (params) add(validator.validate(params, request.params, 'path', settings));
  const query = request.query as Parameters;
  if (contract.refusesUnknownParameters || settings.strictQuery) {
    const unknown = unknownParameters(operation, query);
    add(unknownParameterErrors(operation, unknown));
  }
  if (querystring) {
    const { synonym } = operation.config;
    if (synonym && query[synonym.parameter] === synonym.value)
      query[synonym.parameter] = synonym.meaning;
    const ignored = ignoredParameters(operation.config.waiver, query);
    for (const name of ignored) delete query[name];
    const queryErrors = validator.validate(querystring, query, 'query', settings);
    add(queryErrors.filter(({ at }) => !ignored.includes(at)));
  }
  if (body) {
    const parsed = parseBody(request, operation, contract);
    request.body = parsed.value;
    if (parsed.error) fieldErrors.push(parsed.error);
    else if (isJson(operation)) add(validator.validate(body, parsed.value, 'body', settings));
  }
  addCheckErrors(request, operation, fieldErrors);
  if (fieldErrors.length > 0) throw problemOf(fieldErrors, operation);
}

/** Whether the body is JSON, or a form that stands for it, which a schema validates. */
function isJson({ config }: Operation): boolean {
  return !config.acceptsBinary && !config.acceptsFile;
}

/** Adds the errors that the operation's own check finds, except where the schema has found one. */
function addCheckErrors(
  request: FastifyRequest,
  { check, schema }: Operation,
  fieldErrors: FieldError[],
): void {
  // The schema has already rejected a body that is not an object.
  if (!check || (schema.body && !isObject(request.body))) return;
  const { body } = request;
  // A check may convert values that the schema has rejected.
  if (fieldErrors.length > 0) request.body = withoutConversions(body);
  const found = check(request as UnvalidatedRequest);
  request.body = body;
  if (found.length === 0) return;
  const placeOf = (error: FieldError) => `${error.in} ${error.at}`;
  const known = new Set(fieldErrors.map(placeOf));
  for (const error of found) {
    if (known.has(placeOf(error))) continue;
    known.add(placeOf(error));
    fieldErrors.push(error);
  }
}

/** A 400 problem with all errors, or 404 if no more is wrong than a path parameter that can match no resource. */
function problemOf(fieldErrors: readonly FieldError[], { schema }: Operation): Problem {
  const isLenient = ({ in: place, at }: FieldError) =>
    place === 'path' && schema.params?.properties[at]?.['x-lenient'];
  const strict = fieldErrors.filter((fieldError) => !isLenient(fieldError));
  if (strict.length > 0) return badRequest(strict);
  return notFound(`Not found: ${fieldErrors[0]?.at} ${fieldErrors[0]?.message}`);
}

function settingsOf({ sandbox }: FastifyRequest, contract: string): Record<string, unknown> {
  return sandbox.settings(contract) ?? {};
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parameters that the vendor ignores in this query. */
function ignoredParameters(
  waiver: ParameterWaiver | undefined,
  query: Parameters,
): readonly string[] {
  if (!waiver) return [];
  const sent = query[waiver.when.parameter];
  const first = Array.isArray(sent) ? sent[0] : sent;
  return first === waiver.when.is ? waiver.ignored : [];
}

/** A parsed body, or why it cannot be parsed. */
interface ParsedBody {
  readonly value?: unknown;
  readonly error?: FieldError;
}

const bodyError = (message: string): ParsedBody => ({ error: { in: 'body', at: '', message } });

function parseBody(
  request: FastifyRequest,
  { config }: Operation,
  { name, anyContentType }: Contract,
): ParsedBody {
  const bytes = request.body;
  const { upload, fileForm } = request.context;
  if (config.acceptsFile) return parseFileForm(fileForm, config.acceptsFile);
  if (config.acceptsBinary) return upload ? { value: upload } : bodyError('is missing');
  const isAnyType =
    anyContentType === true || (anyContentType && !settingsOf(request, name)[anyContentType]);
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) {
    return missingBody(config, isAnyType ? '' : ', sent with Content-Type: application/json');
  }
  const type = request.headers['content-type'] ?? '';
  assertUtf8(type);
  const form = parseForm(bytes, type, config);
  if (form) return form;
  if (!isAnyType && !/^application\/([\w.-]+\+)?json\b/i.test(type)) {
    throw new Problem(
      415,
      `The body must be sent with Content-Type: application/json, not ${type || 'none'}`,
    );
  }
  return parseJsonBody(bytes);
}

/** What a missing body stands for; an error where the operation requires one. */
function missingBody({ isBodyOptional }: OperationConfig, requiredType: string): ParsedBody {
  return isBodyOptional ? { value: {} } : bodyError(`is missing; it must be JSON${requiredType}`);
}

/** The body that a form with a file stands for. */
function parseFileForm(form: ReceivedForm | undefined, { part, types }: FileForm): ParsedBody {
  if (form?.error !== undefined) return bodyError(form.error);
  if (form?.file) return { value: { [part]: form.file } };
  const message = form
    ? 'is missing; it must be a part with the file and its name'
    : `is missing; the body must be ${types[0]} with the file as this part`;
  return { error: { in: 'body', at: `/${part}`, message } };
}

/** Throws a 415 problem for a text in another encoding, which would be stored broken. */
function assertUtf8(type: string): void {
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(type) ?? [];
  if (!/^(utf-?8|us-ascii)$/i.test(charset))
    throw new Problem(415, `The body must be encoded in UTF-8, not in ${charset}`);
}

function parseJsonBody(bytes: Buffer): ParsedBody {
  const limits = { depth: maxDepth, values: maxValues };
  // Each item takes at least two characters.
  const exceeded = bytes.length > 2 * maxValues ? exceededLimit(bytes, limits) : undefined;
  if (exceeded) return bodyError(limitErrors[exceeded]);
  const text = bytes.toString();
  // Only bytes that cannot be decoded and this character itself become this character.
  if (text.includes('\ufffd') && !isUtf8(bytes)) return bodyError('is not valid UTF-8');
  try {
    const value: unknown = parseJson(text, null, {
      protoAction: 'remove',
      constructorAction: 'remove',
    });
    // Each level takes at least two characters.
    return bytes.length > 2 * maxDepth && exceedsDepth(value, maxDepth)
      ? bodyError(limitErrors.depth)
      : limitValues(bytes, value);
  } catch (error) {
    // The rest of the parser's message quotes the body, which may contain a password, and differs between versions.
    const [reason] = (error as Error).message.split(
      /, (?:\.\.\.)?"| in JSON| is not valid| \(line/,
    );
    return bodyError(`is not valid JSON: ${reason}`);
  }
}

/** The body of an operation that accepts forms; undefined if it is not a form. */
function parseForm(
  bytes: Buffer,
  type: string,
  { acceptsForm, acceptsMultipart }: OperationConfig,
): ParsedBody | undefined {
  if (acceptsForm && isForm(type, bytes))
    return limitValues(bytes, Object.fromEntries(new URLSearchParams(bytes.toString())));
  const isMultipart = acceptsMultipart && /^multipart\/form-data\b/i.test(type);
  return isMultipart ? parseMultipartBody(bytes, type, acceptsMultipart) : undefined;
}

/** Converts a multipart form to the JSON body that it stands for. */
function parseMultipartBody(
  bytes: Buffer,
  type: string,
  { model, files }: MultipartForm,
): ParsedBody {
  const parts = parseMultipart(bytes, type);
  if (typeof parts === 'string') return bodyError(`is a multipart form that ${parts}`);
  const json = parts.findLast(({ name }) => name === model);
  if (!json) {
    const names = parts.map(({ name }) => name).join(', ');
    const actual = names === '' ? 'no parts with a name' : `only ${names.slice(0, 200)}`;
    return bodyError(`is a multipart form without the part ${model}; it has ${actual}`);
  }
  const parsed = parseJsonBody(json.content);
  if (parsed.error || !isObject(parsed.value)) return parsed;
  const dataUrls = parts
    .filter(({ name }) => files.includes(name))
    .map(({ name, type, content }) => {
      const isEmpty = content.length === 0;
      return [name, isEmpty ? '' : `data:${type};base64,${content.toString('base64')}`];
    });
  return { value: { ...(parsed.value as object), ...Object.fromEntries(dataUrls) } };
}

function limitValues(bytes: Buffer, value: unknown): ParsedBody {
  // Each item takes at least two characters.
  return bytes.length > 2 * maxValues && exceedsValues(value, maxValues)
    ? bodyError(limitErrors.values)
    : { value };
}

/** Whether a body is a form. JSON with the media type of a form is not, because cURL sends this type by default. */
function isForm(type: string, bytes: Buffer): boolean {
  return /^application\/x-www-form-urlencoded\b/i.test(type) && !/^\s*[[{"]/.test(bytes.toString());
}
