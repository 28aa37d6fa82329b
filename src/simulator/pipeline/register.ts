import type { ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest, preParsingHookHandler } from 'fastify';
import type { HTTPMethod } from 'find-my-way';
import { defaultSandbox, type SandboxRegistry } from '../../store/sandbox/registry.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import { systemNow } from '../../store/time/clock.js';
import type { Signer } from '../auth/tokens.js';
import type { Caller } from '../contract/identity.js';
import type { Operation } from '../contract/operation.js';
import { notFound, type Problem } from '../contract/problem.js';
import { toProblem } from '../contract/to-problem.js';
import { type UploadOptions, uploadOf } from '../streams/upload-hooks.js';
import { suggestion } from '../validation/suggestion.js';
import { admitControlRequest } from './admission.js';
import { methodsOf, pageProblem } from './allowed-methods.js';
import { createOperationRouter } from './operation-router.js';
import { handle } from './pipeline.js';
import type { Mount, OperationMatch, RequestContext } from './request-context.js';
import { respond } from './respond.js';
import { isUnder, requestedPath, resolveSandbox, urlProblem } from './routing.js';

/** Sets the CORS headers of a response: the origin of the page may read it, or may not. */
export type OriginCheck = (request: FastifyRequest, reply: FastifyReply) => void;

interface PipelineOptions {
  readonly mounts: readonly Mount[];
  readonly sandboxes: SandboxRegistry;
  readonly signer: Signer;
  /** The maximum size of a file form, in bytes. */
  readonly maxUpload: number;
  /** Called with the response to an admitted upload, which may take longer than other requests. */
  readonly allowLongUpload: (response: ServerResponse) => void;
  /** Replaces a compressed body by the decoded one. */
  readonly decodeBody: preParsingHookHandler;
  /** Called for each request with an Origin, and for each OPTIONS. */
  readonly checkOrigin: OriginCheck;
  /** Called with the response to a request that was injected, so that closing waits for it too. */
  readonly watchInjected: (response: ServerResponse) => void;
}

/**
 * Registers the hooks and handlers that pass every request to the pipeline, including those that match no route and those with
 * an invalid URL, sandbox or body.
 */
export async function registerPipeline(
  app: FastifyInstance,
  {
    mounts,
    sandboxes,
    signer,
    maxUpload,
    allowLongUpload,
    decodeBody,
    checkOrigin,
    watchInjected,
  }: PipelineOptions,
): Promise<void> {
  const routing = { sandboxes, signer };
  const routeOptions = { decodeBody, routing, maxUpload, allowLongUpload };
  declareProperties(app);
  app.addHook('onRequest', (request, reply, done) => {
    const { url, method, headers } = request;
    if (!(request.socket instanceof Socket)) watchInjected(reply.raw);
    if (headers.origin !== undefined || method === 'OPTIONS') checkOrigin(request, reply);
    const mount = mounts.find(({ contract }) => isUnder(url, contract.mount));
    const context = createContext(systemNow(), mount, urlProblem(request));
    request.context = context;
    if (mount && !context.refusal) findOperation(request, mount);
    try {
      if (mount && !mount.isRecorded)
        admitControlRequest(request, reply, { mount, routing, allowLongUpload });
      // Outside of the mounts are the documentation and unknown paths.
      else resolveSandbox(request, reply, routing, mount !== undefined);
    } catch (error) {
      context.refusal = toProblem(error, request);
    }
    if (headers['content-type'] !== undefined) normalizeContentType(request);
    if (!context.refusal) return done();
    // A refused request gets its response before its body is read.
    handleOrRespond(request, reply)?.catch(done);
  });
  app.setNotFoundHandler((request, reply) => {
    const { context } = request;
    if (!context.mount) context.refusal = unmountedPathProblem(request, mounts);
    return handleOrRespond(request, reply);
  });
  app.setErrorHandler((error, request, reply) => {
    const { context } = request;
    const problem = toProblem(error, request);
    if (context.isStarted) return respond(request, reply, problem)?.then(() => reply);
    // An unknown path is 404 before its body counts.
    const isUnmounted = request.is404 && !context.mount;
    context.refusal = isUnmounted ? unmountedPathProblem(request, mounts) : problem;
    return handleOrRespond(request, reply);
  });
  for (const mount of mounts) {
    await app.register(async (scope) => registerRoutes(scope, mount, routeOptions), {
      prefix: mount.contract.mount,
    });
  }
}

