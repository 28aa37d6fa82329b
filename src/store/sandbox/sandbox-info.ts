import type { DatabaseImage } from '../sqlite/image.js';
import type { StorageFormat } from '../storage/format.js';
import { metadataKeys, type WorldSpec } from './metadata-keys.js';
import type { Sandbox, SandboxOptions } from './sandbox.js';
import type { Snapshots } from './snapshots.js';

/** What the sandboxes of a server are created from, and how many there may be. */
export interface RegistryOptions extends SandboxOptions {
  readonly storage: StorageFormat;
  /** The image that sandboxes of the default world are copies of. */
  readonly template: DatabaseImage;
  /** Loads or builds the image for another world. */
  readonly loadTemplate: (world: WorldSpec) => Promise<DatabaseImage>;
  /** The folder of persistent sandboxes; without one they are in memory. */
  readonly folder?: string | undefined;
  /** Whether each commit in the folder is on the disk when it returns; otherwise it survives only the end of the process. */
  readonly durable?: boolean | undefined;
  /** Whether opening an unknown name forks a sandbox from the template. */
  readonly forkUnknown: boolean;
  /** Real milliseconds without a request after which a forked sandbox is evicted. */
  readonly idleTimeoutMs: number;
  /**
   * The maximum number of sandboxes, and of bytes in memory. At a limit, idle sandboxes are evicted, least recently
   * used first.
   */
  readonly limits: { readonly count: number; readonly bytes: number };
}

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
