import type { AuditedCall } from '../../../schemas/control/report.js';
import { clientName } from '../activity/client-name.js';
import type { Contract } from '../contract/contract.js';
import type { Operation } from '../contract/operation.js';
import type { JournalEntry, ObservedEntry } from '../journal/entry.js';
import { stripFingerprints } from '../redaction/redaction.js';

/** A call to an operation of a vendor with what the detectors need of it. */
export interface AuditedEntry {
  readonly entry: JournalEntry;
  readonly contract: Contract;
  readonly operation: Operation;
  /** The program that made the call. */
  readonly client: string;
  /** In system time, milliseconds since 1970; undefined for a call that was restored. */
  readonly arrivedAt: number | undefined;
  /** When the response was sent, in the same unit. */
  readonly endedAt: number | undefined;
  /** Those of the token; undefined for a call without a valid token, and for one that was restored. */
  readonly scopes: readonly string[] | undefined;
  /** Equal calls have equal texts: the same request of the same client with the same token. */
  readonly requestKey: string;
}

/** One occurrence of a defect. It is one of the operation of its first call. */
export interface Detected {
  /** What tells it from others of the operation. */
  readonly subject?: string;
  /** In order. */
  readonly calls: readonly [AuditedEntry, ...AuditedEntry[]];
}

/** Looks for one defect in the calls to a sandbox, which are in the order in which they were completed. */
export type Detector = (calls: readonly AuditedEntry[]) => Iterable<Detected>;

/** Undefined for a call that no operation matched. */
export function toAuditedEntry(
  { entry, arrivedAt, scopes }: ObservedEntry,
  contract: Contract,
): AuditedEntry | undefined {
  const { method, path, request, operationId } = entry;
  const operation = contract.operations.find(({ schema }) => schema.operationId === operationId);
  if (!operation) return undefined;
  const endedAt = arrivedAt === undefined ? undefined : arrivedAt + entry.durationMs;
  const client = clientName(request.headers['user-agent']);
  const key = [contract.name, client, method, path, request.query, request.body, tokenOf(entry)];
  const requestKey = JSON.stringify(key);
  return { entry, contract, operation, client, arrivedAt, endedAt, scopes, requestKey };
}

/** The fingerprint of the token of a call; undefined for a call without one. */
export function tokenOf({ request: { headers } }: JournalEntry): string | undefined {
  const { authorization, cookie } = headers;
  return authorization === undefined && cookie === undefined
    ? undefined
    : String(authorization ?? cookie);
}

/** Whether a call was sent after the response to an earlier one; unknown for calls that were restored. */
export function isSentAfter(later: AuditedEntry, { endedAt }: AuditedEntry): boolean | undefined {
  return later.arrivedAt === undefined || endedAt === undefined
    ? undefined
    : later.arrivedAt >= endedAt;
}

export function isSuccess({ entry: { status } }: AuditedEntry): boolean {
  return status !== null && status < 400;
}

/** The calls in groups of equal requests, each in order. */
export function groupByRequest(calls: readonly AuditedEntry[]): AuditedEntry[][] {
  const groups = new Map<string, AuditedEntry[]>();
  for (const call of calls) {
    const group = groups.get(call.requestKey);
    if (group) group.push(call);
    else groups.set(call.requestKey, [call]);
  }
  return [...groups.values()];
}

/** The body of a page. Of one that was too long for the journal only the members before the first list. */
export function pageOf({ response: { body, truncated } }: JournalEntry): unknown {
  if (!truncated || typeof body !== 'string') return body;
  const members = body.slice(0, Math.max(body.indexOf('['), 0)).replace(/,?\s*"[^"]*":\s*$/, '');
  // The list may be a member of an object in the body.
  for (const end of ['}', '}}'])
    try {
      return JSON.parse(`${members}${end}`);
    } catch {
      // There are more objects to close, or it is no JSON.
    }
  return undefined;
}

/** What the calls to a sandbox have in common, for reports. */
export interface CallPlace {
  readonly sandbox: string;
  /** Whether a contract has a seeded user of this name. */
  readonly hasPersona: (contract: string, name: string) => boolean;
}

/** A call as reports show it. */
export function toAuditedCall(
  entry: JournalEntry,
  { sandbox, hasPersona }: CallPlace,
  contract?: Contract,
): AuditedCall {
  const shown = stripFingerprints(entry);
  const { id, method, path, status, request, response, fault, operationStatus, persona } = shown;
  const query = toSearch(request.query);
  const retryAfter = response.headers['retry-after'];
  const total = status === 200 ? contract?.totalItems?.(pageOf(entry)) : undefined;
  const isFailure = status === null || status >= 400;
  const reason = shown.operationId === null ? shown.refusal?.message : undefined;
  return {
    sandbox,
    id,
    method,
    path: query === '' ? path : `${path}?${query}`,
    status,
    ...(persona !== null && hasPersona(shown.contract, persona) && { persona }),
    ...(fault !== undefined && { injected: true }),
    ...(isFailure && operationStatus !== undefined && operationStatus < 300 && { done: true }),
    ...(shown.disconnected && { disconnected: true }),
    ...(reason !== undefined && { reason }),
    ...(retryAfter !== undefined && { retryAfter: String(retryAfter) }),
    ...(Number.isInteger(total) && { total: Number(total) }),
  };
}

/** The parameters of a query as text. One that was sent several times comes as often. */
function toSearch(query: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((each): [string, string] => [name, String(each)]),
  );
  return new URLSearchParams(pairs).toString();
}
