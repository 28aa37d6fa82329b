import type { Problem } from '../contract/problem.js';

/** One call and what came of it. */
export interface JournalEntry {
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
  readonly request: JournaledMessage & { readonly query: Readonly<Record<string, unknown>> };
  readonly response: JournaledMessage;
  /** Why it was refused, for those who ask. */
  readonly refusal?: Refusal;
}

/** A request or an answer as the journal keeps it, with secrets sealed; whoever shows it leaves the seals out. */
export interface JournaledMessage {
  readonly headers: Readonly<Record<string, unknown>>;
  /** JSON as what it says, other text as it is, null for none. */
  readonly body: unknown;
  /** The body was longer than the journal keeps, or was streamed. */
  readonly truncated?: true;
}

/** What is known of a refusal. */
export interface Refusal extends Pick<Problem, 'status' | 'message' | 'fieldErrors' | 'reason'> {}
