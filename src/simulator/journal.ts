import type { Beside } from '../store/beside.js';
import { realNow } from '../store/clock.js';
import type { Sandbox } from '../store/sandbox.js';
import type { Call } from './calls.js';
import type { Problem } from './problem.js';
import { savedJournal } from './saved-journal.js';
import { type Hide, mask, maskBody, maskText, sealing } from './secrets.js';

/** A request or an answer as the journal keeps it, with secrets sealed; whoever shows it leaves the seals out. */
interface Told {
  readonly headers: Readonly<Record<string, unknown>>;
  /** JSON as what it says, other text as it is, null for none. */
  readonly body: unknown;
  /** The body was longer than the journal keeps, or was streamed. */
  readonly isCut?: true;
}

/** One call and what came of it. */
export interface Entry {
  readonly id: string;
  /** By the sandbox's clock. */
  readonly time: string;
  readonly contract: string;
  readonly operationId: string | null;
  readonly method: string;
  readonly path: string;
  /** Null when the connection was cut before there was one. */
  readonly status: number | null;
  /** The caller's persona or else login name; null where nobody was known. */
  readonly persona: string | null;
  /** All names that the caller goes by. */
  readonly callers?: readonly string[];
  /** In real milliseconds. */
  readonly durationMs: number;
  /** The fault rule that acted. */
  readonly fault?: string;
  readonly request: Told & { readonly query: Readonly<Record<string, unknown>> };
  readonly response: Told;
  /** Why it was refused, for those who ask. */
  readonly refusal?: Refusal;
}

/** What is known of a refusal. */
interface Refusal extends Pick<Problem, 'status' | 'message' | 'faults' | 'why'> {}

/** A call as it is being answered. Nothing is worked out of it before somebody reads it. */
export interface Recording {
  /** The number of the call, and the age of the journal that it belongs to. */
  readonly number: number;
  readonly age: number;
  /** By the sandbox's clock, in milliseconds. */
  readonly at: number;
  /** In real milliseconds. */
  readonly startedAt: number;
  readonly call: Call;
  requestBody?: Buffer | undefined;
  status?: number | null | undefined;
  responseHeaders?: Readonly<Record<string, unknown>> | undefined;
  responseBody?: unknown;
  fault?: string | undefined;
  refusal?: Refusal | undefined;
}

/** Who wants to know of each call, and that there will be no more. */
interface Listener {
  readonly hear: (entry: Entry) => void;
  readonly end: (() => void) | undefined;
}

interface Kept {
  readonly id: number | string;
  readonly size: number;
  /** What was written down; left out for what was read from a copy. */
  readonly record?: Recording;
  readonly durationMs: number;
  /** Made when it is first read: most are never looked at. */
  entry?: Entry;
}

/** How much a sandbox's journal keeps; the oldest go first. */
const most = { entries: 1000, bytes: 1024 * 1024, body: 64 * 1024 };

/** The numbers that are reserved in one write. */
const block = 1000;
const reservedEntry = 'journalReserved';

/** Headers that differ from sandbox to sandbox by what it is called, and tell nothing of the call. */
const unsaid = ['x-sandbox', 'link', 'host', 'connection', 'content-length', 'keep-alive'];

