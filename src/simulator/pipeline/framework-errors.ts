import type { FastifyReply, FastifyRequest } from 'fastify';
import { systemNow } from '../../store/sandbox/clock.js';
import type { Contract } from '../contract/contract.js';
import type { ResponseValidator } from './raw-json.js';
import { injectFault, startRecording } from './recorder.js';
import { stripOrigin } from './sandbox-routing.js';
import { sendProblem } from './send-problem.js';

/**
 * Refuses a call to a contract that the router refused, as one whose URL is malformed. No hook runs for it, so that here
 * is done what hooks do for all others: it is written down, met by fault rules, explained, and said in the vendor's words.
 */
export async function handleRouterError(
  contract: Contract,
  refusal: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  responseValidator?: ResponseValidator,
): Promise<void> {
  const [, query] = stripOrigin(request.originalUrl).split(/\?(.*)/s);
  request.query = Object.fromEntries(new URLSearchParams(query));
  request.arrivedAt = systemNow();
  startRecording(request, contract);
  let problem = refusal;
  try {
    await injectFault(request, reply, contract);
  } catch (other) {
    problem = other;
  }
  await sendProblem(contract, problem, request, reply, responseValidator);
}
