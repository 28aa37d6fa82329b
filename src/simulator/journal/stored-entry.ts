import { maxInstant } from '../../store/time/clock.js';
import { plainRedactor, type Redactor } from '../redaction/secrets.js';
import type { JournalEntry } from './entry.js';
import {
  type PublicEntry,
  serializeRecord,
  summaryOfRecord,
  toPublicEntry,
  toSummary,
} from './public-entry.js';
import { type PendingEntry, toEntry } from './recorded-call.js';
import { matchesRequest, type RecordedRequest, type RequestPattern } from './request-matcher.js';

/** An entry in the form in which it arrived: a recorded call, or JSON from a serialized journal. */
export type StoredEntry = {
  readonly id: number | string;
  readonly size: number;
} & (
  | { readonly record: PendingEntry; readonly durationMs: number }
  | {
      readonly record?: undefined;
      readonly json: string;
      readonly call: RecordedRequest;
      readonly tokenExpiresAt: string | undefined;
    }
);

/** A converted entry is at most this many times as long as the size of its call says, because JSON escapes control characters. */
const maxGrowth = 8;

/** An entry from a serialized journal, which tells the size that it had there. */
export function restoredEntry(entry: JournalEntry, savedSize: number | undefined): StoredEntry {
  const json = JSON.stringify(entry);
  // Durations are real time; which entries are dropped must not depend on it.
  const { length } = JSON.stringify({ ...entry, durationMs: 0 });
  // The same entries are dropped as without the restore. An imported file may claim any size.
  const size = Math.max(savedSize ?? length, Math.ceil(length / maxGrowth));
  const { id, tokenExpiresAt } = entry;
  return { id, size, json, call: callOfEntry(entry), tokenExpiresAt };
}

/** The entry with its secrets replaced. One that was restored has the fingerprints of its secrets. */
export function convertEntry(stored: StoredEntry, redactor: Redactor): JournalEntry {
  return stored.record
    ? toEntry(stored.record, stored.durationMs, redactor)
    : JSON.parse(stored.json);
}

/** The entry as it is published. */
export function publicEntryOf(stored: StoredEntry): PublicEntry {
  return toPublicEntry(convertEntry(stored, plainRedactor));
}

/** The public entry without headers and bodies, which take most of the time to convert. */
export function summaryOf(stored: StoredEntry): PublicEntry {
  const { record } = stored;
  return record ? summaryOfRecord(record, stored.durationMs) : toSummary(JSON.parse(stored.json));
}

/** A token with which a call was made. */
export interface UsedToken {
  readonly contract: string;
  /** The persona or login name of its user. */
  readonly caller: string | null;
  /** By the sandbox's clock, in milliseconds since 1970. */
  readonly expiresAtMs: number;
}

/** The token of a call; undefined for a call without one, or with one that does not expire. */
export function usedToken(stored: StoredEntry): UsedToken | undefined {
  const { contract, callerNames } = callOf(stored);
  const expiresAtMs = stored.record
    ? stored.record.call.tokenExpiresAtMs
    : Date.parse(stored.tokenExpiresAt ?? '');
  if (expiresAtMs === undefined || !(expiresAtMs <= maxInstant)) return undefined;
  return { contract, caller: callerNames[0] ?? null, expiresAtMs };
}

/** Which part of a journal is read, and in which order. */
export interface EntryRange {
  /** The id of an entry: only those that were added after it; all where that one was dropped. */
  readonly after?: string | undefined;
  /** The id of an entry: only those that were added before it; none where that one was dropped. */
  readonly before?: string | undefined;
  readonly limit: number;
  readonly order?: 'asc' | 'desc' | undefined;
}

/**
 * The entries between two others. An entry is added when its call is completed, so ids need not ascend: the place in the journal
 * decides, and a reader that continues after the last entry that it got misses none.
 */
