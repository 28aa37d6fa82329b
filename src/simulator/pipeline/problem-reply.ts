import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Dialect } from '../contract/dialect.js';
import type { Problem } from '../contract/problem.js';
import { problemDetails } from '../contract/problem-details.js';
import { stripOrigin } from './sandbox-routing.js';

/**
 * Puts a refusal into a reply in a dialect, and gives back the body to be sent. A request that names no sandbox there is
 * comes to no vendor: it is refused in Understudy's own words.
 */
export function renderProblem(
  dialect: Dialect,
  problem: Problem,
  request: FastifyRequest,
  reply: FastifyReply,
): unknown {
  const { render, mediaType, challenge } = request.sandbox ? dialect : problemDetails;
  if (problem.status === 401 && challenge) reply.header('www-authenticate', challenge);
  const body = render(problem, {
    path: requestedPath(request),
    time: request.sandbox?.clock.iso() ?? '',
  });
  reply.code(problem.status).headers(problem.headers).type(mediaType);
  return body;
}

/** Answers with a refusal in a dialect. */
export function replyWithProblem(...refusal: Parameters<typeof renderProblem>): void {
  const body = renderProblem(...refusal);
  const [, , , reply] = refusal;
  reply.send(JSON.stringify(body));
}

/** The path that was asked for, without the sandbox's prefix and the query. */
export function requestedPath(request: Pick<FastifyRequest, 'originalUrl'>): string {
  const url = stripOrigin(request.originalUrl);
  const end = url.indexOf('?');
  const path = end < 0 ? url : url.slice(0, end);
  return (path.startsWith('/~') ? path.replace(/^\/~[^/]*/, '') : path) || '/';
}
