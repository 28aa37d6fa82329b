import { metadataKeys, type WorldSpec } from './metadata-keys.js';
import type { Sandbox } from './sandbox.js';
import type { Snapshots } from './snapshots.js';

/** How to create a sandbox. */
export interface CreateSandboxOptions {
  readonly world?: WorldSpec | undefined;
  /** The sandbox to copy, or a snapshot of it. */
  readonly from?: { readonly sandbox: string; readonly snapshot?: string | undefined } | undefined;
  /** The sandbox's own clock setting, in the form of the server's. */
  readonly clock?: string | undefined;
  /** Real milliseconds until the sandbox expires. */
  readonly ttl?: number | undefined;
}

/** The public description of a sandbox. */
export interface SandboxInfo extends WorldSpec {
  readonly name: string;
  /** By the sandbox's clock. */
  readonly createdAt: string;
  /** True if the sandbox stays until it is deleted or expires; false if it is evicted when idle. */
  readonly persistent: boolean;
  /** When the sandbox expires, in system time; null for never. */
  readonly expiresAt: string | null;
  readonly snapshots: readonly string[];
  /** The size of the data. */
  readonly bytes: number;
}

/** Returns the public description of a sandbox. */
export function describeSandbox(
  name: string,
  sandbox: Sandbox,
  { persistent, snapshots }: { readonly persistent: boolean; readonly snapshots: Snapshots },
): SandboxInfo {
  return {
    name,
    createdAt: sandbox.metadata.get(metadataKeys.createdAt) ?? '',
    ...sandbox.world,
    persistent,
    expiresAt: sandbox.metadata.get(metadataKeys.expiresAt) ?? null,
    snapshots: snapshots.list().map((snapshot) => snapshot.name),
    bytes: sandbox.size,
  };
}