/** Runs the stages of a request, or responds at once if it has no sandbox or no mount. */
function handleOrRespond(
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> | undefined {
  const { sandbox, mount, refusal } = request.context;
  return sandbox && mount
    ? handle(request, reply)
    : respond(request, reply, refusal)?.then(() => reply);
}

interface RouteOptions extends UploadOptions {
  readonly decodeBody: preParsingHookHandler;
}

/** Stores the operation that a request matches in its context, and the parameters of its path in the request. */
function findOperation(request: FastifyRequest, mount: Mount): void {
  const { method, url } = request;
  const queryStart = url.indexOf('?');
  // Fastify has parsed the query.
  const path = queryStart < 0 ? url : url.slice(0, queryStart);
  const match = matchOf(mount, method, path);
  if (!match) return;
  request.context.operation = match.operation;
  // Validation converts them.
  request.params = { ...match.params };
}

function matchOf(mount: Mount, method: string, path: string): OperationMatch | undefined {
  const latest = mount.latestMatches.get(method);
  if (latest?.path === path) return latest;
  mount.router ??= createOperationRouter(mount.contract);
  const found = mount.router.find(method as HTTPMethod, path);
  if (!found?.store) return undefined;
  const match = { path, operation: found.store as Operation, params: found.params };
  mount.latestMatches.set(method, match);
  return match;
}

/** The methods of requests that have no body, unless their operation says so. */
const bodilessMethods = ['GET', 'HEAD', 'OPTIONS', 'TRACE'];

/**
 * Registers the paths below a mount. Its operations are found by its own router. Fastify gets no schemas, because `parse` validates
 * the request and reports all errors together, and responses are sent as the operations return them.
 */
function registerRoutes(
  app: FastifyInstance,
  mount: Mount,
  { decodeBody, ...uploads }: RouteOptions,
): void {
  const decode = decodeIfDeclared(decodeBody);
  const withBody = app.supportedMethods.filter((method) => !bodilessMethods.includes(method));
  // The routes of OPTIONS are more specific than that of @fastify/cors, so that unknown paths below a mount remain unknown.
  app.route({ method: bodilessMethods, url: '/*', exposeHeadRoute: false, handler: handle });
  app.route({ method: withBody, url: '/*', preParsing: decode, handler: handle });
  // Fastify limits and hooks bodies by route, so an operation with a larger body, and a GET with one, have routes of their own.
  for (const operation of mount.contract.operations) {
    const upload = uploadOf(operation, mount, uploads);
    const isGetWithBody = operation.method === 'GET' && operation.schema.body !== undefined;
    if (!upload && !isGetWithBody) continue;
    app.route({
      method: methodsOf(operation),
      url: operation.url,
      ...(upload && { bodyLimit: upload.maxBytes }),
      preParsing: [decode, ...(upload ? [upload.hook] : [])],
      exposeHeadRoute: false,
      handler: handle,
    });
  }
}

/** Returns the hook that decodes the body of an operation that takes one. */
function decodeIfDeclared(decodeBody: preParsingHookHandler): preParsingHookHandler {
  return function decode(request, reply, payload, done) {
    if (!request.context.operation?.schema.body) return done(null, payload);
    decodeBody.call(this, request, reply, payload, done);
  };
}

/** Removes the Content-Type of an empty body, and replaces a malformed one for a vendor that ignores it. */
function normalizeContentType({ headers, context: { mount } }: FastifyRequest): void {
  const type = headers['content-type'] ?? '';
  const isEmpty = !headers['transfer-encoding'] && !Number(headers['content-length']);
  if (isEmpty) delete headers['content-type'];
  else if (mount?.contract.anyContentType && !/^[\w.+-]+\/[\w.+-]+ *(;|$)/.test(type))
    headers['content-type'] = 'application/octet-stream';
}

/** Suggests the mount that the beginning of a path is similar to. Empty if there is none. */
function mountSuggestion(path: string, mounts: readonly string[]): string {
  const segments = path.split('/');
  for (const mount of mounts) {
    const hint = suggestion(segments.slice(0, mount.split('/').length).join('/'), [mount]);
    if (hint) return hint;
  }
  return '';
}

function unmountedPathProblem(request: FastifyRequest, mounts: readonly Mount[]): Problem {
  const page = pageProblem(request);
  if (page) return page;
  const vendors = mounts
    .filter(({ isRecorded }) => isRecorded)
    .map(
      ({ contract: { title, mount, aliases } }) =>
        `${title} at ${[mount, ...Object.keys(aliases)].join(' and ')}`,
    );
  const path = requestedPath(request);
  const mountPaths = mounts.flatMap(({ contract }) => [
    contract.mount,
    ...Object.keys(contract.aliases),
  ]);
  return notFound(
    `There is no API at ${path}${mountSuggestion(path, mountPaths) || '.'} Available are ${vendors.join(', ')}, the control plane at /_sim and the documentation at /docs.`,
  );
}

/** Declares the properties of requests, and the list of pages. */
function declareProperties(app: FastifyInstance): void {
  app.decorate('pages', []);
  app.decorateRequest('context');
  app.decorateRequest('sandbox', {
    getter(this: FastifyRequest) {
      return this.context.sandbox as Sandbox;
    },
  });
  app.decorateRequest('issuer', {
    getter(this: FastifyRequest) {
      const { sandboxName } = this.context;
      const { signer } = this.server;
      return sandboxName === defaultSandbox ? signer : signer.issuerFor(sandboxName);
    },
  });
  app.decorateRequest('caller', {
    getter(this: FastifyRequest) {
      return this.context.caller as Caller;
    },
  });
}

/** Creates the context of a new request. */
function createContext(
  arrivedAt: number,
  mount: Mount | undefined,
  refusal: Problem | undefined,
): RequestContext {
  return {
    arrivedAt,
    sandbox: undefined,
    sandboxName: defaultSandbox,
    mount,
    operation: undefined,
    refusal,
    caller: undefined,
    upload: undefined,
    fileForm: undefined,
    entry: undefined,
    fault: undefined,
    isDryRun: false,
    isStarted: false,
    hasWaited: false,
    clockReads: 0,
  };
}
