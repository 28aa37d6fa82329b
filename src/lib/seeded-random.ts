/**
 * A number in [0, 1) that depends on nothing but its arguments: the same on every machine and in every run.
 * Streams are told apart by name, draws within a stream by their number, so no stream disturbs another.
 */
function hashToUnit(stream: number, draw: number): number {
  let hash = mix(stream ^ (draw >>> 0));
  hash = mix(hash + Math.floor(draw / 2 ** 32));
  return (hash >>> 0) / 2 ** 32;
}

/** What a stream adds to each of its draws. */
function streamOf(seed: number, name: string): number {
  let hash = mix((seed >>> 0) ^ 0x9e3779b9);
  hash = mix(hash ^ Math.floor(seed / 2 ** 32));
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash;
}

/** Seeded draws in a row from one stream. */
export class SeededRandom {
  readonly #stream: number;
  #draw = 0;

  /** `turn` chooses where in the stream to begin: a thousand draws belong to each turn. */
  constructor(seed: number, stream: string, turn = 0) {
    this.#stream = streamOf(seed, stream);
    this.seek(turn);
  }

  /** Goes to the beginning of a turn. */
  seek(turn: number): this {
    this.#draw = turn * 1000;
    return this;
  }

  /** A number in [0, 1). */
  next(): number {
    return hashToUnit(this.#stream, this.#draw++);
  }

  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** One of the given things. */
  pick<T>(choices: readonly T[]): T {
    const chosen = choices[Math.floor(this.next() * choices.length)];
    if (chosen === undefined) throw new Error('pick: nothing to choose from');
    return chosen;
  }

  /** True about once in `times`. */
  oneIn(times: number): boolean {
    return this.next() * times < 1;
  }
}

/** The finaliser of MurmurHash3: every bit of the input moves every bit of the output. */
function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
