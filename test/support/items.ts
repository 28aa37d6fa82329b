import Database from 'better-sqlite3';
import { SeededRandom } from '../../src/lib/seeded-random.js';
import { collection, paddedKey, type SqlValue } from '../../src/store/documents/collection.js';
import { Documents } from '../../src/store/documents/documents.js';
import type { IndexedCollection } from '../../src/store/query/query.js';
import { trigramCounts } from '../../src/store/query/trigram-stats.js';
import type { Prepare } from '../../src/store/sqlite/connection.js';
import { buildImage, toSeeds } from '../../src/store/sqlite/image.js';

/** A document with a field of each kind that a query can ask for. */
export interface Item {
  readonly number: number;
  readonly color: string;
  readonly size: number | null;
  readonly name: string;
  readonly note?: string;
  readonly labels: readonly string[];
}

const items = collection<Item, null>('items', {
  key: keyOf,
  columns: { color: ({ color }) => color, size: ({ size }) => size },
  indexes: [
    ['color', 'key'],
    ['size', 'key'],
    ['color', 'size', 'key'],
  ],
  search: { names: ({ name }) => [name], texts: ({ name, note }) => [name, note] },
  multiValueIndexes: { labels: ({ labels }) => labels },
});

/** The key under which an item is stored. */
export function keyOf({ number }: Pick<Item, 'number'>): string {
  return paddedKey(number);
}

const words = ['Bus', 'bus #1', 'Étage', 'a "quoted" word', "it's 100%", '_x_', 'Loaner'];

/** Items drawn from a seed: colors and sizes repeat, and some have no size, note or label. */
export function drawItems(count: number, seed = 1): Item[] {
  const random = new SeededRandom(seed, 'items');
  return Array.from({ length: count }, (_, number) => ({
    number,
    color: random.pick(['red', 'green', 'blue', '']),
    size: random.oneIn(4) ? null : random.integer(0, 9),
    name: `${random.pick(words)} ${random.pick(words)}`,
    ...(random.oneIn(2) && { note: random.pick(words) }),
    labels: ['new', 'old', 'spare'].filter(() => random.oneIn(3)),
  }));
}

/** The items in a database in memory, with or without an index for their searches. */
export function openItems(wires: readonly Item[], isIndexed = false) {
  const image = buildImage([items], toSeeds(items, wires, null), { isIndexed });
  if (!('bytes' in image)) throw new Error('the image should be in memory');
  const db = new Database(image.bytes);
  const prepare: Prepare = (text) => db.prepare<SqlValue[]>(text);
  const indexed: IndexedCollection = { ...items, trigramCount: trigramCounts(items, prepare) };
  return { collection: indexed, prepare, documents: new Documents(items, prepare) };
}

/** Compares items in an order: nulls last in both directions, equal values by key in the same direction. */
export function compareItems(column: 'key' | 'size' | 'color', descending: boolean) {
  const sign = descending ? -1 : 1;
  return (one: Item, other: Item): number => {
    const [a, b] = column === 'key' ? [null, null] : [one[column], other[column]];
    if (a === b) return sign * (one.number - other.number);
    if (a === null) return 1;
    if (b === null) return -1;
    return sign * (a < b ? -1 : 1);
  };
}
