import { Readable } from 'node:stream';

const mebibyte = 1024 * 1024;

/** A reader that leaves more bytes unread is disconnected; it can continue with `Last-Event-ID`. */
const maxUnreadBytes = 4 * mebibyte;

/** When all readers together leave more bytes unread, the one with the most is disconnected. */
const maxTotalBytes = 256 * mebibyte;

const readers = new Set<EventReader>();
let totalBytes = 0;

/** An event that is converted when it is read. */
export interface LazyEvent {
  /** About the bytes that it takes. */
  readonly size: number;
  readonly toText: () => string;
}

/** Bytes that readers share, or an event of one reader. */
type Part = Buffer | LazyEvent;

/** The body of one event stream. The events that it begins with are converted one by one, when the client reads them. */
export class EventReader extends Readable {
  #parts: Part[];
  #unreadBytes = 0;
  #isComplete = false;
  /** Node has asked for data, and there were none. */
  #isWaiting = false;

  constructor(backlog: Iterable<LazyEvent>) {
    super();
    this.#parts = [...backlog];
    readers.add(this);
    this.#count(this.#parts.reduce((sum, part) => sum + sizeOf(part), 0));
  }

  /** Adds bytes, unless too many are unread; then a reader is disconnected. */
  add(bytes: Buffer): void {
    if (this.destroyed || this.#isComplete) return;
    if (this.#unreadBytes > maxUnreadBytes) return void this.destroy();
    this.#parts.push(bytes);
    this.#count(bytes.length);
    this.#continue();
  }

  /** Ends the stream after what is unread. */
  complete(): void {
    this.#isComplete = true;
    this.#continue();
  }

  override _read(): void {
    this.#isWaiting = false;
    while (this.#parts.length > 0) {
      const part = this.#parts.shift() as Part;
      this.#count(-sizeOf(part));
      if (!this.push(Buffer.isBuffer(part) ? part : part.toText())) return;
    }
    if (this.#isComplete) this.push(null);
    else this.#isWaiting = true;
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#parts = [];
    this.#count(-this.#unreadBytes);
    readers.delete(this);
    callback(error);
  }

  #continue(): void {
    if (!this.#isWaiting) return;
    try {
      this._read();
    } catch (error) {
      // Node catches the errors of its own calls only.
      this.destroy(error as Error);
    }
  }

  #count(bytes: number): void {
    this.#unreadBytes += bytes;
    totalBytes += bytes;
    if (bytes > 0 && totalBytes > maxTotalBytes) disconnectLongest();
  }

  get unreadBytes(): number {
    return this.#unreadBytes;
  }
}

function disconnectLongest(): void {
  const longest = (one: EventReader, other: EventReader) =>
    other.unreadBytes > one.unreadBytes ? other : one;
  [...readers].reduce(longest).destroy();
}

function sizeOf(part: Part): number {
  return Buffer.isBuffer(part) ? part.length : part.size;
}
