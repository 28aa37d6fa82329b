import type { FastifyReply, FastifyRequest } from 'fastify';
import { injectBodyFault, injectFault } from '../faults/inject.js';
import { authorize } from './authorize.js';
import { parse } from './parse-request.js';
import { record } from './record.js';
import { respond } from './respond.js';
import { run } from './run-operation.js';
import { toProblem } from './to-problem.js';

/**
 * One step of a request. It returns undefined to go on with the next stage, or what `respond` is to send: a Problem, or the
 * result of the operation. A promise stands for either.
 */
type Stage = (request: FastifyRequest, reply: FastifyReply) => unknown;

/**
 * The way of every request below a mount, whether a route matches or not. Each stage reads and completes
 * `request.context`.
 */
const stages: readonly Stage[] = [
  record, // opens the journal entry
  authorize, // finds the caller, checks scope and account; keeps a refusal in the context
  injectFault, // applies `Prefer: code=` and fault rules; a refused call meets them too
  parse, // sends a kept refusal; validates path, query and body
  injectBodyFault, // applies fault rules that match on the body
  run, // executes the operation in the sandbox
];

/** Answers a request. Returns a promise only where a stage has to wait. */
export function handle(
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> | undefined {
  request.context.isStarted = true;
  // Fastify takes a promise that resolves to the reply for a response that is sent elsewhere.
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

/** Goes on after a stage that has to wait. */
async function resume(
  request: FastifyRequest,
  reply: FastifyReply,
  { outcome, next }: { readonly outcome: Promise<unknown>; readonly next: number },
): Promise<void> {
  request.context.hasWaited = true;
  const awaited = await outcome.catch((error: unknown) => toProblem(error, request));
  return awaited === undefined ? advance(request, reply, next) : respond(request, reply, awaited);
}

/** The outcome of a stage; an error becomes a Problem here and stays a value from here on. */
function attempt(stage: Stage, request: FastifyRequest, reply: FastifyReply): unknown {
  try {
    return stage(request, reply);
  } catch (error) {
    return toProblem(error, request);
  }
}
