import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { yieldToEventLoop } from '../../lib/async.js';
import { dialectAt } from '../contract/contract.js';
import type { Dialect } from '../contract/dialect.js';
import type { Operation } from '../contract/operation.js';
import { Problem } from '../contract/problem.js';
import { problemDetails } from '../contract/problem-details.js';
import { isBuffered, RawJson, StatusResponse, StreamResponse } from '../contract/responses.js';
import { toProblem } from '../contract/to-problem.js';
import { applyPendingFault } from '../faults/after-operation.js';
import { abortMidBody, connectionClosed, corruptPayload } from '../faults/inject.js';
import { journalOf } from '../journal/journal.js';
import { pathOnlyOutcome } from '../resources/path-only.js';
import { onResponseEnd } from '../streams/response-end.js';
import { limitUnreadBody } from '../streams/unread-body.js';
import { completeEntry, linkExplanation } from './record.js';
import { hasBody, requestedPath } from './routing.js';

/**
 * The last stage of every request. Renders a problem in the dialect of the mount, or the result of the operation as JSON,
 * waits until its changes are durable, completes the journal entry and sends. Returns a promise if it has to wait.
 */
export function respond(
  request: FastifyRequest,
  reply: FastifyReply,
  outcome: unknown,
): Promise<void> | undefined {
  if (outcome === connectionClosed) return undefined;
  if (!(outcome instanceof Problem)) return deliver(request, reply, outcome);
  const known = pathOnlyOutcome(request, reply, outcome);
  if (known instanceof Promise)
    return known.then((found) => deliver(request, reply, found ? found.outcome : outcome));
  return deliver(request, reply, known ? known.outcome : outcome);
}

function deliver(
  request: FastifyRequest,
  reply: FastifyReply,
  outcome: unknown,
): Promise<void> | undefined {
  const { fault } = request.context;
  if (fault?.effect.after) {
    const completed = { outcome, status: statusOf(request, outcome), fault };
    return applyPendingFault(request, reply, completed).then((replaced) =>
      replaced === connectionClosed ? undefined : deliver(request, reply, replaced),
    );
  }
  const body = render(request, reply, isRefusedPreflight(request, outcome) ? undefined : outcome);
  const { flushed } = request.context.sandbox ?? {};
  if (flushed && !(outcome instanceof Problem)) {
    request.context.hasWaited = true;
    return flushed.then(
      () => send(request, reply, body),
      (error: unknown) =>
        send(request, reply, renderProblem(request, reply, toProblem(error, request))),
    );
  }
  return isLong(body) ? sendLater(request, reply, body) : send(request, reply, body);
}

/** Above this length, rendering a body and sending it take too long for one turn of the event loop. */
const maxRendered = 1024 * 1024;

function isLong(body: unknown): boolean {
  return typeof body === 'string' && body.length > maxRendered;
}

/** Sends on a later turn of the event loop, when the data may have changed. */
async function sendLater(
  request: FastifyRequest,
  reply: FastifyReply,
  body: unknown,
): Promise<void> {
  request.context.hasWaited = true;
  await yieldToEventLoop();
  return send(request, reply, body);
}

/** The status that the outcome of an operation is sent with. */
function statusOf({ context: { operation } }: FastifyRequest, outcome: unknown): number {
  const hasStatus = outcome instanceof Problem || outcome instanceof StatusResponse;
  return hasStatus ? outcome.status : successStatus(operation);
}

/** A page learns no more than that its preflight failed, so the request itself is refused instead. */
function isRefusedPreflight({ method, headers, context }: FastifyRequest, outcome: unknown) {
  const isPreflight =
    method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
  return (
    isPreflight &&
    headers.origin !== undefined &&
    context.mount !== undefined &&
    outcome instanceof Problem
  );
}

/** Sets the status and headers of a response and returns its body. */
function render(request: FastifyRequest, reply: FastifyReply, outcome: unknown): unknown {
  try {
    return outcome instanceof Problem
      ? renderProblem(request, reply, outcome)
      : renderResult(request, reply, outcome);
  } catch (error) {
    return renderProblem(request, reply, toProblem(error, request));
  }
}

/**
 * Renders a problem in the dialect of the mount, or as RFC 9457 defines it where the request has no valid sandbox and so
 * reaches no vendor.
 */
function renderProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): string {
  const { sandbox, mount } = request.context;
  linkExplanation(request, reply, problem);
  const dialect = sandbox && mount ? mountDialect(request) : problemDetails;
  const { mediaType, challenge } = dialect;
  if (problem.status === 401 && challenge) reply.header('www-authenticate', challenge);
  const about = { path: requestedPath(request), time: sandbox?.clock.iso() ?? '' };
  const body = dialect.render(problem, about);
  reply.code(problem.status).headers(problem.headers).type(mediaType);
  if (sandbox) mount?.responseValidator?.assertProblem(dialect, body);
  return JSON.stringify(body);
}

function mountDialect({ context: { mount }, url }: FastifyRequest): Dialect {
  return mount ? dialectAt(mount.contract, url.slice(mount.contract.mount.length)) : problemDetails;
}

function renderResult(request: FastifyRequest, reply: FastifyReply, result: unknown): unknown {
  const { operation, mount, sandbox } = request.context;
  const value = result instanceof StatusResponse ? result.value : result;
  const status = statusOf(request, result);
  if (operation) mount?.responseValidator?.check(operation, status, value);
  reply.code(status);
  if (value === undefined) return undefined;
  if (value instanceof StreamResponse) {
    const { headers, body } = value;
    reply.headers(headers);
    // What the stream needs is released when it is closed.
    if (!Buffer.isBuffer(body)) onResponseEnd(reply.raw, () => body.destroy());
    return body;
  }
  reply.type('application/json; charset=utf-8');
  if (!(value instanceof RawJson)) return JSON.stringify(value);
  return value.toBuffer((size) =>
    sandbox ? journalOf(sandbox).bodies.allocate(size) : Buffer.allocUnsafe(size),
  );
}

/** Completes the journal entry and sends the body, or the corrupted body of an injected fault. */
function send(
  request: FastifyRequest,
  reply: FastifyReply,
  body: unknown,
): Promise<void> | undefined {
  // Tells a keep-alive client to use another connection, which is closed after this response.
  if (request.server.shutdownSignal.aborted) reply.header('connection', 'close');
  if (hasBody(request.headers)) limitUnreadBody(request.raw, reply.raw);
  if (request.context.fault) return sendCorrupted(request, reply, body);
  complete(request, reply, body);
  if (isCacheable(request, body)) request.server.responseCache?.store(request, body);
  const { raw } = reply;
  // A response that waits for earlier ones of its connection would take the memory of all that is read.
  if (!raw.socket && body instanceof Readable) raw.once('socket', () => reply.send(body));
  else reply.send(body);
  return undefined;
}

async function sendCorrupted(
  request: FastifyRequest,
  reply: FastifyReply,
  body: unknown,
): Promise<void> {
  const corrupted = await corruptPayload(request, body);
  complete(request, reply, corrupted);
  if (request.context.fault?.effect.abort === 'during') return abortMidBody(reply, corrupted);
  reply.send(corrupted);
}

function complete(request: FastifyRequest, reply: FastifyReply, body: unknown): void {
  completeEntry(request, reply, body);
  request.server.requestLog?.debug({ req: request, status: reply.statusCode }, 'request completed');
}

/**
 * Whether the response depends on nothing but the request and the sandbox's data: the result of a read that neither read the
 * clock nor waited, without a fault rule or `Prefer`.
 */
function isCacheable(request: FastifyRequest, body: unknown): body is string | Buffer {
  const { operation, sandbox, clockReads, hasWaited, isDryRun, fault, entry } = request.context;
  return (
    operation?.config.effect === 'read' &&
    sandbox?.clock.readCount === clockReads &&
    !hasWaited &&
    !isDryRun &&
    !fault &&
    entry?.refusal === undefined &&
    isBuffered(body)
  );
}

const successStatuses = new WeakMap<Operation, number>();

/** The success status of an operation: the first declared one below 300. 204 for OPTIONS, which has no operation. */
export function successStatus(operation: Operation | undefined): number {
  if (!operation) return 204;
  const cached = successStatuses.get(operation);
  if (cached !== undefined) return cached;
  const declared = Object.keys(operation.schema.response).find((status) => status < '300');
  const status = Number(declared ?? 200);
  successStatuses.set(operation, status);
  return status;
}
