import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The TypeScript files below some folders of the repository, as paths relative to its root. */
export function sourceFiles(...folders: readonly string[]): string[] {
  return listFiles(/\.tsx?$/, folders);
}

/** The files that are written by hand: scripts, styles and types. */
export function writtenFiles(...folders: readonly string[]): string[] {
  return listFiles(/(?<!\.d)\.(?:tsx?|mjs|css)$/, folders);
}

function listFiles(pattern: RegExp, folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => pattern.test(file) && !file.includes('node_modules'))
      .map((file) => join(folder, file).replaceAll('\\', '/'))
      .sort(),
  );
}
