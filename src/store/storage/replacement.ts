import { existsSync, renameSync } from 'node:fs';
import { warn } from '../../lib/warn.js';
import {
  previousPath,
  removeDatabase,
  removeSideFiles,
  tryLink,
} from '../sqlite/database-files.js';

/** Puts the previous database back, if another one has taken its place. */
export function restorePrevious(file: string, staged: string): void {
  const previous = previousPath(file);
  // A copy that is still there has not been moved, and the logs of the old database may hold changes.
  if (existsSync(staged) || !existsSync(previous)) return;
  removeSideFiles(file);
  renameSync(previous, file);
}

/** Removes the copy and the previous database, which are of no use after a replacement or a failed one. */
export function discardStaged(file: string, staged: string): void {
  try {
    removeDatabase(staged);
    removeDatabase(previousPath(file));
  } catch (error) {
    // The database is complete without them.
    warn('Files of a replaced database are left until the next start', error);
  }
}

/** Gives a closed database a second name, so that it can be restored. File systems without links restore nothing. */
export function keepPrevious(file: string): void {
  const previous = previousPath(file);
  removeDatabase(previous);
  if (!existsSync(file)) return;
  tryLink(file, previous);
}
