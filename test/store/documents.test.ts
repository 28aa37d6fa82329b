import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import t from 'tap';
import { collection, paddedKey, type SqlValue } from '../../src/store/documents/collection.js';
import { Documents } from '../../src/store/documents/documents.js';
import { runAtOnce } from '../../src/store/documents/long-work.js';
import { Transactions } from '../../src/store/documents/transactions.js';
import { buildImage, openFile, toSeeds } from '../../src/store/sqlite/image.js';
import { SandboxDatabase } from '../../src/store/sqlite/sandbox-database.js';

/** With this many documents, updating all rebuilds the indexes. */
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
  key: ({ number }) => paddedKey(number),
  columns: {
    count: ({ count }) => count,
    half: (_, { half }) => half,
    name: ({ name }) => name.trim(),
  },
  indexes: [['count', 'key'], ['half', 'key'], ['name']],
});

/** Opens the collection in a new database in memory. */
function opened() {
  const names = ['"count":7', 'plain', 'ünïcode \\ "quoted"', ''];
  const wires = Array.from({ length: many }, (_, number) => ({
    number,
    name: names[number % names.length] ?? '',
    count: (number * 37) % 1000,
  }));
  const image = buildImage([meters], toSeeds(meters, wires, { half: 0.5 }));
  if (!('bytes' in image)) throw new Error('it is built in memory');
  const db = new Database(image.bytes);
  const all = (text: string) => db.prepare(text).all();
  const prepare = (text: string) => db.prepare<SqlValue[]>(text);
  return { documents: new Documents(meters, prepare), prepare, all };
}

/** Opens the collection in a file, with transactions. */
function inFile(folder: string) {
  const image = buildImage(
    [meters],
    toSeeds(
      meters,
      [1, 2].map((number) => ({ number, name: '', count: 0 })),
      { half: 0 },
    ),
  );
  const file = join(folder, 'meters.sqlite');
  writeFileSync(file, 'bytes' in image ? image.bytes : '');
  const db = openFile(file, { durable: false });
  const transactions = new Transactions(new SandboxDatabase(db), () => documents.invalidate());
  const prepare = (text: string) => transactions.prepare(text);
  const documents = new Documents(meters, prepare, transactions);
  return { db, documents, transactions };
}

t.test('updating all documents equals updating each: rows, columns and indexes', async (t) => {
  const [one, other] = [opened(), opened()];
  const schema = 'SELECT type, name, sql FROM sqlite_master ORDER BY name';
  const before = one.all(schema);
  const next = ({ count }: Meter) => ({
    wire: { count: count / 100 },
    internal: { half: count / 200, last: { day: count } },
  });
  runAtOnce(
    one.documents.updateAll(['count', 'half'], ({ wire }) => next(wire)),
    one.prepare,
  );
  for (let number = 0; number < many; number++) {
    other.documents.update(paddedKey(number), ({ wire, internal }) => {
      const changed = next(wire);
      return {
        wire: { ...wire, ...changed.wire },
        internal: { ...internal, ...changed.internal },
      };
    });
  }
  const rows = 'SELECT * FROM meters ORDER BY seq';
  t.strictSame(one.all(rows), other.all(rows));
  t.strictSame(one.all(schema), before, 'every index is created again');
  t.strictSame(one.all('PRAGMA integrity_check'), [{ integrity_check: 'ok' }]);
  t.equal(one.documents.get(paddedKey(1))?.wire.count, 0.37, 'cached rows are invalidated');
});

t.test('changes that cannot be written are rolled back, and their promise rejects', async (t) => {
  const { db, documents, transactions } = inFile(t.testdir());
  const key = paddedKey(2);
  const rename = (name: string) =>
    transactions.run(() =>
      documents.update(key, ({ wire, internal }) => ({ wire: { ...wire, name }, internal })),
    );
  const name = () => documents.get(key)?.wire.name;

  rename('written');
  await transactions.flushed;
  t.equal(transactions.flushed, undefined, 'nothing is pending');

  const pages = Number(db.pragma('page_count', { simple: true }));
  db.pragma(`max_page_count = ${pages}`);
  rename('lost');
  const flushed = transactions.flushed;
  rename('lost as well '.repeat(300));
  t.equal(name()?.slice(0, 12), 'lost as well');
  await t.rejects(flushed as Promise<void>, { code: 'SQLITE_FULL' });
  t.equal(name(), 'written');
  t.equal(transactions.flushed, undefined);

  rename('and on it goes');
  await transactions.flushed;
  t.match(db.prepare('SELECT name FROM meters WHERE key = ?').get(key), {
    name: 'and on it goes',
  });
});

t.test('a transaction that began in the database commits atomically', async (t) => {
  const { db, documents, transactions } = inFile(t.testdir());
  const [one, other] = [paddedKey(1), paddedKey(2)];
  const count = (key: string) => db.prepare('SELECT count FROM meters WHERE key = ?').get(key);
  const set = (key: string, count: number) =>
    documents.update(key, ({ wire, internal }) => ({ wire: { ...wire, count }, internal }));
  transactions.run(() => set(one, 1));
  transactions.run(() => {
    set(one, 2);
    documents.insert({ number: -1, name: '', count: 0 }, { half: 0 });
    set(other, 3);
  });
  t.strictSame([count(one), count(other)], [{ count: 2 }, { count: 3 }], 'at once');
  t.throws(() =>
    transactions.run(() => {
      set(one, 4);
      documents.insert({ number: -2, name: '', count: 0 }, { half: 0 });
      set(other, 5);
      throw new Error('no');
    }),
  );
  t.strictSame([documents.get(one)?.wire.count, documents.get(other)?.wire.count], [2, 3]);
  t.strictSame([count(one), count(other)], [{ count: 2 }, { count: 3 }]);
});

t.test('a change that cannot be written is rolled back, and blocks no other', async (t) => {
  const { documents, transactions } = inFile(t.testdir());
  const rename = (number: number, name: unknown) =>
    documents.update(paddedKey(number), ({ wire, internal }) => ({
      wire: { ...wire, name: name as string },
      internal,
    }));
  const names = () => documents.all({}).map(({ wire }) => wire.name);
  t.throws(() =>
    transactions.run(() => {
      rename(1, true);
      return names();
    }),
  );
  t.strictSame(documents.get(paddedKey(1))?.wire.name, '');
  transactions.run(() => rename(2, 'two'));
  await transactions.flushed;
  t.strictSame(names(), ['', 'two']);
});
