import { closeSync, openSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { devNull } from 'node:os';
import { isOutOfSpace } from './out-of-space.js';

/** How many file descriptors this process may have open. Undefined where the system does not say: only Linux does. */
export function descriptorLimit(): number | undefined {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    const [, limit] = /^Max open files +(\d+)/m.exec(limits) ?? [];
    return limit === undefined ? undefined : Number(limit);
  } catch {
    return undefined;
  }
}

/** How many file descriptors are open. Undefined where the system does not say. */
export async function openDescriptors(): Promise<number | undefined> {
  try {
    return (await readdir('/proc/self/fd')).length;
  } catch {
    return undefined;
  }
}

/** How many descriptors an open database takes: the file, its write-ahead log, and one for copies or for its folder. */
export const descriptorsOfDatabase = 3;

/** The error of the system if it has no descriptors left for a database. SQLite says only that it cannot open a file. */
export function descriptorError(): unknown {
  const opened: number[] = [];
  try {
    while (opened.length < descriptorsOfDatabase) opened.push(openSync(devNull, 'r'));
    return undefined;
  } catch (error) {
    return isOutOfSpace(error) ? error : undefined;
  } finally {
    for (const descriptor of opened) closeSync(descriptor);
  }
}
