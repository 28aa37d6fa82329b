import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyServerOptions } from 'fastify';
import { BatchedResponse } from './response-batching.js';

/** Whether a request has been answered. */
type Interceptor = (request: IncomingMessage, response: ServerResponse) => boolean;

/** How often connections that have become idle are closed while a server closes, in milliseconds. */
const idleSweepMs = 20;

/**
 * Makes servers that let `again` have each request first, and Fastify all that it leaves. When one closes, it closes each
 * connection as soon as its last answer has been sent: Node would wait until clients are tired of keeping it.
 */
export function createServerFactory(
  intercept: Interceptor,
  closing: AbortSignal,
): NonNullable<FastifyServerOptions<Server>['serverFactory']> {
  return (handle, { keepAliveTimeout, requestTimeout }) => {
    const server = createServer({ ServerResponse: BatchedResponse }, (request, response) => {
      if (!intercept(request, response)) handle(request, response);
    });
    // What Fastify sets where it makes the server.
    server.keepAliveTimeout = Number(keepAliveTimeout);
    server.requestTimeout = Number(requestTimeout);
    const close = () => {
      if (!server.listening) return;
      const sweeping = setInterval(() => server.closeIdleConnections(), idleSweepMs);
      server.once('close', () => clearInterval(sweeping));
    };
    closing.addEventListener('abort', close, { once: true });
    return server;
  };
}

/** What else may be wrong with bytes that are no request, by Node's word for it. */
const statusByErrorCode: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Bytes that are no HTTP are answered as well as may be, and cut off. */
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
