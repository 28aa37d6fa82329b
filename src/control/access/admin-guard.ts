import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import {
  allowsHost,
  allowsOrigin,
  isLoopback,
  parseHostNames,
  parseOrigins,
} from '../../lib/origins.js';
import { parseBearer } from '../../simulator/auth/tokens.js';
import { forbidden, Problem } from '../../simulator/contract/problem.js';

/** The path of the control plane. */
export const controlMount = '/_sim';

/** Checks that a caller may use the control plane. Throws a 401 or 403 problem otherwise. */
export type AdminGuard = (request: FastifyRequest) => void;

/** The settings that decide who may use the control plane. */
export interface AdminAccess {
  readonly adminToken?: string;
  readonly insecureAdmin: boolean;
  /** Web origins whose pages may call, comma-separated. */
  readonly allowControlOrigin?: string;
  /** Host names that count as those of loopback, comma-separated. */
  readonly allowHost?: string;
}

/**
 * Creates the guard of the control plane. With an admin token, callers must send it. Without one, callers must be on
 * this machine and use a loopback or allowed Host and Origin, so that neither a foreign web page nor DNS rebinding can reach
 * it. Throws a StartupError for an invalid `allowHost`.
 */
export function createAdminGuard({
  adminToken,
  insecureAdmin,
  allowControlOrigin = '',
  allowHost = '',
}: AdminAccess): AdminGuard {
  const hosts = parseHostNames(allowHost);
  if (insecureAdmin) return () => {};
  if (adminToken) return requireToken(adminToken);
  return requireLoopback({ hosts, origins: parseOrigins(allowControlOrigin) });
}

/** The paths of event streams. */
const streamPaths = ['/journal/stream', '/events'].map((path) => `${controlMount}${path}`);

/**
 * Removes the token from the URL of an event stream and sends it as the Authorization header. Browsers cannot set
 * headers on an EventSource, and a URL may be logged.
 */
export function moveStreamTokenToHeader(url: string, { headers }: IncomingMessage): string {
  if (!url.startsWith(controlMount)) return url;
  const [path = '', query] = url.split('?');
  if (query === undefined) return url;
  const params = new URLSearchParams(query);
  const token = params.get('token');
  const isStream = streamPaths.includes(path.replace(/\/$/, ''));
  if (token !== null && isStream) headers.authorization = `Bearer ${token}`;
  params.delete('token');
  return params.size > 0 ? `${path}?${params}` : path;
}

/** From where the control plane may be called besides loopback. */
interface Allowed {
  readonly hosts: readonly string[];
  readonly origins: readonly string[];
}

function requireToken(adminToken: string): AdminGuard {
  return ({ headers }) => {
    const token = parseBearer(headers.authorization) ?? '';
    // Digests have equal lengths, so the comparison takes the same time for every token.
    if (timingSafeEqual(digest(token), digest(adminToken))) return;
    throw new Problem(
      401,
      'The control plane requires its token: send Authorization: Bearer <admin token>. The start of the server prints it, unless it was set.',
      { headers: { 'www-authenticate': 'Bearer' } },
    );
  };
}

function requireLoopback({ hosts, origins }: Allowed): AdminGuard {
  return ({ socket, headers }) => {
    if (!isLoopback(socket.remoteAddress ?? ''))
      throw forbidden('Without an admin token, only this machine may call the control plane');
    for (const name of ['forwarded', 'x-forwarded-for'])
      if (headers[name] !== undefined) throw forwardedProblem(name);
    const { host = '', origin } = headers;
    const name = host.replace(/:\d+$/, '');
    if (!isLoopback(name) && !allowsHost(hosts, name)) {
      throw forbidden(
        `The control plane does not accept the host name ${name}; call it as localhost or 127.0.0.1, or start the server with --allow-host ${name}`,
      );
    }
    if (origin !== undefined && origin !== `http://${host}` && !allowsOrigin(origins, origin)) {
      throw forbidden(
        `Pages of ${origin} may not call the control plane; start the server with --allow-control-origin ${origin}, or call it from a program`,
      );
    }
  };
}

/** The client of a proxy may be anywhere, whatever the header says. */
function forwardedProblem(name: string): Problem {
  return forbidden(
    `A request with the header ${name} comes from a proxy, and without an admin token only this machine may call the control plane; call it directly, or start the server with --admin-token and send the token`,
  );
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
