import type { UnderstudyOptions } from '../../src/index.js';

/** What the bundle gives to those who load it. Each part loads what it needs, and nothing else, when it is called. */
export const createUnderstudy = async (options?: UnderstudyOptions) =>
  (await import('../../src/index.js')).createUnderstudy(options);

export const main = async (args: readonly string[]) =>
  (await import('../../src/cli/main.js')).main(args);
