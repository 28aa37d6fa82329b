import type { FastifyRequest } from 'fastify';
import { SandboxReplacedError } from '../../store/documents/documents.js';
import type { Operation } from '../contract/operation.js';
import { Problem, replacedMeanwhile, sandboxGone } from '../contract/problem.js';
import { DeferredResponse, LongWrite } from '../contract/responses.js';
import { isUnder } from './routing.js';

/** Executes the operation atomically and returns its result; a promise if the operation has to wait. */
export function run(request: FastifyRequest): unknown {
  const { context, sandbox } = request;
  const { operation } = context;
  // OPTIONS, which every resource allows, has no operation.
  if (!operation) return undefined;
  if (operation.config.effect !== 'read' && sandbox.busy && writesSandbox(operation))
    return sandbox.busy.then(() => run(request));
  context.clockReads = request.sandbox.clock.readCount;
  return complete(operation, request, invoke(operation, request));
}

/** Whether the operation changes the sandbox of the request. Those that manage sandboxes name theirs, and wait for it themselves. */
function writesSandbox({ url, config }: Operation): boolean {
  return !(config.managesSandboxes && isUnder(url, '/sandboxes'));
}

function complete(operation: Operation, request: FastifyRequest, response: unknown): unknown {
  if (response instanceof LongWrite) {
    const { sandbox, context } = request;
    const result = sandbox.longWrites.run(response.work, { isDryRun: context.isDryRun });
    return awaitOrRetry(operation, request, result);
  }
  if (response instanceof Promise) return awaitOrRetry(operation, request, response);
  if (!(response instanceof DeferredResponse)) return response;
  const { result, render } = response;
  return result instanceof Promise
    ? awaitOrRetry(operation, request, result.then(render))
    : render(result);
}

/**
 * Awaits a result. A read whose sandbox was reset or restored in the meantime runs again on the new data, without being
 * authorized again.
 */
async function awaitOrRetry(
  operation: Operation,
  request: FastifyRequest,
  result: Promise<unknown>,
): Promise<unknown> {
  try {
    return await result;
  } catch (error) {
    const { effect, managesSandboxes } = operation.config;
    if (effect !== 'read') throw writeError(request, error);
    if (managesSandboxes || error instanceof Problem) throw error;
    if (!request.sandbox.isOpen) throw sandboxGone();
    if (!(error instanceof SandboxReplacedError)) throw error;
    return complete(operation, request, invoke(operation, request));
  }
}

/** The error of a write. One whose sandbox was deleted or replaced in the meantime has changed nothing. */
function writeError({ sandbox }: FastifyRequest, error: unknown): unknown {
  if (!(error instanceof SandboxReplacedError)) return error;
  return sandbox.isOpen ? replacedMeanwhile() : sandboxGone();
}

function invoke({ config, handler }: Operation, request: FastifyRequest): unknown {
  const work = () => handler?.(request as never);
  if (request.context.isDryRun) return request.sandbox.dryRun(work);
  const needsNoTransaction = config.effect === 'read' || config.managesSandboxes;
  return needsNoTransaction ? work() : request.sandbox.transaction(work);
}
