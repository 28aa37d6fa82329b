import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { Writable } from 'node:stream';
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
} from 'fastify';
import { parseClockSetting } from './config/load.js';
import type { Config } from './config/schema.js';
import { createAdminGuard, moveStreamTokenToHeader } from './control/auth.js';
import { controlPlane } from './control/contract.js';
import { docs } from './control/docs/routes.js';
import { corsOptions, registerCors, setCorsHeaders } from './http/cors.js';
import { ResponseCache } from './http/response-cache.js';
import { createServerFactory, handleClientError } from './http/server.js';
import { StartupError } from './lib/startup-error.js';
import { Signer } from './simulator/auth/tokens.js';
import { allCollections, type Contract, withMount } from './simulator/contract/contract.js';
import { notFound, type Problem } from './simulator/contract/problem.js';
import { problemDetails } from './simulator/contract/problem-details.js';
import { modelsOf } from './simulator/openapi/models.js';
import { handleRouterError } from './simulator/pipeline/framework-errors.js';
import { type MountHandlers, mount } from './simulator/pipeline/pipeline.js';
import { replyWithProblem, requestedPath } from './simulator/pipeline/problem-reply.js';
import { ResponseValidator } from './simulator/pipeline/raw-json.js';
import {
  createUrlRewriter,
  isUnder,
  resolveSandbox,
} from './simulator/pipeline/sandbox-routing.js';
import { toProblem } from './simulator/pipeline/to-problem.js';
import { validatorOf } from './simulator/validation/validator.js';
import { systemNow } from './store/sandbox/clock.js';
import { SandboxRegistry } from './store/sandbox/registry.js';
import { DataFolder } from './store/storage/data-folder.js';
import { loadTemplate, type Progress, TemplateCache } from './template/cache.js';

/** What an app is made of beside its options. */
export interface AppDependencies {
  readonly contracts: readonly Contract[];
  /** Fastify's logger: settings of its own, or an instance. */
  readonly logger?: FastifyBaseLogger | undefined;
  readonly progress?: Progress | undefined;
  /** Check every answer against the published document; a difference is a 500. */
  readonly checkAnswers?: boolean | undefined;
}

/** The whole simulator as one Fastify instance, with what its entries need of it. */
export interface App {
  readonly fastify: FastifyInstance;
  readonly sandboxes: SandboxRegistry;
  readonly signer: Signer;
  /** The vendor APIs, each under its mount. */
  readonly contracts: readonly Contract[];
  /** The published OpenAPI of a contract, made when it is first asked for. */
  document(contract: string): Promise<object>;
}

const bodyLimit = 1024 * 1024;

