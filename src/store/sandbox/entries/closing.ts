import { ServerStoppingError } from '../../../lib/stopping.js';
import { warn } from '../../../lib/warn.js';
import { maxInMemoryBytes } from '../../sqlite/image.js';
import type { ImageStore } from '../../storage/image-store.js';
import type { SandboxObserver } from '../observer.js';
import type { RegistryEntry } from './registry-entry.js';

/** Ends the long writes in progress of sandboxes that are larger than a size in bytes, because the server stops. */
export function abortLongWrites(
  entries: ReadonlyMap<string, RegistryEntry>,
  size = maxInMemoryBytes,
): void {
  for (const { sandbox } of entries.values())
    if (sandbox?.busy && sandbox.size > size) sandbox.longWrites.abort(new ServerStoppingError());
}

/** Saves and closes all sandboxes. What a long write in progress has changed is not saved. */
export function closeSandboxes(entries: ReadonlyMap<string, RegistryEntry>): void {
  abortLongWrites(entries, 0);
  for (const [name, { sandbox }] of entries) {
    try {
      sandbox?.close();
    } catch (error) {
      warn(`The sandbox ${name} could not be saved completely`, error);
    }
  }
}

/** Deletes the file of a sandbox, if it has one, and closes the sandbox. */
export function discardSandbox(
  entry: RegistryEntry,
  images: ImageStore,
  observer: SandboxObserver,
): void {
  const discard = () => {
    if (!entry.sandbox) return;
    observer.examine?.(entry.name, entry.sandbox)();
    entry.sandbox.discard();
    entry.sandbox = undefined;
  };
  // Windows does not rename open files. Elsewhere the sandbox continues if the deletion fails.
  if (process.platform === 'win32') discard();
  if (entry.file) images.delete(entry.file);
  discard();
}
