/**
 * A cache with a bounded number of entries. When it is full it clears itself, which costs less than tracking which
 * entry is oldest.
 */
export class BoundedCache<Value> {
  readonly #capacity: number;
  readonly #values = new Map<string | number, Value>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(key: string | number): Value | undefined {
    return this.#values.get(key);
  }

  /** Stores a value and returns it. */
  set(key: string | number, value: Value): Value {
    if (this.#values.size >= this.#capacity) this.#values.clear();
    this.#values.set(key, value);
    return value;
  }

  /** Returns the cached value; without one, computes and stores it. */
  getOrCompute(key: string | number, compute: () => Value): Value {
    const found = this.#values.get(key);
    return found === undefined ? this.set(key, compute()) : found;
  }

  delete(key: string | number): void {
    this.#values.delete(key);
  }

  clear(): void {
    // The map is usually empty, and clearing an empty map costs as much as clearing a full one.
    if (this.#values.size > 0) this.#values.clear();
  }
}

/**
 * A bounded cache of promises: concurrent callers share one computation, and a rejected promise is removed so that the
 * next call tries again.
 */
export class PromiseCache<Value> extends BoundedCache<Promise<Value>> {
  override getOrCompute(key: string | number, compute: () => Promise<Value>): Promise<Value> {
    const found = this.get(key);
    if (found) return found;
    const promise = this.set(key, compute());
    promise.catch(() => {
      if (this.get(key) === promise) this.delete(key);
    });
    return promise;
  }
}
