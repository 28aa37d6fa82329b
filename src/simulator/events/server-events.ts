import type { Readable } from 'node:stream';
import type { SandboxEvent, SandboxObserver } from '../../store/sandbox/observer.js';
import { Problem } from '../contract/problem.js';
import { EventLog, type EventReader } from './event-log.js';

/** A server has at most this many readers of its event stream, because each event is passed to all of them. */
const maxReaders = 100;

const tooManyReaders = new Problem(
  503,
  `${maxReaders} readers follow the events of this server, and more are not allowed; close some and try again`,
  { headers: { 'retry-after': '1' } },
);

/** How much of a call a reader gets. */
interface CallView {
  /** Whether calls are sent without headers and bodies. */
  readonly isSummary: boolean;
}

/** The events of all sandboxes of a server. Without a reader nothing is collected, and each call is converted for those that are there. */
export class ServerEvents {
  readonly #observer: SandboxObserver;
  readonly #full: EventLog;
  readonly #summaries: EventLog;

  constructor(observer: SandboxObserver) {
    this.#observer = observer;
    const onUnused = () => this.#stopUnused();
    this.#full = new EventLog({ isSummary: false, onUnused });
    this.#summaries = new EventLog({ isSummary: true, onUnused });
  }

  /** Opens a stream of server-sent events. Throws a 503 problem if too many are open. */
  open({ isSummary, ...reader }: EventReader & CallView): Readable {
    if (this.#full.readerCount + this.#summaries.readerCount >= maxReaders) throw tooManyReaders;
    this.#observer.listener ??= (name, event) => this.#add(name, event);
    return (isSummary ? this.#summaries : this.#full).open(reader);
  }

  #add(sandbox: string, event: SandboxEvent): void {
    if (this.#full.isUsed) this.#full.add(sandbox, event);
    if (this.#summaries.isUsed) this.#summaries.add(sandbox, event);
  }

  #stopUnused(): void {
    if (!this.#full.isUsed && !this.#summaries.isUsed) this.#observer.listener = undefined;
  }
}
