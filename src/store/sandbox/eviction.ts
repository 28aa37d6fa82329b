import { warn } from '../../lib/warn.js';
import { systemNow } from '../time/clock.js';

/** A sandbox used within this many real milliseconds is in use. No request waits longer than that. */
export const inUseWindowMs = 120_000;

/** What decides whether a sandbox is evicted. */
export interface EvictionCandidate {
  /** Persistent sandboxes are never evicted. */
  readonly persistent: boolean;
  /** The database file; undefined for a sandbox in memory. */
  readonly file: string | undefined;
  /** Undefined for a file that has not been opened yet. */
  readonly sandbox:
    | {
        readonly memoryUse: number;
        readonly isExpired: boolean;
        /** Defined while a long write is in progress. */
        readonly busy: Promise<void> | undefined;
      }
    | undefined;
  readonly snapshots: { readonly bytes: number };
  /** The databases in memory that a reset returns to. Sandboxes may have the same ones. */
  readonly origin: { readonly shared: readonly { readonly size: number }[] };
  /** When it was last used, in real milliseconds since 1970. */
  readonly lastUsed: number;
}

/** How many sandboxes there may be, and the bytes that they may take in memory with their snapshots. */
interface RegistryLimits {
  readonly count: number;
  readonly bytes: number;
}

/** How many sandboxes there are and are open, which those in memory always are, the bytes that they and their snapshots take in memory, and the limits. */
export interface RegistryUsage {
  readonly limits: RegistryLimits;
  readonly count: number;
  readonly open: number;
  readonly bytes: { readonly sandboxes: number; readonly snapshots: number };
}

export function usageOf(
  sandboxes: readonly EvictionCandidate[],
  limits: RegistryLimits,
): RegistryUsage {
  const ofSnapshots = sandboxes.reduce((sum, each) => sum + each.snapshots.bytes, 0);
  const snapshots = ofSnapshots + originBytes(sandboxes);
  return {
    limits,
    count: sandboxes.length,
    open: sandboxes.filter(({ file, sandbox }) => sandbox || !file).length,
    bytes: { sandboxes: memoryUse(sandboxes) - snapshots, snapshots },
  };
}

/** The bytes that sandboxes, their snapshots and their origins take in memory, as last measured. */
function memoryUse(sandboxes: readonly EvictionCandidate[]): number {
  return sandboxes.reduce(
    (sum, { sandbox, snapshots }) => sum + (sandbox?.memoryUse ?? 0) + snapshots.bytes,
    originBytes(sandboxes),
  );
}

/** The bytes of the origins in memory, each counted once. */
function originBytes(sandboxes: readonly EvictionCandidate[]): number {
  const distinct = new Set(sandboxes.flatMap(({ origin }) => origin.shared));
  return [...distinct].reduce((sum, { size }) => sum + size, 0);
}

/** What a new sandbox or snapshot needs. */
export interface NeededRoom {
  readonly count?: number;
  /** The bytes that it takes in memory. */
  readonly bytes?: number;
  /** Whether the disk has space for its file. */
  readonly hasDiskSpace?: () => boolean;
}

/**
 * Evicts sandboxes, the least recently used first, until what is needed is within the limits. One that cannot be deleted is
 * skipped. Throws CapacityError if all the others are persistent or in use.
 */
export function makeRoom(
  sandboxes: ReadonlyMap<string, EvictionCandidate>,
  limits: RegistryLimits,
  { count = 0, bytes = 1, hasDiskSpace = () => true }: NeededRoom,
  evict: (name: string) => void,
): void {
  const failed = new Set<string>();
  for (;;) {
    const used = memoryUse([...sandboxes.values()]);
    const fits = sandboxes.size + count <= limits.count && used + bytes <= limits.bytes;
    const hasSpace = hasDiskSpace();
    if (fits && hasSpace) return;
    const name = leastRecentlyUsed(sandboxes, failed);
    if (name === undefined)
      throw new CapacityError(
        `there are ${sandboxes.size} sandboxes, with ${used} bytes in memory${hasSpace ? '' : ', and the disk of the temporary folder is nearly full'}`,
      );
    if (!tryDelete(name, evict)) failed.add(name);
  }
}

/** Deletes a sandbox. A failure is logged and returns false. */
function tryDelete(name: string, deleteSandbox: (name: string) => void): boolean {
  try {
    deleteSandbox(name);
    return true;
  } catch (error) {
    warn(`The sandbox ${name} cannot be deleted`, error);
    return false;
  }
}

/**
 * Returns a function that deletes idle and expired sandboxes. A failed deletion is tried again at the next call, and logged the
 * first time.
 */
export function createIdleEviction(
  sandboxes: ReadonlyMap<string, EvictionCandidate>,
  timeoutMs: number,
  evict: (name: string) => void,
): () => void {
  const failed = new Set<string>();
  return () => {
    for (const [name, entry] of sandboxes) {
      if (!isIdle(entry, timeoutMs) && !entry.sandbox?.isExpired) continue;
      try {
        evict(name);
        failed.delete(name);
      } catch (error) {
        if (!failed.has(name)) warn(`The sandbox ${name} cannot be deleted yet`, error);
        failed.add(name);
      }
    }
  };
}

/** The name of the least recently used sandbox that may be evicted; undefined if all are persistent, in use or excepted. */
function leastRecentlyUsed(
  sandboxes: ReadonlyMap<string, EvictionCandidate>,
  except: ReadonlySet<string>,
): string | undefined {
  const [oldest] = [...sandboxes]
    .filter(([name, sandbox]) => !except.has(name) && isIdle(sandbox, inUseWindowMs))
    .sort(([, one], [, other]) => one.lastUsed - other.lastUsed);
  return oldest?.[0];
}

/** True for a sandbox that is not persistent, not busy and was not used within the timeout, in real milliseconds. */
function isIdle({ persistent, lastUsed, sandbox }: EvictionCandidate, timeoutMs: number): boolean {
  return !persistent && !sandbox?.busy && lastUsed <= systemNow() - timeoutMs;
}

/** A limit is reached and no sandbox can be evicted. */
export class CapacityError extends Error {}
