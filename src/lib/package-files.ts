import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);

/**
 * The path of a dependency or of one of its files, for what is loaded on first use: the copy that the build puts beside
 * the bundle, so that the package needs no dependency for it, or the one in node_modules.
 */
export function packageFile(name: string): string {
  const copy = fileURLToPath(new URL(`packages/${name}`, import.meta.url));
  return existsSync(copy) ? copy : require.resolve(name);
}

/** Loads a CommonJS or JSON file of a dependency, or a dependency, on first use. */
export function loadPackageFile<Exports>(name: string): Exports {
  return require(packageFile(name)) as Exports;
}
