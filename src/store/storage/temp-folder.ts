import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemNow } from '../time/clock.js';

/** A temporary folder and the number of the process that created it. */
interface TempFolder {
  readonly folder: string;
  readonly pid: number;
}

/** The name tells the host too, because containers may share a temporary folder and number their processes alike. */
const prefix = `understudy-${hostname()
  .replace(/[^a-z0-9]/gi, '')
  .slice(0, 32)}-`;

/** How the names of a process's temporary folders begin. */
export function tempFolderPrefix(pid: number): string {
  return `${prefix}${pid}-`;
}

const swept = new Set<string>();

/**
 * Creates a folder for files that end with the process, by default in the system's folder for temporary files. The first call
 * deletes what killed processes left there.
 */
export function createTempFolder(parent = tmpdir()): string {
  if (!swept.has(parent)) removeAbandoned(parent);
  swept.add(parent);
  return mkdtempSync(join(parent, tempFolderPrefix(process.pid)));
}

/** The temporary folders that processes of this host created in a folder. */
export function listTempFolders(parent: string): TempFolder[] {
  return readdirSync(parent).flatMap((name) => {
    const [, pid] = name.startsWith(prefix) ? (/-(\d+)-\w+$/.exec(name) ?? []) : [];
    return pid ? [{ folder: join(parent, name), pid: Number(pid) }] : [];
  });
}

function removeAbandoned(parent: string): void {
  for (const each of listTempFolders(parent))
    if (isAbandoned(each)) rmSync(each.folder, { recursive: true, force: true });
}

function isAbandoned({ pid, folder }: TempFolder): boolean {
  // In a container each life of a server may have the same number; other threads of this process have it too.
  if (pid === process.pid) {
    const startedAt = systemNow() - process.uptime() * 1000;
    return (statSync(folder, { throwIfNoEntry: false })?.ctimeMs ?? startedAt) < startedAt - 1000;
  }
  return !isProcessAlive(pid);
}

/** Whether a process of this number runs, whoever it belongs to. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code !== 'ESRCH';
  }
}
