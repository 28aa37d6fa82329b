import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyServerOptions } from 'fastify';
import { setTimeout } from '../lib/timers.js';
import type { ConnectionDrain } from './connection-drain.js';
import { BatchedResponse } from './response-batching.js';

/** Handles a request before Fastify; returns false to leave it to Fastify. */
type Interceptor = (request: IncomingMessage, response: ServerResponse) => boolean;

/** How long a client may take, in milliseconds. */
export interface Timeouts {
  /** To send the head of a request. */
  readonly headersMs: number;
  /** To send a request completely. */
  readonly requestMs: number;
  /** To receive responses in progress after the server began to close. */
  readonly shutdownMs: number;
}

export const defaultTimeouts: Timeouts = {
  headersMs: 20_000,
  requestMs: 60_000,
  shutdownMs: 5_000,
};

interface ServerFactoryOptions {
  /** Defined if the response cache is on; then responses are also sent in batches. */
  readonly intercept: Interceptor | undefined;
  readonly drain: ConnectionDrain;
  readonly timeouts: Timeouts;
}

/** How long a refused client may read its response before its connection is destroyed, in milliseconds. */
const refusalGraceMs = 1000;

/** Creates Node's HTTP server for Fastify, with timeouts and with connections that are closed during shutdown. */
export function createServerFactory({
  intercept,
  drain,
  timeouts: { headersMs, requestMs },
}: ServerFactoryOptions): NonNullable<FastifyServerOptions<Server>['serverFactory']> {
  const options = {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    // Node looks for expired requests in this interval.
    connectionsCheckingInterval: Math.min(headersMs / 4, 5000),
    // Node's own response to a request without Host has no body.
    requireHostHeader: false,
    // Browsers send the cookies of all applications on this host.
    maxHeaderSize: 64 * 1024,
  };
  const isHandled = (request: IncomingMessage, response: ServerResponse) =>
    refuseMissingHost(request, response) || intercept?.(request, response);
  return (handle, { keepAliveTimeout }) => {
    const server = createServer(
      intercept ? { ...options, ServerResponse: BatchedResponse } : options,
      (request, response) => {
        if (!isHandled(request, response)) handle(request, response);
      },
    );
    // Fastify sets this only on servers that it creates itself.
    server.keepAliveTimeout = Number(keepAliveTimeout);
    drain.watch(server);
    return server;
  };
}

/** Refuses a request of HTTP/1.1 without Host, as RFC 9112 section 3.2 requires. */
function refuseMissingHost(
  { headers, httpVersion }: IncomingMessage,
  response: ServerResponse,
): boolean {
  if (headers.host !== undefined || httpVersion !== '1.1') return false;
  response.writeHead(400, { 'content-type': 'application/problem+json', connection: 'close' });
  response.end(problemBody('400 Bad Request'));
  return true;
}

/** The problem of a request that is refused before it is routed. The status has its reason phrase. */
function problemBody(status: string): string {
  const fields = { title: status.slice(4), status: Number(status.slice(0, 3)) };
  return JSON.stringify({ type: 'about:blank', ...fields });
}

/** The statuses of errors of Node's HTTP parser, other than 400. */
const statusByErrorCode: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** The connections of admitted uploads, which may take longer than a request while bytes arrive. */
const uploads = new WeakSet<Socket>();

/** Lets the request on a connection take as long as its body needs. */
export function allowLongUpload(socket: Socket): void {
  uploads.add(socket);
}

/** Responds to a malformed HTTP request and closes the connection. */
export function handleClientError(error: { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && uploads.delete(socket)) {
    // Node checks a request only once; from here on the connection must not be idle.
    socket.setTimeout(defaultTimeouts.requestMs, () => socket.destroy());
    return;
  }
  const status = statusByErrorCode[error.code ?? ''] ?? '400 Bad Request';
  const body = problemBody(status);
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/problem+json\r\nContent-Length: ${body.length}\r\nAccess-Control-Allow-Origin: *\r\nConnection: close\r\n\r\n${body}`,
  );
  setTimeout(() => socket.destroy(), refusalGraceMs).unref();
}
