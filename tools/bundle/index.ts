import { loadBundle } from './load.js';

/** What embedders import; its types are those of the sources. */
export const { createUnderstudy } = loadBundle(import.meta.dirname).program;
