import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTempFolder, isProcessAlive, listTempFolders } from '../store/storage/temp-folder.js';

/** What a server that `start` runs stores about itself for other commands. */
interface ServerRecord {
  readonly url: string;
  readonly pid: number;
  /** When the process started, as the system counts; undefined where it does not tell. Numbers of processes are used again. */
  readonly startedAt?: string | undefined;
}

const recordFile = 'server.json';

/** A container whose root is read-only can still write to its shared memory. */
const parents = () => [...new Set([tmpdir(), '/dev/shm'])];

/** Records that this process serves at a URL. Returns a function that removes the record. */
export function recordServer(url: string): () => void {
  const record: ServerRecord = { url, pid: process.pid, startedAt: startOf(process.pid) };
  for (const parent of parents()) {
    const folder = tryRead(() => createTempFolder(parent));
    if (folder === undefined) continue;
    const remove = () => rmSync(folder, { recursive: true, force: true });
    try {
      writeFileSync(join(folder, recordFile), JSON.stringify(record));
      return remove;
    } catch {
      // Without space for a record the server runs all the same.
      remove();
    }
  }
  return () => {};
}

/** The URLs of the servers that run on this machine as this user; root sees those of every user. */
export function findServers(): string[] {
  return parents()
    .flatMap((parent) => tryRead(() => listTempFolders(parent)) ?? [])
    .flatMap(({ folder, pid }) => {
      const record = tryRead(() => readRecord(folder));
      return record && isRunning(record, pid) ? [record.url] : [];
    });
}

function readRecord(folder: string): ServerRecord | undefined {
  const uid = process.getuid?.() ?? 0;
  if (uid !== 0 && statSync(folder).uid !== uid) return undefined;
  return JSON.parse(readFileSync(join(folder, recordFile), 'utf8'));
}

function isRunning({ pid, startedAt }: ServerRecord, folderPid: number): boolean {
  return pid === folderPid && isProcessAlive(pid) && startedAt === startOf(pid);
}

/** The start of a process in clock ticks since the system's, which Linux tells; undefined elsewhere. */
function startOf(pid: number): string | undefined {
  const stat = tryRead(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  // The second field, the program's name in parentheses, may contain spaces. The start is the 22nd.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

function tryRead<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
