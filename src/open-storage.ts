import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { parseClockSetting, worldShiftDays } from './config/load.js';
import type { Config } from './config/schema.js';
import { isLoopback } from './lib/origins.js';
import { StartupError, UnwritableFolderError, unusableFolder } from './lib/startup-error.js';
import { warn } from './lib/warn.js';
import { migrations } from './migrations/index.js';
import { sandboxActivity } from './simulator/activity/sandbox-activity.js';
import { RunCollector } from './simulator/audit/run-collector.js';
import { allEventHandlers, type Contract } from './simulator/contract/contract.js';
import { storageFormat } from './simulator/contract/storage-format.js';
import { buildWorld, loadWorld } from './simulator/data/steps/world.js';
import { ServerEvents } from './simulator/events/server-events.js';
import type { WorldSpec } from './store/sandbox/metadata-keys.js';
import { SandboxObserver } from './store/sandbox/observer.js';
import { SandboxRegistry } from './store/sandbox/registry.js';
import type { Sandbox } from './store/sandbox/sandbox.js';
import type { DatabaseImage } from './store/sqlite/image.js';
import { DataFolder } from './store/storage/data-folder.js';
import type { StorageFormat } from './store/storage/format.js';
import { loadTemplate, type Progress, TemplateCache } from './store/template/cache.js';

/** The sandboxes of a server and the resources that are closed with them. */
export interface Storage {
  readonly sandboxes: SandboxRegistry;
  /** What happens in all sandboxes. */
  readonly events: ServerEvents;
  /** What clients did in all sandboxes. */
  readonly runs: RunCollector;
  /** What the databases contain, for imports to be checked against. */
  readonly format: StorageFormat;
  /** The size of the templates of further worlds in bytes. */
  readonly templateBytes: () => number;
  /** The text from which the key that signs tokens is derived. */
  readonly signingKey: string;
  /** Where the sandboxes are stored; undefined if they are in memory. */
  readonly dataFolder: string | undefined;
  /** Why they are in memory although a folder was to be used. */
  readonly memoryReason: string | undefined;
  close(): void;
}

/** How a start is followed and ended. */
export interface Startup {
  readonly progress?: Progress | undefined;
  /** Ends the seeding, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Ends later builds of large worlds, when the server closes. */
  readonly stopping?: AbortSignal | undefined;
}

/** Opens the data folder, or storage in memory, and loads the sandbox template. Throws StartupError when the folder cannot be used. */
export async function openStorage(
  config: Config,
  contracts: readonly Contract[],
  startup: Startup = {},
): Promise<Storage> {
  // Fails before anything is written if SQLite cannot be loaded.
  new Database(':memory:').close();
  const opened: (() => void)[] = [];
  const close = () => {
    for (const each of opened.reverse()) tryClose(each);
  };
  try {
    return { ...(await open(config, contracts, startup, opened)), close };
  } catch (error) {
    close();
    const { code } = error as { code?: unknown };
    // The file system and SQLite give their errors a code; any other one is a mistake in the program.
    if (error instanceof StartupError || typeof code !== 'string') throw error;
    throw unusableFolder(config.ephemeral ? 'The temporary folder' : folderPath(config), error);
  }
}

/** Closes a resource. An error is logged, so that the others are closed all the same. */
function tryClose(close: () => void): void {
  try {
    close();
  } catch (error) {
    warn('A part of the storage cannot be closed', error);
  }
}

/** Adds a function to `opened` for everything that must be closed. */
async function open(
  config: Config,
  contracts: readonly Contract[],
  { stopping = new AbortController().signal, ...startup }: Startup,
  opened: (() => void)[],
): Promise<Omit<Storage, 'close'>> {
  const world = { seed: config.seed, devices: config.devices };
  const format = storageFormat(contracts, migrations);
  const plan = config.world === undefined ? undefined : await loadWorld(config.world, contracts);
  const { folder, memoryReason } = config.ephemeral ? {} : openFolder(config, format);
  if (folder) opened.push(() => folder.close());
  const { image, release } = await loadTemplate(format, world, { ...startup, folder });
  opened.push(release);
  const templateCache = new TemplateCache(format, stopping);
  opened.push(() => templateCache.close());
  const observer = new SandboxObserver();
  const runs = new RunCollector(contracts, config.report !== undefined);
  if (runs.isActive)
    observer.examine = (name, sandbox) => runs.examine({ name, sandbox: sandbox as Sandbox });
  const options = {
    storage: format,
    activityOf: sandboxActivity,
    stopping,
    observer,
    folder: folder?.sandboxes,
    durable: config.durable,
    world,
    clock: config.clock,
    parseClockSetting,
    worldShiftDays,
    forkUnknown: config.forkUnknown,
    idleTimeoutMs: config.idleMinutes * 60_000,
    limits: { count: config.maxSandboxes, bytes: config.maxMemory * 1024 * 1024 },
    eventHandlers: allEventHandlers(contracts),
    onDayChange: contracts.flatMap(({ onDayChange }) => onDayChange ?? []),
    fingerprintKey: folder?.fingerprintKey() ?? randomBytes(32).toString('hex'),
    contracts: config.contracts,
  };
  const imageOf = (spec: WorldSpec, seeded: () => Promise<DatabaseImage>) =>
    plan ? buildWorld(plan, spec, { contracts, format, options, seeded }) : seeded();
  const sandboxes = new SandboxRegistry({
    ...options,
    template: await imageOf(world, async () => image),
    loadTemplate: (spec) => imageOf(spec, () => templateCache.get(spec)),
  });
  opened.push(() => sandboxes.close());
  return {
    sandboxes,
    events: new ServerEvents(observer),
    runs,
    format,
    templateBytes: () => templateCache.bytes,
    signingKey: config.signingKey ?? folder?.signingKey() ?? ephemeralSigningKey(config.host),
    dataFolder: folder && folderPath(config),
    memoryReason,
  };
}

/** The key of a server without a data folder: fixed on loopback, so that equal runs issue equal tokens; beyond it not guessable. */
function ephemeralSigningKey(host: string): string {
  return isLoopback(host) ? 'understudy' : randomBytes(32).toString('hex');
}

function folderPath({ data, defaultData }: Config): string {
  return data ?? defaultData;
}

/** Opens the data folder. The default one may be replaced by memory, unless the writes have to survive power loss. */
function openFolder(config: Config, format: StorageFormat): OpenedFolder {
  const path = folderPath(config);
  const isNew = !existsSync(path);
  try {
    const folder = new DataFolder(path);
    if (config.data === undefined && isNew) writeFileSync(join(path, '.gitignore'), '*\n');
    if (config.reset) folder.reset();
    folder.assertCompatible(
      { seed: config.seed, devices: config.devices, world: config.world ?? 'default' },
      format,
    );
    return { folder };
  } catch (error) {
    const isReplaceable = config.data === undefined && !config.durable;
    if (!isReplaceable || !(error instanceof UnwritableFolderError)) throw error;
    return { memoryReason: `${path} cannot be written: ${error.reason}` };
  }
}

/** The data folder, or why memory takes its place. */
interface OpenedFolder {
  readonly folder?: DataFolder;
  readonly memoryReason?: string;
}
