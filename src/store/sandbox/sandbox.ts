import type { Collection } from '../documents/collection.js';
import { type Documents, SandboxReplacedError } from '../documents/documents.js';
import { briefWork, type LongWork, runAtOnce } from '../documents/long-work.js';
import { Sequences } from '../documents/sequences.js';
import type { SandboxDatabase } from '../sqlite/sandbox-database.js';
import type { StagedDatabase } from '../storage/image-store.js';
import type { WorkingCopy } from '../storage/working-copy.js';
import { type Clock, type ClockState, systemNow } from '../time/clock.js';
import type { PendingEvent } from '../time/schedule.js';
import { type AttachmentKind, type SandboxAttachment, SandboxAttachments } from './attachments.js';
import { fingerprint } from './fingerprint.js';
import { metadataKeys, type WorldSpec } from './metadata-keys.js';
import { LongWrites } from './parts/long-writes.js';
import { SandboxData } from './parts/sandbox-data.js';
import { SandboxTime } from './parts/sandbox-time.js';
import { SandboxCopies } from './sandbox-copies.js';
import type { SandboxMetadata } from './sandbox-metadata.js';

/**
 * Handles a due event of one kind; `subject` is whom it was scheduled for. A handler that changes many documents plans the work
 * instead, and changes nothing before its first step.
 */
export type EventHandler =
  | ((sandbox: Sandbox, subject: string, payload: unknown) => void)
  | { readonly plan: (sandbox: Sandbox, subject: string, payload: unknown) => LongWork };

/** Plans the changes of the days between two midnights. `from` and `to` are days since 1970, UTC. */
export type DayHandler = (sandbox: Sandbox, from: number, to: number) => LongWork;

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

/** Copies the database of a sandbox, for a change that takes long. */
interface WorkingCopies {
  workingCopy(data: SandboxDatabase, signal: AbortSignal): Promise<WorkingCopy>;
}

/**
 * One isolated world: vendor data, clock, sequences and scheduled events in one database, and attachments in memory.
 * Handlers never see its name.
 */
export class Sandbox {
  readonly #data: SandboxData;
  readonly #attachments: SandboxAttachments;
  readonly #options: SandboxOptions;
  /** The named sequences: 1, 2, 3 ... */
  readonly sequences = new Sequences((text) => this.#data.transactions.prepare(text));
  readonly #time: SandboxTime<Sandbox>;
  readonly clock: Clock;
  /** Writes that take long. They change a copy of the data, in slices. */
  readonly longWrites: LongWrites<Sandbox>;
  /** Copies the sandbox. */
  readonly copies: SandboxCopies;
  /** Whether a client follows the sandbox, or a long write is in progress. */
  readonly isInUse = () => this.#attachments.isInUse || this.busy !== undefined;
  /** The latest world that was parsed: what changes with the hour is drawn from its seed for each document. */
  #world: { readonly text: string; readonly spec: WorldSpec } | undefined;
  /** In system time, milliseconds since 1970; NaN for never. */
  #expiresAt = Number.NaN;

  /**
   * Takes over a database. `isReopened` says that an earlier process left it: then the clock restarts if the clock setting
   * has changed since.
   */
  constructor(
    database: SandboxDatabase,
    options: SandboxOptions,
    copies: WorkingCopies,
    isReopened = false,
  ) {
    this.#data = new SandboxData(database, this, () => this.#time.schedule.invalidate());
    this.#attachments = new SandboxAttachments(this.metadata);
    this.#options = options;
    this.copies = new SandboxCopies({
      data: () => this.#data.database,
      attachments: this.#attachments,
      flush: () => this.#data.transactions.flush(),
    });
    this.#time = new SandboxTime<Sandbox>({
      data: this.#data,
      longWrites: () => this.longWrites,
      planEvent: ({ kind, subject, payload }) => this.#planEvent(kind, subject, payload),
      dayHandlers: options.onDayChange.map((plan) => (from, to) => plan(this, from, to)),
      timeOf: (copy) => copy.#time,
    });
    this.clock = this.#time.clock;
    this.longWrites = new LongWrites<Sandbox>({
      data: this.#data,
      createCopy: (signal) => copies.workingCopy(this.#data.database, signal),
      openCopy: (working) => this.#openCopy(working, copies),
      beforeReplace: (copy) => this.#attachments.dropSaved(copy.metadata),
      afterReplace: () => this.#restore(),
    });
    this.#restore(isReopened);
  }

  /** Entries that describe the sandbox itself. */
  get metadata(): SandboxMetadata {
    return this.#data.metadata;
  }

