import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyServerOptions } from 'fastify';
import { clearInterval, setInterval } from '../lib/timers.js';
import { BatchedResponse } from './response-batching.js';

/** Handles a request before Fastify; returns false to leave it to Fastify. */
type Interceptor = (request: IncomingMessage, response: ServerResponse) => boolean;

interface ServerFactoryOptions {
  /** Defined if the response cache is on; then responses are also sent in batches. */
  readonly intercept: Interceptor | undefined;
  readonly shutdownSignal: AbortSignal;
}

/** How often idle connections are closed during shutdown, in milliseconds. */
const idleSweepMs = 20;

/** Creates Node's HTTP server for Fastify. It closes idle keep-alive connections during shutdown; Node would wait for their timeout. */
export function createServerFactory({
  intercept,
  shutdownSignal,
}: ServerFactoryOptions): NonNullable<FastifyServerOptions<Server>['serverFactory']> {
  return (handle, { keepAliveTimeout, requestTimeout }) => {
    const server = intercept
      ? createServer({ ServerResponse: BatchedResponse }, (request, response) => {
          if (!intercept(request, response)) handle(request, response);
        })
      : createServer(handle);
    // Fastify sets these only on servers that it creates itself.
    server.keepAliveTimeout = Number(keepAliveTimeout);
    server.requestTimeout = Number(requestTimeout);
    const close = () => {
      if (!server.listening) return;
      const sweep = setInterval(() => server.closeIdleConnections(), idleSweepMs);
      server.once('close', () => clearInterval(sweep));
    };
    shutdownSignal.addEventListener('abort', close, { once: true });
    return server;
  };
}

/** The statuses of errors of Node's HTTP parser, other than 400. */
const statusByErrorCode: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Responds to a malformed HTTP request and closes the connection. */
export function handleClientError(error: { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  const status = statusByErrorCode[error.code ?? ''] ?? '400 Bad Request';
  const body = JSON.stringify({
    type: 'about:blank',
    title: status.slice(4),
    status: Number(status.slice(0, 3)),
  });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/problem+json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}
