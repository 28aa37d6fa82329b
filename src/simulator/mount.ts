import swagger from '@fastify/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { check } from './access.js';
import { type Answers, JsonText } from './answers.js';
import { type Contract, modelsOf, type Operation } from './contract.js';
import { documentOptions } from './document.js';
import { readInput } from './input.js';
import { neutral } from './neutral.js';
import { notFound, notSimulated, Problem } from './problem.js';
import { pathOf, speak } from './speak.js';
import type { Signer } from './tokens.js';
import type { Validation } from './validation.js';

/** What a mounted contract needs of the server. */
export interface Mounting {
  readonly signer: Signer;
  readonly validation: Validation;
  /** Checks each answer against the published document, when given; tests do. */
  readonly answers?: Answers | undefined;
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'] as const;

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
  for (const model of modelsOf(contract)) app.addSchema(model);
  // Input is read by readInput, which names all faults at once; answers are sent as handlers give them.
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  await app.register(swagger, documentOptions(contract));

  const urls = methodsByUrl(contract.operations);
  app.addHook('onRequest', async function guard(request) {
    if (request.is404) throw unknown(contract, urls, request);
    const { operation } = request.routeOptions.config;
    if (!operation || operation.config.access.open) return;
    request.caller = contract.identity.identify(request, signer);
    check(operation.config.access, request.caller, request);
  });

  app.addHook('preHandler', async function input(request) {
    const { operation } = request.routeOptions.config;
    if (operation?.handler)
      readInput(request, operation, validation, request.sandbox.settings(contract.name));
  });

  const refuse = (problem: Problem, request: FastifyRequest, reply: FastifyReply) => {
    const body = speak(contract.dialect, problem, request, reply);
    if (request.sandbox) answers?.checkProblem(contract, body);
  };
  app.setErrorHandler((error, request, reply) => refuse(neutral(error, request), request, reply));
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

/** One operation: as a whole or not at all. */
function run(
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
  answers?: Answers,
) {
  const { handler, config } = operation;
  if (!handler) throw notSimulated(operation.schema.operationId);
  const work = () => handler(request as never);
  const isAlone = config.effect === 'read' || config.onSandboxes;
  const result = isAlone ? work() : request.sandbox.transaction(work);
  return result instanceof Promise
    ? result.then((answer) => send(operation, answer, reply, answers))
    : send(operation, result, reply, answers);
}

function send(operation: Operation, answer: unknown, reply: FastifyReply, answers?: Answers) {
  const status = successOf(operation);
  answers?.check(operation, status, answer);
  reply.code(status);
  if (answer instanceof JsonText)
    return reply.type('application/json; charset=utf-8').send(answer.text);
  return answer instanceof Function ? answer(reply) : reply.send(answer);
}

/** OPTIONS tells what a URL allows; a method it does not allow is 405, before anything else is looked at. */
export function otherMethods(app: FastifyInstance, url: string, allowed: readonly string[]): void {
  const allow = allowHeader(allowed);
  const others = methods.filter((method) => !allow.split(', ').includes(method));
  const hide = { schema: { hide: true } };
  app.route({
    ...hide,
    method: 'OPTIONS',
    url,
    handler: (_, reply) => reply.code(204).header('allow', allow).send(),
  });
  app.route({
    ...hide,
    method: others as HTTPMethods[],
    url,
    onRequest: async (request) => {
      throw notAllowed(request, allow);
    },
    handler: () => {},
  });
}

/** A path that no operation has; or one that some have, by methods that the router does not know. */
function unknown(
  contract: Contract,
  urls: ReadonlyMap<string, string[]>,
  request: FastifyRequest,
): Problem {
  const path = request.url.replace(/\?.*$/s, '').slice(contract.mount.length).replace(/\/$/, '');
  const found = [...urls].find(([url]) =>
    new RegExp(`^${url.replace(/:\w+/g, '[^/]+')}$`).test(path),
  );
  if (found) return notAllowed(request, allowHeader(found[1]));
  return notFound(`${contract.title} has no ${request.method} ${pathOf(request)}`);
}

function notAllowed({ method }: FastifyRequest, allow: string): Problem {
  return new Problem(405, `${method} is not allowed here; ${allow} are`, { headers: { allow } });
}

function allowHeader(allowed: readonly string[]): string {
  return [...allowed, 'OPTIONS'].join(', ');
}

function methodsByUrl(operations: readonly Operation[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { url, method, schema } of operations) {
    const bare = url.replace(/\/$/, '');
    const methods = method === 'GET' && !schema.body ? ['GET', 'HEAD'] : [method];
    found.set(bare, [...(found.get(bare) ?? []), ...methods]);
  }
  return found;
}

/** The status of an operation's success: the one below 300 that it declares. */
export function successOf(operation: Operation): number {
  return Number(Object.keys(operation.schema.response).find((status) => status < '300') ?? 200);
}

declare module 'fastify' {
  interface FastifyContextConfig {
    operation?: Operation;
  }
}
