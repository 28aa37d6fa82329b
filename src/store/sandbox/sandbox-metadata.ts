import { isOutOfSpace } from '../../lib/out-of-space.js';
import type { MetadataStore } from '../sqlite/metadata-store.js';

/** The metadata of a sandbox: entries that describe the sandbox itself and are stored with its data. */
export class SandboxMetadata {
  readonly #store: () => MetadataStore;
  readonly #beforeChange: () => void;

  /** `store` returns the store of the current database; `beforeChange` is called before each write. */
  constructor(store: () => MetadataStore, beforeChange: () => void) {
    this.#store = store;
    this.#beforeChange = beforeChange;
  }

  get(key: string): string | undefined {
    return this.#store().get(key);
  }

  set(key: string, value: string): void {
    if (this.get(key) === value) return;
    this.#beforeChange();
    this.#store().set(key, value);
  }

  /** Sets an entry that does not exist. */
  setDefault(name: string, value: string): void {
    if (this.get(name) === undefined) this.set(name, value);
  }

  /** Removes an entry and returns its value. On a full disk the entry remains, because a read may be the first to need it. */
  take(key: string): string | undefined {
    const value = this.get(key);
    if (value === undefined) return undefined;
    this.#beforeChange();
    try {
      this.#store().delete(key);
    } catch (error) {
      if (!isOutOfSpace(error)) throw error;
    }
    return value;
  }
}
