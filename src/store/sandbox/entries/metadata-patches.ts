import type { MetadataPatch } from '../../sqlite/metadata-store.js';
import { systemNow } from '../../time/clock.js';
import { attachmentKey } from '../attachments.js';
import { metadataKeys } from '../metadata-keys.js';
import type { Sandbox } from '../sandbox.js';
import type { CreateSandboxOptions } from '../sandbox-info.js';

/** Starts a new clock. */
const clockReset: MetadataPatch = {
  [metadataKeys.clock]: undefined,
  [metadataKeys.day]: undefined,
  [metadataKeys.createdAt]: undefined,
};

/** The names of the attachments that hold what callers did. A copy with `from` starts without them. */
const activityAttachments = ['journal', 'activity'];

/** Where the numbers of the journal's entries continue. */
export const journalReservedKey = 'journalReserved';

/** Starts with an empty journal. */
export const journalReset: MetadataPatch = {
  [journalReservedKey]: undefined,
  ...Object.fromEntries(activityAttachments.map((name) => [attachmentKey(name), undefined])),
};

/** Applies the options of a new sandbox. A copy keeps the world of its original. */
export function creationPatch({
  world,
  from,
  clock,
  ttl,
  label,
  keyHash,
  keepsJournal,
}: CreateSandboxOptions): MetadataPatch {
  const snapshot = from?.snapshot === undefined ? '' : `@${from.snapshot}`;
  return {
    [metadataKeys.expiresAt]:
      ttl === undefined ? undefined : new Date(systemNow() + ttl).toISOString(),
    [metadataKeys.createdAt]: undefined,
    [metadataKeys.from]: from && `${from.sandbox}${snapshot}`,
    [metadataKeys.label]: label,
    [metadataKeys.keyHash]: keyHash,
    [metadataKeys.originClock]: from && clock,
    ...(!keepsJournal && journalReset),
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

/** Returns to the image that a sandbox was created with, with the clock setting that it then got and without a journal. */
export function originPatch(sandbox: Sandbox): MetadataPatch {
  const clock = sandbox.metadata.get(metadataKeys.originClock);
  return {
    ...journalReset,
    ...(clock !== undefined && { ...clockReset, [metadataKeys.ownClock]: clock }),
  };
}

/** What belongs to a sandbox, not to its data, so that a reset, a restore and an import keep it. */
const identityKeys = [
  metadataKeys.createdAt,
  metadataKeys.expiresAt,
  metadataKeys.label,
  metadataKeys.keyHash,
  metadataKeys.from,
  metadataKeys.origin,
  metadataKeys.originClock,
] as const;

/** Keeps what belongs to a sandbox itself when its data are replaced. */
export function identityPatch(sandbox: Sandbox): MetadataPatch {
  return Object.fromEntries(identityKeys.map((key) => [key, sandbox.metadata.get(key)]));
}

/** The same for the import of a file, in which the sandbox has neither an expiry nor an original. Its origin is the file. */
export function importPatch(current: Sandbox | undefined): MetadataPatch {
  return {
    [metadataKeys.keyHash]: undefined,
    ...(current && identityPatch(current)),
    [metadataKeys.expiresAt]: undefined,
    [metadataKeys.from]: undefined,
    [metadataKeys.originClock]: undefined,
  };
}
