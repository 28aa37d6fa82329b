import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Answers } from './answers.js';
import { type Contract, dialectAt } from './contract.js';
import { neutral } from './neutral.js';
import { phrase } from './speak.js';
import { explained, leave } from './watch.js';

/** Sends whatever was thrown on the way through a contract as its refusal, explained and in the dialect of the place. */
export function refuse(
  contract: Contract,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  answers?: Answers,
): Promise<void> | undefined {
  const problem = neutral(error, request);
  explained(request, reply, problem);
  const dialect = dialectAt(contract, request.url.slice(contract.mount.length));
  const body = phrase(dialect, problem, request, reply);
  if (request.sandbox) answers?.checkProblem(dialect, body);
  return leave(request, reply, JSON.stringify(body));
}
