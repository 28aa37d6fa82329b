import type { FastifyReply, FastifyRequest } from 'fastify';
import { toProblem } from '../contract/to-problem.js';
import { injectBodyFault, injectFault } from '../faults/inject.js';
import { authorize } from './authorize.js';
import { parse } from './parse-request.js';
import { record } from './record.js';
import { respond } from './respond.js';
import { run } from './run-operation.js';

/**
 * One step of a request. It returns undefined to continue with the next stage, or the outcome for `respond`: a Problem or the
 * result of the operation. A stage that has to wait returns a promise of either.
 */
type Stage = (request: FastifyRequest, reply: FastifyReply) => unknown;

/** The stages of every request below a mount, whether a route matches or not. They share `request.context`. */
const stages: readonly Stage[] = [
  record, // opens a journal entry
  authorize, // identifies the caller, checks scope and account; stores a refusal in the context
  injectFault, // applies `Prefer: code=` and fault rules, also to refused requests
  parse, // returns the stored refusal, or validates path, query and body
  injectBodyFault, // applies fault rules that match on the body
  run, // executes the operation
];

/** Runs the stages and sends the response. Returns a promise only where it has to wait. */
export function handle(
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> | undefined {
  request.context.isStarted = true;
  // A promise of the reply tells Fastify that the response is sent elsewhere.
  return advance(request, reply, 0)?.then(() => reply);
}

function advance(
  request: FastifyRequest,
  reply: FastifyReply,
  first: number,
): Promise<void> | undefined {
  for (let index = first; index < stages.length; index++) {
    const outcome = attempt(stages[index] as Stage, request, reply);
    if (outcome instanceof Promise) return resume(request, reply, { outcome, next: index + 1 });
    if (outcome !== undefined) return respond(request, reply, outcome);
  }
  return respond(request, reply, undefined);
}

/** Continues after a stage that has to wait. */
async function resume(
  request: FastifyRequest,
  reply: FastifyReply,
  { outcome, next }: { readonly outcome: Promise<unknown>; readonly next: number },
): Promise<void> {
  request.context.hasWaited = true;
  const awaited = await outcome.catch((error: unknown) => toProblem(error, request));
  return awaited === undefined ? advance(request, reply, next) : respond(request, reply, awaited);
}

/** Runs a stage. An error becomes a Problem here and is a value from here on. */
function attempt(stage: Stage, request: FastifyRequest, reply: FastifyReply): unknown {
  try {
    return stage(request, reply);
  } catch (error) {
    return toProblem(error, request);
  }
}
