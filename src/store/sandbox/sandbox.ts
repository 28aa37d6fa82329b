import type { Collection } from '../documents/collection.js';
import type { Documents } from '../documents/documents.js';
import { OpenCollections } from '../documents/open-collections.js';
import { Sequences } from '../documents/sequences.js';
import { Transactions } from '../documents/transactions.js';
import type { SandboxDatabase } from '../sqlite/sandbox-database.js';
import type { StagedDatabase } from '../storage/image-store.js';
import { Clock, type ClockState, systemNow } from '../time/clock.js';
import { DueEvents, dayMs } from '../time/due-events.js';
import { type PendingEvent, Schedule } from '../time/schedule.js';
import { type SandboxAttachment, SandboxAttachments } from './attachments.js';
import { fingerprint } from './fingerprint.js';
import { metadataKeys, type WorldSpec } from './metadata-keys.js';
import { SandboxCopies } from './sandbox-copies.js';
import { SandboxMetadata } from './sandbox-metadata.js';

/** Handles a due event of one kind; `subject` is whom it was scheduled for. */
export type EventHandler = (sandbox: Sandbox, subject: string, payload: unknown) => void;

/** Applies the changes of the days between two midnights. `from` and `to` are days since 1970, UTC. */
export type DayHandler = (sandbox: Sandbox, from: number, to: number) => void;

/** The options that all sandboxes of a server share. */
export interface SandboxOptions {
  /** The clock setting of sandboxes without their own. */
  readonly clock: string;
  /** The handlers of scheduled events, by kind. */
  readonly eventHandlers: ReadonlyMap<string, EventHandler>;
  readonly onDayChange: readonly DayHandler[];
  /** The world of sandboxes that were created without one. */
  readonly world: WorldSpec;
  readonly parseClockSetting: (setting: string) => ClockState;
  /** The HMAC key of fingerprints. It is never stored with a sandbox, so an exported sandbox reveals no secrets. */
  readonly fingerprintKey: string;
  /** The settings of the contracts, by contract name. */
  readonly contracts: Readonly<Record<string, unknown>>;
}

/**
 * One isolated world: vendor data, clock, sequences and scheduled events in one database, and attachments in memory. Handlers
 * never see its name.
 */
