import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { Contract } from '../contract/contract.js';
import { Problem } from '../contract/problem.js';

const sandboxPrefixPattern = /^\/~([^/?]*)/;

/** Longer path segments are refused here, because Fastify's own limit would not use the vendor's dialect. */
const maxSegmentLength = 4096;

/**
 * Returns a function that maps a requested URL to the routed one: without the sandbox prefix, with aliases resolved.
 * `rewriteOther` gets the URLs that are not below the mount of a vendor.
 */
export function createUrlRewriter<Request extends Pick<IncomingMessage, 'url'>>(
  contracts: readonly Contract[],
  rewriteOther: (url: string, request: Request) => string = (url) => url,
): (request: Request) => string {
  const aliases = contracts.flatMap((contract) => Object.entries(contract.aliases));
  const mounts = contracts.map(({ mount }) => mount);
  // The fast path: URLs below a mount that no alias overlaps need no rewriting, unless the mount is repeated.
  const directMounts = mounts
    .filter((mount) => !aliases.some(([alias]) => isUnder(mount, alias) || isUnder(alias, mount)))
    .map((mount) => ({ prefix: `${mount}/`, repeated: `${mount}${mount}` }));
  return (request) => {
    const url = decodeUnreserved(request.url ?? '/');
    for (const { prefix, repeated } of directMounts)
      if (url.startsWith(prefix) && !url.startsWith(repeated)) return routableUrl(url);
    const path =
      dropRepeatedMount(stripOrigin(url), mounts).replace(sandboxPrefixPattern, '') || '/';
    const rooted = path.startsWith('/') ? path : `/${path}`;
    const alias = aliases.find(([prefix]) => isUnder(rooted, prefix));
    if (!alias) return rewriteOther(routableUrl(rooted), request);
    const [prefix, target] = alias;
    return routableUrl(`${target}${rooted.slice(prefix.length)}`);
  };
}

/**
 * Decodes the letters, digits, hyphens, periods and underscores that a client has escaped in a path, as RFC 3986 section 6.2.2.2
 * recommends: `/%5Fsim` is `/_sim` for the router, so it must be for every check that reads the path.
 */
function decodeUnreserved(url: string): string {
  if (!url.includes('%')) return url;
  const path = pathOf(url);
  const decoded = path.replace(/%([0-9a-f]{2})/gi, (escaped, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return /[a-z0-9._-]/i.test(character) ? character : escaped;
  });
  return `${decoded}${url.slice(path.length)}`;
}

/**
 * Escapes the percent signs of a path that the router cannot decode, so that the pipeline refuses it; Fastify would respond
 * before any hook runs.
 */
function routableUrl(url: string): string {
  if (!url.includes('%') || isDecodable(url)) return url;
  const path = pathOf(url);
  return `${path.replaceAll('%', '%25')}${url.slice(path.length)}`;
}

/** The problem of a URL that cannot be routed: 400 for a malformed path, 414 for a segment that is too long. */
export function urlProblem({ originalUrl }: FastifyRequest): Problem | undefined {
  if (originalUrl.includes('%') && !isDecodable(originalUrl)) return malformedUrl;
  if (originalUrl.length <= maxSegmentLength) return undefined;
  const isTooLong = pathOf(originalUrl)
    .split('/')
    .some((segment) => segment.length > maxSegmentLength);
  return isTooLong ? new Problem(414, 'A segment of the path is too long') : undefined;
}

const malformedUrl = new Problem(
  400,
  'The URL is malformed: a percent sign must be followed by two hex digits',
  {
    reason: {
      rule: 'Each percent sign of a URL must be followed by two hex digits, and the bytes must be UTF-8',
      remedies: ['path segments encoded with encodeURIComponent'],
    },
  },
);

function isDecodable(url: string): boolean {
  try {
    decodeURIComponent(pathOf(url));
    return true;
  } catch {
    return false;
  }
}

function pathOf(url: string): string {
  const end = url.search(/[?#]/);
  return end < 0 ? url : url.slice(0, end);
}

/** Drops a repeated mount, as in `/api/api/user/`: some clients prepend their base URL to links that already include it. */
function dropRepeatedMount(url: string, mounts: readonly string[]): string {
  const [prefix = ''] = sandboxPrefixPattern.exec(url) ?? [];
  const rest = url.slice(prefix.length);
  const bases = [...mounts.map((mount) => `${prefix}${mount}`), prefix];
  const repeated = bases.find((base) => base && isUnder(url, `${base}${base}`));
  if (repeated) return url.slice(repeated.length);
  const mount = mounts.find((base) => isUnder(rest, `${base}${base}`));
  return mount ? `${prefix}${rest.slice(mount.length)}` : url;
}

/** The path and query of a request target. Clients of a proxy send an absolute URL. */
export function stripOrigin(url: string): string {
  return url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?]*/i, '') || '/';
}

/** Whether a path or URL equals a base path or is below it. */
export function isUnder(path: string, base: string): boolean {
  if (!path.startsWith(base)) return false;
  const next = path[base.length];
  return next === undefined || next === '/' || next === '?' || next === '#';
}

/** The sandbox that a path names: `NAME` of `/~NAME/...`. */
export function sandboxInPath(path: string): string | undefined {
  return sandboxPrefixPattern.exec(path)?.[1];
}

/** The sandbox prefix of the requested URL, for links: `/~NAME` or an empty string. */
export function sandboxPrefix(request: FastifyRequest): string {
  return sandboxPrefixPattern.exec(stripOrigin(request.originalUrl))?.[0] ?? '';
}

/** The requested path, without the sandbox prefix and the query. */
export function requestedPath({ originalUrl }: Pick<FastifyRequest, 'originalUrl'>): string {
  const url = stripOrigin(originalUrl);
  const end = url.indexOf('?');
  const path = end < 0 ? url : url.slice(0, end);
  return (path.startsWith('/~') ? path.replace(/^\/~[^/]*/, '') : path) || '/';
}

/** The requested URL with scheme and host but without its query, as a base for links. */
export function requestedUrl(
  request: Pick<FastifyRequest, 'originalUrl' | 'protocol' | 'host' | 'server'>,
): string {
  const [path = ''] = dropRepeatedMount(stripOrigin(request.originalUrl), [
    request.server.prefix,
  ]).split('?');
  return `${request.protocol}://${request.host}${path}`;
}
