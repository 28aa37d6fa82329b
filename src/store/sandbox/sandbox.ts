import { createHmac } from 'node:crypto';
import type { Collection } from '../documents/collection.js';
import { Documents, SandboxReplacedError } from '../documents/documents.js';
import { Transactions } from '../documents/transactions.js';
import type { Prepare } from '../sqlite/connection.js';
import { type DatabaseImage, maxInMemoryBytes, type PortableImage } from '../sqlite/image.js';
import type { SandboxDatabase } from '../sqlite/sandbox-database.js';
import type { SandboxAttachment } from './attachment.js';
import { Clock, type ClockState, systemNow } from './clock.js';
import { metadataKeys, type WorldSpec } from './metadata.js';
import { Schedule } from './schedule.js';

/** What happens when something scheduled falls due; `subject` is whom it was scheduled for. */
export type EventHandler = (sandbox: Sandbox, subject: string, payload: unknown) => void;

/** What happens as days go by: from the beginning of one day to that of a later one, both counted from 1970, UTC. */
export type DayHandler = (sandbox: Sandbox, from: number, to: number) => void;

/** What all sandboxes of a server have in common. */
export interface SandboxOptions {
  /** The setting of the clock of a new sandbox. */
  readonly clock: string;
  readonly whenDue: ReadonlyMap<string, EventHandler>;
  readonly everyDay: readonly DayHandler[];
  /** The world of a sandbox that was made for no other. */
  readonly world: WorldSpec;
  /** What a clock's setting means. */
  readonly clockState: (setting: string) => ClockState;
  /** What seals are made with; whoever has not got it can tell nothing from one. It stands in no sandbox's data. */
  readonly sealKey: string;
  /** The settings of each contract, by its name. */
  readonly contracts: Readonly<Record<string, unknown>>;
}

const dayMs = 86_400_000;
const nextNumber =
  'INSERT INTO sequences VALUES (?, 1) ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value';
const besideEntry = (name: string) => `beside ${name}`;

/**
 * One isolated world: vendor data, clock, sequences and things due, all in one database.
 * Handlers never see its name; to them it is the only world there is.
 */
export class Sandbox {
  readonly #clock = new Clock({ frozen: true, value: 0 });
  readonly #attachments = new Map<string, SandboxAttachment>();
  #data: SandboxDatabase;
  // biome-ignore lint/suspicious/noExplicitAny: keyed by the collection that knows the types
  readonly #documents = new Map<string, Documents<any, any>>();
  readonly #options: SandboxOptions;
  readonly #transactions: Transactions;
  readonly #schedule = new Schedule((text) => this.#transactions.prepare(text));
  #day = 0;
  /** When its time is over, in real milliseconds. */
  #expiresAt = Number.POSITIVE_INFINITY;

  /**
   * Takes over data. In those that were left by an earlier process, a clock setting other than the one they were left
   * under starts the clock anew.
   */
  constructor(data: SandboxDatabase, settings: SandboxOptions, isReopened = false) {
    this.#data = data;
    this.#options = settings;
    this.#transactions = new Transactions(data, () => this.#invalidate());
    this.#restore(isReopened);
  }

