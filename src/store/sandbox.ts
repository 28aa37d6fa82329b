import { createHmac } from 'node:crypto';
import type { Beside } from './beside.js';
import { Clock, realNow } from './clock.js';
import type { Collection } from './collection.js';
import type { Prepare } from './connection.js';
import type { Data } from './data.js';
import { AnotherWorld, Documents } from './documents.js';
import { Due } from './due.js';
import { facts, type World } from './facts.js';
import { type Exported, type Image, largestInMemory } from './image.js';
import type { SandboxSettings } from './sandbox-settings.js';
import { Transactions } from './transactions.js';

const aDay = 86_400_000;
const nextNumber =
  'INSERT INTO sequences VALUES (?, 1) ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value';
const besideEntry = (name: string) => `beside ${name}`;

/**
 * One isolated world: vendor data, clock, sequences and things due, all in one database.
 * Handlers never see its name; to them it is the only world there is.
 */
export class Sandbox {
  readonly #clock = new Clock({ frozen: true, value: 0 });
  readonly #beside = new Map<string, Beside>();
  #data: Data;
  // biome-ignore lint/suspicious/noExplicitAny: keyed by the collection that knows the types
  readonly #documents = new Map<string, Documents<any, any>>();
  readonly #settings: SandboxSettings;
  readonly #transactions: Transactions;
  readonly #due = new Due((text) => this.#transactions.prepare(text));
  #day = 0;
  /** When its time is over, in real milliseconds. */
  #over = Number.POSITIVE_INFINITY;

  /**
   * Takes over data. In those that were left by an earlier process, a clock setting other than the one they were left
   * under starts the clock anew.
   */
  constructor(data: Data, settings: SandboxSettings, isLeft = false) {
    this.#data = data;
    this.#settings = settings;
    this.#transactions = new Transactions(data, () => this.#look());
    this.#wake(isLeft);
  }

