import { isOutOfSpace } from '../../lib/out-of-space.js';
import type { SandboxAttachment } from '../../store/sandbox/attachments.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import { systemNow } from '../../store/time/clock.js';
import { Problem } from '../contract/problem.js';
import type { JournalEntry, JournaledMessage, Refusal } from './entry.js';
import { fingerprintRedactor, type Redactor, redact, redactBody, redactText } from './redaction.js';
import type { RecordedRequest } from './request-matcher.js';
import { parseJournal } from './serialization.js';

/** A call in progress, in the form in which it arrived: most entries are never read, so conversion waits for a reader. */
export interface PendingEntry {
  /** The number of the call, and the epoch of the journal that it belongs to. */
  readonly number: number;
  readonly epoch: number;
  /** Time of the call by the sandbox's clock, in milliseconds. */
  readonly at: number;
  /** System time of the arrival, in milliseconds. */
  readonly startedAt: number;
  readonly call: RecordedRequest;
  requestBody?: Buffer | undefined;
  status?: number | null | undefined;
  responseHeaders?: Readonly<Record<string, unknown>> | undefined;
  responseBody?: unknown;
  fault?: string | undefined;
  refusal?: Refusal | undefined;
}

/** Is told of the changes of a journal. */
interface Listener {
  readonly onEntry: (entry: JournalEntry) => void;
  /** Called when all entries have been deleted, or replaced by those of a snapshot. */
  readonly onReplace?: () => void;
  /** Called when the journal is disposed. */
  readonly onEnd?: () => void;
}

/** A journal has at most this many listeners, because each new entry is passed to all of them. */
const maxListeners = 100;

interface StoredEntry {
  readonly id: number | string;
  readonly size: number;
  /** The recorded call; undefined for entries that were restored from a serialized journal. */
  readonly record?: PendingEntry;
  readonly durationMs: number;
  /** Converted on first read. */
  entry?: JournalEntry;
}

/** Limits of a journal: number of entries, bytes in all, bytes per body. The oldest entries are dropped first. */
const limits = { entries: 1000, bytes: 1024 * 1024, body: 64 * 1024 };

/** Entry numbers are reserved in blocks, so that most calls write nothing. */
const numberBlock = 1000;
const reservedEntry = 'journalReserved';

