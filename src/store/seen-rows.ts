/** Rows already given, a bit for each. */
export class SeenRows {
  #bits = new Uint8Array(1024);

  /** True the first time a row is named. */
  add(seq: number): boolean {
    const at = seq >> 3;
    if (at >= this.#bits.length) {
      const wider = new Uint8Array(Math.max(at + 1, this.#bits.length * 2));
      wider.set(this.#bits);
      this.#bits = wider;
    }
    const bit = 1 << (seq & 7);
    const isNew = ((this.#bits[at] ?? 0) & bit) === 0;
    this.#bits[at] = (this.#bits[at] ?? 0) | bit;
    return isNew;
  }
}
