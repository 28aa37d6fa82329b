import type { Prepare } from '../sqlite/connection.js';

/** Something that is to happen at an instant, in milliseconds since 1970. */
interface ScheduledEvent {
  readonly at: number;
  readonly kind: string;
  /** Whom it was scheduled for. */
  readonly subject: string;
  readonly payload: unknown;
}

/** What is to happen in a sandbox, and when the first of it is. */
export class Schedule {
  readonly #prepare: Prepare;
  /** Undefined until somebody asks. */
  #next: number | undefined;

  constructor(prepare: Prepare) {
    this.#prepare = prepare;
  }

  /** When the first thing is due; never, when there is none. */
  get nextAt(): number {
    this.#next ??= this.#first();
    return this.#next;
  }

  add({ at, kind, subject, payload }: ScheduledEvent): void {
    this.#prepare('INSERT INTO due (at, kind, subject, payload) VALUES (?, ?, ?, ?)').run(
      at,
      kind,
      subject,
      JSON.stringify(payload),
    );
    this.#next = undefined;
  }

  cancel(kind: string, subject: string): void {
    this.#prepare('DELETE FROM due WHERE kind = ? AND subject = ?').run(kind, subject);
    this.invalidate();
  }

  /** What was done after an instant is due again. */
  rearmAfter(after: number): void {
    this.#prepare('UPDATE due SET done = 0 WHERE done = 1 AND at > ?').run(after);
    this.invalidate();
  }

  /** Takes the first thing that is due; there must be one. */
  takeNext(): ScheduledEvent {
    const row = this.#prepare(
      'SELECT * FROM due WHERE done = 0 ORDER BY at, seq LIMIT 1',
    ).get() as ScheduledEvent & {
      readonly seq: number;
    };
    this.#prepare('UPDATE due SET done = 1 WHERE seq = ?').run(row.seq);
    return { ...row, payload: JSON.parse(String(row.payload)) };
  }

  /** Looks again when the first thing is due, as soon as somebody asks. */
  invalidate(): void {
    this.#next = undefined;
  }

  #first(): number {
    const at = this.#prepare('SELECT min(at) FROM due WHERE done = 0').pluck().get() as
      | number
      | null;
    return at ?? Number.POSITIVE_INFINITY;
  }
}
