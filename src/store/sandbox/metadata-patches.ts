import type { MetadataPatch } from '../sqlite/metadata-store.js';
import { systemNow } from '../time/clock.js';
import { metadataKeys } from './metadata-keys.js';
import type { Sandbox } from './sandbox.js';
import type { CreateSandboxOptions } from './sandbox-info.js';

/** Starts a new clock. */
const clockReset: MetadataPatch = {
  [metadataKeys.clock]: undefined,
  [metadataKeys.day]: undefined,
  [metadataKeys.createdAt]: undefined,
};

/** Applies the options of a new sandbox. A copy keeps the world of its original. */
export function creationPatch({ world, from, clock, ttl }: CreateSandboxOptions): MetadataPatch {
  return {
    [metadataKeys.expiresAt]:
      ttl === undefined ? undefined : new Date(systemNow() + ttl).toISOString(),
    ...(world && !from && { [metadataKeys.world]: JSON.stringify(world) }),
    ...(clock !== undefined && { ...clockReset, [metadataKeys.ownClock]: clock }),
  };
}

/** Keeps the world and the clock setting of a sandbox. */
export function worldPatch({ world, clockOverride }: Sandbox): MetadataPatch {
  return {
    [metadataKeys.world]: JSON.stringify(world),
    [metadataKeys.ownClock]: clockOverride,
  };
}

/** Keeps the expiry of a sandbox. */
export function expiryPatch(sandbox: Sandbox): MetadataPatch {
  return { [metadataKeys.expiresAt]: sandbox.metadata.get(metadataKeys.expiresAt) };
}
