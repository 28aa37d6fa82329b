import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';
import type * as Program from './program.js';

/** The bundle in its folder: a function as CommonJS has it. */
export const bundleFile = 'understudy.cjs';

/** What V8 made of the bundle when it was built. Another version or another machine must not be given it. */
export const codeCacheFile = `understudy-${process.version}-${process.platform}-${process.arch}.v8-code`;

/** A bundle that runs in this process. */
export interface LoadedBundle {
  readonly program: typeof Program;
  readonly script: Script;
}

/**
 * Runs the bundle of a folder. V8 takes the code that it made when the bundle was built instead of compiling the text
 * again; where there is none, or its flags are others, it compiles.
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
