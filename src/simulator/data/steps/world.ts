import type { DataStep } from '../../../../schemas/control/data-steps.js';
import { type WorldBase, WorldFile, worldBases } from '../../../../schemas/control/world.js';
import { StartupError } from '../../../lib/startup-error.js';
import type { WorldSpec } from '../../../store/sandbox/metadata-keys.js';
import { metadataKeys } from '../../../store/sandbox/metadata-keys.js';
import { Sandbox, type SandboxOptions } from '../../../store/sandbox/sandbox.js';
import { buildImage, type DatabaseImage, type Seed } from '../../../store/sqlite/image.js';
import type { StorageFormat } from '../../../store/storage/format.js';
import { ImageStore } from '../../../store/storage/image-store.js';
import type { Contract } from '../../contract/contract.js';
import { Problem } from '../../contract/problem.js';
import { dataCatalogueOf } from '../catalogue.js';
import { DocumentErrors } from '../document-errors.js';
import { runSteps } from './run-steps.js';
import { assertCollection, readDataFile } from './story-files.js';

/** A world that a server is started with: what it begins with, and the steps on top. */
export interface WorldPlan {
  readonly base: WorldBase;
  readonly steps: readonly DataStep[];
}

/**
 * Loads the world of a setting: the name of one, or a file in JSON or YAML. Throws StartupError that names everything that is
 * wrong.
 */
export async function loadWorld(
  setting: string,
  contracts: readonly Contract[],
): Promise<WorldPlan> {
  const base = worldBases.find((each) => each === setting);
  if (base) return { base, steps: [] };
  const named = contracts.flatMap(({ data }) => data?.worlds?.[setting] ?? []);
  if (named.length > 0) return { base: 'default', steps: named };
  if (!/\.(json|ya?ml)$/.test(setting)) {
    const names = contracts.flatMap(({ data }) => Object.keys(data?.worlds ?? {}));
    throw new StartupError(
      `world must be a file in JSON or YAML, or one of ${[...worldBases, ...names].join(', ')}, not ${setting}`,
    );
  }
  const { base: fileBase = 'default', ...content } = await readDataFile<WorldFile>(
    setting,
    WorldFile,
  );
  const steps = stepsOf(content, contracts);
  for (const step of steps) assertCollection(dataCatalogueOf(contracts), step, setting);
  return { base: fileBase, steps };
}

function stepsOf(
  { steps = [], overrides = {}, ...sections }: WorldFile,
  contracts: readonly Contract[],
) {
  const expanded = contracts.flatMap(({ data }) => data?.expandWorld?.(sections) ?? []);
  const changes = Object.entries(overrides).flatMap(([collection, documents]) =>
    Object.entries(documents).map(
      ([key, set]): DataStep => ({ change: collection, where: { key }, set }),
    ),
  );
  return [...expanded, ...steps, ...changes];
}

/** What a world is built from. */
interface WorldBuild {
  readonly contracts: readonly Contract[];
  readonly format: StorageFormat;
  readonly options: SandboxOptions & { readonly limits: { readonly bytes: number } };
  /** The seeded image of the world. */
  readonly seeded: () => Promise<DatabaseImage>;
}

/** Builds the image of a world. Throws StartupError if a step cannot be done. */
export async function buildWorld(
  { base, steps }: WorldPlan,
  spec: WorldSpec,
  build: WorldBuild,
): Promise<DatabaseImage> {
  const { contracts, format, options } = build;
  const image =
    base === 'default'
      ? await build.seeded()
      : buildImage(format.collections, base === 'empty' ? emptySeeds(contracts, spec) : []);
  if (steps.length === 0) return image;
  const images = new ImageStore({ storage: format, limits: options.limits });
  const data = images.stage(image, undefined, {}).place();
  const sandbox = new Sandbox(data, { ...options, world: spec }, images);
  try {
    sandbox.transaction(() => runSteps(sandbox, dataCatalogueOf(contracts), steps));
    // A sandbox of this world starts its own clock.
    const { clock, clockSetting, day, createdAt } = metadataKeys;
    const unset = [clock, clockSetting, day, createdAt].map((key) => [key, undefined] as const);
    return { bytes: imageBytes(sandbox.copies.exportImage(Object.fromEntries(unset))) };
  } catch (error) {
    if (error instanceof DocumentErrors || error instanceof Problem)
      throw new StartupError(`the world cannot be made: ${error.message}`);
    throw error;
  } finally {
    sandbox.discard();
    images.close();
  }
}

function imageBytes(image: DatabaseImage): Buffer {
  if ('bytes' in image) return image.bytes;
  throw new StartupError('the world is too large: steps can be added to at most 256 MiB of data');
}

/** The seeded documents that stay in a world without customers' data. */
function* emptySeeds(contracts: readonly Contract[], { seed }: WorldSpec): Iterable<Seed> {
  for (const { data, seed: seeds } of contracts) {
    for (const each of seeds({ seed, devices: 0 })) if (data?.isInEmptyWorld?.(each)) yield each;
  }
}
