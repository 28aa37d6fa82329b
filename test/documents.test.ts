import Database from 'better-sqlite3';
import t from 'tap';
import { type Cell, collection, numberKey } from '../src/store/collection.js';
import { Documents } from '../src/store/documents.js';
import { buildImage, seedsFor } from '../src/store/image.js';

/** So many that their indexes are made anew when all are written. */
const many = 10_001;

interface Meter {
  readonly number: number;
  readonly name: string;
  readonly count: number;
}

interface Reading {
  readonly half: number;
  readonly last?: { readonly day: number };
}

const meters = collection<Meter, Reading>('meters', {
  key: ({ number }) => numberKey(number),
  columns: { count: ({ count }) => count, half: (_, { half }) => half, name: ({ name }) => name },
  indexes: [['count', 'key'], ['half', 'key'], ['name']],
});

/** The collection in a database of its own. */
function opened() {
  const names = ['"count":7', 'plain', 'ünïcode \\ "quoted"', ''];
  const wires = Array.from({ length: many }, (_, number) => ({
    number,
    name: names[number % names.length] ?? '',
    count: (number * 37) % 1000,
  }));
  const image = buildImage([meters], seedsFor(meters, wires, { half: 0.5 }));
  if (!('bytes' in image)) throw new Error('it is built in memory');
  const db = new Database(image.bytes);
  const all = (text: string) => db.prepare(text).all();
  return { documents: new Documents(meters, (text) => db.prepare<Cell[]>(text)), all };
}

t.test(
  'to write into all documents is to write into each: rows, columns and indexes',
  async (t) => {
    const [one, other] = [opened(), opened()];
    const schema = 'SELECT type, name, sql FROM sqlite_master ORDER BY name';
    const before = one.all(schema);
    const next = ({ count }: Meter) => ({
      wire: { count: count / 100 },
      own: { half: count / 200, last: { day: count } },
    });
    one.documents.updateAll(['count', 'half'], ({ wire }) => next(wire));
    for (let number = 0; number < many; number++) {
      other.documents.update(numberKey(number), ({ wire, own }) => {
        const changed = next(wire);
        return { wire: { ...wire, ...changed.wire }, own: { ...own, ...changed.own } };
      });
    }
    const rows = 'SELECT * FROM meters ORDER BY seq';
    t.strictSame(one.all(rows), other.all(rows));
    t.strictSame(one.all(schema), before, 'every index is there again');
    t.strictSame(one.all('PRAGMA integrity_check'), [{ integrity_check: 'ok' }]);
    t.equal(one.documents.get(numberKey(1))?.wire.count, 0.37, 'nothing that was read is kept');
  },
);