/** Headers that depend on the name of the sandbox or on the connection, not on the call. */
const omittedHeaders = ['x-sandbox', 'link', 'host', 'connection', 'content-length', 'keep-alive'];

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
  /** Replaces secrets by fingerprints, so that `verify` and fault rules can still match on a secret. */
  readonly redactor: Redactor;

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
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
    truncateBodies(record);
    const durationMs = systemNow() - record.startedAt;
    const stored: StoredEntry = { id: record.number, size: sizeOf(record), record, durationMs };
    this.#store(stored);
    for (const { onEntry } of this.#listeners) onEntry(this.#entry(stored));
  }

  /** All entries, oldest first. */
  entries(): JournalEntry[] {
    return this.#stored.map((stored) => this.#entry(stored));
  }

  find(id: string): JournalEntry | undefined {
    const found = this.#stored.find((stored) => String(stored.id) === id);
    return found && this.#entry(found);
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

  dispose(): void {
    for (const { onEnd } of this.#listeners) onEnd?.();
  }

  /** The entries after a given one, oldest first; all entries where that one was dropped. */
  after(id: string | undefined): JournalEntry[] {
    const at = this.#stored.findIndex((stored) => String(stored.id) === id);
    return this.#stored.slice(at + 1).map((stored) => this.#entry(stored));
  }

  serialize(): string | undefined {
    if (this.#next === 1) return undefined;
    return JSON.stringify({ next: this.#next, entries: this.entries() });
  }

  restore(saved: string | undefined): void {
    this.#epoch++;
    const reserved = Number(this.#sandbox.metadata.get(reservedEntry) ?? 1);
    this.#reserved = Number.isSafeInteger(reserved) ? reserved : 1;
    const { next = this.#reserved, entries } = parseJournal(saved);
    this.#next = next;
    this.#replace(entries);
  }

  #replace(entries: readonly JournalEntry[]): void {
    this.#stored = [];
    this.#size = 0;
    for (const entry of entries) {
      // Durations are real time; which entries are dropped must not depend on it.
      const size = JSON.stringify({ ...entry, durationMs: 0 }).length;
      this.#store({ id: entry.id, size, durationMs: entry.durationMs, entry });
    }
    for (const { onReplace } of this.#listeners) onReplace?.();
  }

  #entry(stored: StoredEntry): JournalEntry {
    stored.entry ??= toEntry(stored.record as PendingEntry, stored.durationMs, this.redactor);
    return stored.entry;
  }

  /** Stores the end of the next block before its first number is used. A read must not fail because the disk is full. */
  #reserveBlock(): void {
    const end = this.#next + numberBlock;
    try {
      this.#sandbox.metadata.set(reservedEntry, String(end));
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

/** The request of an entry, to be compared with a pattern. */
export function requestOf({ request, persona, ...entry }: JournalEntry): RecordedRequest {
  const { query, headers, body } = request;
  const { contract, operationId, method, path, status, callers = [] } = entry;
  const known = callers.length > 0 ? callers : [persona].filter((each) => each !== null);
  return { contract, operationId, method, path, status, callerNames: known, query, headers, body };
}

/** The journal of a sandbox. */
export function journalOf(sandbox: Sandbox): Journal {
  return sandbox.attachment('journal', () => new Journal(sandbox));
}

/** Cuts bodies to one byte more than the limit, which shows that they were longer. */
function truncateBodies(record: PendingEntry): void {
  const { requestBody, responseBody } = record;
  const longest = limits.body + 1;
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

function sizeOf({ call, requestBody, responseBody, refusal }: PendingEntry): number {
  let size = 500 + call.path.length + (requestBody?.length ?? 0) + (refusal?.message.length ?? 0);
  // An object takes about this much for each of its properties.
  for (const name in call.query) size += 50 + name.length + String(call.query[name]).length;
  for (const name in call.headers) size += name.length + String(call.headers[name]).length;
  return size + (isBuffered(responseBody) ? responseBody.length : 0);
}

/** Whether a body is complete in memory, not a stream. */
export function isBuffered(body: unknown): body is string | Buffer {
  return typeof body === 'string' || Buffer.isBuffer(body);
}

/** Takes the place of a streamed body. */
const streamed = Symbol('streamed');

/** Whether the response was successful and is stored completely, so that a `stale` fault can send it again. */
function isReplayable({ status, responseBody }: PendingEntry): boolean {
  return (
    typeof status === 'number' &&
    status < 300 &&
    isBuffered(responseBody) &&
    responseBody.length <= limits.body
  );
}

function toEntry(record: PendingEntry, durationMs: number, redactor: Redactor): JournalEntry {
  const { call, number, at, status = null, fault, refusal } = record;
  return {
    id: String(number),
    time: new Date(at).toISOString(),
    contract: call.contract,
    operationId: call.operationId,
    method: call.method,
    path: call.path,
    status,
    persona: call.callerNames[0] ?? null,
    callers: call.callerNames,
    durationMs,
    ...(fault !== undefined && { fault }),
    request: {
      query: redact(call.query, redactor) as Record<string, unknown>,
      headers: headersOf(call.headers, redactor),
      ...bodyOf(record.requestBody?.toString(), redactor),
    },
    response: {
      headers: headersOf(record.responseHeaders ?? {}, redactor),
      ...bodyOf(record.responseBody, redactor),
    },
    ...(refusal && { refusal }),
  };
}

function headersOf(
  headers: Readonly<Record<string, unknown>>,
  redactor: Redactor,
): Record<string, unknown> {
  const shown = Object.entries(headers).filter(([name]) => !omittedHeaders.includes(name));
  return redact(Object.fromEntries(shown), redactor) as Record<string, unknown>;
}

function bodyOf(body: unknown, redactor: Redactor): Pick<JournaledMessage, 'body' | 'truncated'> {
  if (body === undefined || body === null || body === '') return { body: null };
  if (Buffer.isBuffer(body)) return bodyOf(body.toString(), redactor);
  if (typeof body !== 'string') return { body: null, truncated: true };
  if (body.length > limits.body)
    return { body: redactText(body.slice(0, limits.body), redactor), truncated: true };
  try {
    return { body: redactBody(JSON.parse(body), redactor) };
  } catch {
    return { body: redactText(body, redactor) };
  }
}
