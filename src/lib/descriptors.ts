import { closeSync, openSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { devNull } from 'node:os';

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

/**
 * The error of the system behind an error of SQLite, if there are no descriptors left for a database; undefined for any other
 * reason. SQLite says only that it cannot open a file.
 */
export function descriptorError(error: unknown): unknown {
  const { code } = (error ?? {}) as { code?: unknown };
  if (!/^SQLITE_(CANTOPEN|IOERR)/.test(String(code))) return undefined;
  const opened: number[] = [];
  try {
    while (opened.length < descriptorsOfDatabase) opened.push(openSync(devNull, 'r'));
    return undefined;
  } catch (cause) {
    return isOutOfDescriptors(cause) ? cause : undefined;
  } finally {
    for (const descriptor of opened) closeSync(descriptor);
  }
}

/** Holds one descriptor, which work may have when there is no other left. */
export class DescriptorReserve {
  #descriptor: number | undefined;

  constructor() {
    this.#acquire();
  }

  /** Runs work. If it fails for want of a descriptor, it runs again with that of the reserve. */
  use<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (this.#descriptor === undefined || !isOutOfDescriptors(error)) throw error;
      this.close();
      try {
        return work();
      } finally {
        this.#acquire();
      }
    }
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #acquire(): void {
    try {
      this.#descriptor = openSync(devNull, 'r');
    } catch (error) {
      if (!isOutOfDescriptors(error)) throw error;
    }
  }
}

/** Whether an error says that this process or the system has no file descriptors left. */
export function isOutOfDescriptors(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return code === 'EMFILE' || code === 'ENFILE';
}
