import type { Completer, LiveContext, LiveFields } from './collection.js';

/** The completer of a collection in one sandbox, which changes with the period. */
export class CurrentCompleter {
  readonly columns: readonly string[];
  readonly context: LiveContext;
  readonly #live: LiveFields;
  /** The period that the completer belongs to. */
  periodStart = Number.NaN;
  completer: Completer | undefined;

  constructor(live: LiveFields, context: LiveContext) {
    this.columns = live.columns;
    this.context = context;
    this.#live = live;
  }

  /** Creates the completer of the current period. */
  renew(): void {
    this.periodStart = this.context.clock.periodStart;
    this.completer = this.#live.completer(this.context);
  }
}
