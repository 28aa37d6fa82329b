import { connect } from 'node:net';

/** A request before it is encoded. */
export interface Request {
  readonly method: 'GET' | 'PUT' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Returns the next request, encoded. The stream never ends. */
export type Requests = () => string;

const connections = 32;

/** The result of loading a server. */
export interface Load {
  /** Responses per second. */
  readonly rate: number;
  /** Milliseconds from each request to its complete response. */
  readonly times: readonly number[];
  /** The share of the time that this process, the load generator, was on a processor. */
  readonly busy: number;
}

/**
 * Sends requests over 32 persistent connections, each as soon as the response before it is complete. A general HTTP client
 * spends more time on a request than a bare Fastify route does, so it would measure itself. Throws an Error when a response is
 * not a success or a connection closes.
 */
export async function load(url: string, next: Requests, seconds: number): Promise<Load> {
  const opened = await Promise.all(Array.from({ length: connections }, () => open(url)));
  const times: number[] = [];
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const end = startedAt + seconds * 1000;
  const sendAll = async (connection: Connection) => {
    while (performance.now() < end) times.push(await connection.send(next()));
  };
  try {
    await Promise.all(opened.map(sendAll));
  } catch (error) {
    throw new Error(`${url}: ${(error as Error).message}`);
  } finally {
    for (const connection of opened) connection.close();
  }
  const passed = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { rate: times.length / passed, times, busy: (user + system) / 1e6 / passed };
}

/** Encodes a request as HTTP/1.1. All of it must be ASCII. */
export function encode({ method, path, headers, body }: Request): string {
  const all = body === undefined ? headers : { ...headers, 'content-length': String(body.length) };
  const lines = Object.entries({ host: '127.0.0.1', ...all }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`;
}

/** The same request, repeated. */
export function repeat(request: Request): Requests {
  const text = encode(request);
  return () => text;
}

/** Sends one request and returns the response body. Throws an Error when the response is not a success. */
export async function fetchText(
  url: string,
  { method, path, headers, body }: Request,
): Promise<string> {
  const response = await fetch(`${url}${path}`, { method, headers, ...(body && { body }) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text;
}

/** A persistent connection with at most one request in flight. */
export interface Connection {
  /** Resolves to the milliseconds until the response is complete. Throws an Error when it is not a success. */
  send(request: string): Promise<number>;
  close(): void;
}

/** Connects to a server. */
export function open(url: string): Promise<Connection> {
  const { hostname, port } = new URL(url);
  let sentAt = 0;
  let onSuccess: (milliseconds: number) => void = () => {};
  let onError: (error: Error) => void = () => {};
  const read = responseParser((status, head) => {
    if (status < 300) onSuccess(performance.now() - sentAt);
    else onError(new Error(`the response is not a success: ${head}`));
  });
  const socket = connect({
    host: hostname,
    port: Number(port),
    noDelay: true,
    // One buffer for all reads: allocating one per response would be most of the work of this process.
    onread: {
      buffer: Buffer.allocUnsafe(64 * 1024),
      callback(length, buffer) {
        read(buffer.subarray(0, length) as Buffer);
        return true;
      },
    },
  });
  const connection: Connection = {
    send: (request) =>
      new Promise((resolve, reject) => {
        onSuccess = resolve;
        onError = reject;
        sentAt = performance.now();
        socket.write(request, 'latin1');
      }),
    close: () => socket.destroy(),
  };
  return new Promise((resolve, reject) => {
    onError = reject;
    socket.once('connect', () => resolve(connection));
    socket.on('error', (error) => onError(error));
    socket.on('close', () => onError(new Error('the server closed a connection')));
  });
}

/**
 * Parses consecutive responses and reports when each is complete. A chunked response ends with its empty chunk, which JSON
 * without line breaks cannot contain.
 */
function responseParser(complete: (status: number, head: string) => void): (chunk: Buffer) => void {
  let head = '';
  let isInBody = false;
  let isChunked = false;
  let remaining = 0;
  let tail = '';
  const body = (chunk: Buffer) => {
    remaining -= chunk.length;
    if (isChunked)
      tail = (tail + chunk.subarray(-lastChunk.length).toString('latin1')).slice(-lastChunk.length);
    isInBody = isChunked ? tail !== lastChunk && tail !== onlyChunk : remaining > 0;
    if (isInBody) return;
    const completed = head;
    head = '';
    complete(Number(completed.slice(9, 12)), completed);
  };
  return (chunk) => {
    if (isInBody) return body(chunk);
    const before = head.length;
    head += chunk.toString('latin1', 0, maxHead);
    const end = head.indexOf('\r\n\r\n') + 4;
    if (end < 4) return;
    head = head.slice(0, end);
    const [, length] = /\ncontent-length: *(\d+)/i.exec(head) ?? [];
    isChunked = length === undefined && /\ntransfer-encoding: *chunked/i.test(head);
    remaining = Number(length ?? 0);
    tail = '';
    body(chunk.subarray(end - before));
  };
}

/** Response heads are shorter than this; the body is not decoded. */
const maxHead = 4096;
const lastChunk = '\r\n0\r\n\r\n';
const onlyChunk = '0\r\n\r\n';
