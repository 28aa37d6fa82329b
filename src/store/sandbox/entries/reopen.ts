import { statSync } from 'node:fs';
import { isOutOfSpace } from '../../../lib/out-of-space.js';
import { UnreadableDatabaseError, unreadableDatabase } from '../../../lib/startup-error.js';
import { warn } from '../../../lib/warn.js';
import type { SandboxDatabase } from '../../sqlite/sandbox-database.js';
import type { ImageStore } from '../../storage/image-store.js';
import { metadataError } from '../../storage/metadata-check.js';
import { Sandbox, type SandboxOptions } from '../sandbox.js';
import type { RegistryEntry } from './registry-entry.js';

/**
 * Opens a file. Throws UnreadableDatabaseError for one that is damaged, without opening it again until it changes, and for one
 * that cannot be accessed at the moment.
 */
export function reopenSandbox(entry: RegistryEntry, file: string, access: FileAccess): Sandbox {
  if (entry.damage && entry.damage.fileState === fileState(file)) throw entry.damage.error;
  try {
    const sandbox = open(file, access);
    entry.closedInfo = undefined;
    entry.damage = undefined;
    return sandbox;
  } catch (error) {
    if (error instanceof UnreadableDatabaseError && error.isDamaged) {
      entry.damage = { error, fileState: fileState(file) };
      warn('A sandbox is skipped', error);
    }
    throw error;
  }
}

/** What changes when a file is repaired or replaced. */
function fileState(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return `${found?.ino} ${found?.size} ${found?.mtimeMs}`;
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
    return new Sandbox(data, options, images, true);
  } catch (error) {
    data?.close();
    throw isOutOfSpace(error) ? error : unreadableDatabase(file, error);
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
