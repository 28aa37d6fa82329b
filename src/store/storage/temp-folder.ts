import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemNow } from '../time/clock.js';

/** The name tells the host too, because containers may share a temporary folder and number their processes alike. */
const prefix = `understudy-${hostname()
  .replace(/[^a-z0-9]/gi, '')
  .slice(0, 32)}-`;

/** How the names of a process's temporary folders begin. */
export function tempFolderPrefix(pid: number): string {
  return `${prefix}${pid}-`;
}

let isSwept = false;

/** Creates a folder for files that end with the process. The first call deletes what killed processes left. */
export function createTempFolder(): string {
  if (!isSwept) removeAbandoned();
  isSwept = true;
  return mkdtempSync(join(tmpdir(), tempFolderPrefix(process.pid)));
}

function removeAbandoned(): void {
  for (const name of readdirSync(tmpdir())) {
    const [, pid] = name.startsWith(prefix) ? (/-(\d+)-\w+$/.exec(name) ?? []) : [];
    const folder = join(tmpdir(), name);
    if (pid && isAbandoned(Number(pid), folder)) rmSync(folder, { recursive: true, force: true });
  }
}

function isAbandoned(pid: number, folder: string): boolean {
  // In a container each life of a server may have the same number; other threads of this process have it too.
  if (pid === process.pid) {
    const startedAt = systemNow() - process.uptime() * 1000;
    return (statSync(folder, { throwIfNoEntry: false })?.ctimeMs ?? startedAt) < startedAt - 1000;
  }
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as { code?: string }).code === 'ESRCH';
  }
}
