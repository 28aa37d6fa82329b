import { requestedBase, sandboxPrefix, type UrlParts } from '../../simulator/pipeline/routing.js';

/** Builds absolute URLs of an enterprise's objects, in the sandbox and at the host of a request. */
export function linksFor(request: UrlParts) {
  const base = `${requestedBase(request)}${sandboxPrefix(request)}${request.server.prefix}`;
  return {
    /** The URL of the API itself. */
    base: `${base}/`,
    /** The URL of the operation that reads an enterprise, which is in another version of the API than other objects. */
    enterprise: (id: string) => `${base}/v1/enterprise/${id}/`,
    /** The URL of an object of an enterprise, such as its `device`. */
    object: (enterprise: string, kind: string, id: string) =>
      `${base}/enterprise/${enterprise}/${kind}/${id}/`,
    user: (id: number) => `${base}/user/${id}/`,
  };
}
