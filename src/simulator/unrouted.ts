import type { FastifyReply, FastifyRequest } from 'fastify';
import { realNow } from '../store/clock.js';
import type { Answers } from './answers.js';
import type { Contract } from './contract.js';
import { target } from './enter.js';
import { refuse } from './refuse.js';
import { begin, meddle } from './watch.js';

/**
 * Refuses a call to a contract that the router refused, as one whose URL is malformed. No hook runs for it, so that here
 * is done what hooks do for all others: it is written down, met by fault rules, explained, and said in the vendor's words.
 */
export async function refuseUnrouted(
  contract: Contract,
  refusal: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  answers?: Answers,
): Promise<void> {
  const [, query] = target(request.originalUrl).split(/\?(.*)/s);
  request.query = Object.fromEntries(new URLSearchParams(query));
  request.arrivedAt = realNow();
  begin(request, contract);
  let problem = refusal;
  try {
    await meddle(request, reply, contract);
  } catch (other) {
    problem = other;
  }
  await refuse(contract, problem, request, reply, answers);
}
