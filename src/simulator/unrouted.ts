import type { FastifyReply, FastifyRequest } from 'fastify';
import { realNow } from '../store/clock.js';
import { type Contract, dialectAt } from './contract.js';
import { target } from './enter.js';
import { neutral } from './neutral.js';
import type { Problem } from './problem.js';
import { phrase } from './speak.js';
import { begin, explained, leave, meddle } from './watch.js';

/**
 * Refuses a call to a contract that the router refused, as one whose URL is malformed. No hook runs for it, so that here
 * is done what hooks do for all others: it is written down, met by fault rules, explained, and said in the vendor's words.
 */
export async function refuseUnrouted(
  contract: Contract,
  refusal: Problem,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const [, query] = target(request.originalUrl).split(/\?(.*)/s);
  request.query = Object.fromEntries(new URLSearchParams(query));
  request.arrivedAt = realNow();
  begin(request, contract);
  let problem = refusal;
  try {
    await meddle(request, reply, contract);
  } catch (other) {
    problem = neutral(other, request);
  }
  explained(request, reply, problem);
  const dialect = dialectAt(contract, request.url.slice(contract.mount.length));
  const body = phrase(dialect, problem, request, reply);
  await leave(request, reply, JSON.stringify(body));
}
