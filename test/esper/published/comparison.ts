import { type Note, normalized } from './notation.js';

type Fields = Readonly<Record<string, Note>>;
type Direction = 'request' | 'response';

/** Finds the schema of a model by its name. */
export interface Models {
  readonly vendor: (name: string) => Note | undefined;
  readonly ours: (name: string) => Note | undefined;
}

/** Two schemas of the same thing, and where they are. */
interface Pair {
  readonly place: string;
  readonly vendor: Note | undefined;
  readonly ours: Note | undefined;
}

/**
 * Compares schemas in the notation of the fixture. Models that are referenced are compared under the vendor's name of them,
 * each pair once for requests and once for responses.
 */
export class Comparison {
  readonly #models: Models;
  readonly #found = new Set<string>();
  readonly #compared = new Set<string>();

  constructor(models: Models) {
    this.#models = models;
  }

  /** The differences found so far. */
  get found(): string[] {
    return [...this.#found];
  }

  add(difference: string): void {
    this.#found.add(difference);
  }

  compare(direction: Direction, pair: Pair): void {
    const resolved = this.#resolve(direction, pair);
    if (!resolved) return;
    const { place, vendor, ours } = resolved;
    if (isObject(vendor) && isObject(ours)) {
      this.#fields(direction, { place, vendor, ours });
      return;
    }
    const [theirs, own] = [vendor, ours].map((each) =>
      typeof each === 'string' ? normalized(each) : each ? 'object with fields' : 'nothing',
    );
    if (theirs !== own) this.add(`${direction} ${place}: ${theirs} -> ${own}`);
  }

  /** Replaces references by what they refer to; undefined for a pair of models that is compared already. */
  #resolve(direction: Direction, { place, vendor, ours }: Pair): Pair | undefined {
    const [theirs, own] = [modelIn(vendor), modelIn(ours)];
    const listItem = isObject(ours) ? ours['[]'] : undefined;
    const isSameShape = own ? own.isList === theirs?.isList : !theirs?.isList || listItem;
    if (theirs && isSameShape) {
      const pair = `${direction} ${theirs.name} ${own?.name ?? place}`;
      if (this.#compared.has(pair)) return undefined;
      this.#compared.add(pair);
      const resolved = own ? this.#models.ours(own.name) : (listItem ?? ours);
      return { place: theirs.name, vendor: this.#models.vendor(theirs.name), ours: resolved };
    }
    return own && !own.isList
      ? { place, vendor, ours: this.#models.ours(own.name) }
      : { place, vendor, ours };
  }

  #fields(
    direction: Direction,
    { place, vendor, ours }: { place: string; vendor: Fields; ours: Fields },
  ): void {
    const [theirs, own] = [byName(vendor), byName(ours)];
    for (const [name, { note, isRequired }] of theirs) {
      const field = own.get(name);
      // What only responses have is no part of a request.
      const isLeftOut = direction === 'request' && String(note).includes(' readOnly');
      if (!field && isLeftOut) continue;
      if (!field) {
        this.add(`${direction} ${place}.${name}: only in the Swagger`);
        continue;
      }
      if (isRequired !== field.isRequired)
        this.add(`${direction} ${place}.${name}: ${isRequired ? 'optional' : 'required'} here`);
      this.compare(direction, { place: `${place}.${name}`, vendor: note, ours: field.note });
    }
    for (const name of own.keys())
      if (!theirs.has(name)) this.add(`${direction} ${place}.${name}: only here`);
  }
}

function byName(fields: Fields) {
  return new Map(
    Object.entries(fields).map(([key, note]) => [
      key.replace('*', ''),
      { note, isRequired: key.endsWith('*') },
    ]),
  );
}

/** The name of a model in a line, and whether the line is a list of it. */
function modelIn(note: Note | undefined) {
  if (typeof note !== 'string') return undefined;
  const [, list, name] = /^(\[)?([A-Z]\w*)\]?$/.exec(normalized(note)) ?? [];
  return name === undefined ? undefined : { name, isList: list !== undefined };
}

function isObject(note: Note | undefined): note is Fields {
  return typeof note === 'object' && note !== null;
}
