import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { defaultSandbox, type SandboxRegistry, sandboxName } from '../../store/sandbox/registry.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import { parseBearer, type Signer } from '../auth/tokens.js';
import type { Contract } from '../contract/contract.js';
import { badRequest, notFound, Problem } from '../contract/problem.js';

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
    const url = collapseSlashes(decodeUnreserved(request.url ?? '/'));
    for (const { prefix, repeated } of directMounts)
      if (url.startsWith(prefix) && !url.startsWith(repeated)) return routableUrl(url);
    const path = dropRepeatedMount(url, mounts).replace(sandboxPrefixPattern, '') || '/';
    const rooted = path.startsWith('/') ? path : `/${path}`;
    const alias = aliases.find(([prefix]) => isUnder(rooted, prefix));
    if (!alias) return rewriteOther(routableUrl(rooted), request);
    const [prefix, target] = alias;
    return routableUrl(`${target}${rooted.slice(prefix.length)}`);
  };
}

/**
 * The path and query of a request target, with doubled slashes of the path as one: clients join a base URL that ends with a
 * slash and a path that begins with one. An absolute URL contains two, so its origin is dropped too.
 */
function collapseSlashes(url: string): string {
  if (!url.includes('//')) return url;
  const target = stripOrigin(url);
  const path = pathOf(target);
  return `${path.replace(/\/{2,}/g, '/')}${target.slice(path.length)}`;
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

/** The path of a URL, without query and fragment. */
export function pathOf(url: string): string {
  const end = url.search(/[?#]/);
  return end < 0 ? url : url.slice(0, end);
}

/** Drops a repeated mount, as in `/api/api/user/`: some clients prepend their base URL to links that already include it. */
export function dropRepeatedMount(url: string, mounts: readonly string[]): string {
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
function sandboxInPath(path: string): string | undefined {
  return sandboxPrefixPattern.exec(path)?.[1];
}

/** The sandbox prefix of the requested URL, for links: `/~NAME` or an empty string. */
export function sandboxPrefix(request: Pick<FastifyRequest, 'originalUrl'>): string {
  return sandboxPrefixPattern.exec(collapseSlashes(request.originalUrl))?.[0] ?? '';
}

/** The requested path, without the sandbox prefix and the query. */
export function requestedPath({ originalUrl }: Pick<FastifyRequest, 'originalUrl'>): string {
  const url = stripOrigin(originalUrl);
  const end = url.indexOf('?');
  const path = end < 0 ? url : url.slice(0, end);
  return (path.startsWith('/~') ? path.replace(/^\/~[^/]*/, '') : path) || '/';
}

/** The requested query, without the question mark. */
export function requestedQuery({ originalUrl }: Pick<FastifyRequest, 'originalUrl'>): string {
  const start = originalUrl.indexOf('?');
  if (start < 0) return '';
  const end = originalUrl.indexOf('#', start);
  return originalUrl.slice(start + 1, end < 0 ? undefined : end);
}

/** Whether a request has a body, by its headers. */
export function hasBody(headers: IncomingMessage['headers']): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

const sandboxHost = /^([^.:]+)\.localhost(?::\d+)?$/i;

/** What a request's sandbox is looked up with. */
export interface SandboxRouting {
  readonly sandboxes: SandboxRegistry;
  readonly signer: Signer;
}

/**
 * Opens the sandbox that a request names, stores it in `request.context`, and sets the headers with its name and time. Throws
 * a problem for an invalid name (400) or an unknown one (404), and CapacityError if no sandbox can be created. A damaged one is
 * an error only if `needsData`.
 */
export function resolveSandbox(
  request: FastifyRequest,
  reply: FastifyReply,
  routing: SandboxRouting,
  needsData = true,
): void {
  const name = validNameOf(request, reply, routing);
  const { sandboxes } = routing;
  const sandbox = needsData ? sandboxes.open(name) : sandboxes.openOrSubstitute(name);
  if (!sandbox)
    throw notFound(`There is no sandbox ${name}, and this server does not create unknown ones`);
  useSandbox(request, reply, sandbox);
}

/** The same for a request that must not create a sandbox: an unknown name gets the default sandbox. */
export function resolveExistingSandbox(
  request: FastifyRequest,
  reply: FastifyReply,
  routing: SandboxRouting,
): void {
  const { sandboxes } = routing;
  const name = validNameOf(request, reply, routing);
  const sandbox = sandboxes.openOrSubstitute(sandboxes.has(name) ? name : defaultSandbox);
  if (sandbox) useSandbox(request, reply, sandbox);
}

/** The name of the requested sandbox, which is also set as a header. Throws a 400 problem for an invalid one. */
function validNameOf(
  request: FastifyRequest,
  reply: FastifyReply,
  { signer }: SandboxRouting,
): string {
  const name = sandboxNameOf(request, signer);
  if (!sandboxName.test(name)) {
    const message = `must be a sandbox name: 1 to 63 of a-z, 0-9 and -, not beginning with -, not ${JSON.stringify(name)}`;
    throw badRequest(
      [{ in: 'header', at: 'x-sandbox', message }],
      `${JSON.stringify(name)} is not a sandbox name`,
    );
  }
  reply.header('x-sandbox', name);
  request.context.sandboxName = name;
  return name;
}

function useSandbox(request: FastifyRequest, reply: FastifyReply, sandbox: Sandbox): void {
  request.context.sandbox = sandbox;
  // The date is the sandbox's, so that the same requests get the same bytes.
  reply.header('date', httpDate(sandbox.clock.now()));
}

let latest = { second: Number.NaN, text: '' };

/** An instant as an HTTP date. The latest one is cached, because requests share the second. */
export function httpDate(time: number): string {
  const second = Math.floor(time / 1000);
  if (second !== latest.second) latest = { second, text: new Date(time).toUTCString() };
  return latest.text;
}

/**
 * The name of the requested sandbox: from the path prefix, else the host, the header, the token or the key. Throws a 400 problem for a
 * token that was issued for another one.
 */
function sandboxNameOf(request: FastifyRequest, signer: Signer): string {
  const name = explicitSandbox(request);
  const token = parseBearer(request.headers.authorization);
  const issuedFor = (token && signer.sandboxOf(token)) || undefined;
  if (name === undefined) return issuedFor ?? request.context.caller?.sandbox ?? defaultSandbox;
  if (issuedFor === undefined || issuedFor === name || !sandboxName.test(name)) return name;
  const message = `is a token of sandbox ${issuedFor}, but the request is to sandbox ${name}`;
  throw badRequest([{ in: 'header', at: 'authorization', message }], `The token ${message}`);
}

/** The sandbox that a request without a token is routed to. Its name may be invalid. */
export function requestedSandbox(request: FastifyRequest): string {
  return explicitSandbox(request) ?? defaultSandbox;
}

/** The sandbox that a request names besides its token; undefined if it names none. */
export function explicitSandbox({ originalUrl, headers }: FastifyRequest): string | undefined {
  const url = collapseSlashes(originalUrl);
  if (url.startsWith('/~')) return sandboxInPath(url) ?? '';
  const host = headers.host?.includes('.') ? sandboxHost.exec(headers.host) : undefined;
  if (host) return (host[1] ?? '').toLowerCase();
  const header = headers['x-sandbox'];
  return header === undefined ? undefined : String(header);
}
