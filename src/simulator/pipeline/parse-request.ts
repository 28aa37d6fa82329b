import type { FastifyReply, FastifyRequest } from 'fastify';
import { parse as parseJson } from 'secure-json-parse';
import { exceedsDepth } from '../../lib/json-depth.js';
import type { Contract } from '../contract/contract.js';
import type { Operation, ParameterWaiver, UnvalidatedRequest } from '../contract/operation.js';
import {
  badRequest,
  type FieldError,
  notFound,
  notImplemented,
  Problem,
} from '../contract/problem.js';
import { allowHeaderFor } from './allowed-methods.js';
import type { Mount } from './request-context.js';

/** Deeper bodies are refused: nobody sends them, and they would exhaust the stack. */
const maxDepth = 64;

/** Parts of a query or path, by name. */
type Fields = Record<string, unknown>;

/**
 * Returns the refusal that an earlier stage kept. Otherwise validates path, query and body against the operation's schemas.
 * Throws one 400 problem for all errors found in them together, 415 for a body of the wrong media type, 404 for a path
 * that cannot name anything, 501 for an operation that is not simulated.
 */
export function parse(request: FastifyRequest, reply: FastifyReply): Problem | undefined {
  const { operation, mount, refusal } = request.context;
  if (refusal || !mount) return refusal;
  if (operation) {
    if (!operation.handler) return notImplemented(operation.schema.operationId);
    parseRequest(request, operation, mount);
  } else reply.header('allow', allowHeaderFor(mount.contract, mount.resources, request));
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
  const inPath = params ? validator.validate(params, request.params, 'path', settings) : [];
  // A part that can be no name of anything leads nowhere, where the vendor says so; else it is a fault like others.
  const lenientMismatches = inPath.filter(({ at }) => params?.properties[at]?.['x-lenient']);
  fieldErrors.push(...inPath.filter((fieldError) => !lenientMismatches.includes(fieldError)));
  if (querystring) {
    const query = request.query as Fields;
    const ignored = ignoredParameters(operation.config.waiver, query);
    for (const name of ignored) delete query[name];
    const found = validator.validate(querystring, query, 'query', settings);
    fieldErrors.push(...found.filter(({ at }) => !ignored.includes(at)));
  }
  if (body) {
    const read = readBody(request, operation, contract);
    request.body = read.value;
    const isJson = !operation.config.acceptsBinary;
    if (read.fault) fieldErrors.push(read.fault);
    else if (isJson) fieldErrors.push(...validator.validate(body, read.value, 'body', settings));
  }
  // A body that is no object has been told so; there is nothing more to be said of it.
  if (operation.check && (!body || isObject(request.body))) {
    const more = operation.check(request as UnvalidatedRequest);
    fieldErrors.push(
      ...more.filter(
        (each) =>
          !fieldErrors.some((fieldError) => fieldError.in === each.in && fieldError.at === each.at),
      ),
    );
  }
  if (fieldErrors.length > 0) throw badRequest(fieldErrors);
  const [firstMismatch] = lenientMismatches;
  if (firstMismatch)
    throw notFound(`Nothing is there: ${firstMismatch.at} ${firstMismatch.message}`);
}

function settingsOf({ sandbox }: FastifyRequest, contract: string): Record<string, unknown> {
  return sandbox.settings(contract) ?? {};
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parameters that the vendor ignores in this query. */
function ignoredParameters(waiver: ParameterWaiver | undefined, query: Fields): readonly string[] {
  return waiver && query[waiver.when.parameter] === waiver.when.is ? waiver.ignored : [];
}

/** A body as it was sent, or why it cannot be read. */
interface ReadBody {
  readonly value?: unknown;
  readonly fault?: FieldError;
}

const bodyFault = (message: string): ReadBody => ({ fault: { in: 'body', at: '', message } });

function readBody(
  request: FastifyRequest,
  { config }: Operation,
  { name, anyContentType }: Contract,
): ReadBody {
  const bytes = request.body;
  const isAny =
    anyContentType === true || (anyContentType && !settingsOf(request, name)[anyContentType]);
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) {
    if (config.acceptsBinary) return bodyFault('is missing');
    const how = isAny ? '' : ', sent with Content-Type: application/json';
    return bodyFault(`is missing; it must be JSON${how}`);
  }
  if (config.acceptsBinary) return { value: bytes };
  const type = request.headers['content-type'] ?? '';
  if (config.acceptsForm && isForm(type, bytes)) {
    return { value: Object.fromEntries(new URLSearchParams(bytes.toString())) };
  }
  if (!isAny && !/^application\/([\w.-]+\+)?json\b/i.test(type)) {
    throw new Problem(
      415,
      `The body must be sent with Content-Type: application/json, not ${type || 'none'}`,
    );
  }
  return readJson(bytes);
}

function readJson(bytes: Buffer): ReadBody {
  try {
    const value: unknown = parseJson(bytes.toString(), null, {
      protoAction: 'remove',
      constructorAction: 'remove',
    });
    // Each level takes two characters at least.
    return bytes.length > 2 * maxDepth && exceedsDepth(value, maxDepth)
      ? bodyFault(`is nested deeper than ${maxDepth} levels`)
      : { value };
  } catch (error) {
    // What the parser says after this quotes the body, which may hold a password, and differs between versions.
    const [said] = (error as Error).message.split(/, (?:\.\.\.)?"| in JSON| is not valid| \(line/);
    return bodyFault(`is not valid JSON: ${said}`);
  }
}

/** A form by its type, unless it is JSON: cURL calls all that it sends a form. */
function isForm(type: string, bytes: Buffer): boolean {
  return /^application\/x-www-form-urlencoded\b/i.test(type) && !/^\s*[[{"]/.test(bytes.toString());
}
