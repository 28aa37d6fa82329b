import type { FastifyRequest } from 'fastify';
import { Problem } from '../contract/problem.js';

interface ErrorLike {
  readonly code?: string;
  readonly message?: string;
}

/** What Fastify refuses by itself, in our words. */
const frameworkProblems: Readonly<Record<string, Problem>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: new Problem(415, 'The Content-Type header is not a media type'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: new Problem(
    400,
    'The body is not as long as its Content-Length says',
  ),
  FST_ERR_BAD_URL: new Problem(
    400,
    'The URL is malformed: a percent sign must be followed by two hex digits',
    {
      reason: {
        rule: 'Each percent sign of a URL begins a byte of UTF-8 in two hex digits',
        remedies: ['parts of the path as encodeURIComponent writes them'],
      },
    },
  ),
  FST_ERR_MAX_PARAM_LENGTH: new Problem(414, 'A part of the path is too long'),
};

/** Whatever was thrown as a problem: ours, the framework's in our words, or a fault of the server's own. */
export function toProblem(error: unknown, request: FastifyRequest): Problem {
  if (error instanceof Problem) return error;
  const { code = '', message } = (error ?? {}) as ErrorLike;
  const known = code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? tooLarge(request) : frameworkProblems[code];
  if (known) return known;
  // Whoever sent it is gone and reads no answer.
  if (code === 'ECONNRESET' || message === 'aborted')
    return new Problem(400, 'The body ended early');
  request.server.logInternalError(error);
  return new Problem(500, 'Understudy failed to answer; its log says why. Please report it.');
}

function tooLarge({ routeOptions, headers }: FastifyRequest): Problem {
  const length = headers['content-length'];
  return new Problem(413, 'The body is larger than it may be: 1 MiB, if nothing else is said', {
    reason: {
      rule: `The body of this call has ${routeOptions.bodyLimit} bytes at most`,
      actual: length === undefined ? 'a body of more, sent in chunks' : `a body of ${length} bytes`,
      remedies: ['a smaller body; where it is a list, several calls with a part of it each'],
    },
  });
}
