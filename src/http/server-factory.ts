import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyServerOptions } from 'fastify';
import { limitUnreadBody } from '../simulator/streams/unread-body.js';
import {
  type ConnectionCounter,
  type Interceptor,
  type RefusalReason,
  TrackedResponse,
} from './connection-counter.js';
import type { ConnectionDrain } from './connection-drain.js';
import { BatchedResponse } from './response-batching.js';

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
  readonly counter: ConnectionCounter;
  readonly timeouts: Timeouts;
}

/** How long a refused client may read its response before its connection is destroyed, in milliseconds. */
const refusalGraceMs = 1000;

/** Creates Node's HTTP server for Fastify, with timeouts and limits, and with connections that are closed during shutdown. */
export function createServerFactory({
  intercept,
  drain,
  counter,
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
    ServerResponse: intercept ? BatchedResponse : TrackedResponse,
  };
  const refuseRequest = (response: ServerResponse, reason: RefusalReason) =>
    refuse(response, refusalByReason[reason], counter);
  return (handle, { keepAliveTimeout }) => {
    const server = createServer(
      options,
      counter.requestListener({ intercept, handle, refuse: refuseRequest }),
    );
    // Node's own response to an expectation that it does not know has no body.
    server.on('checkExpectation', (request: IncomingMessage, response: TrackedResponse) => {
      if (counter.admit(request, response) !== 'ignored')
        refuse(response, unknownExpectation, counter);
    });
    // Fastify sets this only on servers that it creates itself.
    server.keepAliveTimeout = Number(keepAliveTimeout);
    drain.watch(server);
    counter.watch(server);
    return server;
  };
}

/** Why a request is refused before it is routed: a status with its reason phrase, and more. */
interface Refusal {
  readonly status: string;
  readonly detail?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const refusalByReason: Readonly<Record<RefusalReason, Refusal>> = {
  host: { status: '400 Bad Request', detail: 'A request must have one Host header' },
  requests: overload('The server has too many requests in progress'),
  connectionRequests: overload(
    'This connection has too many requests in progress; wait for their responses',
  ),
  connectionQueue: overload(
    'Too many bytes of responses wait on this connection; read them before the next request',
  ),
  bodies: overload('The server receives too many bodies at the same time'),
};

/** A limit that is reached for a while. */
function overload(detail: string): Refusal {
  return { status: '503 Service Unavailable', detail, headers: { 'retry-after': '1' } };
}

const unknownExpectation: Refusal = {
  status: '417 Expectation Failed',
  detail: 'The only known expectation is 100-continue',
};

/** The refusals for errors of Node's HTTP parser, other than 400. */
const refusalByErrorCode: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: { status: '431 Request Header Fields Too Large' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: '408 Request Timeout' },
};

/** Responds and closes the connection. */
function refuse(response: ServerResponse, refusal: Refusal, counter: ConnectionCounter): void {
  counter.markClosing(response.req.socket);
  limitUnreadBody(response.req, response);
  const { status, headers, body } = render(refusal);
  response.writeHead(Number(status.slice(0, 3)), headers);
  response.end(body);
}

/** A refusal as a problem of RFC 9457, which every page may read. */
function render({ status, detail, headers }: Refusal) {
  const fields = { title: status.slice(4), status: Number(status.slice(0, 3)), detail };
  const body = JSON.stringify({ type: 'about:blank', ...fields });
  const all = {
    'content-type': 'application/problem+json',
    'content-length': String(Buffer.byteLength(body)),
    'access-control-allow-origin': '*',
    connection: 'close',
    ...headers,
  };
  return { status, headers: all, body };
}

/** The responses to admitted uploads, which may take longer than a request while bytes arrive, by connection. */
const uploads = new WeakMap<Socket, ServerResponse>();

/** Lets a request take as long as its body needs, until its response is sent. */
export function allowLongUpload(response: ServerResponse): void {
  const { socket } = response.req;
  uploads.set(socket, response);
  response.once('close', () => uploads.delete(socket));
}

/** Returns the handler of malformed HTTP requests: it responds, after the responses to earlier requests, and closes the connection. */
export function createClientErrorHandler(counter: ConnectionCounter, { requestMs }: Timeouts) {
  return (error: { code?: string }, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable || counter.isClosing(socket)) return;
    const upload = uploads.get(socket);
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && upload) {
      limitIdleTime(socket, upload, requestMs);
      return;
    }
    counter.markClosing(socket);
    const refusal = refusalByErrorCode[error.code ?? ''] ?? { status: '400 Bad Request' };
    const unsent = counter.unsentResponse(socket);
    if (unsent) unsent.once('close', () => refuseSocket(socket, refusal));
    else refuseSocket(socket, refusal);
  };
}

/** Closes the connection of an upload that sends nothing any longer. Node checks the duration of a request only once. */
function limitIdleTime(socket: Socket, response: ServerResponse, maxMs: number): void {
  socket.setTimeout(maxMs);
  // Node destroys the connection itself unless the response has a listener.
  response.on('timeout', () => {
    const received = socket.bytesRead;
    // A timer can fire before bytes are read that arrived while the event loop was busy.
    setImmediate(() => {
      // An upload that has arrived may have to wait for others.
      if (!response.req.complete && socket.bytesRead === received) socket.destroy();
    });
  });
}

function refuseSocket(socket: Socket, refusal: Refusal): void {
  const { status, headers, body } = render(refusal);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${status}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
  setTimeout(() => socket.destroy(), refusalGraceMs).unref();
}
