import t from 'tap';
import { KeysetCursor } from '../../src/store/query/keyset-cursor.js';
import type { Query } from '../../src/store/query/query.js';
import { compareItems, drawItems, type Item, keyOf, openItems } from '../support/items.js';

const all = drawItems(200);
const store = openItems(all);

type SortColumn = 'key' | 'size' | 'color';

/** The numbers of the items that a cursor reads, after skipping some. */
async function walk(cursor: KeysetCursor, skipped: number, batch: number): Promise<number[]> {
  if (skipped > 0) await cursor.skip(skipped);
  const rowIds: number[] = [];
  for await (const part of cursor.batches(batch)) {
    if (part.length > batch) throw new Error(`a batch of ${batch} has ${part.length} rows`);
    rowIds.push(...part);
  }
  return rowIds.map((rowId) => numberOf(store, rowId));
}

function numberOf({ prepare }: typeof store, rowId: number): number {
  return Number(prepare('SELECT key FROM items WHERE seq = ?').pluck().get(rowId));
}

function cursorOf(
  query: Query,
  column: SortColumn,
  descending: boolean,
  isFromEnd = false,
): KeysetCursor {
  return new KeysetCursor(store.collection, store.prepare, query, {
    order: { column, descending },
    fromEnd: isFromEnd,
  });
}

const queries: readonly [Query, (item: Item) => boolean][] = [
  [{}, () => true],
  [{ where: { color: 'red' } }, ({ color }) => color === 'red'],
  [{ where: { color: ['red', 'blue'] } }, ({ color }) => color === 'red' || color === 'blue'],
  [{ where: { color: 'pink' } }, () => false],
];

for (const column of ['key', 'size', 'color'] as const) {
  t.test(`by ${column}, a cursor reads every row once, in order, from both ends`, async (t) => {
    for (const [query, isMatch] of queries) {
      for (const descending of [false, true]) {
        const expected = all
          .filter(isMatch)
          .sort(compareItems(column, descending))
          .map(({ number }) => number);
        const what = `${JSON.stringify(query)} ${descending ? 'descending' : 'ascending'}`;
        for (const batch of [1, 7, 1000]) {
          const forward = await walk(cursorOf(query, column, descending), 0, batch);
          t.strictSame(forward, expected, `${what}, batches of ${batch}`);
        }
        const backward = await walk(cursorOf(query, column, descending, true), 0, 7);
        t.strictSame(backward, expected.toReversed(), `${what}, from the end`);
      }
    }
  });

  t.test(`by ${column}, a cursor skips any number of rows, nulls and ties included`, async (t) => {
    for (const descending of [false, true]) {
      const expected = all.toSorted(compareItems(column, descending)).map(({ number }) => number);
      for (const count of [1, 49, 50, 51, 150, 199, 200, 201, 1000]) {
        const forward = await walk(cursorOf({}, column, descending), count, 50);
        t.strictSame(forward, expected.slice(count), `${count}`);
        const backward = await walk(cursorOf({}, column, descending, true), count, 50);
        t.strictSame(backward, expected.toReversed().slice(count), `${count} from the end`);
      }
    }
  });
}

/** Moves an item to the given end of an order by size. */
function move({ documents }: typeof store, number: number, isToLast: boolean, descending: boolean) {
  const size = isToLast === descending ? -1 : 99;
  documents.update(keyOf({ number }), ({ wire, internal }) => ({
    wire: { ...wire, size },
    internal,
  }));
}

for (const descending of [false, true]) {
  const direction = descending ? 'descending' : 'ascending';
  t.test(
    `${direction}, writes between batches neither repeat a row nor hide another`,
    async (t) => {
      const opened = openItems(all);
      const { collection, prepare, documents } = opened;
      const cursor = new KeysetCursor(
        collection,
        prepare,
        {},
        { order: { column: 'size', descending } },
      );
      const read: number[] = [];
      const touched = new Set<number>();
      for await (const rowIds of cursor.batches(10)) {
        const batch = rowIds.map((rowId) => numberOf(opened, rowId));
        read.push(...batch);
        const [current] = batch;
        const [next, gone] = all
          .map(({ number }) => number)
          .filter((number) => !read.includes(number) && !touched.has(number));
        if (current === undefined || next === undefined || gone === undefined) continue;
        move(opened, current, true, descending);
        move(opened, next, false, descending);
        documents.delete(keyOf({ number: gone }));
        for (const number of [current, next, gone]) touched.add(number);
      }
      t.equal(new Set(read).size, read.length, 'no row is repeated');
      const untouched = all.filter(({ number }) => !touched.has(number));
      t.ok(touched.size > 20 && untouched.length > 20);
      for (const { number } of untouched) t.ok(read.includes(number), `item ${number} is read`);
    },
  );
}
