import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { Writable } from 'node:stream';
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
} from 'fastify';
import { admission, tokenOutOfUrl } from './control/admission.js';
import { controlPlane } from './control/contract.js';
import { docs } from './control/docs.js';
import { allowOrigins, crossOrigin, sayCrossOrigin } from './cross-origin.js';
import { refuseGarbage, serverBefore } from './http-server.js';
import type { Options } from './options.js';
import { clockState } from './settings.js';
import { Answers } from './simulator/answers.js';
import { type Contract, collectionsOf, modelsOf, placed } from './simulator/contract.js';
import { enter, isBelow, rewrite } from './simulator/enter.js';
import { KeptAnswers } from './simulator/kept-answers.js';
import { type Mounted, mount } from './simulator/mount.js';
import { neutral } from './simulator/neutral.js';
import { notFound, type Problem } from './simulator/problem.js';
import { rfc9457 } from './simulator/rfc9457.js';
import { pathOf, speak } from './simulator/speak.js';
import { Signer } from './simulator/tokens.js';
import { refuseUnrouted } from './simulator/unrouted.js';
import { validationOf } from './simulator/validation.js';
import { realNow } from './store/clock.js';
import { DataFolder } from './store/data-folder.js';
import { Sandboxes } from './store/sandboxes.js';
import { StartError } from './store/start-error.js';
import { OtherTemplates, type Progress, template } from './template.js';

/** What an app is made of beside its options. */
export interface AppParts {
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
  readonly sandboxes: Sandboxes;
  readonly signer: Signer;
  /** The vendor APIs, each under its mount. */
  readonly contracts: readonly Contract[];
  /** The published OpenAPI of a contract, made when it is first asked for. */
  document(contract: string): Promise<object>;
}

const bodyLimit = 1024 * 1024;