  /** Lets go of its data and goes on with those that are opened then: everything is as it is there. */
  become(open: () => Data): void {
    this.#letGo();
    this.#data = open();
    this.#transactions.become(this.#data);
    this.#wake();
    for (const [name, part] of this.#beside) part.load(this.#taken(besideEntry(name)));
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
  get world(): World {
    const left = this.meta(facts.world);
    return left ? JSON.parse(left) : this.#settings.world;
  }

  /** The setting of its own clock, where it has one. */
  get ownClock(): string | undefined {
    return this.meta(facts.ownClock);
  }

  /** The part of that name, made when it is first asked for. */
  beside<Part extends Beside>(name: string, make: () => Part): Part {
    let part = this.#beside.get(name);
    if (!part) {
      part = make();
      this.#beside.set(name, part);
      part.load(this.#taken(besideEntry(name)));
    }
    return part as Part;
  }

  /** A copy of everything as it is now, to make other sandboxes of. */
  image(): Image {
    const data = this.#data;
    return data.isInMemory ? this.#whole(() => data.share()) : this.exported();
  }

  /** The same as a database that holds all of it; one that is too large for memory is made when it is written. */
  exported(): Exported {
    if (this.size > largestInMemory) return { copyTo: (file) => this.copyTo(file) };
    return { bytes: this.#whole(() => this.#data.bytes()) };
  }

  /** Writes a copy of everything as it is now to a file. */
  copyTo(file: string): void {
    this.#whole(() => this.#data.copyTo(file));
  }

  /** How large its data are, in bytes. */
  get size(): number {
    return this.#data.size;
  }

  /** The documents of a collection in this sandbox. */
  documents<Wire, Own>(of: Collection<Wire, Own>): Documents<Wire, Own> {
    let found = this.#documents.get(of.name);
    if (!found) {
      const data = this.#data;
      const prepare: Prepare = (text) => {
        // Whoever still reads when the sandbox becomes another must not go on in that one.
        if (data !== this.#data) throw new AnotherWorld();
        return this.#transactions.prepare(text);
      };
      found = new Documents(of, prepare, this.#transactions);
      this.#documents.set(of.name, found);
    }
    return found;
  }

  /** What is set about the simulation of a contract in this sandbox. */
  settings<T>(contract: string): T {
    return this.#settings.contracts[contract] as T;
  }

  /** A secret as it may be kept: the same one has the same seal on this server, and nothing leads back from it. */
  seal(secret: string): string {
    const { sealKey } = this.#settings;
    return createHmac('sha256', sealKey).update(secret).digest('base64url').slice(0, 22);
  }

  /** Runs `work` as a whole or, if it throws, not at all. Until it is `written`, a process that is killed takes it along. */
  transaction<T>(work: () => T): T {
    return this.#transactions.run(work);
  }

  /** When all that was done is in the file, where some of it is not yet. Refused when it cannot be written: it is undone then. */
  get written(): Promise<void> | undefined {
    return this.#transactions.written;
  }

  /** The next number of a named sequence: 1, 2, 3 ... */
  next(sequence: string): number {
    return this.#transactions.prepare(nextNumber).pluck().get(sequence) as number;
  }

  /**
   * Moves the clock and lets everything happen that falls due on the way. Going back undoes nothing: what was done stays
   * done, and what is due again is due again.
   */
  setClock(now: number, frozen: boolean): void {
    this.clock.set(now, frozen);
    this.setMeta(facts.clock, JSON.stringify(this.clock.state));
    this.#due.again(now);
    this.#setDay(Math.min(this.#day, Math.floor(now / aDay)));
    this.settle();
  }

  /** Puts down that `kind` happens to `subject` at an instant; the contracts say what a kind does. */
  schedule(at: number, kind: string, subject: string, payload: unknown = null): void {
    this.#due.add({ at, kind, subject, payload });
  }

  /** Takes back what was scheduled of a kind for a subject. */
  cancel(kind: string, subject: string): void {
    this.#due.cancel(kind, subject);
  }

  /** Lets happen what is due by now, in order, each at its own time; the days between go by. Costs little when nothing is. */
  settle(): void {
    for (;;) {
      const now = this.clock.now();
      const next = Math.min(this.#due.next, now);
      if (next >= (this.#day + 1) * aDay) this.#live(Math.floor(next / aDay));
      if (this.#due.next > now) return;
      this.#happen();
    }
  }

  /** A fact about the sandbox itself, kept with its data. */
  meta(name: string): string | undefined {
    return this.#data.facts.get(name);
  }

  setMeta(name: string, value: string): void {
    if (this.meta(name) === value) return;
    this.#transactions.change();
    this.#data.facts.set(name, value);
  }

  /** Lets go of its data. */
  close(): void {
    if (!this.#data.isInMemory) {
      this.#transactions.tryToCatchUp();
      this.#saveBeside();
    }
    for (const part of this.#beside.values()) part.end?.();
    this.#letGo();
  }

  /** Its time is over. */
  get isOver(): boolean {
    return this.#over < Number.POSITIVE_INFINITY && this.#over <= realNow();
  }

  get isOpen(): boolean {
    return this.#data.isOpen;
  }

  #wake(isLeft = false): void {
    const { clock, clockState } = this.#settings;
    const setting = this.ownClock ?? clock;
    const left = this.meta(facts.clock);
    const goesOn = left && (!isLeft || this.meta(facts.clockSetting) === setting);
    this.#clock.resume(goesOn ? JSON.parse(left) : clockState(setting));
    this.setMeta(facts.clock, JSON.stringify(this.#clock.state));
    this.setMeta(facts.clockSetting, setting);
    this.#setDay(Number(this.meta(facts.day) ?? Math.floor(this.#clock.now() / aDay)));
    const expiresAt = this.meta(facts.expiresAt);
    this.#over = expiresAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(expiresAt);
    this.setMeta(facts.world, JSON.stringify(this.world));
    this.setMeta(facts.createdAt, this.meta(facts.createdAt) ?? this.#clock.iso());
    this.#due.look();
  }

  /** Lets the first thing happen that is due. */
  #happen(): void {
    this.transaction(() => {
      const { at, kind, subject, payload } = this.#due.take();
      const happen = this.#settings.whenDue.get(kind);
      if (!happen) throw new Error(`nothing is known to happen for ${kind}`);
      this.clock.at(at, () => happen(this, subject, payload));
    });
    this.#due.look();
  }

  /** Lets all days go by until a day begins. */
  #live(day: number): void {
    this.transaction(() => {
      this.clock.at(day * aDay, () => {
        for (const live of this.#settings.everyDay) live(this, this.#day, day);
      });
      this.#setDay(day);
    });
  }

  #setDay(day: number): void {
    this.#day = day;
    this.setMeta(facts.day, String(day));
  }

  #letGo(): void {
    this.#transactions.change();
    this.#documents.clear();
    this.#data.close();
  }

  #saveBeside(): void {
    for (const [name, part] of this.#beside) {
      const saved = part.save();
      if (saved !== undefined) this.setMeta(besideEntry(name), saved);
    }
  }

  /** Runs `work` while the data hold what is kept beside them. */
  #whole<T>(work: () => T): T {
    this.#transactions.catchUp();
    const expiresAt = this.#taken(facts.expiresAt);
    this.#saveBeside();
    try {
      return work();
    } finally {
      for (const name of this.#beside.keys()) this.#taken(besideEntry(name));
      if (expiresAt !== undefined) this.setMeta(facts.expiresAt, expiresAt);
    }
  }

  /** Takes a fact out. */
  #taken(name: string): string | undefined {
    const value = this.meta(name);
    if (value === undefined) return undefined;
    this.#transactions.change();
    this.#data.facts.delete(name);
    return value;
  }

  /** Forgets what was read: it may not hold any more. */
  #look(): void {
    for (const documents of this.#documents.values()) documents.forget();
    this.#due.look();
  }
}