/** Builds the simulator. Throws StartError when the data folder cannot be used. */
export async function buildApp(options: Config, parts: AppDependencies): Promise<App> {
  const { progress, checkAnswers } = parts;
  const contracts = parts.contracts.map((each) =>
    withMount(each, options.contracts[each.name] ?? {}),
  );
  assertDisjointMounts(contracts);
  const signer = new Signer(options.signingKey);
  const folder = options.ephemeral ? undefined : openFolder(options, contracts);
  const { image, release } = loadTemplate(contracts, options, folder, progress);
  const others = new TemplateCache(contracts);
  const sandboxes = new SandboxRegistry({
    template: image,
    folder: folder?.sandboxes,
    templateOf: (world) => others.get(world),
    world: { seed: options.seed, devices: options.devices },
    clock: options.clock,
    clockState: parseClockSetting,
    forkUnknown: options.forkUnknown,
    idleTimeoutMs: options.idleMinutes * 60_000,
    limits: { count: options.maxSandboxes, bytes: options.maxMemory * 1024 * 1024 },
    whenDue: new Map(contracts.flatMap(({ eventHandlers }) => Object.entries(eventHandlers ?? {}))),
    everyDay: contracts.flatMap(({ onDayChange }) => onDayChange ?? []),
    sealKey: folder?.fingerprintKey() ?? randomBytes(32).toString('hex'),
    contracts: options.contracts,
  });

  const route = createUrlRewriter(contracts);
  const shared = corsOptions(options);
  const responseValidators = new Map<Contract, ResponseValidator>();
  const responseCache = new ResponseCache(sandboxes);
  const shutdownSignal = new AbortController();
  const logsRequests = ['debug', 'trace'].includes(options.logLevel);
  const app = fastify({
    // A log that tells of each request costs as much as the request: it is for those who look for something.
    ...(parts.logger && logsRequests ? { loggerInstance: parts.logger } : { logger: false }),
    serverFactory: createServerFactory(
      (request, response) =>
        !logsRequests &&
        !shutdownSignal.signal.aborted &&
        responseCache.tryServe(request, response),
      shutdownSignal.signal,
    ),
    bodyLimit,
    return503OnClosing: false,
    rewriteUrl: (request) => moveStreamTokenToHeader(route(request), request),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 4096 },
    frameworkErrors: (error, request, reply) => {
      // These come before every hook.
      setCorsHeaders(shared, request, reply);
      const sandboxProblem = tryResolveSandbox(request, reply, sandboxes, signer);
      const refuse = (problem: Problem) =>
        void replyWithProblem(problemDetails, problem, request, reply);
      const contract = contractAt(request, contracts);
      if (sandboxProblem || !contract) return refuse(sandboxProblem ?? toProblem(error, request));
      handleRouterError(contract, error, request, reply, responseValidators.get(contract)).catch(
        (failure) => refuse(toProblem(failure, request)),
      );
    },
    clientErrorHandler: handleClientError,
  });
  // One public client of Kajeet asks for its token by GET with a body.
  app.addHttpMethod('GET', { hasBody: true, overrideExisting: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.decorate('signer', signer);
  app.decorate('logInternalError', (error: unknown) =>
    parts.logger?.error({ err: error }, 'a request failed through no fault of its caller'),
  );
  app.decorate('responseCache', responseCache);
  const openStreams = new Set<Writable>();
  // Calls that wait for something wait no longer.
  setMaxListeners(0, shutdownSignal.signal);
  app.decorate('shutdownSignal', shutdownSignal.signal);
  app.addHook('preClose', async () => {
    shutdownSignal.abort();
    for (const stream of openStreams) stream.end();
  });
  const control = controlPlane({
    contracts,
    sandboxes,
    world: { seed: options.seed, devices: options.devices },
    clockState: parseClockSetting,
    maxImport: options.maxImport * 1024 * 1024,
    signer,
    streams: openStreams,
    admit: createAdminGuard(options),
  });
  app.addHook('onRequest', (request, reply, done) => {
    request.arrivedAt = systemNow();
    try {
      resolveSandbox(request, reply, sandboxes, signer);
    } catch (error) {
      request.sandboxError = error;
    }
    done();
  });
  registerCors(app, shared);
  const all = [...contracts, control];
  const mounted = new Map<Contract | undefined, MountHandlers>();
  const contractOf = (request: FastifyRequest) => contractAt(request, all);
  const below = all.map(({ mount: path }) => `${path}/`);
  app.addHook('onRequest', (request, _reply, done) => {
    // Pages of elsewhere may read why they are refused: that is why it is thrown no sooner.
    if (request.sandboxError) throw request.sandboxError;
    const isOurs = !request.is404 || below.some((path) => request.url.startsWith(path));
    if (!isOurs) throw unmountedPathProblem(request, contracts);
    normalizeContentType(request, contractOf);
    done();
  });
  app.addHook('onClose', async () => {
    sandboxes.close();
    folder?.close();
    others.close();
    release();
  });
  // One of each for all mounts: Fastify makes a route of each for every method of HTTP, which takes most of a start.
  app.setErrorHandler((error, request, reply) => {
    const at = mounted.get(contractOf(request));
    return at
      ? at.onError(error, request, reply)
      : replyWithProblem(problemDetails, toProblem(error, request), request, reply);
  });
  app.setNotFoundHandler((request, reply) => {
    const at = mounted.get(contractOf(request));
    return at
      ? at.onNotFound(request, reply)
      : replyWithProblem(problemDetails, unmountedPathProblem(request, contracts), request, reply);
  });

  for (const contract of all) {
    const validation = validatorOf(contract);
    if (checkAnswers) responseValidators.set(contract, new ResponseValidator(modelsOf(contract)));
    await app.register(
      async (scope) => {
        const isRecorded = contract !== control;
        const responseValidator = responseValidators.get(contract);
        mounted.set(
          contract,
          mount(scope, contract, { signer, validation, isRecorded, responseValidator }),
        );
      },
      { prefix: contract.mount },
    );
  }
  const document = lazyDocuments(all);
  await app.register(docs, { contracts, control, document });
  return {
    fastify: app,
    sandboxes,
    signer,
    contracts,
    document,
  };
}

/** The one of some contracts below whose mount a request asks for something. */
function contractAt({ url }: FastifyRequest, contracts: readonly Contract[]): Contract | undefined {
  return contracts.find(({ mount: path }) => isUnder(url, path));
}

/** Makes what is said of a body's type good, where a slip in it does not matter. */
function normalizeContentType(
  request: FastifyRequest,
  contractOf: (request: FastifyRequest) => Contract | undefined,
): void {
  const { headers } = request.raw;
  const type = headers['content-type'];
  if (type === undefined) return;
  // An empty body is no body, whatever its type is said to be.
  const isEmpty = !headers['transfer-encoding'] && !Number(headers['content-length']);
  if (isEmpty) delete headers['content-type'];
  else if (contractOf(request)?.anyContentType && !/^[\w.+-]+\/[\w.+-]+ *(;|$)/.test(type))
    headers['content-type'] = 'application/octet-stream';
}

/** Makes the OpenAPI documents of contracts, each once; what makes them is loaded with the first. */
function lazyDocuments(contracts: readonly Contract[]): App['document'] {
  const made = new Map<string, Promise<object>>();
  return async (name) => {
    const contract = contracts.find((each) => each.name === name);
    if (!contract) throw new Error(`there is no contract ${name}`);
    const making =
      made.get(name) ??
      import('./simulator/openapi/build.js').then(({ buildDocument }) => buildDocument(contract));
    made.set(name, making);
    return making;
  };
}

function openFolder(options: Config, contracts: readonly Contract[]): DataFolder {
  const folder = new DataFolder(options.data);
  if (options.reset) folder.reset();
  const world = { seed: options.seed, devices: options.devices };
  folder.assertCompatible(world, allCollections(contracts));
  return folder;
}

function unmountedPathProblem(request: FastifyRequest, contracts: readonly Contract[]): Problem {
  const mounts = contracts.flatMap(
    ({ title, mount: own, aliases }) =>
      `${title} at ${[own, ...Object.keys(aliases)].join(' and ')}`,
  );
  return notFound(
    `Nothing is served at ${requestedPath(request)}. There are ${mounts.join(', ')}; the control plane at /_sim, and /docs.`,
  );
}

/** Throws StartError when an API would stand in the way of another, or of what is not a vendor's. */
function assertDisjointMounts(contracts: readonly Contract[]): void {
  const ours = ['/_sim', '/docs', '/openapi'];
  for (const contract of contracts.filter(({ settings }) => settings.properties.mount)) {
    const { name, mount: own } = contract;
    const others = contracts.filter((each) => each !== contract).map(({ mount: path }) => path);
    const aliases = contracts.flatMap((each) => Object.keys(each.aliases));
    const shared = [...ours, ...others, ...aliases].find(
      (other) => `${own}/`.startsWith(`${other}/`) || `${other}/`.startsWith(`${own}/`),
    );
    if (shared) throw new StartupError(`${name}.mount ${own} is in the way of ${shared}`);
  }
}

/** Enters the sandbox; gives back the problem when there is none. */
function tryResolveSandbox(...entering: Parameters<typeof resolveSandbox>): Problem | undefined {
  try {
    resolveSandbox(...entering);
    return undefined;
  } catch (error) {
    return toProblem(error, entering[0]);
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Why it came into no sandbox. */
    sandboxError: unknown;
  }
  interface FastifyInstance {
    /** Makes and reads the server's tokens. */
    signer: Signer;
    /** What may be given again. */
    responseCache: ResponseCache;
    /** Says that the server closes. */
    shutdownSignal: AbortSignal;
    /** Writes down a fault of our own. */
    logInternalError(error: unknown): void;
  }
}
