import { maxInstant } from '../../store/time/clock.js';
import type { Operation } from '../contract/operation.js';
import { isBuffered } from '../contract/responses.js';
import { limitSecrets, redact, redactBody } from '../redaction/redaction.js';
import type { Redactor } from '../redaction/secrets.js';
import { redactText, redactUrl } from '../redaction/text-redaction.js';
import { unknownParameters } from '../validation/unknown-parameters.js';
import type { JournalEntry, JournaledMessage, Refusal } from './entry.js';
import { parametersOf, type RecordedRequest } from './request-matcher.js';

/** A recorded request with the operation that it was for, if any. */
export interface RecordedCall extends RecordedRequest {
  readonly operation: Operation | undefined;
  readonly query: string;
  /** The scopes of the caller; undefined for a call without a valid token. */
  scopes: readonly string[] | undefined;
  /** When the caller's token expires by the sandbox's clock, in milliseconds since 1970; undefined if it does not. */
  tokenExpiresAtMs: number | undefined;
  /** Whether it was made to the control plane. */
  readonly isControl: boolean;
}

/** A call in progress, in the form in which it arrived: most entries are never read, so conversion waits for a reader. */
export interface PendingEntry {
  /** The number of the call, and the epoch of the journal that it belongs to. */
  readonly number: number;
  readonly epoch: number;
  /** Time of the call by the sandbox's clock, in milliseconds. */
  readonly at: number;
  /** System time of the arrival, in milliseconds. */
  readonly startedAt: number;
  readonly call: RecordedCall;
  requestBody?: Buffer | undefined;
  status?: number | null | undefined;
  responseHeaders?: Readonly<Record<string, unknown>> | undefined;
  responseBody?: unknown;
  fault?: string | undefined;
  /** The status of an operation that was done before a fault took the place of its response. */
  operationStatus?: number | undefined;
  /** The client closed the connection before the response was complete. */
  isDisconnected?: boolean | undefined;
  /** The JSON of a Refusal, because its messages may be slices of a longer text, which they would keep in memory. */
  refusal?: string | undefined;
}

/** The maximum size of a body in a journal, in bytes. */
export const maxBody = 64 * 1024;

/** Of this many secrets in an entry fingerprints are stored; further ones are masked, because a body can hold thousands. */
const maxSecrets = 100;

/** Headers that depend on the name of the sandbox or on the connection, not on the call. */
const omittedHeaders = ['x-sandbox', 'link', 'host', 'connection', 'content-length', 'keep-alive'];

/** Converts a recorded call; its secrets are replaced by fingerprints. */
export function toEntry(
  record: PendingEntry,
  durationMs: number,
  fingerprints: Redactor,
): JournalEntry {
  const redactor = limitSecrets(fingerprints, maxSecrets);
  const { call, number, at, status = null, fault, operationStatus, refusal } = record;
  const query = parametersOf(call);
  const unknown = call.operation ? unknownParameters(call.operation, query) : [];
  return {
    id: String(number),
    time: new Date(at).toISOString(),
    receivedAt: new Date(record.startedAt).toISOString(),
    contract: call.contract,
    ...(call.isControl && { control: true as const }),
    operationId: call.operationId,
    method: call.method,
    path: redactUrl(call.path, redactor),
    status,
    persona: call.callerNames[0] ?? null,
    callers: call.callerNames,
    durationMs,
    ...(fault !== undefined && { fault }),
    ...(operationStatus !== undefined && { operationStatus }),
    ...(record.isDisconnected && { disconnected: true as const }),
    ...(unknown.length > 0 && { unknownParameters: unknown }),
    request: {
      query: redact(query, redactor) as Record<string, unknown>,
      headers: headersOf(call.headers, redactor),
      ...bodyOf(record.requestBody?.toString(), redactor),
    },
    response: {
      headers: headersOf(record.responseHeaders ?? {}, redactor),
      ...bodyOf(record.responseBody, redactor),
    },
    ...tokenExpiry(call),
    ...(refusal !== undefined && { refusal: redact(JSON.parse(refusal), redactor) as Refusal }),
  };
}

/** When the caller's token expires; nothing for one that never does. */
function tokenExpiry({
  tokenExpiresAtMs = Number.POSITIVE_INFINITY,
}: RecordedCall): Pick<JournalEntry, 'tokenExpiresAt'> {
  return tokenExpiresAtMs <= maxInstant
    ? { tokenExpiresAt: new Date(tokenExpiresAtMs).toISOString() }
    : {};
}

function headersOf(
  headers: Readonly<Record<string, unknown>>,
  redactor: Redactor,
): Record<string, unknown> {
  const shown = Object.entries(headers).filter(([name]) => !omittedHeaders.includes(name));
  return redact(Object.fromEntries(shown), redactor) as Record<string, unknown>;
}

/** The body of a message as it is stored: parsed JSON, or text, with its secrets replaced. */
export function bodyOf(
  body: unknown,
  redactor: Redactor,
): Pick<JournaledMessage, 'body' | 'truncated'> {
  if (body === undefined || body === null || body === '') return { body: null };
  if (Buffer.isBuffer(body)) return bodyOf(body.toString(), redactor);
  if (typeof body !== 'string') return { body: null, truncated: true };
  if (body.length > maxBody)
    return { body: redactText(body.slice(0, maxBody), redactor), truncated: true };
  try {
    return { body: redactBody(JSON.parse(body), redactor) };
  } catch {
    return { body: redactText(body, redactor) };
  }
}

/** Whether the response was successful and is stored completely, so that a `stale` fault can send it again. */
export function isReplayable({ status, responseBody }: PendingEntry): boolean {
  return (
    typeof status === 'number' &&
    status < 300 &&
    isBuffered(responseBody) &&
    responseBody.length <= maxBody
  );
}
