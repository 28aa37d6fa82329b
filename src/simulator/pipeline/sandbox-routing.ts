import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  CapacityError,
  defaultSandbox,
  type SandboxRegistry,
  sandboxName,
} from '../../store/sandbox/registry.js';
import { parseBearer, type Signer } from '../auth/tokens.js';
import type { Contract } from '../contract/contract.js';
import { badRequest, notFound, Problem } from '../contract/problem.js';

const prefixed = /^\/~([^/?]*)/;
const ownHost = /^([^.:]+)\.localhost(?::\d+)?$/i;

/** The URL that is routed: without the sandbox's prefix, and with a contract's path in place of its aliases. */
export function createUrlRewriter(
  contracts: readonly Contract[],
): (request: Pick<IncomingMessage, 'url'>) => string {
  const aliases = contracts.flatMap((contract) => Object.entries(contract.aliases));
  const mounts = contracts.map(({ mount }) => mount);
  // What nearly all ask for: a path below a mount, which is neither below an alias nor said twice.
  const directMounts = mounts
    .filter((mount) => !aliases.some(([alias]) => isUnder(mount, alias) || isUnder(alias, mount)))
    .map((mount) => ({ begin: `${mount}/`, twice: `${mount}${mount}` }));
  return ({ url = '/' }) => {
    if (
      directMounts.some(
        ({ begin, twice: repeated }) => url.startsWith(begin) && !url.startsWith(repeated),
      )
    )
      return url;
    const path = dropRepeatedMount(stripOrigin(url), mounts).replace(prefixed, '') || '/';
    const rooted = path.startsWith('/') ? path : `/${path}`;
    const found = aliases.find(([alias]) => isUnder(rooted, alias));
    return found ? `${found[1]}${rooted.slice(found[0].length)}` : rooted;
  };
}

/**
 * Clients that put their base before the path of a link, which has it already, ask for it twice: `/api/api/user/`.
 * Once is meant.
 */
function dropRepeatedMount(url: string, mounts: readonly string[]): string {
  const [prefix = ''] = prefixed.exec(url) ?? [];
  const rest = url.slice(prefix.length);
  const bases = [...mounts.map((mount) => `${prefix}${mount}`), prefix];
  const repeated = bases.find((base) => base && isUnder(url, `${base}${base}`));
  if (repeated) return url.slice(repeated.length);
  const mount = mounts.find((base) => isUnder(rest, `${base}${base}`));
  return mount ? `${prefix}${rest.slice(mount.length)}` : url;
}

/** What a URL asks for: proxies' clients send the origin too. */
export function stripOrigin(url: string): string {
  return url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?]*/i, '') || '/';
}

/** Whether a path, or a URL, is the given one or below it. */
export function isUnder(path: string, base: string): boolean {
  return path.startsWith(base) && /^($|[/?])/.test(path.slice(base.length));
}

/** Puts a request into the sandbox that it names. Throws a problem for a bad name (400) or an unknown one (404). */
export function resolveSandbox(
  request: FastifyRequest,
  reply: FastifyReply,
  sandboxes: SandboxRegistry,
  signer: Signer,
): void {
  const name = sandboxNameOf(request, signer);
  if (!sandboxName.test(name)) {
    const message = `must be a name of a sandbox: 1 to 63 of a-z, 0-9 and -, not beginning with -, not ${JSON.stringify(name)}`;
    throw badRequest(
      [{ in: 'header', at: 'x-sandbox', message }],
      `${JSON.stringify(name)} is no name of a sandbox`,
    );
  }
  reply.header('x-sandbox', name);
  const sandbox = withCapacityCheck(() => sandboxes.open(name));
  if (!sandbox) throw notFound(`There is no sandbox ${name}, and unknown ones are not forked here`);
  request.sandbox = sandbox;
  // Every time that a caller sees is the sandbox's, so that the same script gets the same bytes.
  reply.header('date', httpDate(sandbox.clock.now()));
}

let latest = { second: Number.NaN, text: '' };

/** An instant as headers tell it; the same one as the last time is at hand. */
export function httpDate(time: number): string {
  const second = Math.floor(time / 1000);
  if (second !== latest.second) latest = { second, text: new Date(time).toUTCString() };
  return latest.text;
}

/** Makes a sandbox. Throws a 503 problem when there may be no more of them. */
export function withCapacityCheck<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw error instanceof CapacityError ? capacityProblem(error) : error;
  }
}

/** 503: there may be no more sandboxes. */
export function capacityProblem({ message }: CapacityError): Problem {
  return new Problem(
    503,
    `No sandbox can be made: ${message}, and all are in use. Delete some, or raise --max-sandboxes or --max-memory`,
    { headers: { 'retry-after': '60' } },
  );
}

/** The prefix under which a request came, to be put before links: `/~NAME` or nothing. */
export function sandboxPrefix(request: FastifyRequest): string {
  return prefixed.exec(stripOrigin(request.originalUrl))?.[0] ?? '';
}

/** The URL that was asked for, from the scheme to the path, as a client can ask for it again. */
export function requestedUrl(
  request: Pick<FastifyRequest, 'originalUrl' | 'protocol' | 'host' | 'server'>,
): string {
  const [path = ''] = dropRepeatedMount(stripOrigin(request.originalUrl), [
    request.server.prefix,
  ]).split('?');
  return `${request.protocol}://${request.host}${path}`;
}

/** The first of: path prefix, host, header, token. */
function sandboxNameOf({ originalUrl, headers }: FastifyRequest, signer: Signer): string {
  const url = stripOrigin(originalUrl);
  if (url.startsWith('/~')) return prefixed.exec(url)?.[1] ?? '';
  const host = headers.host?.includes('.') ? ownHost.exec(headers.host) : undefined;
  if (host) return (host[1] ?? '').toLowerCase();
  const header = headers['x-sandbox'];
  if (header !== undefined) return String(header);
  const token = parseBearer(headers.authorization);
  return (token && signer.sandboxOf(token)) || defaultSandbox;
}
