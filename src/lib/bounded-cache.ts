type Key = string | number;

/**
 * A map with a bounded number of entries. When it is full it clears itself, which costs less than tracking which entry is
 * oldest.
 */
export class BoundedCache<Value> extends Map<Key, Value> {
  readonly #capacity: number;

  constructor(capacity: number) {
    super();
    this.#capacity = capacity;
  }

  override set(key: Key, value: Value): this {
    if (this.size >= this.#capacity && !this.has(key)) super.clear();
    return super.set(key, value);
  }

  /** Stores a value and returns it. */
  store<Stored extends Value>(key: Key, value: Stored): Stored {
    this.set(key, value);
    return value;
  }

  /** Returns the cached value; without one, computes and stores it. */
  getOrCompute(key: Key, compute: () => Value): Value {
    const found = this.get(key);
    return found === undefined ? this.store(key, compute()) : found;
  }

  override clear(): void {
    // The map is usually empty, and clearing an empty map costs as much as clearing a full one.
    if (this.size > 0) super.clear();
  }
}

/** A bounded cache that also clears itself when the values stored since the last time take more bytes than the given number. */
export class SizedCache<Value> extends BoundedCache<Value> {
  readonly #maxBytes: number;
  readonly #bytesOf: (value: Value) => number;
  #storedBytes = 0;

  constructor(capacity: number, maxBytes: number, bytesOf: (value: Value) => number) {
    super(capacity);
    this.#maxBytes = maxBytes;
    this.#bytesOf = bytesOf;
  }

  override set(key: Key, value: Value): this {
    const bytes = this.#bytesOf(value);
    if (this.#storedBytes + bytes > this.#maxBytes) this.clear();
    this.#storedBytes += bytes;
    return super.set(key, value);
  }

  override clear(): void {
    this.#storedBytes = 0;
    super.clear();
  }
}

/**
 * A bounded cache of promises: concurrent callers share one computation, and a rejected promise is removed so that the
 * next call tries again.
 */
export class PromiseCache<Value> extends BoundedCache<Promise<Value>> {
  override getOrCompute(key: Key, compute: () => Promise<Value>): Promise<Value> {
    const found = this.get(key);
    if (found) return found;
    const promise = this.store(key, compute());
    promise.catch(() => {
      if (this.get(key) === promise) this.delete(key);
    });
    return promise;
  }
}
