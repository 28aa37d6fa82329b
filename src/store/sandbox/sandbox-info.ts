import type { DatabaseImage } from '../sqlite/image.js';
import type { StorageFormat } from '../storage/format.js';
import { metadataKeys, type WorldSpec } from './metadata-keys.js';
import type { SandboxObserver } from './observer.js';
import type { Sandbox, SandboxOptions } from './sandbox.js';
import type { Snapshots } from './snapshots.js';

/** What the sandboxes of a server are created from, and how many there may be. */
export interface RegistryOptions extends SandboxOptions {
  readonly storage: StorageFormat;
  /** The image that sandboxes of the default world are copies of. */
  readonly template: DatabaseImage;
  /** Passes on what happens in the sandboxes. */
  readonly observer: SandboxObserver;
  /** Reads what happened in a sandbox, for its description. */
  readonly activityOf: (sandbox: Sandbox) => SandboxActivity;
  /** By how many days the dates of a new world are moved under a clock setting. */
  readonly worldShiftDays: (clockSetting: string) => number;
  /** Loads or builds the image for another world. */
  readonly loadTemplate: (world: WorldSpec) => Promise<DatabaseImage>;
  /** Aborted when the server begins to close: writes that would take longer than it waits are given up. */
  readonly stopping?: AbortSignal | undefined;
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

/** What a sandbox is copied from: another one as it is, or one of its snapshots. */
export interface SandboxSource {
  readonly sandbox: string;
  readonly snapshot?: string | undefined;
}

/** How to create a sandbox. */
export interface CreateSandboxOptions {
  readonly world?: WorldSpec | undefined;
  /** The sandbox to copy, or a snapshot of it. */
  readonly from?: SandboxSource | undefined;
  /** The sandbox's own clock setting, in the form of the server's. */
  readonly clock?: string | undefined;
  /** Real milliseconds until the sandbox expires. */
  readonly ttl?: number | undefined;
  /** A text by which people know the sandbox. */
  readonly label?: string | undefined;
  /** The hash of its key. */
  readonly keyHash?: string | undefined;
  /** Whether a copy takes the journal of its original along. */
  readonly keepsJournal?: boolean;
}

/** What happened in a sandbox, which only the simulator knows. */
export interface SandboxActivity {
  /** The calls since it was created or reset. */
  readonly calls: number;
  /** The calls whose response had a status of 400 or above. */
  readonly refusals: number;
  /** The time of the latest call by the sandbox's clock; null without a call. */
  readonly lastCallAt: string | null;
  /** The number of fault rules. */
  readonly faults: number;
  /** The scenarios that are on, and the ids of fault rules that belong to none. */
  readonly faultNames: readonly string[];
}

/** The public description of a sandbox. */
export interface SandboxInfo extends WorldSpec, SandboxActivity {
  readonly name: string;
  /** By the sandbox's clock. */
  readonly createdAt: string;
  /** `NAME` or `NAME@SNAPSHOT`: what the sandbox was copied from; null for the seeds of a world or an import. */
  readonly from: string | null;
  readonly label: string | null;
  /** Whether a key gives access to this sandbox alone. */
  readonly hasKey: boolean;
  /** True if the sandbox stays until it is deleted or expires; false if it is evicted when idle. */
  readonly persistent: boolean;
  /** When the sandbox expires, in system time; null for never. */
  readonly expiresAt: string | null;
  readonly snapshots: readonly string[];
  /** The sandbox's time. */
  readonly now: string;
  /** Whether its clock stands still. */
  readonly frozen: boolean;
  /** The size of the data. */
  readonly bytes: number;
}

/** What a description is made of besides the sandbox. */
interface DescriptionParts {
  readonly persistent: boolean;
  readonly snapshots: Snapshots;
  readonly activity: SandboxActivity;
}

/** Returns the public description of a sandbox. */
export function describeSandbox(
  name: string,
  sandbox: Sandbox,
  { persistent, snapshots, activity }: DescriptionParts,
): SandboxInfo {
  const { metadata, world, clock } = sandbox;
  return {
    name,
    createdAt: metadata.get(metadataKeys.createdAt) ?? '',
    from: metadata.get(metadataKeys.from) ?? null,
    label: metadata.get(metadataKeys.label) ?? null,
    hasKey: metadata.get(metadataKeys.keyHash) !== undefined,
    ...world,
    persistent,
    expiresAt: metadata.get(metadataKeys.expiresAt) ?? null,
    snapshots: snapshots.list().map((snapshot) => snapshot.name),
    now: clock.iso(),
    frozen: clock.frozen,
    ...activity,
    bytes: sandbox.size,
  };
}
