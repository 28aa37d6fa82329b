import { isOutOfDescriptors } from './descriptors.js';

/** The codes of errors that say that there is no space left. */
const codes: ReadonlySet<unknown> = new Set([
  'SQLITE_FULL',
  // The shared memory of a write-ahead log is a file, which could not be extended.
  'SQLITE_IOERR_SHMSIZE',
  'ENOSPC',
  'EDQUOT',
]);

/** Whether a write failed because the disk, the quota or the table of open files is full. */
export function isOutOfSpace(error: unknown): boolean {
  return codes.has((error as { code?: unknown } | undefined)?.code) || isOutOfDescriptors(error);
}
