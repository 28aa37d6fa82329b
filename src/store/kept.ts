/**
 * What was read and may be read again, by name, until somebody forgets it. When there is more of it than there may be, all
 * of it goes: to begin anew costs less than to remember who came when.
 */
export class Kept<Value> {
  readonly #most: number;
  readonly #values = new Map<string | number, Value>();

  constructor(most: number) {
    this.#most = most;
  }

  get(name: string | number): Value | undefined {
    return this.#values.get(name);
  }

  /** Keeps a value, and gives it back. */
  keep(name: string | number, value: Value): Value {
    if (this.#values.size >= this.#most) this.#values.clear();
    this.#values.set(name, value);
    return value;
  }

  /** What is kept by a name or, when it is not there, what is made and kept now. */
  of(name: string | number, make: () => Value): Value {
    const found = this.#values.get(name);
    return found === undefined ? this.keep(name, make()) : found;
  }

  forget(name: string | number): void {
    this.#values.delete(name);
  }

  clear(): void {
    // Mostly there is nothing, and to clear nothing takes as long.
    if (this.#values.size > 0) this.#values.clear();
  }
}

/** The same of what takes time to make: whoever asks meanwhile waits for the same, and what failed is made anew. */
export class KeptPromises<Value> extends Kept<Promise<Value>> {
  override of(name: string | number, make: () => Promise<Value>): Promise<Value> {
    const found = this.get(name);
    if (found) return found;
    const made = this.keep(name, make());
    made.catch(() => {
      if (this.get(name) === made) this.forget(name);
    });
    return made;
  }
}
