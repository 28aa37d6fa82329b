import type { FastifyRequest } from 'fastify';
import { requestedBase } from '../../simulator/proxy/links.js';

/**
 * The headers that protect the documentation pages. Only pages of this server, such as the console, may show them in a frame: in one
 * of another site a visitor could be led to click on them. Nothing that a caller has sent can run in them, because only the server's
 * own files may.
 */
export function docsHeaders(request: FastifyRequest): Readonly<Record<string, string>> {
  const connections = ["'self'", ...linkedOrigin(request)].join(' ');
  const policy = [
    "default-src 'none'",
    ...["script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:"],
    ...[`connect-src ${connections}`, "font-src 'self' data:", "base-uri 'none'"],
    ...["form-action 'none'", "frame-ancestors 'self'"],
  ];
  return {
    'content-security-policy': policy.join('; '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
  };
}

const originPattern = /^(https?:\/\/(?:[\w.-]+|\[[\da-f:]+\])(?::\d+)?)(?:\/|$)/i;

/** The origin of the servers in the documents, which operations are tried on. A setting or a proxy may make it differ from the page's. */
function linkedOrigin(request: FastifyRequest): string[] {
  // The host may be any text of the caller, and must not add a directive to the policy.
  const [, origin] = originPattern.exec(requestedBase(request)) ?? [];
  return origin === undefined ? [] : [origin];
}
