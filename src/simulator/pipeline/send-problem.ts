import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Contract, dialectAt } from '../contract/contract.js';
import { renderProblem } from './problem-reply.js';
import type { ResponseValidator } from './raw-json.js';
import { linkExplanation, sendResponse } from './recorder.js';
import { toProblem } from './to-problem.js';

/** Sends whatever was thrown on the way through a contract as its refusal, explained and in the dialect of the place. */
export function sendProblem(
  contract: Contract,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  responseValidator?: ResponseValidator,
): Promise<void> | undefined {
  const problem = toProblem(error, request);
  linkExplanation(request, reply, problem);
  const dialect = dialectAt(contract, request.url.slice(contract.mount.length));
  const body = renderProblem(dialect, problem, request, reply);
  if (request.sandbox) responseValidator?.assertProblem(dialect, body);
  return sendResponse(request, reply, JSON.stringify(body));
}
