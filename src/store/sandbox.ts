import type { Database, Statement } from 'better-sqlite3';
import { Clock, type ClockState } from './clock.js';
import type { Cell, Collection } from './collection.js';
import { Documents } from './documents.js';

/** What happens when something scheduled falls due; `subject` is whom it was scheduled for. */
export type WhenDue = (sandbox: Sandbox, subject: string, payload: unknown) => void;

/** What all sandboxes of a server have in common. */
export interface SandboxSettings {
  /** The clock of a new sandbox: the setting as given, and what it means. */
  readonly clock: { readonly setting: string; readonly state: ClockState };
  readonly whenDue: ReadonlyMap<string, WhenDue>;
  /** The settings of each contract, by its name. */
  readonly contracts: Readonly<Record<string, unknown>>;
}

interface DueRow {
  seq: number;
  at: number;
  kind: string;
  subject: string;
  payload: string;
}

/** Meta entries: the clock as it stands, and the setting it was made under. */
const clockEntry = 'clock';
const clockSettingEntry = 'clockSetting';

/**
 * One isolated world: vendor data, clock, sequences and things due, all in one database.
 * Handlers never see its name; to them it is the only world there is.
 */
export class Sandbox {
  readonly clock: Clock;
  readonly #db: Database;
  readonly #statements = new Map<string, Statement<Cell[]>>();
  // biome-ignore lint/suspicious/noExplicitAny: keyed by the collection that knows the types
  readonly #documents = new Map<string, Documents<any, any>>();
  readonly #settings: SandboxSettings;
  #nextDue = Number.POSITIVE_INFINITY;

  /** Takes over an open database. A clock setting other than the one it was left under starts the clock anew. */
  constructor(db: Database, settings: SandboxSettings) {
    const { clock } = settings;
    this.#db = db;
    this.#settings = settings;
    const left = this.meta(clockEntry);
    const isSameSetting = this.meta(clockSettingEntry) === clock.setting;
    this.clock = new Clock(left && isSameSetting ? JSON.parse(left) : clock.state);
    this.setMeta(clockEntry, JSON.stringify(this.clock.state));
    this.setMeta(clockSettingEntry, clock.setting);
    this.#findNextDue();
  }

  /** The documents of a collection in this sandbox. */
  documents<Wire, Own>(of: Collection<Wire, Own>): Documents<Wire, Own> {
    let found = this.#documents.get(of.name);
    if (!found) {
      found = new Documents(of, (text) => this.#prepare(text));
      this.#documents.set(of.name, found);
    }
    return found;
  }

  /** What is set about the simulation of a contract in this sandbox. */
  settings<T>(contract: string): T {
    return this.#settings.contracts[contract] as T;
  }

  /** Runs `work` as a whole or, if it throws, not at all. */
  transaction<T>(work: () => T): T {
    if (this.#db.inTransaction) return work();
    this.#prepare('BEGIN').run();
    try {
      const result = work();
      this.#prepare('COMMIT').run();
      return result;
    } catch (error) {
      if (this.#db.inTransaction) this.#prepare('ROLLBACK').run();
      this.#findNextDue();
      throw error;
    }
  }

  /** The next number of a named sequence: 1, 2, 3 ... */
  next(sequence: string): number {
    return this.#prepare(
      'INSERT INTO sequences VALUES (?, 1) ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value',
    )
      .pluck()
      .get(sequence) as number;
  }

  /** Moves the clock and lets everything happen that falls due on the way. */
  setClock(now: number, frozen: boolean): void {
    this.clock.set(now, frozen);
    this.setMeta(clockEntry, JSON.stringify(this.clock.state));
    this.settle();
  }

  /** Puts down that `kind` happens to `subject` at an instant; the contracts say what a kind does. */
  schedule(at: number, kind: string, subject: string, payload: unknown = null): void {
    this.#prepare('INSERT INTO due (at, kind, subject, payload) VALUES (?, ?, ?, ?)').run(
      at,
      kind,
      subject,
      JSON.stringify(payload),
    );
    this.#nextDue = Math.min(this.#nextDue, at);
  }

  /** Takes back what was scheduled of a kind for a subject. */
  cancel(kind: string, subject: string): void {
    this.#prepare('DELETE FROM due WHERE kind = ? AND subject = ?').run(kind, subject);
    this.#findNextDue();
  }

  /** Lets happen what is due by now, in order, each at its own time. Costs one comparison when nothing is. */
  settle(): void {
    while (this.#nextDue <= this.clock.now()) {
      this.transaction(() => {
        const row = this.#prepare('SELECT * FROM due ORDER BY at, seq LIMIT 1').get() as DueRow;
        this.#prepare('DELETE FROM due WHERE seq = ?').run(row.seq);
        const happen = this.#settings.whenDue.get(row.kind);
        if (!happen) throw new Error(`nothing is known to happen for ${row.kind}`);
        this.clock.at(row.at, () => happen(this, row.subject, JSON.parse(row.payload)));
      });
      this.#findNextDue();
    }
  }

  /** A fact about the sandbox itself, kept with its data. */
  meta(name: string): string | undefined {
    return this.#prepare('SELECT value FROM meta WHERE name = ?').pluck().get(name) as
      | string
      | undefined;
  }

  setMeta(name: string, value: string): void {
    if (this.meta(name) === value) return;
    this.#prepare(
      'INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
    ).run(name, value);
  }

  /** Lets go of the database. */
  close(): void {
    this.#statements.clear();
    this.#documents.clear();
    this.#db.close();
  }

  get isOpen(): boolean {
    return this.#db.open;
  }

  #findNextDue(): void {
    const at = this.#prepare('SELECT min(at) FROM due').pluck().get() as number | null;
    this.#nextDue = at ?? Number.POSITIVE_INFINITY;
  }

  #prepare(text: string): Statement<Cell[]> {
    let statement = this.#statements.get(text);
    if (!statement) {
      statement = this.#db.prepare<Cell[]>(text);
      this.#statements.set(text, statement);
    }
    return statement;
  }
}