/** What callers of the vendor APIs sent and got in one sandbox, the latest of it. */
export class Journal implements Beside {
  readonly #sandbox: Sandbox;
  #next = 1;
  /** Numbers below this one are reserved: should the process be killed, the next one goes on from here. */
  #reserved = 1;
  /** Calls that began before the sandbox became another belong to the one that is gone. */
  #age = 0;
  #kept: Kept[] = [];
  #size = 0;
  readonly #listeners = new Set<Listener>();
  /** What stands in place of secrets, so that a question about one can be answered. */
  readonly seal: Hide;

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
    this.seal = sealing((secret) => sandbox.seal(secret));
  }

  /** The number of the next call, and what it belongs to. */
  begin(): { readonly number: number; readonly age: number } {
    if (this.#next >= this.#reserved) this.#reserve();
    return { number: this.#next++, age: this.#age };
  }

  /** Writes down a call that was answered. */
  add(record: Recording): void {
    if (record.age !== this.#age) return;
    cutLong(record);
    const durationMs = realNow() - record.startedAt;
    const kept: Kept = { id: record.number, size: sizeOf(record), record, durationMs };
    this.#keep(kept);
    for (const { hear } of this.#listeners) hear(this.#entry(kept));
  }

  /** All that is kept, oldest first. */
  entries(): Entry[] {
    return this.#kept.map((kept) => this.#entry(kept));
  }

  find(id: string): Entry | undefined {
    const found = this.#kept.find((kept) => String(kept.id) === id);
    return found && this.#entry(found);
  }

  /** The body of the latest good answer that fits. */
  latestBody(fits: (call: Call) => boolean): string | undefined {
    const found = this.#kept.findLast(
      ({ record }) => record && isGood(record) && fits(record.call),
    );
    return found && String(found.record?.responseBody);
  }

  clear(): void {
    this.#kept = [];
    this.#size = 0;
  }

  /** Calls back with each entry from now on; what it gives back ends that. */
  listen(hear: Listener['hear'], end?: Listener['end']): () => void {
    const listener = { hear, end };
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  end(): void {
    for (const { end } of this.#listeners) end?.();
  }

  /** What came after an entry, in the order in which it came; all of it for an entry that is not kept any more. */
  after(id: string | undefined): Entry[] {
    const at = this.#kept.findIndex((kept) => String(kept.id) === id);
    return this.#kept.slice(at + 1).map((kept) => this.#entry(kept));
  }

  save(): string | undefined {
    if (this.#next === 1) return undefined;
    return JSON.stringify({ next: this.#next, entries: this.entries() });
  }

  load(saved: string | undefined): void {
    this.clear();
    this.#age++;
    const reserved = Number(this.#sandbox.meta(reservedEntry) ?? 1);
    this.#reserved = Number.isSafeInteger(reserved) ? reserved : 1;
    const { next = this.#reserved, entries } = savedJournal(saved);
    this.#next = next;
    for (const entry of entries) {
      const size = JSON.stringify(entry).length;
      this.#keep({ id: entry.id, size, durationMs: entry.durationMs, entry });
    }
  }

  #entry(kept: Kept): Entry {
    kept.entry ??= told(kept.record as Recording, kept.durationMs, this.seal);
    return kept.entry;
  }

  /** Writes down that a block of numbers is given out, before the first of it is. */
  #reserve(): void {
    this.#reserved = this.#next + block;
    this.#sandbox.setMeta(reservedEntry, String(this.#reserved));
  }

  #keep(kept: Kept): void {
    this.#kept.push(kept);
    this.#size += kept.size;
    while (this.#kept.length > most.entries || (this.#size > most.bytes && this.#kept.length > 1)) {
      this.#size -= this.#kept.shift()?.size ?? 0;
    }
  }
}

/** An entry as a call, to be held against a match. */
export function callOfEntry({ request, persona, ...entry }: Entry): Call {
  const { query, headers, body } = request;
  const { contract, operationId, method, path, status, callers = [] } = entry;
  const known = callers.length > 0 ? callers : [persona].filter((each) => each !== null);
  return { contract, operationId, method, path, status, callers: known, query, headers, body };
}

/** The journal of a sandbox. */
export function journalOf(sandbox: Sandbox): Journal {
  return sandbox.beside('journal', () => new Journal(sandbox));
}

/** Of bodies that are too long, only the beginning is kept. */
function cutLong(record: Recording): void {
  const { requestBody, responseBody } = record;
  const longest = most.body + 1;
  if (requestBody && requestBody.length > longest) {
    record.requestBody = Buffer.from(requestBody.subarray(0, longest));
  }
  if (typeof responseBody === 'string' && responseBody.length > longest) {
    record.responseBody = responseBody.slice(0, longest);
  } else if (responseBody && typeof responseBody === 'object' && !Buffer.isBuffer(responseBody)) {
    record.responseBody = streamed;
  }
}

function sizeOf({ call, requestBody, responseBody }: Recording): number {
  let size = 500 + call.path.length + (requestBody?.length ?? 0);
  for (const name in call.headers) size += name.length + String(call.headers[name]).length;
  return size + (isWhole(responseBody) ? responseBody.length : 0);
}

/** A body that is sent in one piece. */
export function isWhole(body: unknown): body is string | Buffer {
  return typeof body === 'string' || Buffer.isBuffer(body);
}

/** Stands for a body that was sent piece by piece. */
const streamed = Symbol('streamed');

/** The answer may be given again: it was a good one, and is kept whole. */
function isGood({ status, responseBody }: Recording): boolean {
  return (
    typeof status === 'number' &&
    status < 300 &&
    isWhole(responseBody) &&
    responseBody.length <= most.body
  );
}

function told(record: Recording, durationMs: number, seal: Hide): Entry {
  const { call, number, at, status = null, fault, refusal } = record;
  return {
    id: String(number),
    time: new Date(at).toISOString(),
    contract: call.contract,
    operationId: call.operationId,
    method: call.method,
    path: call.path,
    status,
    persona: call.callers[0] ?? null,
    callers: call.callers,
    durationMs,
    ...(fault !== undefined && { fault }),
    request: {
      query: mask(call.query, seal) as Record<string, unknown>,
      headers: headersOf(call.headers, seal),
      ...bodyOf(record.requestBody?.toString(), seal),
    },
    response: {
      headers: headersOf(record.responseHeaders ?? {}, seal),
      ...bodyOf(record.responseBody, seal),
    },
    ...(refusal && { refusal }),
  };
}

function headersOf(
  headers: Readonly<Record<string, unknown>>,
  seal: Hide,
): Record<string, unknown> {
  const said = Object.entries(headers).filter(([name]) => !unsaid.includes(name));
  return mask(Object.fromEntries(said), seal) as Record<string, unknown>;
}

function bodyOf(body: unknown, seal: Hide): Pick<Told, 'body' | 'isCut'> {
  if (body === undefined || body === null || body === '') return { body: null };
  if (Buffer.isBuffer(body)) return bodyOf(body.toString(), seal);
  if (typeof body !== 'string') return { body: null, isCut: true };
  if (body.length > most.body)
    return { body: maskText(body.slice(0, most.body), seal), isCut: true };
  try {
    return { body: maskBody(JSON.parse(body), seal) };
  } catch {
    return { body: maskText(body, seal) };
  }
}
