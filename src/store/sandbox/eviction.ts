import { systemNow } from '../time/clock.js';

/** A sandbox used within this many real milliseconds is in use. No request waits longer than that. */
const inUseWindowMs = 120_000;

/** What decides whether a sandbox is evicted. */
export interface EvictionCandidate {
  /** Persistent sandboxes are never evicted. */
  readonly persistent: boolean;
  /** The database file; undefined for a sandbox in memory. */
  readonly file: string | undefined;
  /** Undefined for a file that has not been opened yet. */
  readonly sandbox: { readonly memoryUse: number } | undefined;
  readonly snapshots: { readonly bytes: number };
  /** When it was last used, in real milliseconds since 1970. */
  readonly lastUsed: number;
}

/** The bytes that sandboxes and their snapshots take in memory, as last measured. */
export function memoryUse(sandboxes: Iterable<EvictionCandidate>): number {
  let total = 0;
  for (const { sandbox, snapshots } of sandboxes)
    total += (sandbox?.memoryUse ?? 0) + snapshots.bytes;
  return total;
}

/**
 * Returns the name of the least recently used sandbox that may be evicted; undefined if all are persistent or in use.
 */
export function leastRecentlyUsed(
  sandboxes: ReadonlyMap<string, EvictionCandidate>,
): string | undefined {
  const [oldest] = [...sandboxes]
    .filter(([, sandbox]) => isIdle(sandbox, inUseWindowMs))
    .sort(([, one], [, other]) => one.lastUsed - other.lastUsed);
  return oldest?.[0];
}

/** True for a sandbox that is not persistent and was not used within the timeout, in real milliseconds. */
export function isIdle(sandbox: EvictionCandidate, timeoutMs: number): boolean {
  return !sandbox.persistent && sandbox.lastUsed <= systemNow() - timeoutMs;
}

/** A limit is reached and no sandbox can be evicted. */
export class CapacityError extends Error {}
