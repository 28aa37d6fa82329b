import type { Problem } from '../contract/problem.js';

/** A recorded call with its response. */
export interface JournalEntry {
  readonly id: string;
  /** Time of the call by the sandbox's clock. */
  readonly time: string;
  /** System time of the call; undefined in journals of earlier versions. */
  readonly receivedAt?: string;
  readonly contract: string;
  /** The call was a write of the control plane to the data, not one to a vendor API. */
  readonly control?: true;
  readonly operationId: string | null;
  readonly method: string;
  readonly path: string;
  /** Null when the connection was closed before a response. */
  readonly status: number | null;
  /** The caller's persona, or else login name; null for a call without a valid token. */
  readonly persona: string | null;
  /** All names of the caller: persona and login name. */
  readonly callers?: readonly string[];
  /** In milliseconds of system time. */
  readonly durationMs: number;
  /** The id of the fault rule that acted. */
  readonly fault?: string;
  /** The status of the operation, which was done before the fault rule took the place of its response. */
  readonly operationStatus?: number;
  /** The client closed the connection before the response was complete. */
  readonly disconnected?: true;
  /** The parameters of the query that the operation does not declare. */
  readonly unknownParameters?: readonly string[];
  readonly request: JournaledMessage & { readonly query: Readonly<Record<string, unknown>> };
  readonly response: JournaledMessage;
  /** When the caller's token expires, by the sandbox's clock. */
  readonly tokenExpiresAt?: string;
  /** Why the call was refused; the explanation is built from it. */
  readonly refusal?: Refusal;
}

/** An entry with what only the process knows in which the call was made. */
export interface ObservedEntry {
  readonly entry: JournalEntry;
  /** In system time, milliseconds since 1970; undefined for a call that was restored. */
  readonly arrivedAt: number | undefined;
  /** The scopes of the caller; undefined for a call without a valid token, and for one that was restored. */
  readonly scopes: readonly string[] | undefined;
}

/** A recorded request or response. Secrets are replaced by fingerprints, which are stripped before it is shown. */
export interface JournaledMessage {
  readonly headers: Readonly<Record<string, unknown>>;
  /** Parsed JSON, other text as it is, null for no body. */
  readonly body: unknown;
  /** The body was longer than the limit of the journal, or was streamed. */
  readonly truncated?: true;
}

/** The parts of a Problem that the journal stores. */
export interface Refusal extends Pick<Problem, 'status' | 'message' | 'fieldErrors' | 'reason'> {}
