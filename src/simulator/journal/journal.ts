import { isOutOfSpace } from '../../lib/out-of-space.js';
import type { SandboxAttachment } from '../../store/sandbox/attachments.js';
import { journalReservedKey } from '../../store/sandbox/entries/metadata-patches.js';
import { observationOf } from '../../store/sandbox/observer.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import { systemNow } from '../../store/time/clock.js';
import { type Activity, activityOf } from '../activity/activity.js';
import { Problem } from '../contract/problem.js';
import { fingerprintRedactor } from '../redaction/redaction.js';
import type { Redactor } from '../redaction/secrets.js';
import type { JournalEntry } from './entry.js';
import { serializeRecord, toPublicEntry } from './public-entry.js';
import { isBuffered, maxBody, type PendingEntry, sizeOf, truncateBodies } from './recorded-call.js';
import { matchesRequest, type RecordedRequest, type RequestPattern } from './request-matcher.js';
import { isCallNumber, parseJournal } from './serialization.js';
import {
  callOf,
  convertEntry,
  type EntryRange,
  entriesInRange,
  publicText,
  type StoredEntry,
  summaryOf,
  type UsedToken,
  usedToken,
} from './stored-entry.js';

/** Follows the changes of a journal. */
interface Listener {
  readonly onEntry: (entry: JournalView) => void;
  /** Called when all entries have been deleted, or replaced by those of a snapshot. */
  readonly onReplace?: () => void;
  /** Called when the journal is disposed. */
  readonly onEnd?: () => void;
}

/** An entry of a journal that is converted when it is read. */
export interface JournalView {
  readonly id: number | string;
  /** About the bytes that the call takes in memory. */
  readonly size: number;
  /** The entry with fingerprints of secrets; converted once. */
  readonly read: () => JournalEntry;
  /** The JSON of the public entry. */
  readonly serialize: () => string;
}

/** A journal has at most this many listeners, because each new entry is passed to all of them. */
const maxListeners = 100;

/** Limits of a journal: number of entries, and bytes in all. The oldest entries are dropped first. */
const limits = { entries: 1000, bytes: 1024 * 1024 };

/** A converted entry is at most this many times as long as the size of its call says, because JSON escapes control characters. */
const maxGrowth = 8;

/** Entry numbers are reserved in blocks, so that most calls write nothing. */
const numberBlock = 1000;

const tooManyListeners = new Problem(
  503,
  `${maxListeners} event streams and waiting verifications of this sandbox are open, and more are not allowed; close some and try again`,
  { headers: { 'retry-after': '1' } },
);

