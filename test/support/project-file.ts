import { resolve } from 'node:path';

/** The absolute path of a file or folder of the project; the test runner starts in the project's root. */
export const projectFile = (path: string): string => resolve(path);
