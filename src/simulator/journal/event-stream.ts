import type { Readable } from 'node:stream';
import { systemNow } from '../../store/time/clock.js';
import { EventReader, toEvent } from './event-reader.js';
import type { Journal, JournalView } from './journal.js';

/** How often an idle stream sends a comment to keep the connection open, in real milliseconds. */
const heartbeatMs = 15_000;

/** How long new entries are collected before they are sent together, in real milliseconds. */
const collectMs = 10;

/** How long entries are converted before the server handles other work, in real milliseconds. */
const sliceMs = 3;

/** When calls of this size wait to be converted, each further call converts the oldest ones. */
const maxWaitingBytes = 4 * 1024 * 1024;

const broadcasts = new WeakMap<Journal, EventBroadcast>();

interface StreamOptions {
  readonly lastEventId: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Opens a stream of server-sent events: the entries of a journal after one, if its id is given, and then each new entry, until
 * the journal is disposed or the signal is aborted. Throws a 503 problem if too many are open.
 */
export function openEventStream(journal: Journal, options: StreamOptions): Readable {
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
  readonly #readers = new Set<EventReader>();
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

  open({ lastEventId, signal }: StreamOptions): Readable {
    // A new reader gets no entry that waits, or gets it after `lastEventId`.
    this.#flush();
    let reader: EventReader | undefined;
    const end = () => {
      try {
        this.#flush();
        reader?.complete();
      } catch (error) {
        // Nothing catches the error of a listener.
        reader?.destroy(error as Error);
      }
    };
    const unsubscribe = this.#journal.subscribe({
      onEntry: (entry) => this.#add(entry),
      onEnd: end,
    });
    const opened = new EventReader(
      lastEventId === undefined ? [] : this.#journal.after(lastEventId),
    );
    reader = opened;
    opened.add(Buffer.from(': requests to this sandbox\n\n'));
    this.#readers.add(opened);
    const heartbeat = setInterval(() => opened.add(Buffer.from(':\n\n')), heartbeatMs);
    signal.addEventListener('abort', end);
    opened.on('close', () => {
      unsubscribe();
      this.#readers.delete(opened);
      clearInterval(heartbeat);
      signal.removeEventListener('abort', end);
    });
    return opened;
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
      for (const reader of this.#readers) reader.destroy(error as Error);
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
    for (const reader of this.#readers) reader.add(bytes);
  }
}
