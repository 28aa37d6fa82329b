import { connect } from 'node:net';

/** A request as it is written down in a program. */
export interface Request {
  readonly method: 'GET' | 'PUT' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The bytes of the next request to send; there is always one more. */
export type Requests = () => string;

const connections = 32;

/** What was seen while requests were sent. */
export interface Load {
  /** Answers per second. */
  readonly rate: number;
  /** How long each answer took, in milliseconds. */
  readonly times: readonly number[];
  /** The part of the time in which this process, which sends, was on a processor. */
  readonly busy: number;
}

/**
 * Sends requests over kept connections, each the next one as soon as its answer is complete. It is written for this: an HTTP
 * client of general use takes more time for a request than a bare Fastify route does, and would be what is measured.
 * Throws an Error when an answer is no success or a connection is lost.
 */
export async function load(url: string, next: Requests, seconds: number): Promise<Load> {
  const lines = await Promise.all(Array.from({ length: connections }, () => open(url)));
  const times: number[] = [];
  const cpu = process.cpuUsage();
  const began = performance.now();
  const end = began + seconds * 1000;
  const sendAll = async (line: Connection) => {
    while (performance.now() < end) times.push(await line.send(next()));
  };
  try {
    await Promise.all(lines.map(sendAll));
  } catch (error) {
    throw new Error(`${url}: ${(error as Error).message}`);
  } finally {
    for (const line of lines) line.close();
  }
  const passed = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { rate: times.length / passed, times, busy: (user + system) / 1e6 / passed };
}

/** The bytes of a request. Everything in it is ASCII. */
export function encode({ method, path, headers, body }: Request): string {
  const all = body === undefined ? headers : { ...headers, 'content-length': String(body.length) };
  const lines = Object.entries({ host: '127.0.0.1', ...all }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`;
}

/** The same request again and again. */
export function repeat(request: Request): Requests {
  const text = encode(request);
  return () => text;
}

/** Sends one request and gives back the body of its answer. Throws an Error when it is no success. */
export async function fetchText(
  url: string,
  { method, path, headers, body }: Request,
): Promise<string> {
  const answer = await fetch(`${url}${path}`, { method, headers, ...(body && { body }) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text;
}

/** A kept connection, on which one request waits for its answer at a time. */
export interface Connection {
  /** Answers how many milliseconds passed until the answer was complete. Throws an Error when it is no success. */
  send(request: string): Promise<number>;
  close(): void;
}

/** Connects to a server. */
export function open(url: string): Promise<Connection> {
  const { hostname, port } = new URL(url);
  let sent = 0;
  let answered: (milliseconds: number) => void = () => {};
  let refused: (error: Error) => void = () => {};
  const read = responseParser((status, head) => {
    if (status < 300) answered(performance.now() - sent);
    else refused(new Error(`an answer was no success: ${head}`));
  });
  const socket = connect({
    host: hostname,
    port: Number(port),
    noDelay: true,
    // One buffer for all that is read: a new one for each answer would be the larger part of this program's work.
    onread: {
      buffer: Buffer.allocUnsafe(64 * 1024),
      callback(length, buffer) {
        read(buffer.subarray(0, length) as Buffer);
        return true;
      },
    },
  });
  const line: Connection = {
    send: (request) =>
      new Promise((resolve, reject) => {
        answered = resolve;
        refused = reject;
        sent = performance.now();
        socket.write(request, 'latin1');
      }),
    close: () => socket.destroy(),
  };
  return new Promise((resolve, reject) => {
    refused = reject;
    socket.once('connect', () => resolve(line));
    socket.on('error', (error) => refused(error));
    socket.on('close', () => refused(new Error('the server closed a connection')));
  });
}

/**
 * Reads answers, one after another, and says when each is complete. A chunked one ends with its empty chunk; JSON has no
 * line ends within it that could be mistaken for one.
 */
function responseParser(complete: (status: number, head: string) => void): (piece: Buffer) => void {
  let head = '';
  let isInBody = false;
  let isChunked = false;
  let left = 0;
  let tail = '';
  const body = (piece: Buffer) => {
    left -= piece.length;
    if (isChunked)
      tail = (tail + piece.subarray(-lastChunk.length).toString('latin1')).slice(-lastChunk.length);
    isInBody = isChunked ? tail !== lastChunk && tail !== onlyChunk : left > 0;
    if (isInBody) return;
    const said = head;
    head = '';
    complete(Number(said.slice(9, 12)), said);
  };
  return (piece) => {
    if (isInBody) return body(piece);
    const before = head.length;
    head += piece.toString('latin1', 0, mostHead);
    const end = head.indexOf('\r\n\r\n') + 4;
    if (end < 4) return;
    head = head.slice(0, end);
    const [, length] = /\ncontent-length: *(\d+)/i.exec(head) ?? [];
    isChunked = length === undefined && /\ntransfer-encoding: *chunked/i.test(head);
    left = Number(length ?? 0);
    tail = '';
    body(piece.subarray(end - before));
  };
}

/** Heads are shorter than this; what follows need not become text. */
const mostHead = 4096;
const lastChunk = '\r\n0\r\n\r\n';
const onlyChunk = '0\r\n\r\n';
