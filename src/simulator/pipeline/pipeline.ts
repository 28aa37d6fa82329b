import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { mapMaybePromise } from '../../lib/maybe-promise.js';
import type { Signer } from '../auth/tokens.js';
import type { Contract } from '../contract/contract.js';
import type { Operation } from '../contract/operation.js';
import { notImplemented, sandboxGone } from '../contract/problem.js';
import type { Validator } from '../validation/validator.js';
import { allowHeaderFor, methodsOf, resourcesOf, routingProblem } from './allowed-methods.js';
import { authorize } from './authorize.js';
import { parseRequest } from './parse-request.js';
import type { ResponseValidator } from './raw-json.js';
import { injectBodyFault, injectFault, sendResponse, startRecording } from './recorder.js';
import { runOperation } from './run-operation.js';
import { sendProblem } from './send-problem.js';

/** What a mounted contract needs of the server. */
export interface MountOptions {
  readonly signer: Signer;
  readonly validation: Validator;
  /** Its calls are written down, and may be meddled with. */
  readonly isRecorded: boolean;
  /** Checks each answer against the published document, when given; tests do. */
  readonly responseValidator?: ResponseValidator | undefined;
}

/** What is done below a mount where no route leads. */
export interface MountHandlers {
  /** Answers a request that no route takes. */
  readonly onNotFound: (request: FastifyRequest, reply: FastifyReply) => HandlerResult;
  /** Answers one on whose way something was thrown. */
  readonly onError: (error: unknown, request: FastifyRequest, reply: FastifyReply) => HandlerResult;
}

/** A promise where the answer is waited for. */
type HandlerResult = Promise<FastifyReply> | undefined;

/**
 * Serves a contract below its mount. A request, already in its sandbox, passes the token, the scope, the condition of
 * the account and the input, runs one operation on the sandbox's collections, and leaves in the contract's dialect.
 */
export function mount(
  app: FastifyInstance,
  contract: Contract,
  mounting: MountOptions,
): MountHandlers {
  const { signer, validation, responseValidator } = mounting;
  const resources = resourcesOf(contract);

  /** The way of a request that has come whole, or whose body is `broken`; a promise only where it has to wait. */
  const handle = (
    request: FastifyRequest,
    reply: FastifyReply,
    operation?: Operation,
    bodyError?: unknown,
  ): Promise<void> | undefined => {
    request.pipelineStarted = true;
    if (!request.sandbox.isOpen) throw sandboxGone();
    if (mounting.isRecorded) startRecording(request, contract, operation);
    const refusal = operation
      ? authorizationError(operation, contract, signer, request)
      : routingProblem(contract, resources, request);
    const injection = injectFault(request, reply, contract, operation);
    // Whoever may not call is told nothing of the body.
    const reason = refusal ?? bodyError;
    return mapMaybePromise(injection, () => execute(request, reply, operation, reason));
  };

  const execute = (
    request: FastifyRequest,
    reply: FastifyReply,
    operation: Operation | undefined,
    refusal: unknown,
  ): Promise<void> | undefined => {
    if (refusal) throw refusal;
    if (!operation) {
      reply.code(204).header('allow', allowHeaderFor(contract, resources, request));
      return sendResponse(request, reply, undefined);
    }
    if (!operation.handler) throw notImplemented(operation.schema.operationId);
    parseRequest(request, operation, contract, validation);
    const injection = injectBodyFault(request, reply);
    return mapMaybePromise(injection, () =>
      runOperation(operation, request, reply, responseValidator),
    );
  };

  const sendRefusal = (error: unknown, request: FastifyRequest, reply: FastifyReply) =>
    sendProblem(contract, error, request, reply, responseValidator);

  const onError: MountHandlers['onError'] = (error, request, reply) => {
    if (request.pipelineStarted || !request.sandbox)
      return replyWhenDone(sendRefusal(error, request, reply), reply);
    const { operation } = request.routeOptions.config;
    const served = async () => handle(request, reply, operation, error);
    return replyWhenDone(
      served().catch((refusal: unknown) => sendRefusal(refusal, request, reply)),
      reply,
    );
  };
  const onNotFound: MountHandlers['onNotFound'] = (request, reply) =>
    replyWhenDone(handle(request, reply), reply);
  // Fastify is told no schema: readInput reads input and names all faults at once, answers are sent as handlers give them.
  for (const operation of contract.operations) {
    app.route({
      method: methodsOf(operation),
      url: operation.url,
      config: { operation },
      ...(operation.config.acceptsBinary && { bodyLimit: operation.config.acceptsBinary.maxBytes }),
      exposeHeadRoute: false,
      handler: (request, reply) => replyWhenDone(handle(request, reply, operation), reply),
    });
  }
  for (const { url, shadowedMethods } of resources) {
    if (shadowedMethods.length > 0)
      app.route({ method: [...shadowedMethods], url, exposeHeadRoute: false, handler: onNotFound });
  }
  // The plugin for other origins answers OPTIONS of every path; here a path that is none is none.
  app.options('/*', onNotFound);
  return { onNotFound, onError };
}

/**
 * Tells Fastify that an answer that is waited for is sent by whoever waits: it would take the end of the waiting for one
 * without a body while a stream has not begun yet.
 */
function replyWhenDone(waiting: Promise<void> | undefined, reply: FastifyReply): HandlerResult {
  return waiting?.then(() => reply);
}

/** The token and the scope, or why they do not do. */
function authorizationError(
  operation: Operation,
  { identity }: Contract,
  signer: Signer,
  request: FastifyRequest,
): unknown {
  const { access } = operation.config;
  if (access.open) return undefined;
  try {
    request.caller = identity.authenticate(request, signer, access.scheme);
    authorize(operation, request.caller, request, identity.scopeNoun);
    return undefined;
  } catch (error) {
    return error;
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    /** It is on its way: whatever is thrown from now on is its refusal. */
    pipelineStarted: boolean;
  }
  interface FastifyContextConfig {
    operation?: Operation;
  }
}
