import type { WorldSpec } from './metadata.js';

/** How a sandbox is made. */
export interface CreateSandboxOptions {
  readonly world?: WorldSpec | undefined;
  /** The sandbox, or the snapshot of it, that it is a copy of. */
  readonly from?: { readonly sandbox: string; readonly snapshot?: string | undefined } | undefined;
  /** A clock of its own, by a setting as the server's. */
  readonly clock?: string | undefined;
  /** Real milliseconds after which it goes. */
  readonly ttl?: number | undefined;
}

/** What can be told of a sandbox. */
export interface SandboxInfo extends WorldSpec {
  readonly name: string;
  /** By its own clock. */
  readonly createdAt: string;
  /** It goes only when it is deleted or its time is over. */
  readonly persistent: boolean;
  /** When its time is over, in real time; null for never. */
  readonly expiresAt: string | null;
  readonly snapshots: readonly string[];
  /** The size of its data. */
  readonly bytes: number;
}