export function entriesInRange(
  entries: readonly StoredEntry[],
  { after, before }: Pick<EntryRange, 'after' | 'before'>,
): readonly StoredEntry[] {
  if (after === undefined && before === undefined) return entries;
  const indexOf = (id: string) => entries.findIndex((stored) => String(stored.id) === id);
  const start = after === undefined ? 0 : indexOf(after) + 1;
  const end = before === undefined ? entries.length : Math.max(0, indexOf(before));
  return entries.slice(start, end);
}

/** What entries are searched for: a pattern without query, headers and body, and a text of the public entry, whatever its case. */
export type SearchPattern = RequestPattern & { readonly text?: string | undefined };

/** How many entries match, and those of them in a range. */
export function searchEntries(
  entries: readonly StoredEntry[],
  { text, ...match }: SearchPattern,
  { limit, order, ...range }: EntryRange,
): { readonly total: number; readonly found: readonly StoredEntry[] } {
  const searched = text?.toLowerCase();
  const matching = entries.filter(
    (stored) =>
      matchesRequest(match, callOf(stored)) &&
      (searched === undefined || publicText(stored).includes(searched)),
  );
  const inRange = new Set(entriesInRange(entries, range));
  const found = matching.filter((stored) => inRange.has(stored));
  if (order === 'desc') found.reverse();
  return { total: matching.length, found: found.slice(0, limit) };
}

/** The call of an entry, to be compared with a pattern without query, headers and body. */
export function callOf(stored: StoredEntry): RecordedRequest {
  return stored.record
    ? { ...stored.record.call, status: stored.record.status ?? null }
    : stored.call;
}

/** The call of an entry from a serialized journal, without query, headers and body. */
function callOfEntry(entry: JournalEntry): RecordedRequest {
  return { ...requestOf(entry), query: {}, headers: {}, body: undefined };
}

/** The request of an entry, to be compared with a pattern. */
export function requestOf({ request, persona, ...entry }: JournalEntry): RecordedRequest {
  const { query, headers, body } = request;
  const { contract, operationId, method, path, status, callers = [] } = entry;
  const known = callers.length > 0 ? callers : [persona].filter((each) => each !== null);
  return { contract, operationId, method, path, status, callerNames: known, query, headers, body };
}

/** The texts of the public entry that a search looks at, one a line, in lower case. */
function publicText(stored: StoredEntry): string {
  return searchableText(publicEntryOf(stored));
}

function searchableText(
  entry: Pick<JournalEntry, 'method' | 'path' | 'operationId' | 'persona' | 'request' | 'response'>,
): string {
  const { request, response } = entry;
  const pairs = (values: Readonly<Record<string, unknown>>, separator: string) =>
    Object.entries(values).map(([name, value]) => `${name}${separator}${String(value)}`);
  return [
    `${entry.method} ${entry.path}`,
    entry.operationId ?? '',
    entry.persona ?? '',
    ...pairs(request.query, '='),
    ...pairs(request.headers, ': '),
    textOf(request.body),
    ...pairs(response.headers, ': '),
    textOf(response.body),
  ]
    .join('\n')
    .toLowerCase();
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body ?? '');
}

/** An entry of a journal that is converted when it is read. */
export interface JournalView {
  readonly id: number | string;
  /** About the bytes that the call takes in memory. */
  readonly size: number;
  /** The entry with fingerprints of secrets; converted once. */
  readonly read: () => JournalEntry;
  /** The JSON of the public entry; as a summary without headers and bodies. */
  readonly serialize: (options?: { readonly isSummary: boolean }) => string;
}

/** An entry as a view. */
export function viewOf(stored: StoredEntry, redactor: Redactor): JournalView {
  const { id, size, record } = stored;
  let entry: JournalEntry | undefined;
  const read = () => {
    entry ??= convertEntry(stored, redactor);
    return entry;
  };
  const serialize = ({ isSummary } = { isSummary: false }) => {
    if (isSummary) return JSON.stringify(summaryOf(stored));
    return record
      ? serializeRecord(record, stored.durationMs)
      : JSON.stringify(toPublicEntry(convertEntry(stored, redactor)));
  };
  return { id, size, read, serialize };
}
