import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realNow } from './clock.js';
import { type Image, openFile, openInMemory, removeDatabase, writeCopy } from './image.js';
import { Sandbox, type SandboxSettings } from './sandbox.js';

/** What a sandbox may be called. */
export const sandboxName = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** The sandbox of a request that names none; it cannot be deleted. */
export const defaultSandbox = 'default';

export interface SandboxesSettings extends SandboxSettings {
  /** What a new sandbox is a copy of. */
  readonly template: Image;
  /** Where sandboxes that stay are kept; without it everything is in memory. */
  readonly folder?: string | undefined;
  /** Fork a sandbox from the template when an unknown name is used. */
  readonly fork: boolean;
  /** How long a forked sandbox may lie idle before it is dropped, in real milliseconds. */
  readonly idle: number;
}

/** A sandbox with what its keeper knows of it. */
interface Kept {
  sandbox: Sandbox;
  readonly createdAt: string;
  readonly file: string | undefined;
  readonly stays: boolean;
  lastUsed: number;
}

/** What can be told of a sandbox. */
export interface SandboxInfo {
  readonly name: string;
  readonly createdAt: string;
}

/** All sandboxes of one server, by name. */
export class Sandboxes {
  readonly #settings: SandboxesSettings;
  readonly #kept = new Map<string, Kept>();
  readonly #sweep: NodeJS.Timeout;
  #scratch: string | undefined;

  constructor(settings: SandboxesSettings) {
    this.#settings = settings;
    this.#kept.set(defaultSandbox, this.#open(defaultSandbox, true));
    this.#sweep = setInterval(() => this.#dropIdle(), Math.min(settings.idle, 60_000));
    this.#sweep.unref();
  }

  /** The sandbox of that name, forked from the template when the name is new; undefined where that is turned off. */
  enter(name: string): Sandbox | undefined {
    let kept = this.#kept.get(name);
    if (!kept) {
      if (!this.#settings.fork) return undefined;
      kept = this.#open(name, false);
      this.#kept.set(name, kept);
    }
    kept.lastUsed = realNow();
    kept.sandbox.settle();
    return kept.sandbox;
  }

  info(name: string): SandboxInfo | undefined {
    const kept = this.#kept.get(name);
    return kept && { name, createdAt: kept.createdAt };
  }

  list(): SandboxInfo[] {
    return [...this.#kept].map(([name, { createdAt }]) => ({ name, createdAt }));
  }

  /** Takes a sandbox back to its template: data, clock, sequences, everything. False for an unknown name. */
  reset(name: string): boolean {
    const kept = this.#kept.get(name);
    if (!kept) return false;
    kept.sandbox.close();
    kept.sandbox = this.#bring(kept.file);
    return true;
  }

  close(): void {
    clearInterval(this.#sweep);
    for (const { sandbox } of this.#kept.values()) sandbox.close();
    this.#kept.clear();
    if (this.#scratch) rmSync(this.#scratch, { recursive: true, force: true });
  }

  #open(name: string, stays: boolean): Kept {
    const { template, folder } = this.#settings;
    const home = stays && folder ? folder : 'file' in template ? this.#scratchFolder() : undefined;
    if (home) mkdirSync(home, { recursive: true });
    const file = home && join(home, `${name}.sqlite`);
    const sandbox = file && existsSync(file) ? this.#sandbox(openFile(file)) : this.#bring(file);
    const now = realNow();
    return { sandbox, file, stays, createdAt: this.#createdAt(sandbox), lastUsed: now };
  }

  /** When the sandbox was made, by its own clock: the same script gives the same answer. */
  #createdAt(sandbox: Sandbox): string {
    const known = sandbox.meta('createdAt') ?? sandbox.clock.iso();
    sandbox.setMeta('createdAt', known);
    return known;
  }

  /** A fresh copy of the template, in the file or in memory. */
  #bring(file: string | undefined): Sandbox {
    const { template } = this.#settings;
    if (!file) {
      if ('file' in template) throw new Error('a template in a file is copied to a file');
      return this.#sandbox(openInMemory(template));
    }
    const fresh = `${file}.new`;
    writeCopy(template, fresh);
    removeDatabase(file);
    renameSync(fresh, file);
    return this.#sandbox(openFile(file));
  }

  #sandbox(db: ReturnType<typeof openFile>): Sandbox {
    return new Sandbox(db, this.#settings);
  }

  #dropIdle(): void {
    const limit = realNow() - this.#settings.idle;
    for (const [name, kept] of this.#kept) {
      if (kept.stays || kept.lastUsed > limit) continue;
      kept.sandbox.close();
      if (kept.file) removeDatabase(kept.file);
      this.#kept.delete(name);
    }
  }

  #scratchFolder(): string {
    this.#scratch ??= mkdtempSync(join(tmpdir(), 'understudy-'));
    return this.#scratch;
  }
}
