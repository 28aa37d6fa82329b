import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);

/**
 * Loads the Temporal polyfill, for calendar arithmetic with time zones. Loaded on first use, because most runs never
 * need it.
 */
export function loadTemporal(): typeof import('temporal-polyfill')['Temporal'] {
  const { Temporal }: typeof import('temporal-polyfill') = load('temporal-polyfill');
  return Temporal;
}
