import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { after } from '../after.js';
import { check } from './access.js';
import type { Answers } from './answers.js';
import type { Contract, Operation } from './contract.js';
import { readInput } from './input.js';
import { allowedAt, astray, methodsOf, resourcesOf } from './methods.js';
import { deletedMeanwhile, notSimulated } from './problem.js';
import { refuse } from './refuse.js';
import { run } from './run.js';
import type { Signer } from './tokens.js';
import type { Validation } from './validation.js';
import { begin, leave, meddle, meddleWithBody } from './watch.js';

/** What a mounted contract needs of the server. */
export interface Mounting {
  readonly signer: Signer;
  readonly validation: Validation;
  /** Its calls are written down, and may be meddled with. */
  readonly isWatched: boolean;
  /** Checks each answer against the published document, when given; tests do. */
  readonly answers?: Answers | undefined;
}

/** What is done below a mount where no route leads. */
export interface Mounted {
  /** Answers a request that no route takes. */
  readonly lost: (request: FastifyRequest, reply: FastifyReply) => Sent;
  /** Answers one on whose way something was thrown. */
  readonly failed: (error: unknown, request: FastifyRequest, reply: FastifyReply) => Sent;
}

/** A promise where the answer is waited for. */
type Sent = Promise<FastifyReply> | undefined;

/**
 * Serves a contract below its mount. A request, already in its sandbox, passes the token, the scope, the condition of
 * the account and the input, runs one operation on the sandbox's collections, and leaves in the contract's dialect.
 */
export function mount(app: FastifyInstance, contract: Contract, mounting: Mounting): Mounted {
  const { signer, validation, answers } = mounting;
  const resources = resourcesOf(contract);

  /** The way of a request that has come whole, or whose body is `broken`; a promise only where it has to wait. */
  const serve = (
    request: FastifyRequest,
    reply: FastifyReply,
    operation?: Operation,
    broken?: unknown,
  ): Promise<void> | undefined => {
    request.isServed = true;
    if (!request.sandbox.isOpen) throw deletedMeanwhile();
    if (mounting.isWatched) begin(request, contract, operation);
    const refusal = operation
      ? guarded(operation, contract, signer, request)
      : astray(contract, resources, request);
    const meddling = meddle(request, reply, contract, operation);
    // Whoever may not call is told nothing of the body.
    const why = refusal ?? broken;
    return after(meddling, () => work(request, reply, operation, why));
  };

  const work = (
    request: FastifyRequest,
    reply: FastifyReply,
    operation: Operation | undefined,
    refusal: unknown,
  ): Promise<void> | undefined => {
    if (refusal) throw refusal;
    if (!operation) {
      reply.code(204).header('allow', allowedAt(contract, resources, request));
      return leave(request, reply, undefined);
    }
    if (!operation.handler) throw notSimulated(operation.schema.operationId);
    readInput(request, operation, contract, validation);
    const meddling = meddleWithBody(request, reply);
    return after(meddling, () => run(operation, request, reply, answers));
  };

  const refused = (error: unknown, request: FastifyRequest, reply: FastifyReply) =>
    refuse(contract, error, request, reply, answers);

  const failed: Mounted['failed'] = (error, request, reply) => {
    if (request.isServed || !request.sandbox) return until(refused(error, request, reply), reply);
    const { operation } = request.routeOptions.config;
    const served = async () => serve(request, reply, operation, error);
    return until(
      served().catch((refusal: unknown) => refused(refusal, request, reply)),
      reply,
    );
  };
  const lost: Mounted['lost'] = (request, reply) => until(serve(request, reply), reply);
  // Fastify is told no schema: readInput reads input and names all faults at once, answers are sent as handlers give them.
  for (const operation of contract.operations) {
    app.route({
      method: methodsOf(operation),
      url: operation.url,
      config: { operation },
      ...(operation.config.takesBytes && { bodyLimit: operation.config.takesBytes.most }),
      exposeHeadRoute: false,
      handler: (request, reply) => until(serve(request, reply, operation), reply),
    });
  }
  for (const { url, shadowed } of resources) {
    if (shadowed.length > 0)
      app.route({ method: [...shadowed], url, exposeHeadRoute: false, handler: lost });
  }
  // The plugin for other origins answers OPTIONS of every path; here a path that is none is none.
  app.options('/*', lost);
  return { lost, failed };
}

/**
 * Tells Fastify that an answer that is waited for is sent by whoever waits: it would take the end of the waiting for one
 * without a body while a stream has not begun yet.
 */
function until(waiting: Promise<void> | undefined, reply: FastifyReply): Sent {
  return waiting?.then(() => reply);
}

/** The token and the scope, or why they do not do. */
function guarded(
  operation: Operation,
  { identity }: Contract,
  signer: Signer,
  request: FastifyRequest,
): unknown {
  const { access } = operation.config;
  if (access.open) return undefined;
  try {
    request.caller = identity.identify(request, signer, access.scheme);
    check(operation, request.caller, request, identity.scopesAre);
    return undefined;
  } catch (error) {
    return error;
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    /** It is on its way: whatever is thrown from now on is its refusal. */
    isServed: boolean;
  }
  interface FastifyContextConfig {
    operation?: Operation;
  }
}
