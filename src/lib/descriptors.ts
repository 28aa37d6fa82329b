import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';

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