  /**
   * Replaces the database by a staged one, with its clock, sequences and attachments. If that fails, the sandbox continues
   * with the old database, unchanged, and the error is thrown.
   */
  replaceData(staged: StagedDatabase): void {
    this.longWrites.abort(new SandboxReplacedError());
    let restoreAttachments = () => {};
    this.#data.replace(staged, (isNew) => {
      this.#restore();
      if (isNew) restoreAttachments = this.#attachments.takeSaved();
    });
    restoreAttachments();
  }

  /** Changes whenever the data may have changed, so results are valid while it stays the same. */
  get version(): number {
    return this.#data.transactions.version;
  }

  /** The seed and size that the sandbox was created with. */
  get world(): WorldSpec {
    const text = this.metadata.get(metadataKeys.world);
    if (!text) return this.#options.world;
    if (this.#world?.text !== text) this.#world = { text, spec: JSON.parse(text) };
    return this.#world.spec;
  }

  /** The sandbox's own clock setting; undefined if it uses the server's. */
  get clockOverride(): string | undefined {
    return this.metadata.get(metadataKeys.ownClock);
  }

  /** Returns the attachment of a kind; the first call creates it and restores its saved state. */
  attachment<Attachment extends SandboxAttachment>({
    name,
    create,
  }: AttachmentKind<Sandbox, Attachment>): Attachment {
    return (this.#attachments.get(name) ?? this.#attachments.add(name, create(this))) as Attachment;
  }

  /** The size of the data, in bytes. */
  get size(): number {
    return this.#data.database.size;
  }

  /** The bytes that the sandbox takes in memory: its data, unless they are in a file, and its attachments. */
  get memoryUse(): number {
    const { measuredSize } = this.#data.database;
    return measuredSize + this.longWrites.bytes + this.#attachments.bytes;
  }

  get isInMemory(): boolean {
    return this.#data.database.isInMemory;
  }

  /** Returns the documents of a collection. */
  documents<Wire, Internal>(collection: Collection<Wire, Internal>): Documents<Wire, Internal> {
    const { collections } = this.#data;
    return collections.get(collection.name) ?? collections.open(collection);
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
    return this.#data.transactions.run(work);
  }

  /** Returns the result of `work` and rolls its changes back. */
  dryRun<T>(work: () => T): T {
    return this.#data.transactions.dryRun(work);
  }

  /** Runs work without a pause, as part of the transaction. */
  runAtOnce(work: LongWork): void {
    runAtOnce(work, (text) => this.#data.transactions.prepare(text));
  }

  /** Resolves when changes are durable; rejects, with them rolled back, if the flush fails. Undefined if all are. */
  get flushed(): Promise<void> | undefined {
    return this.#data.transactions.flushed;
  }

  /** Resolves when the long write in progress has ended; undefined without one. Writers wait for it, reads do not. */
  get busy(): Promise<void> | undefined {
    return this.longWrites.done;
  }

  /**
   * Moves the clock, then runs due events. Going back reverts nothing; later events become due again. Returns a promise if that
   * takes long; until it resolves the old time and the old data are read.
   */
  setClock(now: number, frozen: boolean): Promise<void> | undefined {
    return this.#time.setClock(now, frozen);
  }

  /** Schedules an event for `kind`'s handler, in milliseconds since 1970. It replaces one of the same kind for the subject. */
  schedule(at: number, kind: string, subject: string, payload: unknown = null): void {
    this.#time.schedule.add({ at, kind, subject, payload });
  }

  /** The scheduled events that have not happened, in order. */
  get scheduledEvents(): PendingEvent[] {
    return this.#time.schedule.pending();
  }

  /** Cancels the events of a kind for a subject. */
  cancel(kind: string, subject: string): void {
    this.#time.schedule.cancel(kind, subject);
  }

  /** Runs due events in order, each at its own time, and the day changes between them. What takes long runs afterwards. */
  runDueEvents(): void {
    const { nextAt = 0 } = this.#time.schedule;
    // A midnight begins a period too.
    if (this.clock.now() < Math.min(nextAt, this.clock.nextPeriodAt)) return;
    this.#time.runDueEvents();
  }

  /** Runs `work` when the open transaction is committed, or at once if none is open. A rollback drops it. */
  afterCommit(work: () => void): void {
    this.#data.transactions.afterCommit(work);
  }

  /** Saves pending changes and, in a file, the state of the attachments. */
  save(): void {
    this.#data.transactions.tryFlush();
    if (!this.#data.database.isInMemory) this.#attachments.save();
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
    this.longWrites.abort(new SandboxReplacedError());
    this.#attachments.dispose();
    this.#data.close();
  }

  get isExpired(): boolean {
    return this.#expiresAt > 0 && this.#expiresAt <= systemNow();
  }

  get isOpen(): boolean {
    return this.#data.database.isOpen;
  }

  /** Takes over the state that the metadata describe, and completes the metadata of a new sandbox. */
  #restore(isReopened = false): void {
    const { clock, parseClockSetting } = this.#options;
    const start = { isReopened, parse: parseClockSetting };
    this.#time.restore(this.metadata.startClock(this.clockOverride ?? clock, start));
    this.#expiresAt = Date.parse(this.metadata.get(metadataKeys.expiresAt) ?? '');
    this.metadata.set(metadataKeys.world, JSON.stringify(this.world));
    this.metadata.setDefault(metadataKeys.createdAt, this.clock.iso());
  }

  #planEvent(kind: string, subject: string, payload: string): LongWork {
    const handler = this.#options.eventHandlers.get(kind);
    if (!handler) throw new Error(`no event handler for ${kind}`);
    if ('plan' in handler) return handler.plan(this, subject, JSON.parse(payload));
    return briefWork(() => handler(this, subject, JSON.parse(payload)));
  }

  #openCopy({ database }: WorkingCopy, copies: WorkingCopies) {
    const sandbox = new Sandbox(database, this.#options, copies);
    const runAt = (instant: number, slice: () => void) => sandbox.clock.runAt(instant, slice);
    return { sandbox, data: sandbox.#data, runAt };
  }
}
