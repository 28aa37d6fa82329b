import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { defaultSandbox, type Sandboxes, sandboxName } from '../store/sandboxes.js';
import type { Contract } from './contract.js';
import { invalid, notFound } from './problem.js';
import type { Signer } from './tokens.js';

const prefixed = /^\/~([^/?]*)/;
const ownHost = /^([^.:]+)\.localhost(?::\d+)?$/i;

/** The URL that is routed: without the sandbox's prefix, and with a contract's mount in place of its aliases. */
export function rewrite(contracts: readonly Contract[]): (request: IncomingMessage) => string {
  const aliases = contracts.flatMap(({ aliases, mount }) =>
    aliases.map((alias) => ({ alias, mount })),
  );
  return ({ url = '/' }) => {
    const bare = url.replace(prefixed, '') || '/';
    const path = bare.startsWith('/') ? bare : `/${bare}`;
    const found = aliases.find(
      ({ alias }) => path.startsWith(alias) && /^($|[/?])/.test(path.slice(alias.length)),
    );
    return found ? `${found.mount}${path.slice(found.alias.length)}` : path;
  };
}

/** Puts a request into the sandbox that it names. Throws a problem for a bad name (400) or an unknown one (404). */
export function enter(
  request: FastifyRequest,
  reply: FastifyReply,
  sandboxes: Sandboxes,
  signer: Signer,
): void {
  const name = nameOf(request, signer);
  if (!sandboxName.test(name)) {
    const message = `must be a name of a sandbox: 1 to 63 of a-z, 0-9 and -, not beginning with -, not ${JSON.stringify(name)}`;
    throw invalid(
      [{ in: 'header', at: 'x-sandbox', message }],
      `${JSON.stringify(name)} is no name of a sandbox`,
    );
  }
  reply.header('x-sandbox', name);
  const sandbox = sandboxes.enter(name);
  if (!sandbox) throw notFound(`There is no sandbox ${name}, and unknown ones are not forked here`);
  request.sandbox = sandbox;
  // Every time that a caller sees is the sandbox's, so that the same script gets the same bytes.
  reply.header('date', new Date(sandbox.clock.now()).toUTCString());
}

/** The prefix under which a request came, to be put before links: `/~NAME` or nothing. */
export function prefixOf(request: FastifyRequest): string {
  return prefixed.exec(request.originalUrl)?.[0] ?? '';
}

/** The first of: path prefix, host, header, token. */
function nameOf({ originalUrl, headers }: FastifyRequest, signer: Signer): string {
  const path = prefixed.exec(originalUrl);
  if (path) return path[1] ?? '';
  const host = ownHost.exec(headers.host ?? '');
  if (host) return (host[1] ?? '').toLowerCase();
  const header = headers['x-sandbox'];
  if (header !== undefined) return String(header);
  const token = /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  return (token && signer.read(token)?.sandbox) || defaultSandbox;
}
