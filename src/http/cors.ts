import cors, {
  type FastifyCorsOptions,
  type FastifyCorsOptionsDelegateCallback,
} from '@fastify/cors';
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import type { Config } from '../config/schema.js';
import { isLoopback } from '../lib/loopback.js';

const allowedHeaders = [
  'authorization',
  'content-type',
  'accept',
  'accept-language',
  'x-sandbox',
  'prefer',
];
const exposedHeaders = ['link', 'x-sandbox', 'retry-after', 'content-disposition'];

/**
 * Lets pages of other origins call. A request without an Origin comes from no page: all that the plugin's hook would do for
 * it, which takes its time, is to say that the answer varies by origin.
 */
export function registerCors(
  app: FastifyInstance,
  delegator: FastifyCorsOptionsDelegateCallback,
): void {
  const hooks: onRequestHookHandler[] = [];
  const hookCapture = Object.create(app, {
    addHook: { value: (_name: string, hook: onRequestHookHandler) => hooks.push(hook) },
  }) as FastifyInstance;
  cors(hookCapture, { delegator }, () => {});
  app.addHook('onRequest', function (request, reply, done) {
    const [hook] = hooks;
    if (request.headers.origin !== undefined && hook) return hook.call(this, request, reply, done);
    reply.header('vary', 'Origin');
    return done();
  });
}

/**
 * Which pages may call. The vendor APIs are open to every origin while the server is bound to loopback, else to those
 * that are set; the control plane is only for pages of our own.
 */
export function corsOptions({ host, allowOrigin }: Config): FastifyCorsOptionsDelegateCallback {
  const origins = (allowOrigin ?? (isLoopback(host) ? '*' : ''))
    .split(',')
    .map((origin) => origin.trim());
  return (request: FastifyRequest, done) => {
    const { origin } = request.headers;
    // A request that reached no route has none to tell where it was going.
    const { url = request.url } = request.routeOptions;
    const isOpen = origin && !url.startsWith('/_sim');
    const isAllowed = isOpen && (origins.includes('*') || origins.includes(origin));
    done(null, isAllowed ? allowedOptions(request) : { origin: false });
  };
}

/** Says the same on an answer to which no hook comes, so that a page may read why it was refused. */
export function setCorsHeaders(
  delegate: FastifyCorsOptionsDelegateCallback,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  reply.header('vary', 'Origin');
  delegate(request, (_, options) => {
    if (options?.origin !== '*') return;
    reply.header('access-control-allow-origin', '*');
    reply.header('access-control-expose-headers', exposedHeaders.join(', '));
  });
}

function allowedOptions(request: FastifyRequest): FastifyCorsOptions {
  const asked = request.headers['access-control-request-headers']?.split(',') ?? [];
  const extra = asked
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name && !allowedHeaders.includes(name));
  return {
    origin: '*',
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [...allowedHeaders, ...extra],
    exposedHeaders,
    strictPreflight: false,
    // Whoever asks beforehand goes the way of every request: into a sandbox, to a route that there is.
    preflightContinue: true,
    maxAge: 600,
  };
}
