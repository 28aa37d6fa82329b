import { requestedBase, sandboxPrefix, type UrlParts } from '../../simulator/pipeline/routing.js';

/** Builds absolute URLs of an enterprise's objects, in the sandbox and at the host of a request. */
export function linksFor(request: UrlParts) {
  const base = `${requestedBase(request)}${sandboxPrefix(request)}${request.server.prefix}`;
  return {
    /** The URL of the API itself. */
    base: `${base}/`,
    enterprise: (id: string) => `${base}/enterprise/${id}/`,
    /** The URL of an object of an enterprise, such as its `device`. */
    object: (enterprise: string, kind: string, id: string) =>
      `${base}/enterprise/${enterprise}/${kind}/${id}/`,
    user: (id: number) => `${base}/user/${id}/`,
  };
}
