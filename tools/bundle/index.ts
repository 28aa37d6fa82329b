import { loadBundle } from './load.js';

/** The entry point of the package; its types are those of `src/index.ts`. */
export const { createUnderstudy, connectUnderstudy } = loadBundle(import.meta.dirname).program;
