import type { Migration } from '../store/storage/format.js';
import { from0To1 } from './0-to-1.js';

/**
 * Every step from the first storage version to the current one. A migration never changes after its release and imports nothing
 * but types: it works on the names that the stored data had then.
 */
export const migrations: readonly Migration[] = [from0To1];
