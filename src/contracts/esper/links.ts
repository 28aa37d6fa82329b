import type { FastifyRequest } from 'fastify';
import { sandboxPrefix } from '../../simulator/pipeline/routing.js';
import { linkPrefix, requestedBase, type UrlParts } from '../../simulator/proxy/links.js';

/** Builds absolute URLs of an enterprise's objects, in the sandbox and at the host of a request. */
export function linksFor(request: UrlParts & Pick<FastifyRequest, 'context'>) {
  const origin = requestedBase(request);
  const { prefix } = request.server;
  const base = `${origin}${sandboxPrefix(request)}${prefix}`;
  return {
    /** The URL of the API itself. */
    base: `${base}/`,
    /** The URL of the operation that reads an enterprise, which is in another version of the API than other objects. */
    enterprise: (id: string) => `${base}/v1/enterprise/${id}/`,
    /** The URL of an object of an enterprise, such as its `device`. */
    object: (enterprise: string, kind: string, id: string) =>
      `${base}/enterprise/${enterprise}/${kind}/${id}/`,
    /** The URL of a file at a path below the mount, which needs neither a key nor a header. */
    file: (path: string, signature: string) =>
      `${origin}${linkPrefix(request, request.context.sandboxName)}${prefix}${path}?signature=${signature}`,
    user: (id: number) => `${base}/user/${id}/`,
  };
}

/** The links of a request. */
export type Links = ReturnType<typeof linksFor>;
