import { yieldToEventLoop } from '../../../lib/async.js';
import type { LongWork } from '../../documents/long-work.js';
import { BusySandboxError } from '../../documents/transactions.js';
import type { WorkingCopy } from '../../storage/working-copy.js';
import { systemNow } from '../../time/clock.js';
import type { SliceRunner } from '../../time/due-events.js';
import type { SandboxData } from './sandbox-data.js';

/** How long steps run before other work may run, in milliseconds. */
const sliceMs = 10;

/** A copy of a sandbox that a long write changes. */
interface OpenCopy<Sandbox> {
  readonly sandbox: Sandbox;
  readonly data: SandboxData;
  /** Runs a slice with the clock of the copy at an instant. */
  readonly runAt: (instant: number, slice: () => void) => void;
}

/** What long writes need of the sandbox that they change. */
interface LongWriteOptions<Sandbox> {
  readonly data: SandboxData;
  readonly createCopy: (signal: AbortSignal) => Promise<WorkingCopy>;
  readonly openCopy: (working: WorkingCopy) => OpenCopy<Sandbox>;
  /** Completes a copy that is about to replace the data. */
  readonly beforeReplace: (copy: SandboxData) => void;
  /** Takes over the state that the new data describe. */
  readonly afterReplace: () => void;
}

/** What a long write can do while it is the only writer. Reads of the sandbox are served meanwhile. */
export interface ExclusiveWriter<Sandbox> {
  /** Runs a short transaction. */
  transaction<T>(work: () => T): T;
  /** Runs work on a copy of the sandbox, in slices. Then the copy replaces the data. */
  changeCopy(plan: (copy: Sandbox) => LongWork): Promise<void>;
  /** The same for several works. */
  onCopy(change: (copy: Sandbox, runSlices: SliceRunner) => Promise<void>): Promise<void>;
}

/** The long writes of one sandbox, of which one at a time is in progress. */
export class LongWrites<Sandbox> {
  readonly #options: LongWriteOptions<Sandbox>;
  #current: { readonly done: Promise<void>; readonly abort: AbortController } | undefined;
  /** The copy that is being changed. */
  #copy: WorkingCopy | undefined;

  constructor(options: LongWriteOptions<Sandbox>) {
    this.#options = options;
  }

  /** Resolves when the long write in progress has ended; undefined without one. */
  get done(): Promise<void> | undefined {
    return this.#current?.done;
  }

  /** The bytes that the copy takes in memory. */
  get bytes(): number {
    return this.#copy?.database.measuredSize ?? 0;
  }

  /**
   * Runs a write that may take long, as the only writer. Nothing of it can be read before it has ended, and nothing is changed if
   * it fails. A dry run changes nothing either. Throws BusySandboxError while another one is in progress.
   */
  async run<T>(
    work: (writer: ExclusiveWriter<Sandbox>) => Promise<T>,
    { isDryRun = false } = {},
  ): Promise<T> {
    if (this.#current) throw new BusySandboxError();
    const { data } = this.#options;
    data.transactions.flush();
    const abort = new AbortController();
    let end = () => {};
    const done = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.#current = { done, abort };
    data.freeze(true);
    const { signal } = abort;
    try {
      const onCopy: ExclusiveWriter<Sandbox>['onCopy'] = (change) =>
        this.#changeCopy(change, { signal, isDryRun });
      return await work({
        transaction: (change) => data.transactions.runWhileFrozen(change, isDryRun),
        changeCopy: (plan) => onCopy((copy, runSlices) => runSlices(plan(copy))),
        onCopy,
      });
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    } finally {
      if (!signal.aborted) {
        data.freeze(false);
        this.#current = undefined;
      }
      end();
    }
  }

  /** Ends the long write in progress, which changes nothing and rejects with the reason. */
  abort(reason: Error): void {
    if (!this.#current) return;
    this.#current.abort.abort(reason);
    this.#current = undefined;
    this.#copy?.discard();
    this.#copy = undefined;
    this.#options.data.freeze(false);
  }

  /** Changes a copy, which then replaces the data, unless it is a dry run. */
  async #changeCopy(
    change: (copy: Sandbox, runSlices: SliceRunner) => Promise<void>,
    { signal, isDryRun }: { readonly signal: AbortSignal; readonly isDryRun: boolean },
  ): Promise<void> {
    const { data, createCopy, openCopy, beforeReplace, afterReplace } = this.#options;
    const working = await createCopy(signal);
    try {
      signal.throwIfAborted();
      this.#copy = working;
      const copy = openCopy(working);
      await change(copy.sandbox, (work, instant) =>
        runInSlices(work, { working, copy, signal, instant }),
      );
      if (isDryRun) return;
      copy.data.transactions.flush();
      await working.sync();
      signal.throwIfAborted();
      beforeReplace(copy.data);
      data.adopt(working, copy.data);
      afterReplace();
      await working.removePrevious();
    } finally {
      working.discard();
      if (this.#copy === working) this.#copy = undefined;
    }
  }
}

interface SliceOptions {
  readonly working: WorkingCopy;
  readonly copy: OpenCopy<unknown>;
  readonly signal: AbortSignal;
  readonly instant?: number | undefined;
}

/** Runs work on a copy in slices, and lets the event loop run between them. Each slice is one transaction. */
async function runInSlices(
  work: LongWork,
  { working, copy, signal, instant }: SliceOptions,
): Promise<void> {
  const { transactions } = copy.data;
  const steps = work.steps();
  for (let isDone = false; !isDone; ) {
    let statements: readonly string[] = [];
    const startedAt = systemNow();
    const slice = () => {
      do {
        const { done = false, value } = steps.next();
        transactions.flush();
        isDone = done;
        statements = value?.statements ?? [];
      } while (!isDone && statements.length === 0 && systemNow() - startedAt < sliceMs);
    };
    transactions.run(() => (instant === undefined ? slice() : copy.runAt(instant, slice)));
    if (statements.length > 0) await working.runStatements(statements);
    await yieldToEventLoop();
    signal.throwIfAborted();
  }
}
