import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../contract/problem.js';
import { StatusResponse, StreamResponse } from '../contract/responses.js';
import { toProblem } from '../contract/to-problem.js';
import { applyFault } from './inject.js';
import type { InjectedFault } from './rules.js';

/**
 * Applies a fault to a request whose operation is done: waits until its changes are durable, then for the delay. Returns what
 * the caller gets instead of the outcome, or the outcome if the fault has neither a status nor a closed connection.
 */
export async function applyPendingFault(
  request: FastifyRequest,
  reply: FastifyReply,
  { outcome, status, fault }: CompletedOperation,
): Promise<unknown> {
  const { context } = request;
  const { after: _, ...effect } = fault.effect;
  context.hasWaited = true;
  context.fault = { ...fault, effect };
  const completed = await outcomeWhenDurable(request, outcome);
  const isReplaced = effect.status !== undefined || effect.abort === 'before';
  if (isReplaced && context.entry)
    context.entry.operationStatus = completed instanceof Problem ? completed.status : status;
  const replacement = await applyFault(request, reply, fault);
  if (replacement === undefined) return completed;
  discard(outcome);
  return replacement;
}

/** An operation that has ended: its outcome, the status that the caller would get, and the fault that is yet to be applied. */
interface CompletedOperation {
  readonly outcome: unknown;
  readonly status: number;
  readonly fault: InjectedFault;
}

/** The outcome, or a problem if its changes could not be made durable and so were rolled back. */
async function outcomeWhenDurable(request: FastifyRequest, outcome: unknown): Promise<unknown> {
  try {
    await request.context.sandbox?.flushed;
    return outcome;
  } catch (error) {
    return toProblem(error, request);
  }
}

/** Releases what the body of a response that is not sent has open. */
function discard(outcome: unknown): void {
  const value = outcome instanceof StatusResponse ? outcome.value : outcome;
  if (value instanceof StreamResponse && value.body instanceof Readable) value.body.destroy();
}
