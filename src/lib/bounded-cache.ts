/**
 * What was read and may be read again, by name, until somebody forgets it. When there is more of it than there may be, all
 * of it goes: to begin anew costs less than to remember who came when.
 */
export class BoundedCache<Value> {
  readonly #capacity: number;
  readonly #values = new Map<string | number, Value>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(name: string | number): Value | undefined {
    return this.#values.get(name);
  }

  /** Keeps a value, and gives it back. */
  set(name: string | number, value: Value): Value {
    if (this.#values.size >= this.#capacity) this.#values.clear();
    this.#values.set(name, value);
    return value;
  }

  /** What is kept by a name or, when it is not there, what is made and kept now. */
  getOrCompute(name: string | number, make: () => Value): Value {
    const found = this.#values.get(name);
    return found === undefined ? this.set(name, make()) : found;
  }

  delete(name: string | number): void {
    this.#values.delete(name);
  }

  clear(): void {
    // Mostly there is nothing, and to clear nothing takes as long.
    if (this.#values.size > 0) this.#values.clear();
  }
}

/** The same of what takes time to make: whoever asks meanwhile waits for the same, and what failed is made anew. */
export class PromiseCache<Value> extends BoundedCache<Promise<Value>> {
  override getOrCompute(name: string | number, make: () => Promise<Value>): Promise<Value> {
    const found = this.get(name);
    if (found) return found;
    const made = this.set(name, make());
    made.catch(() => {
      if (this.get(name) === made) this.delete(name);
    });
    return made;
  }
}
