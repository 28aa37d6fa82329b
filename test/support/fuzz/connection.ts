import { connect, type Socket } from 'node:net';

/** A response as it came over the wire. */
export interface RawResponse {
  /** Zero if the connection closed before the response was complete. */
  readonly status: number;
  /** Names as they were sent, in their order. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  /** Milliseconds from sending the request. */
  readonly elapsedMs: number;
}

/** How long a response may take before the request counts as never answered, in milliseconds. */
const responseTimeoutMs = 60_000;

/** How long a response is waited for after that: of a machine that was suspended, the timer is handled before what has arrived. */
const suspensionMs = 1000;

/** The response of a connection that closed. */
const closedResponse = { status: 0, headers: [], body: '' };

/**
 * A keep-alive connection that sends bytes as they are, malformed ones included. It has one request in flight, and connects
 * again when the server has closed it.
 */
export class RawConnection {
  readonly #port: number;
  #socket: Socket | undefined;
  #received: Buffer = Buffer.alloc(0);
  #onData: (isClosed: boolean) => void = () => {};

  constructor(url: string) {
    this.#port = Number(new URL(url).port);
  }

  /** Sends a request and reads its response. Throws an Error if there is none in time. */
  async send(bytes: Buffer, isHead = false): Promise<RawResponse> {
    const socket = this.#socket ?? (await this.#open());
    this.#received = Buffer.alloc(0);
    const sentAt = performance.now();
    const response = new Promise<Omit<RawResponse, 'elapsedMs'>>((resolve, reject) => {
      const expire = () => {
        this.close();
        reject(new Error(`no response in time to ${bytes.toString('latin1', 0, 500)}`));
      };
      let timer = setTimeout(() => {
        timer = setTimeout(expire, suspensionMs);
      }, responseTimeoutMs);
      this.#onData = (isClosed) => {
        const complete = parseResponse(this.#received, isHead, isClosed);
        if (!complete && !isClosed) return;
        clearTimeout(timer);
        resolve(complete ?? closedResponse);
      };
    });
    socket.write(bytes);
    const received = await response;
    const isLast = received.headers.some(
      ([name, value]) => /^connection$/i.test(name) && /close/i.test(value),
    );
    if (isLast) this.close();
    return { ...received, elapsedMs: performance.now() - sentAt };
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #open(): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.#port, '127.0.0.1', () => resolve(socket));
      this.#socket = socket;
      socket.setNoDelay();
      socket.on('data', (chunk: Buffer) => {
        if (this.#socket !== socket) return;
        this.#received = this.#received.length > 0 ? Buffer.concat([this.#received, chunk]) : chunk;
        this.#onData(false);
      });
      // A server may reset a connection after it has refused the request.
      socket.on('error', (error) => reject(error));
      socket.on('close', () => {
        if (this.#socket !== socket) return;
        this.#socket = undefined;
        this.#onData(true);
      });
    });
  }
}

/** Parses a response, or returns undefined if more bytes have to come. */
function parseResponse(
  bytes: Buffer,
  isHead: boolean,
  isClosed: boolean,
): Omit<RawResponse, 'elapsedMs'> | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [start = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  const status = Number(start.split(' ')[1]);
  const header = (name: string) => headers.find(([each]) => each.toLowerCase() === name)?.[1];
  const rest = bytes.subarray(end + 4);
  if (isHead || status === 204 || status === 304) return { status, headers, body: '' };
  if (header('transfer-encoding') === 'chunked') {
    const body = dechunk(rest);
    return body && { status, headers, body: body.toString('latin1') };
  }
  const length = header('content-length');
  if (length === undefined && !isClosed) return undefined;
  if (length !== undefined && rest.length < Number(length)) return undefined;
  return { status, headers, body: rest.toString('latin1') };
}

/** Joins the chunks of a body; undefined if the last one is missing. */
function dechunk(bytes: Buffer): Buffer | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = bytes.indexOf('\r\n', at);
    if (end < 0) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, end), 16);
    const next = end + 2 + size + 2;
    if (next > bytes.length) return undefined;
    if (size === 0) return Buffer.concat(chunks);
    chunks.push(bytes.subarray(end + 2, end + 2 + size));
    at = next;
  }
}
