/** Rows of a table by their numbers, a bit for each. */
export class BitSet {
  #bits = new Uint8Array(1024);
  #size = 0;

  /** How many there are. */
  get size(): number {
    return this.#size;
  }

  has(seq: number): boolean {
    return ((this.#bits[seq >> 3] ?? 0) & (1 << (seq & 7))) !== 0;
  }

  *[Symbol.iterator](): Generator<number> {
    for (const [at, bits] of this.#bits.entries()) {
      for (let bit = 0; bits >> bit > 0; bit++) if ((bits >> bit) & 1) yield at * 8 + bit;
    }
  }

  /** True the first time a row is named. */
  add(seq: number): boolean {
    if (this.has(seq)) return false;
    const at = seq >> 3;
    if (at >= this.#bits.length) {
      const wider = new Uint8Array(Math.max(at + 1, this.#bits.length * 2));
      wider.set(this.#bits);
      this.#bits = wider;
    }
    this.#bits[at] = (this.#bits[at] ?? 0) | (1 << (seq & 7));
    this.#size++;
    return true;
  }
}
