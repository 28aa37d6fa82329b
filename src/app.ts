import { setMaxListeners } from 'node:events';
import fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { parseClockSetting, resolveClockSetting } from './config/load.js';
import type { Config } from './config/schema.js';
import { createAdminGuard, moveStreamTokenToHeader } from './control/access/admin-guard.js';
import { consoleRoutes } from './control/console/routes.js';
import { controlPlane } from './control/contract.js';
import { docs } from './control/docs/routes.js';
import { ConnectionCounter } from './http/connection-counter.js';
import { createConnectionDrain } from './http/connection-drain.js';
import {
  bodyLimit,
  type ConnectionLimits,
  mebibyte,
  systemLimits,
} from './http/connection-limits.js';
import { decodeBody } from './http/content-encoding.js';
import { registerCors } from './http/cors.js';
import { ResponseCache } from './http/response-cache.js';
import {
  allowLongUpload,
  createClientErrorHandler,
  createServerFactory,
  defaultTimeouts,
  type Timeouts,
} from './http/server-factory.js';
import { ServerStoppingError } from './lib/stopping.js';
import { warn } from './lib/warn.js';
import { openStorage, type Startup, type Storage } from './open-storage.js';
import { Signer } from './simulator/auth/tokens.js';
import type { Contract } from './simulator/contract/contract.js';
import { assertDisjointMounts, withMount } from './simulator/contract/mounts.js';
import { dataCatalogueOf } from './simulator/data/catalogue.js';
import { readStories } from './simulator/data/steps/story-files.js';
import { type DocumentSource, lazyDocuments } from './simulator/openapi/lazy-documents.js';
import { modelsOf } from './simulator/openapi/models.js';
import { routerOptions } from './simulator/pipeline/operation-router.js';
import { registerPipeline } from './simulator/pipeline/register.js';
import type { Mount } from './simulator/pipeline/request-context.js';
import { createUrlRewriter } from './simulator/pipeline/routing.js';
import { parseTrustedPeers } from './simulator/proxy/trusted-peers.js';
import { ResponseValidator } from './simulator/validation/response-validator.js';
import { validatorOf } from './simulator/validation/validator.js';
import type { SandboxRegistry } from './store/sandbox/registry.js';

/** The dependencies of an app besides its configuration. */
export interface AppDependencies extends Startup {
  readonly contracts: readonly Contract[];
  readonly logger?: FastifyBaseLogger | undefined;
  /** Validates every response against the published document; a difference is a 500. */
  readonly validateResponses?: boolean | undefined;
  /** Shorter timeouts for tests. */
  readonly timeouts?: Partial<Timeouts> | undefined;
  /** Lower limits for tests. */
  readonly limits?: Partial<ConnectionLimits> | undefined;
}

/** The simulator as one Fastify instance, with the objects that the entry points use. */
export interface App {
  readonly fastify: FastifyInstance;
  readonly sandboxes: SandboxRegistry;
  readonly signer: Signer;
  /** The vendor APIs, each under its configured mount. */
  readonly contracts: readonly Contract[];
  /** The OpenAPI documents of the contracts, each built when it is first requested. */
  readonly document: DocumentSource;
  /** Where the sandboxes are stored; undefined if they are in memory. */
  readonly dataFolder: string | undefined;
  /** Why they are in memory although a folder was to be used. */
  readonly memoryReason: string | undefined;
}

