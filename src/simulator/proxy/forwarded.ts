import type { IncomingHttpHeaders } from 'node:http';
import { isIPv6 } from 'node:net';
import parse from 'forwarded-parse';
import type { PeerTrust } from './trusted-peers.js';

/** A request as the server received it, perhaps from a proxy. */
export interface ReceivedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly socket: { readonly remoteAddress?: string | undefined };
  readonly protocol: string;
  readonly host: string;
}

/** What a proxy says about the URL that its client requested. Undefined parts are missing or malformed. */
interface ForwardedUrl {
  readonly protocol?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: string | undefined;
  readonly prefix?: string | undefined;
}

/** A host name or an IPv6 address in brackets, and a port. */
const hostPattern = /^(?:[a-z\d_](?:[a-z\d._-]{0,251}[a-z\d])?|\[([\da-f:.]{2,45})\])(?::(\d+))?$/i;
const prefixPattern = /^(\/[\w.~!$&'()*+;=:@%-]+)+\/?$/;
const defaultPorts: Readonly<Record<string, string>> = { http: '80', https: '443' };

/** Whether a request has a header that may change the links of its response. */
export function isForwarded(headers: IncomingHttpHeaders): boolean {
  return (
    headers.forwarded !== undefined ||
    headers['x-forwarded-proto'] !== undefined ||
    headers['x-forwarded-host'] !== undefined ||
    headers['x-forwarded-port'] !== undefined ||
    headers['x-forwarded-prefix'] !== undefined
  );
}

/**
 * The scheme, host and path prefix of the URL that the client of a trusted proxy requested. Undefined without such a proxy. A
 * header that is malformed or has several values is ignored, and the request's own scheme or host is used.
 */
export function forwardedBase(request: ReceivedRequest, trusts: PeerTrust): string | undefined {
  const { headers, socket } = request;
  if (!isForwarded(headers) || !trusts(socket.remoteAddress)) return undefined;
  const stated = readNonStandard(headers);
  const standard = readStandard(headers.forwarded, trusts);
  const protocol = standard.protocol ?? stated.protocol ?? request.protocol;
  const host = standard.host ?? stated.host ?? request.host;
  if (!host) return undefined;
  const port = standard.host === undefined ? stated.port : undefined;
  return `${protocol}://${port ? withPort(host, port, protocol) : host}${stated.prefix ?? ''}`;
}

function readNonStandard(headers: IncomingHttpHeaders): ForwardedUrl {
  const header = (name: string) => String(headers[`x-forwarded-${name}`] ?? '').trim();
  return {
    protocol: validProtocol(header('proto')),
    host: validHost(header('host')),
    port: isPort(header('port')) ? String(Number(header('port'))) : undefined,
    prefix: validPrefix(header('prefix')),
  };
}

/**
 * Reads the header of RFC 7239. Each proxy appends an element, so the last one is of the peer; an earlier one counts if its
 * author, which the next one names, is trusted too.
 */
function readStandard(header: string | undefined, trusts: PeerTrust): ForwardedUrl {
  let url: ForwardedUrl = {};
  for (const element of parseElements(header).reverse()) {
    const protocol = validProtocol(element.proto ?? '') ?? url.protocol;
    url = { protocol, host: validHost(element.host ?? '') ?? url.host };
    if (!trusts(addressOf(element.for ?? ''))) break;
  }
  return url;
}

function parseElements(header: string | undefined): Record<string, string>[] {
  try {
    return header === undefined ? [] : parse(header);
  } catch {
    return [];
  }
}

/** The address of a node as RFC 7239 writes it: without the brackets of IPv6 and without the port. */
function addressOf(node: string): string {
  return /^\[([^\]]*)\]/.exec(node)?.[1] ?? node.replace(/:\d+$/, '');
}

function validProtocol(protocol: string): string | undefined {
  return /^https?$/i.test(protocol) ? protocol.toLowerCase() : undefined;
}

function validHost(host: string): string | undefined {
  const [found, address, port] = hostPattern.exec(host) ?? [];
  const isInvalid = (address && !isIPv6(address)) || (port && !isPort(port));
  return isInvalid ? undefined : found;
}

function isPort(port: string): boolean {
  return /^\d{1,5}$/.test(port) && Number(port) > 0 && Number(port) < 65_536;
}

/** A prefix without the slash at its end. One with `.` or `..` as a segment would point elsewhere. */
function validPrefix(prefix: string): string | undefined {
  const isValid = prefixPattern.test(prefix) && !/\/\.{1,2}(\/|$)/.test(prefix);
  return isValid ? prefix.replace(/\/$/, '') : undefined;
}

function withPort(host: string, port: string, protocol: string): string {
  const name = host.replace(/:\d+$/, '');
  return port === defaultPorts[protocol] ? name : `${name}:${port}`;
}
