import fc from 'fast-check';
import t from 'tap';
import { foldCase } from '../../src/store/query/case-fold.js';
import type { Query } from '../../src/store/query/query.js';
import {
  candidateSql,
  orderBySql,
  orderColumns,
  scanSql,
  selectSql,
} from '../../src/store/query/sql.js';
import { compareItems, drawItems, type Item, keyOf, openItems } from '../support/items.js';

const all = drawItems(300);
const stores = { scanned: openItems(all), indexed: openItems(all, true) };

/** True when an item matches a query, computed from the document alone. */
function matches(item: Item, { where = {}, search, tagged, include = [], exclude = [] }: Query) {
  const isWhere = Object.entries(where).every(([column, wanted]) => {
    const value = column === 'key' ? keyOf(item) : item[column as 'color' | 'size'];
    return value !== null && (Array.isArray(wanted) ? wanted.includes(value) : wanted === value);
  });
  const texts = search?.in.includes('texts') ? [item.name, item.note ?? ''] : [item.name];
  const isFound =
    !search?.text || texts.some((text) => foldCase(text).includes(foldCase(search.text)));
  const isTagged = !tagged || tagged.any.some((label) => item.labels.includes(String(label)));
  const isFiltered = Boolean(search?.text || tagged);
  const isIncluded = include.includes(keyOf(item));
  const isSelected =
    include.length > 0 ? isIncluded || (isFiltered && isFound && isTagged) : isFound && isTagged;
  return isWhere && isSelected && !exclude.includes(keyOf(item));
}

const expectedKeys = (query: Query) => all.filter((item) => matches(item, query)).map(keyOf);

function keysOf(
  { prepare }: typeof stores.scanned,
  { text, values }: ReturnType<typeof selectSql>,
) {
  return prepare(`SELECT key FROM (${text}) ORDER BY key`)
    .pluck()
    .all(...values) as string[];
}

const keys = fc.array(
  fc.nat(310).map((number) => keyOf({ number })),
  { maxLength: 5 },
);
const color = fc.constantFrom('red', 'green', 'blue', '', 'pink');
const size = fc.integer({ min: 0, max: 10 });
const where = fc.record(
  {
    color: fc.oneof(color, fc.array(color, { maxLength: 4 })),
    size: fc.oneof(size, fc.array(size, { maxLength: 4 })),
  },
  { requiredKeys: [] },
);
const text = fc.constantFrom(
  '',
  'b',
  'BUS',
  'bus #',
  'étage',
  'ÉTA',
  '"quoted"',
  '0%',
  '%',
  '_',
  "it's",
  'loaner bus',
  'zzz',
  'oaner a "q',
);
const query: fc.Arbitrary<Query> = fc.record(
  {
    where,
    search: fc.record({ in: fc.constantFrom(['names'], ['texts'], ['names', 'texts']), text }),
    tagged: fc.record({
      as: fc.constant('labels'),
      any: fc.uniqueArray(fc.constantFrom('new', 'old', 'spare', 'lost')),
    }),
    include: keys,
    exclude: keys,
  },
  { requiredKeys: [] },
);

for (const [name, store] of Object.entries(stores)) {
  t.test(
    `the SQL of any query selects what a filter of the documents selects (${name})`,
    async () => {
      fc.assert(
        fc.property(query, (query) => {
          const expected = JSON.stringify(expectedKeys(query));
          const selected = keysOf(store, selectSql(store.collection, 'key', query));
          return JSON.stringify(selected) === expected;
        }),
        { numRuns: 400, seed: 20261124 },
      );
    },
  );
}

t.test('scans of consecutive row ranges select what one query selects', async () => {
  const { collection } = stores.indexed;
  fc.assert(
    fc.property(query, fc.integer({ min: 1, max: 299 }), (query, middle) => {
      const parts = [
        { from: 0, to: middle },
        { from: middle + 1, to: 1000 },
      ].map((range) => keysOf(stores.indexed, scanSql(collection, 'key', query, range)));
      return JSON.stringify(parts.flat()) === JSON.stringify(expectedKeys(query));
    }),
    { numRuns: 200, seed: 20261124 },
  );
});

t.test(
  'the search index finds every matching row, and is not used for a text of two letters',
  async (t) => {
    const { collection, prepare } = stores.indexed;
    for (const text of ['bus #1', 'ÉTAGE', 'a "quoted" word', "it's 100% _x_", 'zzz']) {
      const search = { in: ['texts'], text };
      const sql = candidateSql(collection, { search });
      t.ok(sql, text);
      if (!sql) continue;
      const candidates = prepare(sql.text)
        .pluck()
        .all(...sql.values) as number[];
      const known = keysOf(stores.indexed, selectSql(collection, 'key', { search, candidates }));
      t.strictSame(known, expectedKeys({ search }), text);
    }
    t.equal(candidateSql(collection, { search: { in: ['texts'], text: 'bu' } }), undefined);
    t.equal(
      candidateSql(collection, { search: { in: ['texts'], text: 'bus' }, include: ['1'] }),
      undefined,
      'included rows need not match the search',
    );
    const search = { in: ['texts'], text: 'bus' };
    t.equal(candidateSql(stores.scanned.collection, { search }), undefined, 'without an index');
  },
);

t.test('an order puts nulls last in both directions and breaks ties by key', async (t) => {
  const { collection, prepare } = stores.scanned;
  for (const column of ['key', 'size', 'color'] as const) {
    for (const descending of [false, true]) {
      for (const query of [{}, { where: { color: ['red', 'blue', 'green'] } }]) {
        const order = { column, descending };
        const { text, values } = selectSql(collection, orderColumns(order), query);
        const rows = prepare(`${text} ORDER BY ${orderBySql(order)}`).all(...values);
        const expected = all
          .filter((item) => matches(item, query))
          .sort(compareItems(column, descending));
        t.strictSame(
          rows.map((row) => (row as unknown as { key: string }).key),
          expected.map(keyOf),
          `${column} ${descending ? 'descending' : 'ascending'} ${JSON.stringify(query)}`,
        );
      }
    }
  }
});
