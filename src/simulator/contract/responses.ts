import type { Readable } from 'node:stream';
import type { Page } from '../../store/query/executor.js';
import type { ExclusiveWriter } from '../../store/sandbox/parts/long-writes.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import type { Problem } from './problem.js';

/** A JSON list whose items are already serialized, between two ASCII texts. It is sent from the database to the socket without being parsed. */
export class RawJson {
  readonly #before: string;
  readonly #items: readonly Buffer[];
  readonly #after: string;

  constructor(before: string, items: readonly Buffer[], after: string) {
    this.#before = before;
    this.#items = items;
    this.#after = after;
  }

  /** The JSON as UTF-8, in a buffer of the allocator. */
  toBuffer(allocate: (size: number) => Buffer): Buffer {
    const items = this.#items;
    let size = this.#before.length + this.#after.length + Math.max(items.length - 1, 0);
    for (const item of items) size += item.length;
    const bytes = allocate(size);
    let end = writeAscii(bytes, 0, this.#before);
    const start = end;
    for (const item of items) {
      if (end > start) bytes[end++] = comma;
      bytes.set(item, end);
      end += item.length;
    }
    writeAscii(bytes, end, this.#after);
    return bytes;
  }
}

/** A response with another status than the operation's first success. */
export class StatusResponse {
  readonly status: number;
  readonly value: unknown;

  constructor(status: number, value: unknown) {
    this.status = status;
    this.value = value;
  }
}

/** A body that is not JSON, sent as a stream or as bytes, with the headers that describe it. */
export class StreamResponse {
  readonly body: Readable | Buffer;
  readonly headers: Readonly<Record<string, string>>;

  constructor(body: Readable | Buffer, headers: Readonly<Record<string, string>>) {
    this.body = body;
    this.headers = headers;
  }
}

/**
 * A response that is rendered from the result of a query. The result is a promise where the query yields to the event loop;
 * the pipeline awaits it, so that handlers stay synchronous.
 */
export class DeferredResponse<Result = unknown> {
  readonly result: Result | Promise<Result>;
  readonly render: (result: Result) => unknown;

  constructor(result: Result | Promise<Result>, render: (result: Result) => unknown) {
    this.result = result;
    this.render = render;
  }
}

/**
 * A write that may take long. The pipeline runs it as the only writer of the sandbox, while reads are served, and responds with
 * its result. Nothing of it can be read before it has ended.
 */
export class LongWrite {
  readonly work: (writer: ExclusiveWriter<Sandbox>) => Promise<unknown>;

  constructor(work: (writer: ExclusiveWriter<Sandbox>) => Promise<unknown>) {
    this.work = work;
  }
}

/** How a vendor wraps a page of documents. */
interface ListEnvelope {
  /** The key of the total number of matching documents. */
  readonly total: string;
  /** The key of the page itself. */
  readonly items: string;
  /** Returns the error for an empty list where the vendor refuses one; undefined otherwise. */
  readonly emptyProblem?: () => Problem | undefined;
}

/** A page of documents in the vendor's envelope, `{"<total>": 0, "<items>": []}`. */
export function listResponse(
  page: Page | Promise<Page>,
  { total: totalKey, items, emptyProblem }: ListEnvelope,
): DeferredResponse<Page> {
  return new DeferredResponse(page, ({ total, rows }) => {
    const problem = total === 0 ? emptyProblem?.() : undefined;
    if (problem) throw problem;
    return new RawJson(`{"${totalKey}":${total},"${items}":[`, rows, ']}');
  });
}

const comma = 0x2c;

/** Writes short ASCII at an offset and returns its end; faster than `Buffer.write`, which is a call into C++. */
function writeAscii(bytes: Buffer, offset: number, text: string): number {
  for (let index = 0; index < text.length; index++) bytes[offset + index] = text.charCodeAt(index);
  return offset + text.length;
}

/** Whether a body is complete in memory, not a stream. */
export function isBuffered(body: unknown): body is string | Buffer {
  return typeof body === 'string' || Buffer.isBuffer(body);
}

/** The size of a block, and of the largest body in one, in bytes. */
const sizes = { block: 64 * 1024, body: 16 * 1024 };

/** The bodies of a journal that get memory of their own before there are blocks, because most sandboxes have few calls. */
const exactBodies = 100;

/**
 * Memory for the bodies of the responses of one sandbox. Many bodies share a block, because allocating memory for each takes
 * several times as long as filling it. All of a block is in use until its last body is dropped, so blocks belong to one journal,
 * which drops its bodies in the order of their allocation.
 */
export class BodyPool {
  #count = 0;
  #block: Buffer | undefined;
  #end = 0;

  /** Returns memory that is not initialized. */
  allocate(size: number): Buffer {
    if (size > sizes.body || this.#count < exactBodies) {
      this.#count++;
      return Buffer.allocUnsafe(size);
    }
    if (!this.#block || this.#end + size > sizes.block) {
      this.#block = Buffer.allocUnsafeSlow(sizes.block);
      this.#end = 0;
    }
    const start = this.#end;
    this.#end += size;
    return this.#block.subarray(start, this.#end);
  }
}