  /** Lets go of its data and goes on with those that are opened then: everything is as it is there. */
  replaceData(open: () => SandboxDatabase): void {
    this.#release();
    this.#data = open();
    this.#transactions.attach(this.#data);
    this.#restore();
    for (const [name, part] of this.#attachments)
      part.restore(this.#takeMetadata(besideEntry(name)));
  }

  get clock(): Clock {
    return this.#clock;
  }

  /**
   * Another number whenever its data may have changed. What was worked out of the data at one version holds as long as the
   * version does.
   */
  get version(): number {
    return this.#transactions.version;
  }

  /** The seed and size it was made with. */
  get world(): WorldSpec {
    const left = this.getMetadata(metadataKeys.world);
    return left ? JSON.parse(left) : this.#options.world;
  }

  /** The setting of its own clock, where it has one. */
  get clockOverride(): string | undefined {
    return this.getMetadata(metadataKeys.ownClock);
  }

  /** The part of that name, made when it is first asked for. */
  attachment<Part extends SandboxAttachment>(name: string, make: () => Part): Part {
    let part = this.#attachments.get(name);
    if (!part) {
      part = make();
      this.#attachments.set(name, part);
      part.restore(this.#takeMetadata(besideEntry(name)));
    }
    return part as Part;
  }

  /** A copy of everything as it is now, to make other sandboxes of. */
  fork(): DatabaseImage {
    const data = this.#data;
    return data.isInMemory ? this.#withAttachments(() => data.fork()) : this.exportImage();
  }

  /** The same as a database that holds all of it; one that is too large for memory is made when it is written. */
  exportImage(): PortableImage {
    if (this.size > maxInMemoryBytes) return { copyTo: (file) => this.copyTo(file) };
    return { bytes: this.#withAttachments(() => this.#data.bytes()) };
  }

  /** Writes a copy of everything as it is now to a file. */
  copyTo(file: string): void {
    this.#withAttachments(() => this.#data.copyTo(file));
  }

  /** How large its data are, in bytes. */
  get size(): number {
    return this.#data.size;
  }

  /** The documents of a collection in this sandbox. */
  documents<Wire, Internal>(of: Collection<Wire, Internal>): Documents<Wire, Internal> {
    let found = this.#documents.get(of.name);
    if (!found) {
      const data = this.#data;
      const prepare: Prepare = (text) => {
        // Whoever still reads when the sandbox becomes another must not go on in that one.
        if (data !== this.#data) throw new SandboxReplacedError();
        return this.#transactions.prepare(text);
      };
      found = new Documents(of, prepare, this.#transactions);
      this.#documents.set(of.name, found);
    }
    return found;
  }

  /** What is set about the simulation of a contract in this sandbox. */
  settings<T>(contract: string): T {
    return this.#options.contracts[contract] as T;
  }

  /** A secret as it may be kept: the same one has the same seal on this server, and nothing leads back from it. */
  seal(secret: string): string {
    const { sealKey } = this.#options;
    return createHmac('sha256', sealKey).update(secret).digest('base64url').slice(0, 22);
  }

  /** Runs `work` as a whole or, if it throws, not at all. Until it is `written`, a process that is killed takes it along. */
  transaction<T>(work: () => T): T {
    return this.#transactions.run(work);
  }

  /** When all that was done is in the file, where some of it is not yet. Refused when it cannot be written: it is undone then. */
  get flushed(): Promise<void> | undefined {
    return this.#transactions.flushed;
  }

  /** The next number of a named sequence: 1, 2, 3 ... */
  nextSequence(sequence: string): number {
    return this.#transactions.prepare(nextNumber).pluck().get(sequence) as number;
  }

  /**
   * Moves the clock and lets everything happen that falls due on the way. Going back undoes nothing: what was done stays
   * done, and what is due again is due again.
   */
  setClock(now: number, frozen: boolean): void {
    this.clock.set(now, frozen);
    this.setMetadata(metadataKeys.clock, JSON.stringify(this.clock.state));
    this.#schedule.rearmAfter(now);
    this.#setDay(Math.min(this.#day, Math.floor(now / dayMs)));
    this.runDueEvents();
  }

  /** Puts down that `kind` happens to `subject` at an instant; the contracts say what a kind does. */
  schedule(at: number, kind: string, subject: string, payload: unknown = null): void {
    this.#schedule.add({ at, kind, subject, payload });
  }

  /** Takes back what was scheduled of a kind for a subject. */
  cancel(kind: string, subject: string): void {
    this.#schedule.cancel(kind, subject);
  }

  /** Lets happen what is due by now, in order, each at its own time; the days between go by. Costs little when nothing is. */
  runDueEvents(): void {
    for (;;) {
      const now = this.clock.now();
      const next = Math.min(this.#schedule.nextAt, now);
      if (next >= (this.#day + 1) * dayMs) this.#advanceDays(Math.floor(next / dayMs));
      if (this.#schedule.nextAt > now) return;
      this.#runNextEvent();
    }
  }

  /** A fact about the sandbox itself, kept with its data. */
  getMetadata(name: string): string | undefined {
    return this.#data.facts.get(name);
  }

  setMetadata(name: string, value: string): void {
    if (this.getMetadata(name) === value) return;
    this.#transactions.markChanged();
    this.#data.facts.set(name, value);
  }

  /** Lets go of its data. */
  close(): void {
    if (!this.#data.isInMemory) {
      this.#transactions.tryFlush();
      this.#saveAttachments();
    }
    for (const part of this.#attachments.values()) part.dispose?.();
    this.#release();
  }

  /** Its time is over. */
  get isExpired(): boolean {
    return this.#expiresAt < Number.POSITIVE_INFINITY && this.#expiresAt <= systemNow();
  }

  get isOpen(): boolean {
    return this.#data.isOpen;
  }

  #restore(isReopened = false): void {
    const { clock, clockState } = this.#options;
    const setting = this.clockOverride ?? clock;
    const left = this.getMetadata(metadataKeys.clock);
    const goesOn = left && (!isReopened || this.getMetadata(metadataKeys.clockSetting) === setting);
    this.#clock.resume(goesOn ? JSON.parse(left) : clockState(setting));
    this.setMetadata(metadataKeys.clock, JSON.stringify(this.#clock.state));
    this.setMetadata(metadataKeys.clockSetting, setting);
    this.#setDay(
      Number(this.getMetadata(metadataKeys.day) ?? Math.floor(this.#clock.now() / dayMs)),
    );
    const expiresAt = this.getMetadata(metadataKeys.expiresAt);
    this.#expiresAt = expiresAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(expiresAt);
    this.setMetadata(metadataKeys.world, JSON.stringify(this.world));
    this.setMetadata(
      metadataKeys.createdAt,
      this.getMetadata(metadataKeys.createdAt) ?? this.#clock.iso(),
    );
    this.#schedule.invalidate();
  }

  /** Lets the first thing happen that is due. */
  #runNextEvent(): void {
    this.transaction(() => {
      const { at, kind, subject, payload } = this.#schedule.takeNext();
      const happen = this.#options.whenDue.get(kind);
      if (!happen) throw new Error(`nothing is known to happen for ${kind}`);
      this.clock.runAt(at, () => happen(this, subject, payload));
    });
    this.#schedule.invalidate();
  }

  /** Lets all days go by until a day begins. */
  #advanceDays(day: number): void {
    this.transaction(() => {
      this.clock.runAt(day * dayMs, () => {
        for (const live of this.#options.everyDay) live(this, this.#day, day);
      });
      this.#setDay(day);
    });
  }

  #setDay(day: number): void {
    this.#day = day;
    this.setMetadata(metadataKeys.day, String(day));
  }

  #release(): void {
    this.#transactions.markChanged();
    this.#documents.clear();
    this.#data.close();
  }

  #saveAttachments(): void {
    for (const [name, part] of this.#attachments) {
      const saved = part.serialize();
      if (saved !== undefined) this.setMetadata(besideEntry(name), saved);
    }
  }

  /** Runs `work` while the data hold what is kept beside them. */
  #withAttachments<T>(work: () => T): T {
    this.#transactions.flush();
    const expiresAt = this.#takeMetadata(metadataKeys.expiresAt);
    this.#saveAttachments();
    try {
      return work();
    } finally {
      for (const name of this.#attachments.keys()) this.#takeMetadata(besideEntry(name));
      if (expiresAt !== undefined) this.setMetadata(metadataKeys.expiresAt, expiresAt);
    }
  }

  /** Takes a fact out. */
  #takeMetadata(name: string): string | undefined {
    const value = this.getMetadata(name);
    if (value === undefined) return undefined;
    this.#transactions.markChanged();
    this.#data.facts.delete(name);
    return value;
  }

  /** Forgets what was read: it may not hold any more. */
  #invalidate(): void {
    for (const documents of this.#documents.values()) documents.invalidate();
    this.#schedule.invalidate();
  }
}