/** Builds the simulator. Throws StartError when the data folder cannot be used. */
export async function buildApp(options: Options, parts: AppParts): Promise<App> {
  const { progress, checkAnswers } = parts;
  const contracts = parts.contracts.map((each) => placed(each, options.contracts[each.name] ?? {}));
  refuseSharedMounts(contracts);
  const signer = new Signer(options.signingKey);
  const folder = options.ephemeral ? undefined : openFolder(options, contracts);
  const { image, release } = template(contracts, options, folder, progress);
  const others = new OtherTemplates(contracts);
  const sandboxes = new Sandboxes({
    template: image,
    folder: folder?.sandboxes,
    templateOf: (world) => others.of(world),
    world: { seed: options.seed, devices: options.devices },
    clock: options.clock,
    clockState,
    fork: options.forkUnknown,
    idle: options.idleMinutes * 60_000,
    most: { count: options.maxSandboxes, bytes: options.maxMemory * 1024 * 1024 },
    whenDue: new Map(contracts.flatMap(({ whenDue }) => Object.entries(whenDue ?? {}))),
    everyDay: contracts.flatMap(({ everyDay }) => everyDay ?? []),
    sealKey: folder?.sealKey() ?? randomBytes(32).toString('hex'),
    contracts: options.contracts,
  });

  const route = rewrite(contracts);
  const shared = crossOrigin(options);
  const checksOf = new Map<Contract, Answers>();
  const keptAnswers = new KeptAnswers(sandboxes);
  const closing = new AbortController();
  const isLoud = ['debug', 'trace'].includes(options.logLevel);
  const app = fastify({
    // A log that tells of each request costs as much as the request: it is for those who look for something.
    ...(parts.logger && isLoud ? { loggerInstance: parts.logger } : { logger: false }),
    serverFactory: serverBefore(
      (request, response) =>
        !isLoud && !closing.signal.aborted && keptAnswers.giveAgain(request, response),
      closing.signal,
    ),
    bodyLimit,
    return503OnClosing: false,
    rewriteUrl: (request) => tokenOutOfUrl(route(request), request),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 4096 },
    frameworkErrors: (error, request, reply) => {
      // These come before every hook.
      sayCrossOrigin(shared, request, reply);
      const lost = entered(request, reply, sandboxes, signer);
      const refuse = (problem: Problem) => void speak(rfc9457, problem, request, reply);
      const contract = mountedAt(request, contracts);
      if (lost || !contract) return refuse(lost ?? neutral(error, request));
      refuseUnrouted(contract, error, request, reply, checksOf.get(contract)).catch((failure) =>
        refuse(neutral(failure, request)),
      );
    },
    clientErrorHandler: refuseGarbage,
  });
  // One public client of Kajeet asks for its token by GET with a body.
  app.addHttpMethod('GET', { hasBody: true, overrideExisting: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.decorate('signer', signer);
  app.decorate('noteFailure', (error: unknown) =>
    parts.logger?.error({ err: error }, 'a request failed through no fault of its caller'),
  );
  app.decorate('keptAnswers', keptAnswers);
  const streams = new Set<Writable>();
  // Calls that wait for something wait no longer.
  setMaxListeners(0, closing.signal);
  app.decorate('closing', closing.signal);
  app.addHook('preClose', async () => {
    closing.abort();
    for (const stream of streams) stream.end();
  });
  const control = controlPlane({
    contracts,
    sandboxes,
    world: { seed: options.seed, devices: options.devices },
    clockState,
    maxImport: options.maxImport * 1024 * 1024,
    signer,
    streams,
    admit: admission(options),
  });
  app.addHook('onRequest', (request, reply, done) => {
    request.arrivedAt = realNow();
    try {
      enter(request, reply, sandboxes, signer);
    } catch (error) {
      request.astray = error;
    }
    done();
  });
  allowOrigins(app, shared);
  const all = [...contracts, control];
  const mounted = new Map<Contract | undefined, Mounted>();
  const contractOf = (request: FastifyRequest) => mountedAt(request, all);
  const below = all.map(({ mount: path }) => `${path}/`);
  app.addHook('onRequest', (request, _reply, done) => {
    // Pages of elsewhere may read why they are refused: that is why it is thrown no sooner.
    if (request.astray) throw request.astray;
    const isOurs = !request.is404 || below.some((path) => request.url.startsWith(path));
    if (!isOurs) throw noMount(request, contracts);
    mendMediaType(request, contractOf);
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
      ? at.failed(error, request, reply)
      : speak(rfc9457, neutral(error, request), request, reply);
  });
  app.setNotFoundHandler((request, reply) => {
    const at = mounted.get(contractOf(request));
    return at
      ? at.lost(request, reply)
      : speak(rfc9457, noMount(request, contracts), request, reply);
  });

  for (const contract of all) {
    const validation = validationOf(contract);
    if (checkAnswers) checksOf.set(contract, new Answers(modelsOf(contract)));
    await app.register(
      async (scope) => {
        const isWatched = contract !== control;
        const answers = checksOf.get(contract);
        mounted.set(contract, mount(scope, contract, { signer, validation, isWatched, answers }));
      },
      { prefix: contract.mount },
    );
  }
  const document = documentsOf(all);
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
function mountedAt({ url }: FastifyRequest, contracts: readonly Contract[]): Contract | undefined {
  return contracts.find(({ mount: path }) => isBelow(url, path));
}

/** Makes what is said of a body's type good, where a slip in it does not matter. */
function mendMediaType(
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
function documentsOf(contracts: readonly Contract[]): App['document'] {
  const made = new Map<string, Promise<object>>();
  return async (name) => {
    const contract = contracts.find((each) => each.name === name);
    if (!contract) throw new Error(`there is no contract ${name}`);
    const making =
      made.get(name) ?? import('./simulator/openapi.js').then(({ openapi }) => openapi(contract));
    made.set(name, making);
    return making;
  };
}

function openFolder(options: Options, contracts: readonly Contract[]): DataFolder {
  const folder = new DataFolder(options.data);
  if (options.reset) folder.reset();
  const world = { seed: options.seed, devices: options.devices };
  folder.check(world, collectionsOf(contracts));
  return folder;
}

function noMount(request: FastifyRequest, contracts: readonly Contract[]): Problem {
  const mounts = contracts.flatMap(
    ({ title, mount: own, aliases }) =>
      `${title} at ${[own, ...Object.keys(aliases)].join(' and ')}`,
  );
  return notFound(
    `Nothing is served at ${pathOf(request)}. There are ${mounts.join(', ')}; the control plane at /_sim, and /docs.`,
  );
}

/** Throws StartError when an API would stand in the way of another, or of what is not a vendor's. */
function refuseSharedMounts(contracts: readonly Contract[]): void {
  const ours = ['/_sim', '/docs', '/openapi'];
  for (const contract of contracts.filter(({ settings }) => settings.properties.mount)) {
    const { name, mount: own } = contract;
    const others = contracts.filter((each) => each !== contract).map(({ mount: path }) => path);
    const aliases = contracts.flatMap((each) => Object.keys(each.aliases));
    const shared = [...ours, ...others, ...aliases].find(
      (other) => `${own}/`.startsWith(`${other}/`) || `${other}/`.startsWith(`${own}/`),
    );
    if (shared) throw new StartError(`${name}.mount ${own} is in the way of ${shared}`);
  }
}

/** Enters the sandbox; gives back the problem when there is none. */
function entered(...entering: Parameters<typeof enter>): Problem | undefined {
  try {
    enter(...entering);
    return undefined;
  } catch (error) {
    return neutral(error, entering[0]);
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Why it came into no sandbox. */
    astray: unknown;
  }
  interface FastifyInstance {
    /** Makes and reads the server's tokens. */
    signer: Signer;
    /** What may be given again. */
    keptAnswers: KeptAnswers;
    /** Says that the server closes. */
    closing: AbortSignal;
    /** Writes down a fault of our own. */
    noteFailure(error: unknown): void;
  }
}
