import cors from '@fastify/cors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { allowsOrigin, parseOrigins } from '../lib/origins.js';
import type { OriginCheck } from '../simulator/pipeline/register.js';
import { isUnder } from '../simulator/pipeline/routing.js';

const allowedHeaders = [
  'authorization',
  'content-type',
  'accept',
  'accept-language',
  'x-sandbox',
  'prefer',
];
const exposedHeaders = 'link, x-sandbox, retry-after, content-disposition';

/** The response headers that @fastify/cors sets for an origin or a preflight. */
const corsHeaders = ['origin', 'methods', 'headers']
  .map((name) => `access-control-allow-${name}`)
  .concat('access-control-max-age');

/** Web origins whose pages may call, comma-separated; `*` is every origin. */
interface CorsOptions {
  /** The vendor APIs and the documentation; every origin by default. */
  readonly allowOrigin?: string | undefined;
  /** The control plane; none by default. */
  readonly allowControlOrigin?: string | undefined;
}

/** Where the control plane is. */
interface ControlPlane {
  readonly mount: string;
}

/**
 * Allows pages of other origins to call the vendor APIs, with credentials: the origin is reflected, because browsers send no
 * credentials to `*`. The control plane has its own list. Returns the function that decides by the requested path; it is
 * called for each request with an Origin, and for each OPTIONS.
 */
export async function registerCors(
  app: FastifyInstance,
  { allowOrigin = '*', allowControlOrigin = '' }: CorsOptions,
  control: ControlPlane,
): Promise<OriginCheck> {
  const vendorOrigins = parseOrigins(allowOrigin);
  const controlOrigins = parseOrigins(allowControlOrigin);
  const allOrigins = [...vendorOrigins, ...controlOrigins];
  // The options are static, because @fastify/cors copies dynamic ones for each request, which costs as much as a query.
  await app.register(cors, {
    origin: allOrigins.includes('*') ? true : allOrigins,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders,
    strictPreflight: false,
    // A preflight is routed like the request that it precedes: into a sandbox, to a route that exists.
    preflightContinue: true,
    maxAge: 600,
  });
  return (request, reply) => {
    const { origin } = request.headers;
    const origins = isUnder(request.url, control.mount) ? controlOrigins : vendorOrigins;
    if (allowsOrigin(origins, origin)) allowRequested(request, reply);
    else refuseOrigin(request, reply);
  };
}

/** Takes back what @fastify/cors has set for every origin that may call any part of the server, and for OPTIONS without Origin. */
function refuseOrigin(request: FastifyRequest, reply: FastifyReply): void {
  Object.assign(request, { corsPreflightEnabled: false });
  for (const name of corsHeaders) reply.removeHeader(name);
}

/**
 * Allows credentials, and what a preflight requests besides the usual: other headers, and a server in a private network. The
 * headers for pages are set here, because @fastify/cors adds them to requests without Origin too.
 */
function allowRequested({ headers }: FastifyRequest, reply: FastifyReply): void {
  reply.header('access-control-allow-credentials', 'true');
  reply.header('access-control-expose-headers', exposedHeaders);
  const requested = headers['access-control-request-headers']?.split(',') ?? [];
  const names = requested.map((name) => name.trim().toLowerCase()).filter(Boolean);
  const extra = names.filter((name) => !allowedHeaders.includes(name));
  if (extra.length > 0)
    reply.header('access-control-allow-headers', [...allowedHeaders, ...extra].join(', '));
  if (headers['access-control-request-private-network'] === 'true')
    reply.header('access-control-allow-private-network', 'true');
}