export class Sandbox {
  /** Entries that describe the sandbox itself. */
  readonly metadata = new SandboxMetadata(
    () => this.#data.metadata,
    () => this.#transactions.markChanged(),
  );
  readonly clock = new Clock({ frozen: true, value: 0 });
  readonly #attachments = new SandboxAttachments(this.metadata);
  #data: SandboxDatabase;
  readonly #collections: OpenCollections;
  readonly #options: SandboxOptions;
  readonly #transactions: Transactions;
  readonly #schedule = new Schedule((text) => this.#transactions.prepare(text));
  /** The named sequences: 1, 2, 3 ... */
  readonly sequences = new Sequences((text) => this.#transactions.prepare(text));
  readonly #dueEvents: DueEvents;
  /** Copies the sandbox. */
  readonly copies: SandboxCopies;
  /** Whether a client follows the sandbox. */
  readonly isInUse = () => this.#attachments.isInUse;
  /** In system time, milliseconds since 1970; NaN for never. */
  #expiresAt = Number.NaN;

  /**
   * Takes over a database. `isReopened` says that an earlier process left it: then the clock restarts if the clock setting
   * has changed since.
   */
  constructor(data: SandboxDatabase, options: SandboxOptions, isReopened = false) {
    this.#data = data;
    this.#options = options;
    this.#transactions = new Transactions(data, () => this.#invalidate());
    this.#collections = new OpenCollections(this.#transactions);
    this.copies = new SandboxCopies({
      data: () => this.#data,
      attachments: this.#attachments,
      flush: () => this.#transactions.flush(),
    });
    this.#dueEvents = new DueEvents(this.#schedule, {
      clock: this.clock,
      transaction: (work) => this.transaction(work),
      runEvent: (...event) => this.#runEvent(...event),
      dayHandlers: options.onDayChange.map((handle) => (from, to) => handle(this, from, to)),
      setDay: (day) => this.#setDay(day),
    });
    this.#restore(isReopened);
  }

  /**
   * Replaces the database by a staged one, with its clock, sequences and attachments. If that fails, the sandbox continues
   * with the old database, unchanged, and the error is thrown.
   */
  replaceData(staged: StagedDatabase): void {
    const old = this.#data;
    let restoreAttachments: () => void;
    try {
      this.#transactions.flush();
      // SQLite would play the changes in the log of the old database into the new one.
      old.checkpoint();
      this.#forgetDocuments();
      if (!old.isInMemory) old.close();
      try {
        this.#attach(staged.place());
        restoreAttachments = this.#attachments.takeSaved();
      } catch (error) {
        if (this.#data !== old) this.#data.close();
        this.#attach(staged.revert() ?? old);
        throw error;
      }
      if (old.isOpen) old.close();
    } finally {
      staged.discard();
    }
    restoreAttachments();
  }

  /** Changes whenever the data may have changed, so results are valid while it stays the same. */
  get version(): number {
    return this.#transactions.version;
  }

  /** The seed and size that the sandbox was created with. */
  get world(): WorldSpec {
    const stored = this.metadata.get(metadataKeys.world);
    return stored ? JSON.parse(stored) : this.#options.world;
  }

  /** The sandbox's own clock setting; undefined if it uses the server's. */
  get clockOverride(): string | undefined {
    return this.metadata.get(metadataKeys.ownClock);
  }

  /** Returns the attachment of this name; the first call creates it and restores its saved state. */
  attachment<Attachment extends SandboxAttachment>(
    name: string,
    create: () => Attachment,
  ): Attachment {
    return (this.#attachments.get(name) ?? this.#attachments.add(name, create())) as Attachment;
  }

  /** The size of the data, in bytes. */
  get size(): number {
    return this.#data.size;
  }

  /** The bytes that the sandbox takes in memory: its data, unless they are in a file, and its attachments. */
  get memoryUse(): number {
    return this.#data.measuredSize + this.#attachments.bytes;
  }

  get isInMemory(): boolean {
    return this.#data.isInMemory;
  }

  /** Returns the documents of a collection. */
  documents<Wire, Internal>(collection: Collection<Wire, Internal>): Documents<Wire, Internal> {
    return this.#collections.get(collection.name) ?? this.#collections.open(collection);
  }

  /** The settings of a contract. */
  settings<T>(contract: string): T {
    return this.#options.contracts[contract] as T;
  }

  /** Hashes a secret for storage: equal secrets have equal fingerprints on one server. Irreversible. */
  fingerprint(secret: string): string {
    return fingerprint(secret, this.#options.fingerprintKey);
  }

  /** Runs `work` as a transaction: if it throws, its changes are rolled back. They are durable when `flushed` resolves. */
  transaction<T>(work: () => T): T {
    return this.#transactions.run(work);
  }

  /** Resolves when changes are durable; rejects, with them rolled back, if the flush fails. Undefined if all are. */
  get flushed(): Promise<void> | undefined {
    return this.#transactions.flushed;
  }

  /** Moves the clock, then runs due events. Going back reverts nothing; later events become due again. */
  setClock(now: number, frozen: boolean): void {
    const { state } = this.clock;
    const day = this.#dueEvents.day;
    try {
      this.transaction(() => {
        this.clock.set(now, frozen);
        this.metadata.set(metadataKeys.clock, JSON.stringify(this.clock.state));
        this.#schedule.rearmAfter(now);
        this.#setDay(Math.min(day, Math.floor(now / dayMs)));
      });
    } catch (error) {
      this.clock.resume(state);
      this.#dueEvents.day = day;
      throw error;
    }
    this.runDueEvents();
  }

  /** Schedules an event for `kind`'s handler, in milliseconds since 1970. It replaces one of the same kind for the subject. */
  schedule(at: number, kind: string, subject: string, payload: unknown = null): void {
    this.#schedule.add({ at, kind, subject, payload });
  }

  /** The scheduled events that have not happened, in order. */
  get scheduledEvents(): PendingEvent[] {
    return this.#schedule.pending();
  }

  /** Cancels the events of a kind for a subject. */
  cancel(kind: string, subject: string): void {
    this.#schedule.cancel(kind, subject);
  }

  /** Runs due events in order, each at its own time, and the day changes between them. Cheap when none are due. */
  runDueEvents(): void {
    const { nextAt = 0 } = this.#schedule;
    const midnight = (this.#dueEvents.day + 1) * dayMs;
    if (this.clock.now() >= Math.min(nextAt, midnight)) this.#dueEvents.run();
  }

  /** Runs `work` when the open transaction is committed, or at once if none is open. A rollback drops it. */
  afterCommit(work: () => void): void {
    this.#transactions.afterCommit(work);
  }

  /** Saves pending changes and, in a file, the state of the attachments. */
  save(): void {
    this.#transactions.tryFlush();
    if (!this.#data.isInMemory) this.#attachments.save();
  }

  /** Closes the database. A file keeps the state of the attachments. */
  close(): void {
    try {
      this.save();
    } finally {
      this.discard();
    }
  }

  /** Closes the database without saving anything: a sandbox must be deletable on a full disk. */
  discard(): void {
    this.#attachments.dispose();
    this.#forgetDocuments();
    this.#data.close();
  }

  get isExpired(): boolean {
    return this.#expiresAt > 0 && this.#expiresAt <= systemNow();
  }

  get isOpen(): boolean {
    return this.#data.isOpen;
  }

  /** Takes over the state that the metadata describe, and completes the metadata of a new sandbox. */
  #restore(isReopened = false): void {
    const { clock, parseClockSetting } = this.#options;
    const start = { isReopened, parse: parseClockSetting };
    this.clock.resume(this.metadata.startClock(this.clockOverride ?? clock, start));
    const day = this.metadata.get(metadataKeys.day);
    this.#setDay(Number(day ?? Math.floor(this.clock.now() / dayMs)));
    this.#expiresAt = Date.parse(this.metadata.get(metadataKeys.expiresAt) ?? '');
    this.metadata.set(metadataKeys.world, JSON.stringify(this.world));
    this.metadata.setDefault(metadataKeys.createdAt, this.clock.iso());
    this.#schedule.invalidate();
  }

  #runEvent(kind: string, subject: string, payload: unknown): void {
    const handle = this.#options.eventHandlers.get(kind);
    if (!handle) throw new Error(`no event handler for ${kind}`);
    handle(this, subject, payload);
  }

  #setDay(day: number): void {
    this.#dueEvents.day = day;
    this.metadata.set(metadataKeys.day, String(day));
  }

  #attach(data: SandboxDatabase): void {
    this.#data = data;
    this.#transactions.attach(data);
    this.#restore();
  }

  #forgetDocuments(): void {
    this.#transactions.markChanged();
    this.#collections.clear();
  }

  /** Drops cached reads after a rollback. */
  #invalidate(): void {
    this.#collections.invalidate();
    this.#schedule.invalidate();
  }
}
