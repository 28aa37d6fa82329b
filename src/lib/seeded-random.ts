const drawsPerBlock = 1000;

/** Hashes a stream and a draw number to a number in [0, 1): the same on every machine and in every run. */
function hashToUnit(stream: number, draw: number): number {
  let hash = mix(stream ^ (draw >>> 0));
  hash = mix(hash + Math.floor(draw / 2 ** 32));
  return (hash >>> 0) / 2 ** 32;
}

/** Hashes a seed and a stream name to the number that identifies the stream. */
function hashStream(seed: number, name: string): number {
  let hash = mix((seed >>> 0) ^ 0x9e3779b9);
  hash = mix(hash ^ Math.floor(seed / 2 ** 32));
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash;
}

/**
 * A seeded pseudorandom generator. Generators with different stream names are independent: drawing from one does not change
 * what another returns.
 */
export class SeededRandom {
  readonly #stream: number;
  #draw = 0;

  /** Starts at a block of the stream; each block has a thousand draws. */
  constructor(seed: number, stream: string, block = 0) {
    this.#stream = hashStream(seed, stream);
    this.seek(block);
  }

  /** Moves to the start of a block. */
  seek(block: number): this {
    this.#draw = block * drawsPerBlock;
    return this;
  }

  /** Returns a number in [0, 1). */
  next(): number {
    return hashToUnit(this.#stream, this.#draw++);
  }

  /** Returns an integer from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** Returns one of the choices. Throws for an empty list. */
  pick<T>(choices: readonly T[]): T {
    const chosen = choices[Math.floor(this.next() * choices.length)];
    if (chosen === undefined) throw new Error('pick: the list of choices is empty');
    return chosen;
  }

  /** Returns true with probability 1/`times`. */
  oneIn(times: number): boolean {
    return this.next() * times < 1;
  }
}

/** The finalizer of MurmurHash3: each input bit affects all output bits. */
function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
