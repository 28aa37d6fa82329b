import { cpSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** Files and folders of dependencies that the server reads on first use, by the package that they belong to. */
const files: Readonly<Record<string, readonly string[]>> = {
  '@fastify/swagger-ui': ['static/swagger-ui-bundle.js'],
  'i18n-iso-countries': ['codes.json', 'langs'],
};

/** The packages of these files, for their licences. */
export const copiedPackages = Object.keys(files).map(packageFolder);

/** Copies these files to a folder from which `packageFile` of src/lib returns them. */
export function copyPackageFiles(folder: string): void {
  for (const [name, paths] of Object.entries(files))
    for (const path of paths) {
      const target = join(folder, name, path);
      mkdirSync(dirname(target), { recursive: true });
      cpSync(join(packageFolder(name), path), target, { recursive: true });
    }
}

function packageFolder(name: string): string {
  return dirname(require.resolve(`${name}/package.json`));
}
