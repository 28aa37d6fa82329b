import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Dialect } from './contract.js';
import { target } from './enter.js';
import type { Problem } from './problem.js';
import { rfc9457 } from './rfc9457.js';

/**
 * Puts a refusal into a reply in a dialect, and gives back the body to be sent. A request that names no sandbox there is
 * comes to no vendor: it is refused in Understudy's own words.
 */
export function phrase(
  dialect: Dialect,
  problem: Problem,
  request: FastifyRequest,
  reply: FastifyReply,
): unknown {
  const { say, mediaType, challenge } = request.sandbox ? dialect : rfc9457;
  if (problem.status === 401 && challenge) reply.header('www-authenticate', challenge);
  const body = say(problem, { path: pathOf(request), time: request.sandbox?.clock.iso() ?? '' });
  reply.code(problem.status).headers(problem.headers).type(mediaType);
  return body;
}

/** Answers with a refusal in a dialect. */
export function speak(...refusal: Parameters<typeof phrase>): void {
  const body = phrase(...refusal);
  const [, , , reply] = refusal;
  reply.send(JSON.stringify(body));
}

/** The path that was asked for, without the sandbox's prefix and the query. */
export function pathOf(request: Pick<FastifyRequest, 'originalUrl'>): string {
  const url = target(request.originalUrl);
  const end = url.indexOf('?');
  const path = end < 0 ? url : url.slice(0, end);
  return (path.startsWith('/~') ? path.replace(/^\/~[^/]*/, '') : path) || '/';
}
