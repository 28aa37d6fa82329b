import type { SandboxAttachment } from '../../store/sandbox/attachment.js';
import { systemNow } from '../../store/sandbox/clock.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import type { JournalEntry, JournaledMessage, Refusal } from './entry.js';
import { fingerprintRedactor, type Redactor, redact, redactBody, redactText } from './redaction.js';
import type { RecordedRequest } from './request-matcher.js';
import { parseJournal } from './serialization.js';

/** A call as it is being answered. Nothing is worked out of it before somebody reads it. */
export interface PendingEntry {
  /** The number of the call, and the age of the journal that it belongs to. */
  readonly number: number;
  readonly epoch: number;
  /** By the sandbox's clock, in milliseconds. */
  readonly at: number;
  /** In real milliseconds. */
  readonly startedAt: number;
  readonly call: RecordedRequest;
  requestBody?: Buffer | undefined;
  status?: number | null | undefined;
  responseHeaders?: Readonly<Record<string, unknown>> | undefined;
  responseBody?: unknown;
  fault?: string | undefined;
  refusal?: Refusal | undefined;
}

/** Who wants to know of each call, and that there will be no more. */
interface Listener {
  readonly onEntry: (entry: JournalEntry) => void;
  readonly end: (() => void) | undefined;
}

interface StoredEntry {
  readonly id: number | string;
  readonly size: number;
  /** What was written down; left out for what was read from a copy. */
  readonly record?: PendingEntry;
  readonly durationMs: number;
  /** Made when it is first read: most are never looked at. */
  entry?: JournalEntry;
}

/** How much a sandbox's journal keeps; the oldest go first. */
const limits = { entries: 1000, bytes: 1024 * 1024, body: 64 * 1024 };

/** The numbers that are reserved in one write. */
const numberBlock = 1000;
const reservedEntry = 'journalReserved';

/** Headers that differ from sandbox to sandbox by what it is called, and tell nothing of the call. */
const omittedHeaders = ['x-sandbox', 'link', 'host', 'connection', 'content-length', 'keep-alive'];

/** What callers of the vendor APIs sent and got in one sandbox, the latest of it. */
export class Journal implements SandboxAttachment {
  readonly #sandbox: Sandbox;
  #next = 1;
  /** Numbers below this one are reserved: should the process be killed, the next one goes on from here. */
  #reserved = 1;
  /** Calls that began before the sandbox became another belong to the one that is gone. */
  #epoch = 0;
  #stored: StoredEntry[] = [];
  #size = 0;
  readonly #listeners = new Set<Listener>();
  /** What stands in place of secrets, so that a question about one can be answered. */
  readonly redactor: Redactor;

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
    this.redactor = fingerprintRedactor((secret) => sandbox.seal(secret));
  }

  /** Allocates the number of the next call, with the epoch of the journal. */
  allocate(): { readonly number: number; readonly epoch: number } {
    if (this.#next >= this.#reserved) this.#reserveBlock();
    return { number: this.#next++, epoch: this.#epoch };
  }

  /** Writes down a call that was answered. */
  add(record: PendingEntry): void {
    if (record.epoch !== this.#epoch) return;
    truncateBodies(record);
    const durationMs = systemNow() - record.startedAt;
    const kept: StoredEntry = { id: record.number, size: sizeOf(record), record, durationMs };
    this.#store(kept);
    for (const { onEntry } of this.#listeners) onEntry(this.#entry(kept));
  }

  /** All that is kept, oldest first. */
  entries(): JournalEntry[] {
    return this.#stored.map((kept) => this.#entry(kept));
  }

  find(id: string): JournalEntry | undefined {
    const found = this.#stored.find((kept) => String(kept.id) === id);
    return found && this.#entry(found);
  }

  /** The body of the latest good answer that fits. */
  latestResponseBody(predicate: (call: RecordedRequest) => boolean): string | undefined {
    const found = this.#stored.findLast(
      ({ record }) => record && isReplayable(record) && predicate(record.call),
    );
    return found && String(found.record?.responseBody);
  }

  clear(): void {
    this.#stored = [];
    this.#size = 0;
  }

  /** Calls back with each entry from now on; what it gives back ends that. */
  subscribe(onEntry: Listener['onEntry'], end?: Listener['end']): () => void {
    const listener = { onEntry, end };
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispose(): void {
    for (const { end } of this.#listeners) end?.();
  }

  /** What came after an entry, in the order in which it came; all of it for an entry that is not kept any more. */
  after(id: string | undefined): JournalEntry[] {
    const at = this.#stored.findIndex((kept) => String(kept.id) === id);
    return this.#stored.slice(at + 1).map((kept) => this.#entry(kept));
  }

  serialize(): string | undefined {
    if (this.#next === 1) return undefined;
    return JSON.stringify({ next: this.#next, entries: this.entries() });
  }

  restore(saved: string | undefined): void {
    this.clear();
    this.#epoch++;
    const reserved = Number(this.#sandbox.getMetadata(reservedEntry) ?? 1);
    this.#reserved = Number.isSafeInteger(reserved) ? reserved : 1;
    const { next = this.#reserved, entries } = parseJournal(saved);
    this.#next = next;
    for (const entry of entries) {
      const size = JSON.stringify(entry).length;
      this.#store({ id: entry.id, size, durationMs: entry.durationMs, entry });
    }
  }

  #entry(kept: StoredEntry): JournalEntry {
    kept.entry ??= toEntry(kept.record as PendingEntry, kept.durationMs, this.redactor);
    return kept.entry;
  }

  /** Writes down that a block of numbers is given out, before the first of it is. */
  #reserveBlock(): void {
    this.#reserved = this.#next + numberBlock;
    this.#sandbox.setMetadata(reservedEntry, String(this.#reserved));
  }

  #store(kept: StoredEntry): void {
    this.#stored.push(kept);
    this.#size += kept.size;
    while (
      this.#stored.length > limits.entries ||
      (this.#size > limits.bytes && this.#stored.length > 1)
    ) {
      this.#size -= this.#stored.shift()?.size ?? 0;
    }
  }
}

/** An entry as a call, to be held against a match. */
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

/** Of bodies that are too long, only the beginning is kept. */
function truncateBodies(record: PendingEntry): void {
  const { requestBody, responseBody } = record;
  const longest = limits.body + 1;
  if (requestBody && requestBody.length > longest) {
    record.requestBody = Buffer.from(requestBody.subarray(0, longest));
  }
  if (typeof responseBody === 'string' && responseBody.length > longest) {
    record.responseBody = responseBody.slice(0, longest);
  } else if (responseBody && typeof responseBody === 'object' && !Buffer.isBuffer(responseBody)) {
    record.responseBody = streamed;
  }
}

function sizeOf({ call, requestBody, responseBody }: PendingEntry): number {
  let size = 500 + call.path.length + (requestBody?.length ?? 0);
  for (const name in call.headers) size += name.length + String(call.headers[name]).length;
  return size + (isBuffered(responseBody) ? responseBody.length : 0);
}

/** A body that is sent in one piece. */
export function isBuffered(body: unknown): body is string | Buffer {
  return typeof body === 'string' || Buffer.isBuffer(body);
}

/** Stands for a body that was sent piece by piece. */
const streamed = Symbol('streamed');

/** The answer may be given again: it was a good one, and is kept whole. */
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
  const said = Object.entries(headers).filter(([name]) => !omittedHeaders.includes(name));
  return redact(Object.fromEntries(said), redactor) as Record<string, unknown>;
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
