import { isOutOfSpace } from '../../lib/out-of-space.js';
import type { MetadataStore } from '../sqlite/metadata-store.js';
import type { ClockState } from '../time/clock.js';
import { metadataKeys } from './metadata-keys.js';

/** The metadata of a sandbox: entries that describe the sandbox itself and are stored with its data. */
export class SandboxMetadata {
  readonly #store: () => MetadataStore;
  readonly #beforeChange: (affectsReads: boolean) => void;
  /** The keys of entries that have changed; undefined while that is not recorded. */
  #changedKeys: Set<string> | undefined;

  /** `store` returns the store of the current database; `beforeChange` is called before each write. */
  constructor(store: () => MetadataStore, beforeChange: (affectsReads: boolean) => void) {
    this.#store = store;
    this.#beforeChange = beforeChange;
  }

  get(key: string): string | undefined {
    return this.#store().get(key);
  }

  /** Responses may be cached although an entry changes that does not affect reads. */
  set(key: string, value: string, { affectsReads = true } = {}): void {
    if (this.get(key) === value) return;
    this.#beforeChange(affectsReads);
    this.#changedKeys?.add(key);
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
    this.#beforeChange(true);
    this.#changedKeys?.add(key);
    try {
      this.#store().delete(key);
    } catch (error) {
      if (!isOutOfSpace(error)) throw error;
    }
    return value;
  }

  /**
   * The clock that a sandbox starts with under a clock setting, which is stored. The stored clock continues, unless the sandbox was
   * reopened under another setting.
   */
  startClock(setting: string, { isReopened, parse }: ClockStart): ClockState {
    const stored = this.get(metadataKeys.clock);
    const continues = stored && (!isReopened || this.get(metadataKeys.clockSetting) === setting);
    const state: ClockState = continues ? JSON.parse(stored) : parse(setting);
    this.set(metadataKeys.clock, JSON.stringify(state));
    this.set(metadataKeys.clockSetting, setting);
    return state;
  }

  /** Starts or stops to record which entries change. */
  recordChanges(isRecorded: boolean): void {
    this.#changedKeys = isRecorded ? new Set() : undefined;
  }

  /** Writes the recorded changes into the metadata of a copy. */
  copyChanges(copy: SandboxMetadata): void {
    for (const key of this.#changedKeys ?? []) {
      const value = this.get(key);
      if (value === undefined) copy.take(key);
      else copy.set(key, value);
    }
  }
}

/** How a sandbox starts its clock. */
interface ClockStart {
  /** Whether an earlier process left the sandbox. */
  readonly isReopened: boolean;
  readonly parse: (setting: string) => ClockState;
}
