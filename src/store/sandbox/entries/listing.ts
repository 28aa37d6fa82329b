import { StartupError } from '../../../lib/startup-error.js';
import { Clock, systemNow } from '../../time/clock.js';
import type { SandboxInfo } from '../sandbox-info.js';
import type { RegistryEntry } from './registry-entry.js';

/** Opens and describes a sandbox; undefined for an unknown or expired one. */
type ReadInfo = (name: string) => SandboxInfo | undefined;

/**
 * Describes all sandboxes but expired and unreadable ones. A file that is not open is closed again, and other work may run
 * before the next one.
 */
export async function listSandboxes(
  entries: ReadonlyMap<string, RegistryEntry>,
  readInfo: ReadInfo,
): Promise<SandboxInfo[]> {
  const found: SandboxInfo[] = [];
  for (const [name, entry] of [...entries]) {
    const isClosed = entry.sandbox === undefined && entry.file !== undefined;
    const info = isClosed
      ? infoOfClosed(name, entry, readInfo)
      : infoUnlessExpired(name, entry, readInfo);
    if (info) found.push(info);
    if (isClosed) await new Promise(setImmediate);
  }
  return found;
}

/** Describes a sandbox; undefined for an expired one, also if it cannot be deleted. */
function infoUnlessExpired(
  name: string,
  entry: RegistryEntry,
  readInfo: ReadInfo,
): SandboxInfo | undefined {
  try {
    return readInfo(name);
  } catch (error) {
    if (entry.sandbox?.isExpired) return undefined;
    throw error;
  }
}

/** Describes a sandbox whose file is not open, and closes it again. Undefined for an unreadable file, which can be deleted. */
function infoOfClosed(
  name: string,
  entry: RegistryEntry,
  readInfo: ReadInfo,
): SandboxInfo | undefined {
  const { closedInfo, closedClock } = entry;
  const expiresAt = closedInfo?.expiresAt ? Date.parse(closedInfo.expiresAt) : undefined;
  if (closedInfo && closedClock && !(expiresAt && expiresAt <= systemNow()))
    return { ...closedInfo, now: new Clock(closedClock).iso() };
  try {
    entry.closedInfo = infoUnlessExpired(name, entry, readInfo);
    entry.closedClock = entry.sandbox?.clock.state;
    return entry.closedInfo;
  } catch (error) {
    if (error instanceof StartupError) return undefined;
    throw error;
  } finally {
    entry.sandbox?.close();
    entry.sandbox = undefined;
  }
}
