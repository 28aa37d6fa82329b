import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);

/** Calendar arithmetic with time zones; loaded when it is first needed, since most runs never do. */
export function loadTemporal(): typeof import('temporal-polyfill')['Temporal'] {
  const { Temporal }: typeof import('temporal-polyfill') = load('temporal-polyfill');
  return Temporal;
}
