import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Dialect } from './contract.js';
import type { Problem } from './problem.js';

/** Answers with a refusal in a dialect, and gives back the body that was sent. */
export function speak(
  dialect: Dialect,
  problem: Problem,
  request: FastifyRequest,
  reply: FastifyReply,
): unknown {
  // A request that names no sandbox there is has no clock either.
  const time = request.sandbox?.clock.iso() ?? '';
  const body = dialect.say(problem, { path: pathOf(request), time });
  reply
    .code(problem.status)
    .headers(problem.headers)
    .type(dialect.mediaType)
    .send(JSON.stringify(body));
  return body;
}

/** The path that was asked for, without the sandbox's prefix and the query. */
export function pathOf(request: FastifyRequest): string {
  const url = request.originalUrl.replace(/\?.*$/s, '');
  return url.replace(/^\/~[^/]*/, '') || '/';
}
