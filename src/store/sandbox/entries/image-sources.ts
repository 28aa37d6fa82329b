import { existsSync } from 'node:fs';
import type { DatabaseImage } from '../../sqlite/image.js';
import type { MetadataPatch } from '../../sqlite/metadata-store.js';
import { shiftTemplate } from '../../template/shift-template.js';
import { metadataKeys, type WorldSpec } from '../metadata-keys.js';
import type { Sandbox } from '../sandbox.js';
import type { RegistryOptions } from '../sandbox-info.js';
import { journalReset, originPatch, worldPatch } from './metadata-patches.js';
import type { Origin } from './origin.js';
import type { RegistryEntry } from './registry-entry.js';

/** What a sandbox is reset to. */
interface ResetSource {
  readonly image: DatabaseImage;
  readonly patch: MetadataPatch;
}

/** A copy of a sandbox in a file, and the version of its data. */
interface LatestCopy {
  readonly version: number;
  readonly image: DatabaseImage & { readonly file: string };
}

/** The images that sandboxes are created from and reset to. */
export class ImageSources {
  readonly #options: RegistryOptions;
  /** The latest copy of each sandbox, because many copies of the same state share one image. */
  readonly #latestCopies = new WeakMap<Sandbox, LatestCopy>();

  constructor(options: RegistryOptions) {
    this.#options = options;
  }

  /** The server's world with the dates of its seeds. */
  get unmovedTemplate(): DatabaseImage {
    return this.#options.template;
  }

  /** The image that sandboxes of the server's world are copies of, under a clock setting or by default under the server's. */
  defaultTemplate(clock?: string): DatabaseImage {
    const { template, world } = this.#options;
    return this.#shift(template, world, clock);
  }

  /** The image that sandboxes of a world are copies of. */
  async templateFor(spec: WorldSpec | undefined, clock?: string): Promise<DatabaseImage> {
    const { loadTemplate, world } = this.#options;
    const isDefault = !spec || (spec.seed === world.seed && spec.devices === world.devices);
    return isDefault
      ? this.defaultTemplate(clock)
      : this.#shift(await loadTemplate(spec), spec, clock);
  }

  /** Under a clock of the present the dates of a world end shortly before it. */
  #shift(image: DatabaseImage, { seed }: WorldSpec, clock = this.#options.clock): DatabaseImage {
    const { storage, worldShiftDays } = this.#options;
    return shiftTemplate(image, storage.collections, { days: worldShiftDays(clock), seed });
  }

  /** The current state of a sandbox, with or without its journal. */
  copyOf(sandbox: Sandbox, keepsJournal: boolean): DatabaseImage {
    if (keepsJournal) return sandbox.copies.fork();
    const latest = this.#latestCopies.get(sandbox);
    const isCurrent = latest?.version === sandbox.version && existsSync(latest.image.file);
    return isCurrent ? latest.image : sandbox.copies.fork(journalReset);
  }

  /** Call it with the origin of a copy without a journal. */
  rememberCopy(sandbox: Sandbox, { latestFile: file }: Origin): void {
    if (!file) return;
    this.#latestCopies.set(sandbox, { version: sandbox.version, image: { file } });
  }

  /**
   * What a sandbox is reset to: the image that it was created with, or the seeds of its world. Undefined if it was replaced
   * meanwhile.
   */
  async resetSource(entry: RegistryEntry, sandbox: Sandbox): Promise<ResetSource | undefined> {
    const origin = entry.origin.image(sandbox.metadata.get(metadataKeys.origin));
    if (origin) return { image: origin, patch: originPatch(sandbox) };
    const image = await this.templateFor(sandbox.world, sandbox.clockOverride);
    return entry.sandbox === sandbox ? { image, patch: worldPatch(sandbox) } : undefined;
  }

  /** The same for a sandbox whose metadata cannot be read: its world is that of the server. */
  resetSourceOfDamaged({ origin }: RegistryEntry): ResetSource {
    const { latest } = origin;
    const image = origin.image(latest);
    return image
      ? { image, patch: { ...journalReset, [metadataKeys.origin]: latest } }
      : { image: this.defaultTemplate(), patch: {} };
  }
}
