import { load } from './load.js';

/** What embedders import; its types are those of the sources. */
export const { createUnderstudy } = load(import.meta.dirname).program;
