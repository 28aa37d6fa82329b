import { type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { clearInterval, setInterval } from '../lib/timers.js';

/** What the server takes on at the same time, so that no number of clients exhausts its memory or its file descriptors. */
export interface ConnectionLimits {
  readonly connections: number;
  /** Requests without a response, of all connections and of one. */
  readonly requests: number;
  readonly requestsPerConnection: number;
  /** The bytes of all bodies that are being received or processed. */
  readonly bodyBytes: number;
  /** How long a client may leave a response unread, in milliseconds. */
  readonly unreadMs: number;
}

const mebibyte = 1024 * 1024;

export const defaultLimits: ConnectionLimits = {
  connections: 5000,
  requests: 5000,
  requestsPerConnection: 100,
  bodyBytes: 256 * mebibyte,
  unreadMs: 60_000,
};

/** The maximum size of a body in memory. Uploads are larger, but stored in files. */
export const bodyLimit = mebibyte;

const connectionKey = Symbol('connection');

/** What a connection takes up. */
interface Connection {
  /** The requests without a response, and the sizes of their bodies. */
  requests: number;
  bodyBytes: number;
  /** The responses to the latest two requests. */
  latest: ServerResponse | undefined;
  previous: ServerResponse | undefined;
  /** The bytes that were sent or queued, and those that are still queued, at the latest check. */
  sentBytes: number;
  queuedBytes: number;
}

/** A property of the socket, because a map would cost a lookup for each request. */
type CountedSocket = Socket & { [connectionKey]?: Connection };

/** A response that tells the counter when it is complete. */
export class TrackedResponse<
  Received extends IncomingMessage = IncomingMessage,
> extends ServerResponse<Received> {
  /** Whoever counts the request. Declared only, because defining a property takes time with each response. */
  declare counter: ConnectionCounter | undefined;

  override end(...end: unknown[]): this {
    this.counter?.release(this);
    return super.end(...(end as Parameters<ServerResponse['end']>));
  }
}

/** Counts the connections of a server and the requests in progress. */
export class ConnectionCounter {
  readonly #limits: ConnectionLimits;
  readonly #sockets = new Set<CountedSocket>();
  #requests = 0;
  #bodyBytes = 0;

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
  }

  /** Counts the connections of a server, and closes those whose client reads nothing. */
  watch(server: Server): void {
    // Node closes further connections at once.
    server.maxConnections = this.#limits.connections;
    server.on('connection', (socket: CountedSocket) => {
      const connection: Connection = {
        ...{ requests: 0, bodyBytes: 0, sentBytes: 0, queuedBytes: 0 },
        ...{ latest: undefined, previous: undefined },
      };
      socket[connectionKey] = connection;
      this.#sockets.add(socket);
      socket.once('close', () => {
        this.#sockets.delete(socket);
        this.#count(connection, -connection.requests, -connection.bodyBytes);
        delete socket[connectionKey];
      });
    });
    const timer = setInterval(() => this.#closeUnread(), this.#limits.unreadMs / 2).unref();
    server.once('close', () => clearInterval(timer));
  }

  /** Whether one more request is within the limits. */
  admits({ socket, headers }: IncomingMessage): boolean {
    const { requests, requestsPerConnection, bodyBytes } = this.#limits;
    const connection = (socket as CountedSocket)[connectionKey];
    return (
      this.#requests < requests &&
      (connection?.requests ?? 0) < requestsPerConnection &&
      (this.#bodyBytes + bodyLimit <= bodyBytes ||
        this.#bodyBytes + bodyBytesOf(headers) <= bodyBytes)
    );
  }

  /** Counts a request without a response, until it has one or its connection closes. */
  track({ socket, headers }: IncomingMessage, response: TrackedResponse): void {
    const connection = (socket as CountedSocket)[connectionKey];
    if (!connection) return;
    connection.previous = connection.latest;
    connection.latest = response;
    if (response.writableEnded) return;
    this.#count(connection, 1, bodyBytesOf(headers));
    response.counter = this;
  }

  /** Counts a request no longer. */
  release(response: TrackedResponse): void {
    const { socket, headers } = response.req;
    const connection = (socket as CountedSocket)[connectionKey];
    if (connection) this.#count(connection, -1, -bodyBytesOf(headers));
    response.counter = undefined;
  }

  /** The latest response of a connection to a request that was received completely, unless it has been sent. */
  unsentResponse(socket: CountedSocket): ServerResponse | undefined {
    const { latest, previous } = socket[connectionKey] ?? {};
    const response = latest?.req.complete ? latest : previous;
    return response?.writableFinished ? undefined : response;
  }

  #count(connection: Connection, requests: number, bodyBytes: number): void {
    this.#requests += requests;
    this.#bodyBytes += bodyBytes;
    connection.requests += requests;
    connection.bodyBytes += bodyBytes;
  }

  /** Closes the connections whose client has read nothing since the previous check, though there is something to read. */
  #closeUnread(): void {
    for (const socket of this.#sockets) {
      const connection = socket[connectionKey];
      if (!connection) continue;
      const { bytesWritten, writableLength } = socket;
      const isStuck =
        bytesWritten === connection.sentBytes && writableLength === connection.queuedBytes;
      if (isStuck && writableLength > 0) socket.destroy();
      connection.sentBytes = bytesWritten;
      connection.queuedBytes = writableLength;
    }
  }
}

/** The size that a body may have; at most `bodyLimit`, because larger ones are refused or stored in a file. */
function bodyBytesOf(headers: IncomingMessage['headers']): number {
  const length = headers['content-length'];
  if (length !== undefined) return Math.min(Number(length), bodyLimit);
  return headers['transfer-encoding'] === undefined ? 0 : bodyLimit;
}
