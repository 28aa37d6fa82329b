import type { Readable } from 'node:stream';
import type { SandboxEvent, SandboxEventType } from '../../store/sandbox/observer.js';
import { systemNow } from '../../store/time/clock.js';
import { Broadcast } from '../streams/broadcast.js';
import type { LazyEvent } from '../streams/event-reader.js';
import { CallCollection, reconnectMs } from './call-collection.js';

/** The latest events are kept for readers that reconnect: so many, and so many bytes. */
const limits = { events: 1000, bytes: 4 * 1024 * 1024 };

/** About the bytes that an event without a call takes in memory. */
const smallEventSize = 300;

/** An event with the name of its sandbox. */
interface NamedEvent {
  readonly number: number;
  readonly sandbox: string;
  readonly size: number;
  readonly event: SandboxEvent;
}

/** An event as it was sent. */
interface SentEvent extends Pick<NamedEvent, 'number' | 'sandbox'> {
  readonly type: SandboxEventType;
  readonly text: string;
}

/** Who reads the events of a server, and from where. */
export interface EventReader {
  /** The only sandbox whose events the reader gets; undefined for all. */
  readonly sandbox: string | undefined;
  /** The types of the events that the reader gets; undefined for all. */
  readonly types: readonly string[] | undefined;
  /** The only sandbox whose calls the reader gets; undefined for all. */
  readonly callsOf: string | undefined;
  /** The id of the last event that the reader got. */
  readonly lastEventId: string | undefined;
  readonly signal: AbortSignal;
}

/** Which events a reader gets. */
interface EventFilter {
  readonly accepts: (sandbox: string, type: SandboxEventType) => boolean;
  /** The sandbox whose calls the reader gets, or all; undefined for none. */
  readonly calls: { readonly sandbox: string | undefined } | undefined;
}

interface EventLogOptions {
  /** Whether calls are sent without headers and bodies. */
  readonly isSummary: boolean;
  /** Called when the log has had no reader for as long as one may take to reconnect. */
  readonly onUnused: () => void;
}

/** The events of all sandboxes of a server as one stream, with the latest ones for readers that reconnect. */
export class EventLog {
  readonly #options: EventLogOptions;
  readonly #broadcast = new Broadcast<NamedEvent>((item) => this.#toEvent(item));
  /** The functions that end the streams of readers of one sandbox, by its name. */
  readonly #ends = new Map<string, Set<() => void>>();
  /** Ids of another process or log, which begin with another text, are not ids of this one. */
  readonly #idPrefix: string;
  #next = 1;
  #recent: SentEvent[] = [];
  #recentBytes = 0;
  #closing: NodeJS.Timeout | undefined;
  #isUsed = false;
  readonly #calls = new CallCollection();

  constructor(options: EventLogOptions) {
    this.#options = options;
    this.#idPrefix = `${systemNow().toString(36)}${options.isSummary ? 's' : ''}`;
  }

  get readerCount(): number {
    return this.#broadcast.readerCount;
  }

  /** Whether the log has readers, or had some a short time ago. */
  get isUsed(): boolean {
    return this.#isUsed;
  }

  /** Opens a stream of server-sent events. */
  open({ sandbox, types, callsOf = sandbox, lastEventId, signal }: EventReader): Readable {
    clearTimeout(this.#closing);
    this.#isUsed = true;
    const accepts = (name: string, type: SandboxEventType) =>
      (sandbox === undefined || name === sandbox) &&
      (types?.includes(type) ?? true) &&
      (type !== callEvent || callsOf === undefined || name === callsOf);
    const isFiltered = sandbox !== undefined || types !== undefined || callsOf !== undefined;
    const calls = (types?.includes(callEvent) ?? true) ? { sandbox: callsOf } : undefined;
    const leave = calls && this.#calls.join(calls.sandbox, this.#next);
    return this.#broadcast.open({
      subscribe: (end) => {
        const unsubscribe = this.#subscribe(sandbox, end);
        return () => {
          leave?.();
          unsubscribe();
        };
      },
      backlog:
        lastEventId === undefined
          ? undefined
          : () => this.#backlog(lastEventId, { accepts, calls }),
      comment: sandbox === undefined ? 'all sandboxes' : `sandbox ${sandbox}`,
      accepts: isFiltered ? (item) => accepts(item.sandbox, item.event.type) : undefined,
      signal,
    });
  }

  #subscribe(sandbox: string | undefined, end: () => void): () => void {
    const ends = this.#ends.get(sandbox ?? '') ?? new Set();
    if (sandbox !== undefined) this.#ends.set(sandbox, ends.add(end));
    return () => {
      ends.delete(end);
      if (ends.size === 0 && this.#ends.get(sandbox ?? '') === ends)
        this.#ends.delete(sandbox ?? '');
      if (this.#broadcast.readerCount > 0) return;
      this.#closing = setTimeout(() => this.#stop(), reconnectMs).unref();
    };
  }

  /** Adds an event, which its readers get. */
  add(sandbox: string, event: SandboxEvent): void {
    const number = this.#next++;
    if (event.type === callEvent && !this.#calls.collects(sandbox, number)) return;
    const size = event.size ?? smallEventSize;
    this.#broadcast.add({ number, sandbox, size, event });
    if (event.type !== deletedEvent) return;
    // Another sandbox of that name may belong to somebody else.
    for (const end of this.#ends.get(sandbox) ?? []) end();
  }

  #stop(): void {
    this.#isUsed = false;
    // What happens from now on is missing for a reader that comes back.
    this.#next++;
    this.#recent = [];
    this.#recentBytes = 0;
    this.#options.onUnused();
  }

  #toEvent({ number, sandbox, event: { type, serialize } }: NamedEvent): string {
    const members = [`"type":"${type}","sandbox":"${sandbox}"`, serialize(this.#options)].filter(
      Boolean,
    );
    const text = toText({ id: this.#id(number), type, data: `{${members.join()}}` });
    this.#recent.push({ number, sandbox, type, text });
    this.#recentBytes += text.length;
    while (this.#recent.length > limits.events || this.#recentBytes > limits.bytes)
      this.#recentBytes -= this.#recent.shift()?.text.length ?? 0;
    return text;
  }

  /** The events after the last one that a reader got. Where some are missing the first one says so. */
  #backlog(lastEventId: string, { accepts, calls }: EventFilter): LazyEvent[] {
    const [prefix, digits] = lastEventId.split('-');
    const last = prefix === this.#idPrefix ? Number(digits) : Number.NaN;
    const oldest = this.#recent[0]?.number ?? this.#next;
    const isComplete =
      last >= oldest - 1 &&
      last < this.#next &&
      (!calls || this.#calls.isCompleteSince(calls.sandbox, last));
    const later = this.#recent.filter((event) => !isComplete || event.number > last);
    const missed = { id: this.#id(oldest - 1), type: 'missed', data: '{"type":"missed"}' };
    const texts = later
      .filter(({ sandbox, type }) => accepts(sandbox, type))
      .map(({ text }) => text);
    return [...(isComplete ? [] : [toText(missed)]), ...texts].map((text) => ({
      size: text.length,
      toText: () => text,
    }));
  }

  #id(number: number): string {
    return `${this.#idPrefix}-${number}`;
  }
}

/** The type of the events of calls, which are many. */
const callEvent = 'call';

/** The type of the event that ends the streams of a sandbox's own readers. */
const deletedEvent = 'deleted';

interface EventText {
  readonly id: string;
  readonly type: string;
  readonly data: string;
}

function toText({ id, type, data }: EventText): string {
  return `id: ${id}\nevent: ${type}\ndata: ${data}\n\n`;
}