/** The latest calls to the vendor APIs in one sandbox. Kept in memory, serialized with the sandbox. */
export class Journal implements SandboxAttachment {
  readonly #sandbox: Sandbox;
  #next = 1;
  /** Numbers below this one are reserved: after a crash, numbering continues from here. */
  #reserved = 1;
  /** Counts replacements of the data: a call that began before one is not recorded after it. */
  #epoch = 0;
  #stored: StoredEntry[] = [];
  #size = 0;
  readonly #listeners = new Set<Listener>();
  readonly #activity: Activity;
  readonly #observation: ReturnType<typeof observationOf>;
  /** Replaces secrets by fingerprints, so that `verify` and fault rules can still match on a secret. */
  readonly redactor: Redactor;

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
    this.#activity = activityOf(sandbox);
    this.#observation = observationOf(sandbox);
    this.redactor = fingerprintRedactor((secret) => sandbox.fingerprint(secret));
  }

  /** Allocates the number of the next call, with the epoch of the journal. */
  allocate(): { readonly number: number; readonly epoch: number } {
    if (this.#next >= this.#reserved) this.#reserveBlock();
    return { number: this.#next++, epoch: this.#epoch };
  }

  /** Adds a completed call and notifies the subscribers. */
  add(record: PendingEntry): void {
    if (record.epoch !== this.#epoch) return;
    // A call of the control plane is none to a vendor API.
    if (!record.call.isControl) this.#activity.count(record);
    truncateBodies(record);
    // The raw body is in the record, and takes less memory.
    record.call.body = undefined;
    const durationMs = systemNow() - record.startedAt;
    const stored: StoredEntry = { id: record.number, size: sizeOf(record), record, durationMs };
    this.#store(stored);
    const { listener } = this.#observation.observer;
    if (this.#listeners.size === 0 && listener === undefined) return;
    const view = this.#view(stored);
    for (const { onEntry } of this.#listeners) onEntry(view);
    const serialize = () => `"entry":${view.serialize()}`;
    listener?.(this.#observation.name, { type: 'call', size: view.size, serialize });
  }

  /**
   * The entries whose call matches a pattern, oldest first. They are converted one by one as they are read, and not cached: in
   * memory a converted entry takes many times the size of the call.
   */
  *entries(pattern: RequestPattern = {}): Generator<JournalEntry> {
    for (const stored of [...this.#stored])
      if (matchesRequest(pattern, callOf(stored))) yield this.#convert(stored);
  }

  /**
   * How many entries match a pattern and contain a text, and those of them in a range. The pattern may not contain query, headers
   * or body. The text is searched in the public entry, where secrets are masked, whatever its case.
   */
  page(
    pattern: RequestPattern & { readonly text?: string | undefined },
    { limit, order, ...range }: EntryRange,
  ): { readonly total: number; readonly entries: JournalEntry[] } {
    const { text, ...match } = pattern;
    const searched = text?.toLowerCase();
    const matching = this.#stored.filter(
      (stored) =>
        matchesRequest(match, callOf(stored)) &&
        (searched === undefined || publicText(stored).includes(searched)),
    );
    const inRange = new Set(entriesInRange(this.#stored, range));
    const found = matching.filter((stored) => inRange.has(stored));
    if (order === 'desc') found.reverse();
    const entries = found.slice(0, limit).map((stored) => this.#convert(stored));
    return { total: matching.length, entries };
  }

  /** The entries, latest first. They are converted one by one as they are read. */
  *latest(): Generator<JournalEntry> {
    for (const stored of this.#stored.toReversed()) yield this.#convert(stored);
  }

  /** All entries, each with the system time of its arrival; undefined for a call that was restored. */
  *timedEntries(): Generator<{ readonly entry: JournalEntry; readonly arrivedAt?: number }> {
    for (const stored of [...this.#stored]) {
      const arrival = stored.record && { arrivedAt: stored.record.startedAt };
      yield { entry: this.#convert(stored), ...arrival };
    }
  }

  find(id: string): JournalEntry | undefined {
    const found = this.#stored.find((stored) => String(stored.id) === id);
    return found && this.#convert(found);
  }

  /** Whether a recorded call was made by a caller with this name. */
  hasCaller(name: string): boolean {
    return this.#stored.some((stored) => callOf(stored).callerNames.includes(name));
  }

  /** The tokens of the recorded calls, as often as they were used. */
  tokens(): UsedToken[] {
    return this.#stored.flatMap((stored) => usedToken(stored) ?? []);
  }

  /** The body of the latest successful, complete response whose call satisfies the predicate. */
  latestResponseBody(predicate: (call: RecordedRequest) => boolean): string | undefined {
    const found = this.#stored.findLast(
      ({ record }) => record && isReplayable(record) && predicate(record.call),
    );
    return found && String(found.record?.responseBody);
  }

  get bytes(): number {
    return this.#size;
  }

  clear(): void {
    this.#replace([]);
  }

  /** Adds a listener and returns the function that removes it. Throws a 503 problem if there are too many. */
  subscribe(listener: Listener): () => void {
    if (this.#listeners.size >= maxListeners) throw tooManyListeners;
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get isInUse(): boolean {
    return this.#listeners.size > 0;
  }

  dispose(): void {
    for (const { onEnd } of this.#listeners) onEnd?.();
  }

  /** The entries after a given one, oldest first; all entries where that one was dropped. */
  *after(id: string): Generator<JournalView> {
    for (const stored of entriesInRange(this.#stored, { after: id })) yield this.#view(stored);
  }

  serialize(): string | undefined {
    if (this.#next === 1) return undefined;
    const entries = this.#stored.map((stored) =>
      stored.record ? JSON.stringify(this.#convert(stored)) : stored.json,
    );
    const sizes = this.#stored.map(({ size }) => size);
    return `{"next":${this.#next},"entries":[${entries}],"sizes":${JSON.stringify(sizes)}}`;
  }

  restore(saved: string | undefined): void {
    this.#epoch++;
    const reserved = Number(this.#sandbox.metadata.get(journalReservedKey) ?? 1);
    this.#reserved = isCallNumber(reserved) ? reserved : 1;
    const { next = this.#reserved, entries, sizes } = parseJournal(saved);
    this.#next = next;
    this.#replace(entries, sizes);
  }

  #replace(entries: readonly JournalEntry[], sizes: readonly number[] = []): void {
    this.#stored = [];
    this.#size = 0;
    for (const [index, entry] of entries.entries()) {
      const json = JSON.stringify(entry);
      // Durations are real time; which entries are dropped must not depend on it.
      const { length } = JSON.stringify({ ...entry, durationMs: 0 });
      // The same entries are dropped as without the restore. An imported file may claim any size.
      const size = Math.max(sizes[index] ?? length, Math.ceil(length / maxGrowth));
      const { id, tokenExpiresAt } = entry;
      this.#store({ id, size, json, call: summaryOf(entry), tokenExpiresAt });
    }
    for (const { onReplace } of this.#listeners) onReplace?.();
  }

  #convert(stored: StoredEntry): JournalEntry {
    return convertEntry(stored, this.redactor);
  }

  #view(stored: StoredEntry): JournalView {
    const { id, size, record } = stored;
    let entry: JournalEntry | undefined;
    const read = () => {
      entry ??= this.#convert(stored);
      return entry;
    };
    const serialize = () =>
      record
        ? serializeRecord(record, stored.durationMs)
        : JSON.stringify(toPublicEntry(this.#convert(stored)));
    return { id, size, read, serialize };
  }

  /** Stores the end of the next block before its first number is used. A read must not fail because the disk is full. */
  #reserveBlock(): void {
    const end = this.#next + numberBlock;
    try {
      this.#sandbox.metadata.set(journalReservedKey, String(end), { affectsReads: false });
      this.#reserved = end;
    } catch (error) {
      if (!isOutOfSpace(error)) throw error;
    }
  }

  #store(stored: StoredEntry): void {
    this.#stored.push(stored);
    this.#size += stored.size;
    while (
      this.#stored.length > limits.entries ||
      (this.#size > limits.bytes && this.#stored.length > 1)
    ) {
      this.#size -= this.#stored.shift()?.size ?? 0;
    }
  }
}

/** The journal of a sandbox. */
export function journalOf(sandbox: Sandbox): Journal {
  return sandbox.attachment('journal', () => new Journal(sandbox));
}

/** Whether the response was successful and is stored completely, so that a `stale` fault can send it again. */
function isReplayable({ status, responseBody }: PendingEntry): boolean {
  return (
    typeof status === 'number' &&
    status < 300 &&
    isBuffered(responseBody) &&
    responseBody.length <= maxBody
  );
}
