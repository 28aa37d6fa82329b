import { loadPackageFile } from './package-files.js';

/**
 * Loads the Temporal polyfill, for calendar arithmetic with time zones. Loaded on first use, because most runs never
 * need it.
 */
export function loadTemporal(): typeof import('temporal-polyfill')['Temporal'] {
  return loadPackageFile<typeof import('temporal-polyfill')>('temporal-polyfill').Temporal;
}
