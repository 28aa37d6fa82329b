import type { Completer, LiveContext, LiveFields } from './collection.js';

/** The completer of a collection in one sandbox, which changes with the period. */
export class CurrentCompleter {
  readonly columns: readonly string[];
  readonly #live: LiveFields;
  readonly #context: LiveContext;
  #periodStart = Number.NaN;
  #completer: Completer | undefined;

  constructor(live: LiveFields, context: LiveContext) {
    this.columns = live.columns;
    this.#live = live;
    this.#context = context;
  }

  /** Returns the completer of the current period. `onChange` is called when a period has begun since the last call. */
  get(onChange: () => void): Completer {
    const { periodStart } = this.#context.clock;
    if (this.#completer && periodStart === this.#periodStart) return this.#completer;
    this.#periodStart = periodStart;
    this.#completer = this.#live.completer(this.#context);
    onChange();
    return this.#completer;
  }
}
