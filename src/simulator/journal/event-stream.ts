import { PassThrough } from 'node:stream';
import { systemNow } from '../../store/time/clock.js';
import type { Journal, JournalView } from './journal.js';

/** How often an idle stream sends a comment to keep the connection open, in real milliseconds. */
const heartbeatMs = 15_000;

/** How long new entries are collected before they are sent together, in real milliseconds. */
const collectMs = 10;

/** How long entries are converted before the server handles other work, in real milliseconds. */
const sliceMs = 3;

/** A reader that leaves more bytes unread is disconnected; it can continue with `Last-Event-ID`. */
const maxUnreadBytes = 4 * 1024 * 1024;

/** When calls of this size wait to be converted, each further call converts the oldest ones. */
const maxWaitingBytes = 4 * 1024 * 1024;

const broadcasts = new WeakMap<Journal, EventBroadcast>();

/**
 * Opens a stream of server-sent events: the entries of a journal after one, if its id is given, and then each new entry, until
 * the journal is disposed or the signal is aborted. Throws a 503 problem if too many are open.
 */
export function openEventStream(
  journal: Journal,
  options: { readonly lastEventId: string | undefined; readonly signal: AbortSignal },
): PassThrough {
  const broadcast = broadcasts.get(journal) ?? new EventBroadcast(journal);
  broadcasts.set(journal, broadcast);
  return broadcast.open(options);
}

/**
 * Sends the entries of a journal to all readers of its event stream. An entry is converted once for all of them, after the
 * response to its call, and the events of some milliseconds are written together.
 */
class EventBroadcast {
  readonly #journal: Journal;
  readonly #readers = new Set<PassThrough>();
  #latest: JournalView | undefined;
  /** The entries that are not converted, oldest first, and the size of their calls. */
  #waiting: JournalView[] = [];
  #waitingBytes = 0;
  /** The events that are not written. */
  #events: string[] = [];
  #isScheduled = false;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  open({ lastEventId, signal }: Parameters<typeof openEventStream>[1]): PassThrough {
    // A new reader gets no entry that waits, or gets it after `lastEventId`.
    this.#flush();
    const stream = new PassThrough();
    const end = () => {
      try {
        this.#flush();
        stream.end();
      } catch (error) {
        // Nothing catches the error of a listener.
        stream.destroy(error as Error);
      }
    };
    const unsubscribe = this.#journal.subscribe({
      onEntry: (entry) => this.#add(entry),
      onEnd: end,
    });
    if (lastEventId !== undefined)
      stream.write(Array.from(this.#journal.after(lastEventId), toEvent).join(''));
    stream.write(': requests to this sandbox\n\n');
    this.#readers.add(stream);
    const heartbeat = setInterval(() => {
      // A reader that is slow to read the end of its stream has it still open.
      if (stream.writable) stream.write(':\n\n');
    }, heartbeatMs);
    signal.addEventListener('abort', end);
    stream.on('close', () => {
      unsubscribe();
      this.#readers.delete(stream);
      clearInterval(heartbeat);
      signal.removeEventListener('abort', end);
    });
    return stream;
  }

  /** Adds a new entry, which the listener of each reader passes. */
  #add(entry: JournalView): void {
    if (entry === this.#latest) return;
    this.#latest = entry;
    this.#waiting.push(entry);
    this.#waitingBytes += entry.size;
    if (this.#waitingBytes > maxWaitingBytes)
      this.#convertUntil(() => this.#waitingBytes <= maxWaitingBytes);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setTimeout(() => this.#sendSlice(), collectMs);
  }

  #sendSlice(): void {
    const end = systemNow() + sliceMs;
    try {
      this.#convertUntil(() => systemNow() > end);
      this.#write();
    } catch (error) {
      for (const stream of this.#readers) stream.destroy(error as Error);
    }
    this.#isScheduled = this.#waiting.length > 0;
    if (this.#isScheduled) setImmediate(() => this.#sendSlice());
  }

  #flush(): void {
    this.#convertUntil(() => false);
    this.#write();
  }

  /** Converts the entries that wait, until there are none or `isDone` returns true. */
  #convertUntil(isDone: () => boolean): void {
    const entries = this.#waiting;
    let count = 0;
    while (count < entries.length && !isDone()) {
      const entry = entries[count++] as JournalView;
      this.#waitingBytes -= entry.size;
      if (this.#readers.size > 0) this.#events.push(toEvent(entry));
    }
    entries.splice(0, count);
  }

  #write(): void {
    if (this.#events.length === 0) return;
    const bytes = Buffer.from(this.#events.join(''));
    this.#events = [];
    for (const stream of this.#readers) {
      if (stream.writableLength > maxUnreadBytes) stream.destroy();
      else if (!stream.writableEnded) stream.write(bytes);
    }
  }
}

function toEvent(entry: JournalView): string {
  return `id: ${entry.id}\nevent: entry\ndata: ${entry.serialize()}\n\n`;
}
