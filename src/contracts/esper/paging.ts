import type { FastifyRequest } from 'fastify';
import { requestedUrl } from '../../simulator/pipeline/request-url.js';

/** Which rows of how many. */
interface Page {
  readonly offset: number;
  readonly limit: number;
  readonly count: number;
}

type Asked = Pick<FastifyRequest, 'originalUrl' | 'protocol' | 'host' | 'server'>;

/** The links of a page: absolute, by the way that was asked, and with everything else that was asked. */
export function pageLinks(request: Asked, { offset, limit, count }: Page) {
  const isLast = offset + limit >= count;
  return {
    next: isLast ? null : link(request, offset + limit, limit),
    previous: offset === 0 ? null : link(request, Math.max(offset - limit, 0), limit),
  };
}

function link(request: Asked, offset: number, limit: number): string {
  const query = new URLSearchParams(/\?(.*)/s.exec(request.originalUrl)?.[1]);
  query.set('limit', String(limit));
  query.set('offset', String(offset));
  return `${requestedUrl(request)}?${query}`;
}
