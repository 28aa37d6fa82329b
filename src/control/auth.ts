import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../config/schema.js';
import { isLoopback } from '../lib/loopback.js';
import { parseBearer } from '../simulator/auth/tokens.js';
import { forbidden, Problem } from '../simulator/contract/problem.js';

/** Lets a caller of the control plane pass, or throws why not. */
export type AdminGuard = (request: FastifyRequest) => void;

/**
 * Who may call the control plane. With a token, whoever has it. Without one, on loopback, callers on this machine whose
 * Host and Origin are our own: a page from elsewhere, or one whose name was pointed here, cannot drive it.
 */
export function createAdminGuard({ adminToken, insecureAdmin }: Config): AdminGuard {
  if (insecureAdmin) return () => {};
  return adminToken ? byToken(adminToken) : byLoopback;
}

/**
 * The URL of the journal's stream without the token in it, which goes where tokens are looked for: browsers cannot send
 * headers with an event source, and a URL is logged.
 */
export function moveStreamTokenToHeader(url: string, { headers }: IncomingMessage): string {
  if (!url.startsWith('/_sim')) return url;
  const [path = '', query] = url.split('?');
  if (query === undefined) return url;
  const parts = new URLSearchParams(query);
  const token = parts.get('token');
  const isStream = path.replace(/\/$/, '') === '/_sim/journal/stream';
  if (token !== null && isStream) headers.authorization = `Bearer ${token}`;
  parts.delete('token');
  return parts.size > 0 ? `${path}?${parts}` : path;
}

function byToken(wanted: string): AdminGuard {
  return ({ headers }) => {
    const given = parseBearer(headers.authorization) ?? '';
    // Digests have one length, so that the comparison takes one time.
    if (timingSafeEqual(digest(given), digest(wanted))) return;
    throw new Problem(
      401,
      'The control plane asks for its token: send Authorization: Bearer <admin token>',
      {
        headers: { 'www-authenticate': 'Bearer' },
      },
    );
  };
}

function byLoopback({ socket, headers }: FastifyRequest): void {
  const caller = socket.remoteAddress ?? '';
  if (!isLoopback(caller))
    throw forbidden('Without an admin token only this machine may call the control plane');
  const host = headers.host ?? '';
  if (!isLoopback(host.replace(/:\d+$/, ''))) {
    throw forbidden(
      `The control plane does not answer to the name ${host}; call it as localhost or 127.0.0.1`,
    );
  }
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${host}`) {
    throw forbidden(
      `Pages of ${origin} may not call the control plane; set an admin token and call it from a program`,
    );
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
