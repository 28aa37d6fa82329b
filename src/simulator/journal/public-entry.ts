import { BoundedCache } from '../../lib/bounded-cache.js';
import { stripFingerprints } from '../redaction/redaction.js';
import { plainRedactor } from '../redaction/secrets.js';
import type { JournalEntry } from './entry.js';
import { bodyOf, type PendingEntry, toEntry } from './recorded-call.js';

/** What the journal stores for explanations and queries only. */
type InternalFields = 'refusal' | 'callers' | 'tokenExpiresAt';

/** An entry as it is published. */
export type PublicEntry = Omit<JournalEntry, InternalFields>;

/** An entry as it is published: without internal fields and without fingerprints of secrets. */
export function toPublicEntry({
  refusal: _,
  callers: __,
  tokenExpiresAt: ___,
  ...entry
}: JournalEntry): PublicEntry {
  return stripFingerprints(entry);
}

/** What stands for a message in a summary. */
const leftOut = { headers: {}, body: null, truncated: true } as const;

/** A public entry without headers and bodies. */
export function toSummary(entry: JournalEntry): PublicEntry {
  const { request, ...rest } = toPublicEntry({ ...entry, response: leftOut });
  return { ...rest, request: { query: request.query, ...leftOut } };
}

/** The summary of a recorded call, of which headers and bodies are not converted. */
export function summaryOfRecord(record: PendingEntry, durationMs: number): PublicEntry {
  const left = { requestBody: undefined, responseHeaders: undefined, responseBody: undefined };
  const call = { ...record.call, headers: {} };
  const short = { ...record, ...left, refusal: undefined, call };
  return toSummary(toEntry(short, durationMs, plainRedactor));
}

/**
 * The JSON of the public entry of a recorded call. The response body, which takes most of the time, is converted once: clients
 * that poll get the same one again and again.
 */
export function serializeRecord(record: PendingEntry, durationMs: number): string {
  const entry = toEntry({ ...record, responseBody: undefined }, durationMs, plainRedactor);
  const { response, ...rest } = toPublicEntry(entry);
  const headers = JSON.stringify(response.headers);
  const body = serializeBody(record.responseBody);
  return `${JSON.stringify(rest).slice(0, -1)},"response":{"headers":${headers},${body}}}`;
}

const maxCachedBodies = 50;

/** The latest text bodies, and the bytes of cached responses, with the members of a message that they become. */
const textBodies = new BoundedCache<string>(maxCachedBodies);
let binaryBodies = new WeakMap<Buffer, string>();
let binaryBodyCount = 0;

function serializeBody(body: unknown): string {
  if (typeof body === 'string') return textBodies.getOrCompute(body, () => serializeNewBody(body));
  if (!Buffer.isBuffer(body)) return serializeNewBody(body);
  const known = binaryBodies.get(body);
  if (known !== undefined) return known;
  // The journal keeps the bytes, so entries of a weak map alone would live as long as the journal.
  if (++binaryBodyCount > maxCachedBodies) {
    binaryBodies = new WeakMap();
    binaryBodyCount = 1;
  }
  const text = serializeNewBody(body);
  binaryBodies.set(body, text);
  return text;
}

/** The members `body` and `truncated` of a message as JSON, without braces. */
function serializeNewBody(body: unknown): string {
  return JSON.stringify(stripFingerprints(bodyOf(body, plainRedactor))).slice(1, -1);
}
