import type { StartupError } from '../../../lib/startup-error.js';
import { type DatabaseImage, isFileBacked } from '../../sqlite/image.js';
import type { ImageStore } from '../../storage/image-store.js';
import { type ClockState, systemNow } from '../../time/clock.js';
import type { EvictionCandidate } from '../eviction.js';
import type { Sandbox } from '../sandbox.js';
import type { SandboxInfo } from '../sandbox-info.js';
import { Snapshots } from '../snapshots.js';
import { Origin, originNumber } from './origin.js';

/** A sandbox with its place and use. */
export interface RegistryEntry extends EvictionCandidate {
  readonly name: string;
  /** Undefined for a file that has not been opened yet, and before the first use of a deferred image. */
  sandbox: Sandbox | undefined;
  /** What a sandbox in memory is created from when it is first used; undefined once it was. */
  deferredImage?: (() => DatabaseImage) | undefined;
  /** True if it was created by a request for it; false if it was forked on first use. */
  readonly persistent: boolean;
  /** The description of a file that was opened and closed again since. */
  closedInfo?: SandboxInfo | undefined;
  /** Its clock, which may run on. */
  closedClock?: ClockState | undefined;
  /** Why the file cannot be read, and in which state of the file. */
  damage?: { readonly error: StartupError; readonly fileState: string } | undefined;
  readonly snapshots: Snapshots;
  /** What a reset returns to. */
  readonly origin: Origin;
  lastUsed: number;
}

interface EntryOptions {
  readonly images: ImageStore;
  readonly image: DatabaseImage;
  readonly persistent: boolean;
  /** The snapshots in the data folder; without them the folder is listed. */
  readonly snapshotNames?: readonly string[];
  /** The numbers of the origins in the data folder. */
  readonly originNumbers?: readonly number[];
}

/** Creates the entries of the databases in the data folder, by name. The folder is listed once. */
export function* storedEntries(
  images: ImageStore,
  image: DatabaseImage,
): Generator<[string, RegistryEntry]> {
  const names = images.list();
  /** What follows the name of a sandbox in the names of its snapshots and origins. */
  const ends = new Map<string, string[]>();
  for (const fullName of names) {
    const [name = '', ...rest] = fullName.split('@');
    if (rest.length === 0) continue;
    const known = ends.get(name);
    if (known) known.push(rest.join('@'));
    else ends.set(name, [rest.join('@')]);
  }
  for (const name of names.filter((each) => !each.includes('@'))) {
    const found = ends.get(name) ?? [];
    ends.delete(name);
    const snapshotNames = found.filter((end) => !end.startsWith('@'));
    const originNumbers = found.flatMap((end) => originNumber(end) ?? []);
    const options = { images, image, persistent: true, snapshotNames, originNumbers };
    yield [name, createEntry(name, options)];
  }
  // A process was killed before it had created the sandbox.
  const location = { persistent: true, isFileBacked: false };
  for (const [name, found] of ends)
    new Origin(
      name,
      images,
      location,
      found.flatMap((end) => originNumber(end) ?? []),
    ).keepOnly(undefined);
}

/** Creates the entry of a sandbox, before its data exist. */
export function createEntry(
  name: string,
  { images, image, persistent, snapshotNames, originNumbers }: EntryOptions,
): RegistryEntry {
  const location = { persistent, isFileBacked: isFileBacked(image) };
  const file = images.pathFor(name, location);
  if (file) images.finishDeletion(file);
  return {
    name,
    sandbox: undefined,
    file,
    persistent,
    snapshots: new Snapshots(name, images, location, snapshotNames),
    origin: new Origin(name, images, location, originNumbers),
    lastUsed: systemNow(),
  };
}
