/** A set of row ids, one bit each. */
export class BitSet {
  #bits = new Uint8Array(1024);
  #size = 0;

  /** The number of row ids in the set. */
  get size(): number {
    return this.#size;
  }

  has(rowId: number): boolean {
    return ((this.#bits[rowId >> 3] ?? 0) & (1 << (rowId & 7))) !== 0;
  }

  /** The row ids in ascending order. */
  *[Symbol.iterator](): Generator<number> {
    for (const [index, bits] of this.#bits.entries()) {
      for (let bit = 0; bits >> bit > 0; bit++) if ((bits >> bit) & 1) yield index * 8 + bit;
    }
  }

  /** Adds a row id. Returns false if it is already in the set. */
  add(rowId: number): boolean {
    if (this.has(rowId)) return false;
    const index = rowId >> 3;
    if (index >= this.#bits.length) {
      const larger = new Uint8Array(Math.max(index + 1, this.#bits.length * 2));
      larger.set(this.#bits);
      this.#bits = larger;
    }
    this.#bits[index] = (this.#bits[index] ?? 0) | (1 << (rowId & 7));
    this.#size++;
    return true;
  }
}
