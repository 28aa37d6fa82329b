import cors, {
  type FastifyCorsOptions,
  type FastifyCorsOptionsDelegateCallback,
} from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
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

interface CorsOptions {
  readonly host: string;
  /** Allowed origins, comma-separated. */
  readonly allowOrigin?: string | undefined;
}

/**
 * Registers CORS for the vendor APIs. It allows the configured origins, or all of them by default if the server is bound to
 * loopback. The control plane allows none.
 */
export async function registerCors(
  app: FastifyInstance,
  { host, allowOrigin }: CorsOptions,
): Promise<void> {
  const origins = (allowOrigin ?? (isLoopback(host) ? '*' : ''))
    .split(',')
    .map((origin) => origin.trim());
  const delegator: FastifyCorsOptionsDelegateCallback = (request, done) => {
    const { origin } = request.headers;
    const isOpen = origin !== undefined && !request.url.startsWith('/_sim');
    const isAllowed = isOpen && (origins.includes('*') || origins.includes(origin));
    done(null, isAllowed ? allowedOptions(request) : denied);
  };
  await app.register(cors, { delegator });
}

const denied: FastifyCorsOptions = { origin: false };

function allowedOptions({ headers }: FastifyRequest): FastifyCorsOptions {
  const requested = headers['access-control-request-headers']?.split(',') ?? [];
  const extra = requested
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name && !allowedHeaders.includes(name));
  return {
    origin: '*',
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [...allowedHeaders, ...extra],
    exposedHeaders,
    strictPreflight: false,
    // A preflight is routed like the request that it precedes, so that it reaches the same sandbox and the same routes.
    preflightContinue: true,
    maxAge: 600,
  };
}
