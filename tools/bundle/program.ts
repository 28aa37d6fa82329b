import type { ConnectOptions, UnderstudyOptions } from '../../src/index.js';

/** The exports of the bundle. Each loads its modules when it is called, so that one does not load those of the other. */
export const createUnderstudy = async (options?: UnderstudyOptions) =>
  (await import('../../src/index.js')).createUnderstudy(options);

export const connectUnderstudy = async (options: ConnectOptions) =>
  (await import('../../src/index.js')).connectUnderstudy(options);

export const main = async (args: readonly string[], onSignalsHandled?: () => void) =>
  (await import('../../src/cli/main.js')).main(args, onSignalsHandled);
