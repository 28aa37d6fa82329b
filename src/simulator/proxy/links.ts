import type { FastifyRequest } from 'fastify';
import { defaultSandbox } from '../../store/sandbox/registry.js';
import { dropRepeatedMount, sandboxPrefix, stripOrigin } from '../pipeline/routing.js';
import { forwardedBase } from './forwarded.js';

/** The parts of a request that links to this server depend on. */
export type UrlParts = Pick<
  FastifyRequest,
  'originalUrl' | 'protocol' | 'host' | 'headers' | 'socket' | 'server'
>;

/** The requested URL without its query, as a base for links. */
export function requestedUrl(request: UrlParts): string {
  const [path = ''] = dropRepeatedMount(stripOrigin(request.originalUrl), [
    request.server.prefix,
  ]).split('?');
  return `${requestedBase(request)}${path}`;
}

/** What absolute links to this server begin with: scheme, host and the path prefix of a proxy, without a slash at the end. */
export function requestedBase(request: UrlParts): string {
  const { protocol, host, server } = request;
  // A request of HTTP/1.0 may have no Host.
  return externalBase(request) ?? (host ? `${protocol}://${host}` : server.listeningOrigin);
}

/** The same where it differs from the received request: the setting `publicUrl`, or what a trusted proxy says. */
export function externalBase(request: UrlParts): string | undefined {
  const { publicUrl, trustsPeer } = request.server;
  return publicUrl ?? forwardedBase(request, trustsPeer);
}

/**
 * The prefix of a link that leads to a sandbox whatever else the next request has: empty if the host names the sandbox, or for the
 * default one.
 */
export function linkPrefix(request: UrlParts, name: string): string {
  const base = externalBase(request);
  const host = base ? base.replace(/^https?:\/\//, '') : request.host;
  const needsNoPrefix = name === defaultSandbox || host.startsWith(`${name}.`);
  return sandboxPrefix(request) || (needsNoPrefix ? '' : `/~${name}`);
}
