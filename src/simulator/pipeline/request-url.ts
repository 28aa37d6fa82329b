import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { Contract } from '../contract/contract.js';
import { Problem } from '../contract/problem.js';

const prefixed = /^\/~([^/?]*)/;

/** Longer path segments are refused; Fastify's own limit would be answered in Fastify's words. */
const maxSegmentLength = 4096;

/** Maps a requested URL to the one that is routed: without the sandbox's prefix, and under the mount instead of an alias. */
export function createUrlRewriter(
  contracts: readonly Contract[],
): (request: Pick<IncomingMessage, 'url'>) => string {
  const aliases = contracts.flatMap((contract) => Object.entries(contract.aliases));
  const mounts = contracts.map(({ mount }) => mount);
  // The usual case, tested first: a path below a mount that no alias overlaps and that is not repeated.
  const directMounts = mounts
    .filter((mount) => !aliases.some(([alias]) => isUnder(mount, alias) || isUnder(alias, mount)))
    .map((mount) => ({ begin: `${mount}/`, repeated: `${mount}${mount}` }));
  return ({ url = '/' }) => {
    if (
      directMounts.some(({ begin, repeated }) => url.startsWith(begin) && !url.startsWith(repeated))
    )
      return url;
    const path = dropRepeatedMount(stripOrigin(url), mounts).replace(prefixed, '') || '/';
    const rooted = path.startsWith('/') ? path : `/${path}`;
    const found = aliases.find(([alias]) => isUnder(rooted, alias));
    return found ? `${found[1]}${rooted.slice(found[0].length)}` : rooted;
  };
}

/**
 * Escapes the percent signs of a path that the router cannot decode, so that hooks run and the pipeline refuses it: Fastify
 * would answer it before any hook.
 */
export function routableUrl(url: string): string {
  if (!url.includes('%') || isDecodable(url)) return url;
  const path = pathOf(url);
  return `${path.replaceAll('%', '%25')}${url.slice(path.length)}`;
}

/** Why a URL cannot be routed: 400 for a malformed path, 414 for a segment that is too long. */
export function urlProblem({ originalUrl }: FastifyRequest): Problem | undefined {
  if (originalUrl.includes('%') && !isDecodable(originalUrl)) return malformedUrl;
  if (originalUrl.length <= maxSegmentLength) return undefined;
  const isTooLong = pathOf(originalUrl)
    .split('/')
    .some((segment) => segment.length > maxSegmentLength);
  return isTooLong ? new Problem(414, 'A part of the path is too long') : undefined;
}

const malformedUrl = new Problem(
  400,
  'The URL is malformed: a percent sign must be followed by two hex digits',
  {
    reason: {
      rule: 'Each percent sign of a URL begins a byte of UTF-8 in two hex digits',
      remedies: ['parts of the path as encodeURIComponent writes them'],
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

/** Drops a mount that is repeated, `/api/api/user/`: some clients put their base before links that include it. */
function dropRepeatedMount(url: string, mounts: readonly string[]): string {
  const [prefix = ''] = prefixed.exec(url) ?? [];
  const rest = url.slice(prefix.length);
  const bases = [...mounts.map((mount) => `${prefix}${mount}`), prefix];
  const repeated = bases.find((base) => base && isUnder(url, `${base}${base}`));
  if (repeated) return url.slice(repeated.length);
  const mount = mounts.find((base) => isUnder(rest, `${base}${base}`));
  return mount ? `${prefix}${rest.slice(mount.length)}` : url;
}

/** The path and query of a request target: clients of a proxy send the origin before them. */
export function stripOrigin(url: string): string {
  return url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?]*/i, '') || '/';
}

/** Whether a path or URL equals a base path or is below it. */
export function isUnder(path: string, base: string): boolean {
  return path.startsWith(base) && /^($|[/?])/.test(path.slice(base.length));
}

/** The sandbox that a path names: `NAME` of `/~NAME/...`. */
export function sandboxInPath(path: string): string | undefined {
  return prefixed.exec(path)?.[1];
}

/** The sandbox prefix of the requested URL, to be put before links: `/~NAME` or nothing. */
export function sandboxPrefix(request: FastifyRequest): string {
  return prefixed.exec(stripOrigin(request.originalUrl))?.[0] ?? '';
}

/** The requested path, without the sandbox prefix and the query. */
export function requestedPath({ originalUrl }: Pick<FastifyRequest, 'originalUrl'>): string {
  const url = stripOrigin(originalUrl);
  const end = url.indexOf('?');
  const path = end < 0 ? url : url.slice(0, end);
  return (path.startsWith('/~') ? path.replace(/^\/~[^/]*/, '') : path) || '/';
}

/** The requested URL without its query, with scheme and host, so that links can be built from it. */
export function requestedUrl(
  request: Pick<FastifyRequest, 'originalUrl' | 'protocol' | 'host' | 'server'>,
): string {
  const [path = ''] = dropRepeatedMount(stripOrigin(request.originalUrl), [
    request.server.prefix,
  ]).split('?');
  return `${request.protocol}://${request.host}${path}`;
}
