import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The TypeScript files below some folders of the repository, as paths relative to its root. */
export function sourceFiles(...folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => join(folder, file).replaceAll('\\', '/'))
      .sort(),
  );
}
