import type { Readable } from 'node:stream';
import { systemNow } from '../../store/time/clock.js';
import { EventReader, type LazyEvent } from './event-reader.js';

/** How often an idle stream sends a comment to keep the connection open, in real milliseconds. */
const heartbeatMs = 15_000;

/** How long new items are collected before they are sent together, in real milliseconds. */
const collectMs = 10;

/** How long items are converted before the server handles other work, in real milliseconds. */
const sliceMs = 3;

/** When items of this size wait to be converted, each further item converts the oldest ones. */
const maxWaitingBytes = 4 * 1024 * 1024;

/** The headers of a response with server-sent events. */
export const eventStreamHeaders = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  // nginx would hold events back.
  'x-accel-buffering': 'no',
};

/** Something that is sent to the readers of a broadcast. */
interface BroadcastItem {
  /** About the bytes that it takes in memory. */
  readonly size: number;
}

/** A server-sent event with the item that it was made of. */
interface SentEvent<Item> {
  readonly item: Item;
  readonly text: string;
}

/** How a reader is connected. */
interface ReaderOptions<Item> {
  /** Called to subscribe the reader, with the function that ends its stream; returns the function that unsubscribes it. */
  readonly subscribe: (end: () => void) => () => void;
  /** What the reader gets first: earlier events. */
  readonly backlog?: (() => Iterable<LazyEvent>) | undefined;
  /** A comment, which shows that the stream is open. */
  readonly comment: string;
  /** Which items the reader gets; all by default. */
  readonly accepts?: ((item: Item) => boolean) | undefined;
  /** Ends the stream. */
  readonly signal: AbortSignal;
}

/**
 * Sends items to all readers as server-sent events. An item is converted once for all of them, after the response that it belongs
 * to, and the events of some milliseconds are written together.
 */
export class Broadcast<Item extends BroadcastItem> {
  readonly #toEvent: (item: Item) => string;
  readonly #readers = new Map<EventReader, ReaderOptions<Item>>();
  /** The items that are not converted, oldest first, and their size. */
  #waiting: Item[] = [];
  #waitingBytes = 0;
  /** The events that are not written. */
  #events: SentEvent<Item>[] = [];
  #isScheduled = false;

  /** `toEvent` returns the text of an event with its empty line. */
  constructor(toEvent: (item: Item) => string) {
    this.#toEvent = toEvent;
  }

  get readerCount(): number {
    return this.#readers.size;
  }

  /** Opens the stream of a new reader, which gets no item that was added before. */
  open(options: ReaderOptions<Item>): Readable {
    const { subscribe, backlog, comment, signal } = options;
    this.flush();
    let reader: EventReader | undefined;
    const end = () => {
      try {
        this.flush();
        reader?.complete();
      } catch (error) {
        // Nothing catches the error of a listener.
        reader?.destroy(error as Error);
      }
    };
    const unsubscribe = subscribe(end);
    const opened = new EventReader(backlog?.() ?? []);
    reader = opened;
    opened.add(Buffer.from(`: ${comment}\n\n`));
    this.#readers.set(opened, options);
    const heartbeat = setInterval(() => opened.add(Buffer.from(':\n\n')), heartbeatMs);
    signal.addEventListener('abort', end);
    opened.on('close', () => {
      this.#readers.delete(opened);
      unsubscribe();
      clearInterval(heartbeat);
      signal.removeEventListener('abort', end);
    });
    return opened;
  }

  add(item: Item): void {
    this.#waiting.push(item);
    this.#waitingBytes += item.size;
    if (this.#waitingBytes > maxWaitingBytes)
      this.#convertUntil(() => this.#waitingBytes <= maxWaitingBytes);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setTimeout(() => this.#sendSlice(), collectMs);
  }

  /** Sends everything that waits. */
  flush(): void {
    this.#convertUntil(() => false);
    this.#write();
  }

  #sendSlice(): void {
    const end = systemNow() + sliceMs;
    try {
      this.#convertUntil(() => systemNow() > end);
      this.#write();
    } catch (error) {
      for (const reader of this.#readers.keys()) reader.destroy(error as Error);
    }
    this.#isScheduled = this.#waiting.length > 0;
    if (this.#isScheduled) setImmediate(() => this.#sendSlice());
  }

  /** Converts the items that wait, until there are none or `isDone` returns true. */
  #convertUntil(isDone: () => boolean): void {
    const items = this.#waiting;
    let count = 0;
    while (count < items.length && !isDone()) {
      const item = items[count++] as Item;
      this.#waitingBytes -= item.size;
      this.#events.push({ item, text: this.#toEvent(item) });
    }
    items.splice(0, count);
  }

  #write(): void {
    if (this.#events.length === 0) return;
    const events = this.#events;
    this.#events = [];
    // Most readers get everything.
    let all: Buffer | undefined;
    for (const [reader, { accepts }] of this.#readers) {
      if (!accepts) all ??= toBytes(events);
      const bytes = accepts ? toBytes(events.filter(({ item }) => accepts(item))) : all;
      if (bytes && bytes.length > 0) reader.add(bytes);
    }
  }
}

function toBytes(events: readonly SentEvent<unknown>[]): Buffer {
  return Buffer.from(events.map(({ text }) => text).join(''));
}
