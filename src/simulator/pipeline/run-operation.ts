import type { FastifyReply, FastifyRequest } from 'fastify';
import { SandboxReplacedError } from '../../store/documents/documents.js';
import type { Operation } from '../contract/operation.js';
import { Problem, sandboxGone } from '../contract/problem.js';
import { isBuffered } from '../journal/journal.js';
import { RawJson, type ResponseValidator, StatusResponse } from './raw-json.js';
import { sendResponse } from './recorder.js';

/**
 * Runs an operation, as a whole or not at all, and sends its answer, once what it has changed or seen will outlive the process; a
 * promise where there is something to wait for.
 */
export function runOperation(
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
  responseValidator?: ResponseValidator,
): Promise<void> | undefined {
  const { sandbox } = request;
  const { clock } = sandbox;
  const readsBefore = clock.readCount;
  const response = invoke(operation, request);
  if (response instanceof Promise)
    return awaitOrRetry(operation, request, response).then((late) =>
      sendResponse(request, reply, serializeBody(operation, late, reply, responseValidator)),
    );
  const body = serializeBody(operation, response, reply, responseValidator);
  if (sandbox.flushed) return sandbox.flushed.then(() => sendResponse(request, reply, body));
  const isRead = operation.config.effect === 'read';
  const readNoTime = clock.readCount === readsBefore && !request.isDryRun;
  const leaving = sendResponse(request, reply, body);
  if (isRead && readNoTime && isBuffered(body) && !leaving)
    request.server.responseCache.store(request, body);
  return leaving;
}

/**
 * What an operation that took time has given. A read over which its sandbox became another is done again in that one, for the
 * caller that it was let in for.
 */
async function awaitOrRetry(
  operation: Operation,
  request: FastifyRequest,
  response: unknown,
): Promise<unknown> {
  try {
    return await response;
  } catch (error) {
    const { effect, managesSandboxes } = operation.config;
    if (effect !== 'read' || managesSandboxes || error instanceof Problem) throw error;
    if (!request.sandbox.isOpen) throw sandboxGone();
    if (!(error instanceof SandboxReplacedError)) throw error;
    return awaitOrRetry(operation, request, invoke(operation, request));
  }
}

function invoke({ config, handler }: Operation, request: FastifyRequest): unknown {
  const work = () => handler?.(request as never);
  if (request.isDryRun) return dryRun(request, work);
  const needsNoTransaction = config.effect === 'read' || config.managesSandboxes;
  return needsNoTransaction ? work() : request.sandbox.transaction(work);
}

/** What an operation would answer, without anything having happened. */
function dryRun({ sandbox }: FastifyRequest, work: () => unknown): unknown {
  let response: unknown;
  try {
    sandbox.transaction(() => {
      response = work();
      throw rollback;
    });
  } catch (error) {
    if (error !== rollback) throw error;
  }
  return response;
}

const rollback = Symbol('a rehearsal is taken back');

/** The body of an answer, whose status and type are put into the reply. */
function serializeBody(
  operation: Operation,
  response: unknown,
  reply: FastifyReply,
  responseValidator?: ResponseValidator,
): unknown {
  const { status, value } =
    response instanceof StatusResponse
      ? response
      : { status: successStatus(operation), value: response };
  responseValidator?.check(operation, status, value);
  reply.code(status);
  if (value instanceof Function) return value(reply);
  if (value === undefined) return undefined;
  reply.type('application/json; charset=utf-8');
  // A text goes to the socket in one piece with its headers, faster than bytes do.
  return value instanceof RawJson ? value.bytes : JSON.stringify(value);
}

const successes = new WeakMap<Operation, number>();

/** The status of an operation's success: the one below 300 that it declares. */
export function successStatus(operation: Operation): number {
  let success = successes.get(operation);
  if (success === undefined) {
    success = Number(
      Object.keys(operation.schema.response).find((status) => status < '300') ?? 200,
    );
    successes.set(operation, success);
  }
  return success;
}
