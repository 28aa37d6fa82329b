import { isOutOfSpace } from '../../../lib/out-of-space.js';
import { StartupError, unreadableDatabase } from '../../../lib/startup-error.js';
import type { SandboxDatabase } from '../../sqlite/sandbox-database.js';
import type { ImageStore } from '../../storage/image-store.js';
import { metadataError } from '../../storage/metadata-check.js';
import { Sandbox, type SandboxOptions } from '../sandbox.js';
import type { RegistryEntry } from './registry-entry.js';

/**
 * Opens the file that an earlier process left. Throws StartupError for one that is damaged; it is tried once, and the error
 * answers further requests.
 */
export function reopenSandbox(entry: RegistryEntry, file: string, access: FileAccess): Sandbox {
  try {
    const sandbox = open(file, access);
    entry.closedInfo = undefined;
    return sandbox;
  } catch (error) {
    if (error instanceof StartupError) entry.unreadable = error;
    throw error;
  }
}

/** What a file is opened with. */
interface FileAccess {
  readonly images: ImageStore;
  readonly options: SandboxOptions;
}

function open(file: string, { images, options }: FileAccess): Sandbox {
  let data: SandboxDatabase | undefined;
  try {
    data = images.open(file);
    const { metadata } = data;
    const isClock = (setting: string) => isValid(() => options.parseClockSetting(setting));
    const error = metadataError((name) => metadata.get(name), isClock);
    if (error) throw new Error(`it ${error}`);
    return new Sandbox(data, options, true);
  } catch (error) {
    data?.close();
    throw error instanceof StartupError || isOutOfSpace(error)
      ? error
      : unreadableDatabase(file, error);
  }
}

function isValid(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
}
