import type { Prepare } from '../sqlite/connection.js';

/** An event that happens at an instant, in milliseconds since 1970. */
interface ScheduledEvent {
  readonly at: number;
  readonly kind: string;
  /** Whom the event affects; `cancel` finds it by this. */
  readonly subject: string;
  readonly payload: unknown;
}

/** A scheduled event that has not happened. */
export type PendingEvent = Omit<ScheduledEvent, 'payload'>;

/** An event with its number. */
export interface StoredEvent extends Omit<ScheduledEvent, 'payload'> {
  readonly seq: number;
  /** JSON. */
  readonly payload: string;
}

/** The value of `done` for an event whose handler threw. It is part of stored databases. */
export const failed = 2;

/** The scheduled events of a sandbox. Completed events remain, so that they can become due again. */
export class Schedule {
  readonly #prepare: Prepare;
  /** The instant of the next event, infinity without one. Undefined until `readNextAt` is called; set only here. */
  nextAt: number | undefined;

  constructor(prepare: Prepare) {
    this.#prepare = prepare;
  }

  /** Adds an event, in place of an earlier one of the same kind for the same subject. */
  add({ at, kind, subject, payload }: ScheduledEvent): void {
    this.cancel(kind, subject);
    this.#prepare('INSERT INTO due (at, kind, subject, payload) VALUES (?, ?, ?, ?)').run(
      at,
      kind,
      subject,
      JSON.stringify(payload),
    );
    this.invalidate();
  }

  cancel(kind: string, subject: string): void {
    this.#prepare('DELETE FROM due WHERE kind = ? AND subject = ?').run(kind, subject);
    this.invalidate();
  }

  /** The events that have not happened, in the order in which they will. */
  pending(): PendingEvent[] {
    const select = 'SELECT at, kind, subject FROM due WHERE done = 0 ORDER BY at, seq';
    return this.#prepare(select).all() as PendingEvent[];
  }

  /** Makes completed events later than an instant due again. */
  rearmAfter(instant: number): void {
    this.#prepare('UPDATE due SET done = 0 WHERE done = 1 AND at > ?').run(instant);
    this.invalidate();
  }

  /** Returns the next event. Call only if there is one. */
  readNext(): StoredEvent {
    const next = this.#prepare('SELECT * FROM due WHERE done = 0 ORDER BY at, seq LIMIT 1');
    return next.get() as StoredEvent;
  }

  /** Returns the events that are due at an instant and not completed, in order. */
  dueAt(instant: number): StoredEvent[] {
    if ((this.nextAt ?? this.readNextAt()) > instant) return [];
    const due = this.#prepare('SELECT * FROM due WHERE done = 0 AND at <= ? ORDER BY at, seq');
    return due.all(instant) as StoredEvent[];
  }

  /** Marks an event as completed. */
  complete({ seq }: StoredEvent): void {
    this.#prepare('UPDATE due SET done = 1 WHERE seq = ?').run(seq);
    this.invalidate();
  }

  /** Marks an event as failed, so that it never becomes due again. */
  fail({ seq }: StoredEvent): void {
    this.#prepare(`UPDATE due SET done = ${failed} WHERE seq = ?`).run(seq);
    this.invalidate();
  }

  /** Drops `nextAt`. */
  invalidate(): void {
    this.nextAt = undefined;
  }

  /** Sets `nextAt` and returns it. */
  readNextAt(): number {
    const at = this.#prepare('SELECT min(at) FROM due WHERE done = 0').pluck().get() as
      | number
      | null;
    this.nextAt = at ?? Number.POSITIVE_INFINITY;
    return this.nextAt;
  }
}
