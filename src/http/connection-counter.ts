import { type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { hasBody } from '../simulator/pipeline/routing.js';
import { systemNow } from '../store/time/clock.js';
import { bodyLimit, type ConnectionLimits } from './connection-limits.js';

/** How long the bytes of all bodies are not measured again, in milliseconds. */
const measureMs = 50;

const connectionKey = Symbol('connection');

/** What a connection takes up. */
interface Connection {
  readonly counter: ConnectionCounter;
  /** The requests whose response is not sent completely, and the bytes of the responses that wait. */
  requests: number;
  queuedBytes: number;
  /** How many bytes the connection had received when the head of a request with a body was; undefined between such requests. */
  bodyStart: number | undefined;
  /** The responses to the latest two requests. */
  latest: ServerResponse | undefined;
  previous: ServerResponse | undefined;
  /** It is closed after the responses that wait, and further requests are not processed. */
  isClosing: boolean;
  /** The bytes that the socket had taken over, and those of them that waited, at the latest check. */
  socketBytes: number;
  socketQueue: number;
}

/** A property of the socket, because a map would cost a lookup for each request. */
type CountedSocket = Socket & { [connectionKey]?: Connection };

/** A response that tells the counter when it is complete, and when it is sent. */
export class TrackedResponse<
  Received extends IncomingMessage = IncomingMessage,
> extends ServerResponse<Received> {
  override end(body?: unknown, encoding?: unknown, callback?: unknown): this {
    const connection = (this.req.socket as CountedSocket)[connectionKey];
    if (connection && !this.finished) connection.counter.ended(connection, this, body);
    return super.end(body, encoding as BufferEncoding, callback as () => void);
  }

  override detachSocket(socket: Socket): void {
    const connection = (socket as CountedSocket)[connectionKey];
    connection?.counter.sent(connection);
    super.detachSocket(socket);
  }
}

/** Handles a request before Fastify; returns false to leave it to Fastify. */
export type Interceptor = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A limit that has been reached: what one connection or the server takes on. */
type ReachedLimit = 'requests' | 'connectionRequests' | 'connectionQueue' | 'bodies';

/** Why a request is refused before it is processed: it has not one Host header, or a limit is reached. */
export type RefusalReason = 'host' | ReachedLimit;

/** What is done with a request. */
interface RequestHandlers {
  readonly intercept: Interceptor | undefined;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
  /** Responds, and closes the connection. */
  readonly refuse: (response: ServerResponse, reason: RefusalReason) => void;
}

/** What to do with a request: process it, refuse it because of a limit, or ignore it because its connection is closing. */
type Admission = 'admitted' | 'ignored' | ReachedLimit;

/** Counts the connections of a server, the requests in progress and the responses that wait to be sent. */
export class ConnectionCounter {
  readonly #limits: ConnectionLimits;
  readonly #sockets = new Set<CountedSocket>();
  #requests = 0;
  #queuedBytes = 0;
  /** The requests that have a body and no response. */
  #bodies = 0;
  #bodyBytes = { measuredAt: Number.NEGATIVE_INFINITY, value: 0 };

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
  }

  /** Counts the connections of a server, and closes those whose client reads nothing. */
  watch(server: Server): void {
    // Node closes further connections of this address at once.
    server.maxConnections = this.#limits.connections;
    server.on('connection', (socket: CountedSocket) => {
      if (this.#isFull()) return void socket.destroy();
      const connection: Connection = {
        counter: this,
        ...{ requests: 0, queuedBytes: 0, bodyStart: undefined, isClosing: false },
        ...{ latest: undefined, previous: undefined, socketBytes: 0, socketQueue: 0 },
      };
      socket[connectionKey] = connection;
      this.#sockets.add(socket);
      socket.once('close', () => {
        this.#sockets.delete(socket);
        this.#requests -= connection.requests;
        this.#queuedBytes -= connection.queuedBytes;
        this.#endBody(connection);
        delete socket[connectionKey];
      });
    });
    const timer = setInterval(() => this.#closeUnread(), this.#limits.unreadMs / 2).unref();
    server.once('close', () => clearInterval(timer));
  }

  /** Returns the request listener of Node's server. */
  requestListener({ intercept, handle, refuse }: RequestHandlers) {
    return (request: IncomingMessage, response: ServerResponse): void => {
      const admission = this.admit(request, response);
      // A client must send nothing after a request that closes the connection, and would repeat what gets no response.
      if (admission === 'ignored') return;
      if (!hasOneHost(request)) refuse(response, 'host');
      else if (admission !== 'admitted') refuse(response, admission);
      else if (!intercept?.(request, response)) handle(request, response);
      if (!response.writableEnded) this.#trackBody(request);
    };
  }

  /** Counts a request, until its response is sent or its connection closes, and says what to do with it. */
  admit({ socket, headers }: IncomingMessage, response: ServerResponse): Admission {
    const connection = (socket as CountedSocket)[connectionKey];
    if (!connection) return 'admitted';
    if (isClosing(connection)) return 'ignored';
    const reached = this.#reachedLimit(connection, headers);
    connection.previous = connection.latest;
    connection.latest = response;
    connection.requests++;
    this.#requests++;
    return reached ?? 'admitted';
  }

  /** Counts the body of a request that has no response yet, until it has one. */
  #trackBody({ socket, headers }: IncomingMessage): void {
    const connection = (socket as CountedSocket)[connectionKey];
    if (!connection || !hasBody(headers)) return;
    if (connection.bodyStart === undefined) this.#bodies++;
    connection.bodyStart = socket.bytesRead;
  }

  /** A response is complete; its last part waits to be sent. */
  ended(connection: Connection, response: ServerResponse, body: unknown): void {
    if (connection.latest === response) this.#endBody(connection);
    const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? body.length : 0;
    connection.queuedBytes += bytes;
    this.#queuedBytes += bytes;
    if (this.#queuedBytes > this.#limits.queuedBytes) this.#closeLongestQueue();
  }

  /** A response is sent. It counts as one of average size, because remembering its size would cost time with each response. */
  sent(connection: Connection): void {
    const bytes = connection.queuedBytes / connection.requests;
    connection.queuedBytes -= bytes;
    connection.requests--;
    this.#queuedBytes -= bytes;
    this.#requests--;
    if (connection.requests > 0) return;
    // A response that is referenced longer than it is needed costs a move by the garbage collector.
    connection.latest = undefined;
    connection.previous = undefined;
  }

  /** Ignores further requests of a connection, which is closed after the responses that wait. */
  markClosing(socket: CountedSocket): void {
    const connection = socket[connectionKey];
    if (connection) connection.isClosing = true;
  }

  /** Whether further requests of a connection are not processed. */
  isClosing(socket: CountedSocket): boolean {
    const connection = socket[connectionKey];
    return connection !== undefined && isClosing(connection);
  }

  /** The latest response of a connection to a request that was received completely, unless it has been sent. */
  unsentResponse(socket: CountedSocket): ServerResponse | undefined {
    const { latest, previous } = socket[connectionKey] ?? {};
    const response = latest?.req.complete ? latest : previous;
    return response?.writableFinished ? undefined : response;
  }

  #reachedLimit(
    connection: Connection,
    headers: IncomingMessage['headers'],
  ): ReachedLimit | undefined {
    const { requests, requestsPerConnection, bodyBytes, connectionQueueBytes } = this.#limits;
    if (this.#requests >= requests) return 'requests';
    if (connection.requests >= requestsPerConnection) return 'connectionRequests';
    if (connection.queuedBytes >= connectionQueueBytes) return 'connectionQueue';
    const mayBeMany = this.#bodies * bodyLimit >= bodyBytes && hasBody(headers);
    return mayBeMany && this.#measureBodies() >= bodyBytes ? 'bodies' : undefined;
  }

  /** Whether there are as many connections as allowed, over all addresses. */
  #isFull(): boolean {
    if (this.#sockets.size < this.#limits.connections) return false;
    const open = [...this.#sockets].filter(({ destroyed }) => !destroyed);
    return open.length >= this.#limits.connections;
  }

  #endBody(connection: Connection): void {
    if (connection.bodyStart !== undefined) this.#bodies--;
    connection.bodyStart = undefined;
  }

  /** The bytes of bodies that have arrived. What a client declares does not count, because it may never arrive. */
  #measureBodies(): number {
    const now = systemNow();
    if (now - this.#bodyBytes.measuredAt > measureMs) {
      let value = 0;
      for (const socket of this.#sockets) {
        const start = socket[connectionKey]?.bodyStart;
        if (start !== undefined) value += Math.min(socket.bytesRead - start, bodyLimit);
      }
      this.#bodyBytes = { measuredAt: now, value };
    }
    return this.#bodyBytes.value;
  }

  /** Closes the connection with the most bytes that wait. */
  #closeLongestQueue(): void {
    const queueOf = (socket: CountedSocket) => socket[connectionKey]?.queuedBytes ?? 0;
    let longest: CountedSocket | undefined;
    for (const socket of this.#sockets)
      if (!socket.destroyed && queueOf(socket) > (longest ? queueOf(longest) : 0)) longest = socket;
    longest?.destroy();
  }

  /** Closes the connections whose client has read nothing since the previous check, though there is something to read. */
  #closeUnread(): void {
    for (const socket of this.#sockets) {
      const connection = socket[connectionKey];
      if (!connection) continue;
      const { bytesWritten, writableLength } = socket;
      const isStuck =
        bytesWritten === connection.socketBytes && writableLength === connection.socketQueue;
      if (isStuck && writableLength > 0) socket.destroy();
      connection.socketBytes = bytesWritten;
      connection.socketQueue = writableLength;
    }
  }
}

/** Whether a response has said, or will say, that it closes the connection. */
function isClosing({ isClosing: isMarked, latest }: Connection): boolean {
  // A client may still be sending the body of its last request.
  return isMarked || (latest?.shouldKeepAlive === false && latest.req.complete);
}

/** Whether a request has one Host header, as RFC 9112 section 3.2 requires. One of HTTP/1.0 may have none. */
function hasOneHost({ rawHeaders, httpVersion }: IncomingMessage): boolean {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.length === 4 && isHost(name)) hosts++;
  }
  return hosts === 1 || (hosts === 0 && httpVersion === '1.0');
}

function isHost(name: string): boolean {
  // Conversion to lower case takes long, and these are the usual spellings.
  return name === 'Host' || name === 'host' || name.toLowerCase() === 'host';
}