/** Wires the simulator together. Throws StartupError when the data folder cannot be used. */
export async function buildApp(config: Config, dependencies: AppDependencies): Promise<App> {
  const { logger, validateResponses } = dependencies;
  const trustsPeer = parseTrustedPeers(config.trustProxy);
  const admit = createAdminGuard(config);
  const contracts = dependencies.contracts.map((contract) =>
    withMount(contract, config.contracts[contract.name] ?? {}),
  );
  assertDisjointMounts(contracts);
  const stories =
    config.stories === undefined
      ? []
      : await readStories(config.stories, dataCatalogueOf(dependencies.contracts));
  const shutdown = new AbortController();
  // Every delayed request adds a listener, so the warning about many listeners is turned off.
  setMaxListeners(0, shutdown.signal);
  const storage = await openStorage(config, contracts, {
    ...dependencies,
    stopping: shutdown.signal,
  });
  const { sandboxes, dataFolder, memoryReason } = storage;
  if (memoryReason)
    logger?.warn(`${memoryReason}. Everything is in memory and ends with this process.`);
  const signer = new Signer(storage.signingKey);
  const timeouts = { ...defaultTimeouts, ...dependencies.timeouts };
  const drain = createConnectionDrain(timeouts.shutdownMs);
  const counter = new ConnectionCounter({ ...systemLimits(), ...dependencies.limits });
  const control = controlPlane({
    contracts,
    sandboxes,
    events: storage.events,
    runs: storage.runs,
    world: { seed: config.seed, devices: config.devices },
    stories,
    clockState: parseClockSetting,
    resolveClock: resolveClockSetting,
    storage: storage.format,
    templateBytes: storage.templateBytes,
    dataFolder,
    maxImport: config.maxImport * mebibyte,
    signer,
    admit,
  });
  const mounts = [...contracts, control].map(
    (contract): Mount => ({
      contract,
      vendors: contracts,
      router: undefined,
      latestMatches: new Map(),
      signer,
      validator: validatorOf(contract),
      isRecorded: contract !== control,
      responseValidator: validateResponses ? new ResponseValidator(modelsOf(contract)) : undefined,
    }),
  );
  const cache = config.responseCache === 'on' ? new ResponseCache(sandboxes, logger) : undefined;

  const app = fastify({
    logger: false,
    serverFactory: createServerFactory({
      intercept:
        cache &&
        ((request, response) => !shutdown.signal.aborted && cache.tryServe(request, response)),
      drain,
      counter,
      timeouts,
    }),
    bodyLimit,
    return503OnClosing: false,
    rewriteUrl: createUrlRewriter(contracts, moveStreamTokenToHeader),
    routerOptions,
    clientErrorHandler: createClientErrorHandler(counter, timeouts),
  });
  // Some clients request a token by GET with a body.
  app.addHttpMethod('GET', { hasBody: true, overrideExisting: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.decorate('publicUrl', config.publicUrl?.replace(/\/+$/, ''));
  app.decorate('trustsPeer', trustsPeer);
  app.decorate('signer', signer);
  app.decorate('responseCache', cache);
  app.decorate('shutdownSignal', shutdown.signal);
  app.decorate('requestLog', logger);
  app.decorate('logInternalError', (error: unknown) =>
    logger?.error({ err: error }, 'a request failed with an internal error'),
  );
  app.addHook('preClose', async () => {
    shutdown.abort(new ServerStoppingError());
    // Saved before clients are waited for, because the process may be killed in the meantime.
    trySave(sandboxes, app.logInternalError);
    await drain.drain();
  });
  app.addHook('onClose', async () => {
    if (config.report !== undefined) await tryWriteRun(storage, config.report);
    storage.close();
  });

  const checkOrigin = await registerCors(app, config, control);
  await registerPipeline(app, {
    ...{ mounts, sandboxes, signer, maxUpload: config.maxUpload * mebibyte },
    ...{ allowLongUpload, decodeBody, checkOrigin, watchInjected: drain.watchInjected },
  });
  const document = lazyDocuments([...contracts, control]);
  await app.register(consoleRoutes, { contracts });
  await app.register(docs, { contracts, control, document });
  return { fastify: app, sandboxes, signer, contracts, document, dataFolder, memoryReason };
}

/** Saves the sandboxes. An error is logged, so that the server closes all the same. */
function trySave(sandboxes: SandboxRegistry, logError: (error: unknown) => void): void {
  try {
    sandboxes.save();
  } catch (error) {
    logError(error);
  }
}

/** Leaves what clients did in a folder. An error is a warning, so that the server closes all the same. */
async function tryWriteRun(
  { runs, sandboxes }: Pick<Storage, 'runs' | 'sandboxes'>,
  folder: string,
): Promise<void> {
  try {
    const { writeRun } = await import('./reporting/report-files.js');
    writeRun(await runs.facts(sandboxes), folder);
  } catch (error) {
    warn(`The report cannot be written to ${folder}`, error);
  }
}
