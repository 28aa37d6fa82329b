import swagger from '@fastify/swagger';
import type { TSchema } from '@sinclair/typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { check } from './access.js';
import { type Answers, JsonText, WithStatus } from './answers.js';
import { type Contract, dialectAt, type Operation } from './contract.js';
import { documentOptions, published } from './document.js';
import { readInput } from './input.js';
import { methodsByUrl, otherMethods, unknown } from './methods.js';
import { neutral } from './neutral.js';
import { notSimulated, type Problem } from './problem.js';
import { speak } from './speak.js';
import type { Signer } from './tokens.js';
import type { Validation } from './validation.js';
import { explained, meddle, meddleWithBody, watch } from './watch.js';

/** What a mounted contract needs of the server. */
export interface Mounting {
  readonly signer: Signer;
  /** The contract's models: see modelsOf. */
  readonly models: readonly TSchema[];
  readonly validation: Validation;
  /** Its calls are written down, and may be meddled with. */
  readonly isWatched: boolean;
  /** Checks each answer against the published document, when given; tests do. */
  readonly answers?: Answers | undefined;
}

/**
 * Serves a contract below its mount. A request, already in its sandbox, passes the token, the scope, the condition of
 * the account and the input, runs one operation on the sandbox's collections, and leaves in the contract's dialect.
 */
export async function mount(
  app: FastifyInstance,
  contract: Contract,
  mounting: Mounting,
): Promise<void> {
  const { signer, validation, answers } = mounting;
  for (const model of mounting.models) app.addSchema(published(model, contract));
  // Input is read by readInput, which names all faults at once; answers are sent as handlers give them.
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  await app.register(swagger, documentOptions(contract));

  const urls = methodsByUrl(contract.operations);
  if (mounting.isWatched) watch(app, contract);
  app.addHook('onRequest', async function guard(request, reply) {
    if (contract.anyContentType) nameMediaType(request);
    // A refusal waits until the body has come, for the journal; nothing is said of the body then.
    request.refusal = request.is404
      ? unknown(contract, urls, request)
      : guarded(contract, signer, request);
    await meddle(request, reply, contract).catch((refusal: unknown) => {
      request.refusal = refusal;
    });
  });

  app.addHook('preHandler', async function input(request, reply) {
    if (request.refusal) throw request.refusal;
    const { operation } = request.routeOptions.config;
    if (operation?.handler) readInput(request, operation, contract, validation);
    await meddleWithBody(request, reply);
  });

  const refuse = (problem: Problem, request: FastifyRequest, reply: FastifyReply) => {
    explained(request, reply, problem);
    const dialect = dialectAt(contract, request.url.slice(contract.mount.length));
    const body = speak(dialect, problem, request, reply);
    if (request.sandbox) answers?.checkProblem(dialect, body);
  };
  app.setErrorHandler((error, request, reply) =>
    refuse(neutral(request.refusal ?? error, request), request, reply),
  );
  // The guard answers before this; it is here so that an unknown path below the mount is the contract's.
  app.setNotFoundHandler((request) => {
    throw unknown(contract, urls, request);
  });

  for (const operation of contract.operations) {
    app.route({
      method: operation.method,
      url: operation.url,
      config: { operation },
      schema: operation.schema,
      ...(operation.config.takesBytes && { bodyLimit: operation.config.takesBytes.most }),
      exposeHeadRoute: !operation.schema.body,
      handler: (request, reply) => run(operation, request, reply, answers),
    });
  }
  for (const [url, allowed] of urls) otherMethods(app, url, allowed);
  // The plugin for other origins answers OPTIONS of every path; here a path that is none is none.
  app.options('/*', { schema: { hide: true } }, (request) => {
    throw unknown(contract, urls, request);
  });
}

/** The token and the scope, or why they do not do. */
function guarded(contract: Contract, signer: Signer, request: FastifyRequest): unknown {
  const { operation } = request.routeOptions.config;
  if (!operation || operation.config.access.open) return undefined;
  const { access } = operation.config;
  try {
    request.caller = contract.identity.identify(request, signer, access.scheme);
    check(operation, request.caller, request, contract.identity.scopesAre);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Gives a body whose type is no media type one, where types do not matter. */
function nameMediaType({ headers }: FastifyRequest): void {
  const type = headers['content-type'];
  if (type !== undefined && !/^[\w.+-]+\/[\w.+-]+ *(;|$)/.test(type)) {
    headers['content-type'] = 'application/octet-stream';
  }
}

/** One operation: as a whole or not at all. */
function run(
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
  answers?: Answers,
) {
  const { handler } = operation;
  if (!handler) throw notSimulated(operation.schema.operationId);
  const work = () => handler(request as never);
  const result = done(operation, request, work);
  return result instanceof Promise
    ? result.then((answer) => send(operation, answer, reply, answers))
    : send(operation, result, reply, answers);
}

function done({ config }: Operation, request: FastifyRequest, work: () => unknown): unknown {
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

function send(operation: Operation, answer: unknown, reply: FastifyReply, answers?: Answers) {
  const { status, value } =
    answer instanceof WithStatus ? answer : { status: successOf(operation), value: answer };
  answers?.check(operation, status, value);
  reply.code(status);
  if (value instanceof JsonText)
    return reply.type('application/json; charset=utf-8').send(value.text);
  return value instanceof Function ? value(reply) : reply.send(value);
}

/** The status of an operation's success: the one below 300 that it declares. */
export function successOf(operation: Operation): number {
  return Number(Object.keys(operation.schema.response).find((status) => status < '300') ?? 200);
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Why it will be refused, whatever is found in its body. */
    refusal: unknown;
  }
  interface FastifyContextConfig {
    operation?: Operation;
  }
}
