import {
  descriptorLimit,
  descriptorsOfDatabase,
  isOutOfDescriptors,
} from '../../../lib/descriptors.js';
import { warn } from '../../../lib/warn.js';
import { systemNow } from '../../time/clock.js';
import { inUseWindowMs } from '../eviction.js';
import { metadataKeys } from '../metadata-keys.js';
import type { Sandbox } from '../sandbox.js';
import type { RegistryEntry } from './registry-entry.js';

/** The share of the descriptors of the process that the databases of stored sandboxes may take. */
const descriptorShare = 0.25;

/**
 * The entries whose files are open. At a limit the least recently used ones are closed; the next request opens them again.
 * Those in use remain open, also above the limit.
 */
export class OpenFiles {
  readonly #entries = new Set<RegistryEntry>();
  readonly #limit: number;

  constructor() {
    const limit = (descriptorLimit() ?? Number.POSITIVE_INFINITY) * descriptorShare;
    this.#limit = Math.max(1, Math.floor(limit / descriptorsOfDatabase));
  }

  /** Opens the file of an entry, after others have been closed for it if need be. */
  open(entry: RegistryEntry, openSandbox: () => Sandbox): Sandbox {
    if (!entry.file) return openSandbox();
    if (this.#entries.size >= this.#limit) this.#closeIdle(this.#limit - 1);
    let sandbox: Sandbox;
    try {
      sandbox = openSandbox();
    } catch (error) {
      if (!isOutOfDescriptors(error) || !this.#closeIdle(0)) throw error;
      sandbox = openSandbox();
    }
    this.#entries.add(entry);
    return sandbox;
  }

  forget(entry: RegistryEntry): void {
    this.#entries.delete(entry);
  }

  /** Closes idle sandboxes until at most `count` are open. Returns whether one was closed. */
  #closeIdle(count: number): boolean {
    for (const entry of this.#entries) if (!entry.sandbox) this.#entries.delete(entry);
    const idleSince = systemNow() - inUseWindowMs;
    const idle = [...this.#entries]
      .filter(({ lastUsed, sandbox }) => lastUsed <= idleSince && !isNeeded(sandbox))
      .sort((one, other) => one.lastUsed - other.lastUsed);
    const excess = idle.slice(0, Math.max(0, this.#entries.size - count));
    return excess.filter((entry) => this.#close(entry)).length > 0;
  }

  /** Closes the file of an entry. One whose state cannot be saved remains open. */
  #close(entry: RegistryEntry): boolean {
    try {
      entry.sandbox?.save();
      entry.sandbox?.discard();
    } catch (error) {
      warn('An idle sandbox remains open', error);
      return false;
    }
    entry.sandbox = undefined;
    this.#entries.delete(entry);
    return true;
  }
}

/** Whether a sandbox must remain open: a client follows it, or it expires, which only an open one does by itself. */
function isNeeded(sandbox: Sandbox | undefined): boolean {
  return sandbox?.isInUse() || sandbox?.metadata.get(metadataKeys.expiresAt) !== undefined;
}
