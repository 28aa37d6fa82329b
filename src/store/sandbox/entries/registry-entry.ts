import type { StartupError } from '../../../lib/startup-error.js';
import { type DatabaseImage, isFileBacked } from '../../sqlite/image.js';
import type { ImageStore } from '../../storage/image-store.js';
import { type ClockState, systemNow } from '../../time/clock.js';
import type { EvictionCandidate } from '../eviction.js';
import type { Sandbox } from '../sandbox.js';
import type { SandboxInfo } from '../sandbox-info.js';
import { Snapshots } from '../snapshots.js';

/** A sandbox with its place and use. */
export interface RegistryEntry extends EvictionCandidate {
  /** Undefined for a file that has not been opened yet. */
  sandbox: Sandbox | undefined;
  /** True if it was created by a request for it; false if it was forked on first use. */
  readonly persistent: boolean;
  /** The description of a file that was opened and closed again since. */
  closedInfo?: SandboxInfo | undefined;
  /** Its clock, which may run on. */
  closedClock?: ClockState | undefined;
  /** Why the file cannot be read, and in which state of the file. */
  damage?: { readonly error: StartupError; readonly fileState: string } | undefined;
  readonly snapshots: Snapshots;
  lastUsed: number;
}

interface EntryOptions {
  readonly images: ImageStore;
  readonly image: DatabaseImage;
  readonly persistent: boolean;
  /** The snapshots in the data folder; without them the folder is listed. */
  readonly snapshotNames?: readonly string[];
}

/** Creates the entries of the databases in the data folder, by name. The folder is listed once. */
export function* storedEntries(
  images: ImageStore,
  image: DatabaseImage,
): Generator<[string, RegistryEntry]> {
  const snapshotNames = new Map<string, string[]>();
  const names = images.list();
  for (const fullName of names) {
    const [name = '', ...rest] = fullName.split('@');
    if (rest.length === 0) continue;
    const known = snapshotNames.get(name);
    if (known) known.push(rest.join('@'));
    else snapshotNames.set(name, [rest.join('@')]);
  }
  for (const name of names.filter((each) => !each.includes('@')))
    yield [
      name,
      createEntry(name, {
        images,
        image,
        persistent: true,
        snapshotNames: snapshotNames.get(name) ?? [],
      }),
    ];
}

/** Creates the entry of a sandbox, before its data exist. */
export function createEntry(
  name: string,
  { images, image, persistent, snapshotNames }: EntryOptions,
): RegistryEntry {
  const location = { persistent, isFileBacked: isFileBacked(image) };
  const file = images.pathFor(name, location);
  if (file) images.finishDeletion(file);
  return {
    sandbox: undefined,
    file,
    persistent,
    snapshots: new Snapshots(name, images, location, snapshotNames),
    lastUsed: systemNow(),
  };
}
