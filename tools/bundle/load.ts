import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';
import type * as Program from './program.js';

/** The file name of the bundle, which is a CommonJS wrapper function. */
export const bundleFile = 'understudy.cjs';

/** The file name of V8's code cache. It is valid only for this Node.js version, platform and architecture. */
export const codeCacheFile = `understudy-${process.version}-${process.platform}-${process.arch}.v8-code`;

/** The bundle, loaded into this process. */
export interface LoadedBundle {
  readonly program: typeof Program;
  readonly script: Script;
}

/**
 * Loads the bundle of a folder with the code cache of the build. V8 compiles the source if the cache is missing or was
 * written with other flags.
 */
export function loadBundle(folder: string): LoadedBundle {
  const filename = join(folder, bundleFile);
  const cachedData = readCodeCache(join(folder, codeCacheFile));
  const source = readFileSync(filename, 'latin1');
  const script = new Script(source, { filename, ...(cachedData && { cachedData }) });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(filename), module, filename, folder);
  return { program: module.exports as typeof Program, script };
}

function readCodeCache(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
