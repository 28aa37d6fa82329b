import cors from '@fastify/cors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
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

/** The response headers that @fastify/cors sets for an allowed origin. */
const corsHeaders = ['origin', 'methods', 'headers']
  .map((name) => `access-control-allow-${name}`)
  .concat('access-control-expose-headers', 'access-control-max-age');

interface CorsOptions {
  readonly host: string;
  /** Allowed origins, comma-separated. */
  readonly allowOrigin?: string | undefined;
}

/**
 * Allows pages of other origins to call the vendor APIs: every origin while the server is bound to loopback, else those that
 * are configured. The control plane is closed to them.
 */
export async function registerCors(
  app: FastifyInstance,
  { host, allowOrigin }: CorsOptions,
): Promise<void> {
  const origins = (allowOrigin ?? (isLoopback(host) ? '*' : ''))
    .split(',')
    .map((origin) => origin.trim());
  const allowsAll = origins.includes('*');
  // The options are static, because @fastify/cors copies dynamic ones for each request, which costs as much as a query.
  await app.register(cors, {
    origin: (origin, done) => {
      const isAllowed = origin !== undefined && (allowsAll || origins.includes(origin));
      done(null, isAllowed ? '*' : false);
    },
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders,
    exposedHeaders,
    strictPreflight: false,
    // A preflight is routed like the request that it precedes: into a sandbox, to a route that exists.
    preflightContinue: true,
    maxAge: 600,
  });
  app.addHook('onRequest', (request, reply, done) => {
    if (request.headers.origin !== undefined) adjustToRequest(request, reply);
    done();
  });
}

/** Allows the other headers that a preflight requests, and nothing at the control plane. */
function adjustToRequest({ headers, url }: FastifyRequest, reply: FastifyReply): void {
  if (!reply.hasHeader('access-control-allow-origin')) return;
  if (url.startsWith('/_sim')) {
    for (const name of corsHeaders) reply.removeHeader(name);
    return;
  }
  const requested = headers['access-control-request-headers']?.split(',') ?? [];
  const names = requested.map((name) => name.trim().toLowerCase()).filter(Boolean);
  const extra = names.filter((name) => !allowedHeaders.includes(name));
  if (extra.length > 0)
    reply.header('access-control-allow-headers', [...allowedHeaders, ...extra].join(', '));
}
