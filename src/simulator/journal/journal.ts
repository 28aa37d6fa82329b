import { isOutOfSpace } from '../../lib/out-of-space.js';
import type { AttachmentKind, SandboxAttachment } from '../../store/sandbox/attachments.js';
import { journalReservedKey } from '../../store/sandbox/entries/metadata-patches.js';
import { observationOf } from '../../store/sandbox/observer.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import { systemNow } from '../../store/time/clock.js';
import type { Steps } from '../../store/time/slices.js';
import { type Activity, activityOf } from '../activity/activity.js';
import { Problem } from '../contract/problem.js';
import { BodyPool, isBuffered } from '../contract/responses.js';
import { fingerprintRedactor } from '../redaction/redaction.js';
import type { Redactor } from '../redaction/secrets.js';
import type { JournalEntry, ObservedEntry } from './entry.js';
import type { PublicEntry } from './public-entry.js';
import { isReplayable, maxBody, type PendingEntry } from './recorded-call.js';
import { matchesRequest, type RecordedRequest, type RequestPattern } from './request-matcher.js';
import { isCallNumber, parseJournal } from './serialization.js';
import {
  callOf,
  convertEntry,
  type EntryRange,
  entriesInRange,
  type JournalView,
  publicEntryOf,
  restoredEntry,
  type SearchPattern,
  type StoredEntry,
  searchEntries,
  summaryOf,
  type UsedToken,
  usedToken,
  viewOf,
} from './stored-entry.js';

/** Follows the changes of a journal. */
interface Listener {
  readonly onEntry: (entry: JournalView) => void;
  /** Called when all entries have been deleted, or replaced by those of a snapshot. */
  readonly onReplace?: () => void;
  /** Called when the journal is disposed. */
  readonly onEnd?: () => void;
}

/** A journal has at most this many listeners, because each new entry is passed to all of them. */
const maxListeners = 100;

/** Limits of a journal: number of entries, and bytes in all. The oldest entries are dropped first. */
const limits = { entries: 1000, bytes: 1024 * 1024 };

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
  /** The JSON of entries, for the next serialization only: it takes several times the memory of the calls. */
  #prepared = new WeakMap<StoredEntry, string>();
  readonly #listeners = new Set<Listener>();
  readonly #activity: Activity;
  readonly #observation: ReturnType<typeof observationOf>;
  /** Replaces secrets by fingerprints, so that `verify` and fault rules can still match on a secret. */
  readonly redactor: Redactor;
  /** Memory for the bodies of recorded responses. */
  readonly bodies = new BodyPool();

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
    const view = viewOf(stored, this.redactor);
    for (const { onEntry } of this.#listeners) onEntry(view);
    const serialize = (options: { readonly isSummary: boolean }) =>
      `"entry":${view.serialize(options)}`;
    listener?.(this.#observation.name, { type: 'call', size: view.size, serialize });
  }

  /**
   * The entries whose call matches a pattern, oldest first. They are converted one by one as they are read, and not cached: in
   * memory a converted entry takes many times the size of the call.
   */
  *entries(pattern: RequestPattern = {}): Generator<JournalEntry> {
    for (const stored of [...this.#stored])
      if (matchesRequest(pattern, callOf(stored))) yield convertEntry(stored, this.redactor);
  }

  /**
   * How many entries match a pattern and contain a text, and those of them in a range, as they are published. The pattern may not
   * contain query, headers or body. The text is searched where secrets are masked, whatever its case.
   */
  page(
    pattern: SearchPattern,
    { isSummary, ...range }: EntryRange & { readonly isSummary: boolean },
  ): { readonly total: number; readonly entries: PublicEntry[] } {
    const { total, found } = searchEntries(this.#stored, pattern, range);
    return { total, entries: found.map(isSummary ? summaryOf : publicEntryOf) };
  }

  /** The entries, latest first. They are converted one by one as they are read. */
  *latest(): Generator<JournalEntry> {
    for (const stored of this.#stored.toReversed()) yield convertEntry(stored, this.redactor);
  }

  /** All entries, each with what only the process knows in which the call was made. */
  *observedEntries(): Generator<ObservedEntry> {
    for (const stored of [...this.#stored]) {
      const { record } = stored;
      const entry = convertEntry(stored, this.redactor);
      yield { entry, arrivedAt: record?.startedAt, scopes: record?.call.scopes };
    }
  }

  find(id: string): JournalEntry | undefined {
    const found = this.#stored.find((stored) => String(stored.id) === id);
    return found && convertEntry(found, this.redactor);
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
    for (const stored of entriesInRange(this.#stored, { after: id }))
      yield viewOf(stored, this.redactor);
  }

  *prepare(): Steps<void> {
    for (const stored of [...this.#stored]) {
      if (!this.#prepared.has(stored)) this.#prepared.set(stored, this.#jsonOf(stored));
      yield;
    }
  }

  serialize(): string | undefined {
    if (this.#next === 1) return undefined;
    const entries = this.#stored.map((stored) => this.#jsonOf(stored));
    this.#prepared = new WeakMap();
    const sizes = this.#stored.map(({ size }) => size);
    return `{"next":${this.#next},"entries":[${entries}],"sizes":${JSON.stringify(sizes)}}`;
  }

  #jsonOf(stored: StoredEntry): string {
    if (!stored.record) return stored.json;
    return this.#prepared.get(stored) ?? JSON.stringify(convertEntry(stored, this.redactor));
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
    for (const [index, entry] of entries.entries()) this.#store(restoredEntry(entry, sizes[index]));
    for (const { onReplace } of this.#listeners) onReplace?.();
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

const journal: AttachmentKind<Sandbox, Journal> = {
  name: 'journal',
  create: (sandbox) => new Journal(sandbox),
};

/** The journal of a sandbox. */
export function journalOf(sandbox: Sandbox): Journal {
  return sandbox.attachment(journal);
}

/** Takes the place of a streamed body. */
const streamed = Symbol('streamed');

/** Cuts bodies to one byte more than the limit, which shows that they were longer. */
function truncateBodies(record: PendingEntry): void {
  const { requestBody, responseBody } = record;
  const longest = maxBody + 1;
  if (requestBody && requestBody.length > longest) {
    record.requestBody = Buffer.from(requestBody.subarray(0, longest));
  }
  if (typeof responseBody === 'string' && responseBody.length > longest) {
    // A slice would keep the whole string in memory.
    record.responseBody = Buffer.from(responseBody.slice(0, longest)).toString();
  } else if (responseBody && typeof responseBody === 'object' && !Buffer.isBuffer(responseBody)) {
    record.responseBody = streamed;
  }
}

/** About the bytes that a header takes in memory besides its characters. */
const headerSize = 50;

/** About the bytes that a recorded call takes in memory. */
function sizeOf({ call, requestBody, responseBody, refusal }: PendingEntry): number {
  let size =
    500 +
    call.path.length +
    call.query.length +
    (requestBody?.length ?? 0) +
    (refusal?.length ?? 0);
  for (const name in call.headers)
    size += headerSize + name.length + String(call.headers[name]).length;
  return size + (isBuffered(responseBody) ? responseBody.length : 0);
}
