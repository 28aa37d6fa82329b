/** The size of a block, and of the largest body in one, in bytes. */
const sizes = { block: 64 * 1024, body: 16 * 1024 };

/** The bodies of a journal that get memory of their own before there are blocks, because most sandboxes have few calls. */
const exactBodies = 100;

/**
 * Memory for the bodies of the responses of one sandbox. Many bodies share a block, because allocating memory for each takes
 * several times as long as filling it. All of a block is in use until its last body is dropped, so blocks belong to one journal,
 * which drops its bodies in the order of their allocation.
 */
export class BodyPool {
  #count = 0;
  #block: Buffer | undefined;
  #end = 0;

  /** Returns memory that is not initialized. */
  allocate(size: number): Buffer {
    if (size > sizes.body || this.#count < exactBodies) {
      this.#count++;
      return Buffer.allocUnsafe(size);
    }
    if (!this.#block || this.#end + size > sizes.block) {
      this.#block = Buffer.allocUnsafeSlow(sizes.block);
      this.#end = 0;
    }
    const start = this.#end;
    this.#end += size;
    return this.#block.subarray(start, this.#end);
  }
}
