import type { FastifyReply, FastifyRequest } from 'fastify';
import { AnotherWorld } from '../store/documents.js';
import { type Answers, WithStatus, WrittenJson } from './answers.js';
import type { Operation } from './contract.js';
import { isWhole } from './journal.js';
import { deletedMeanwhile, Problem } from './problem.js';
import { leave } from './watch.js';

/**
 * Runs an operation, as a whole or not at all, and sends its answer, once what it has changed or seen will outlive the process; a
 * promise where there is something to wait for.
 */
export function run(
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
  answers?: Answers,
): Promise<void> | undefined {
  const { sandbox } = request;
  const { clock } = sandbox;
  const looks = clock.reads;
  const answer = done(operation, request);
  if (answer instanceof Promise)
    return settled(operation, request, answer).then((late) =>
      leave(request, reply, bodyOf(operation, late, reply, answers)),
    );
  const body = bodyOf(operation, answer, reply, answers);
  if (sandbox.written) return sandbox.written.then(() => leave(request, reply, body));
  const isRead = operation.config.effect === 'read';
  const isTimeless = clock.reads === looks && !request.isRehearsal;
  const leaving = leave(request, reply, body);
  if (isRead && isTimeless && isWhole(body) && !leaving)
    request.server.keptAnswers.keep(request, body);
  return leaving;
}

/**
 * What an operation that took time has given. A read over which its sandbox became another is done again in that one, for the
 * caller that it was let in for.
 */
async function settled(
  operation: Operation,
  request: FastifyRequest,
  answer: unknown,
): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    const { effect, onSandboxes } = operation.config;
    if (effect !== 'read' || onSandboxes || error instanceof Problem) throw error;
    if (!request.sandbox.isOpen) throw deletedMeanwhile();
    if (!(error instanceof AnotherWorld)) throw error;
    return settled(operation, request, done(operation, request));
  }
}

function done({ config, handler }: Operation, request: FastifyRequest): unknown {
  const work = () => handler?.(request as never);
  if (request.isRehearsal) return rehearse(request, work);
  const isAlone = config.effect === 'read' || config.onSandboxes;
  return isAlone ? work() : request.sandbox.transaction(work);
}

/** What an operation would answer, without anything having happened. */
function rehearse({ sandbox }: FastifyRequest, work: () => unknown): unknown {
  let answer: unknown;
  try {
    sandbox.transaction(() => {
      answer = work();
      throw undone;
    });
  } catch (error) {
    if (error !== undone) throw error;
  }
  return answer;
}

const undone = Symbol('a rehearsal is taken back');

/** The body of an answer, whose status and type are put into the reply. */
function bodyOf(
  operation: Operation,
  answer: unknown,
  reply: FastifyReply,
  answers?: Answers,
): unknown {
  const { status, value } =
    answer instanceof WithStatus ? answer : { status: successOf(operation), value: answer };
  answers?.check(operation, status, value);
  reply.code(status);
  if (value instanceof Function) return value(reply);
  if (value === undefined) return undefined;
  reply.type('application/json; charset=utf-8');
  // A text goes to the socket in one piece with its headers, faster than bytes do.
  return value instanceof WrittenJson ? value.bytes : JSON.stringify(value);
}

const successes = new WeakMap<Operation, number>();

/** The status of an operation's success: the one below 300 that it declares. */
export function successOf(operation: Operation): number {
  let success = successes.get(operation);
  if (success === undefined) {
    success = Number(
      Object.keys(operation.schema.response).find((status) => status < '300') ?? 200,
    );
    successes.set(operation, success);
  }
  return success;
}
