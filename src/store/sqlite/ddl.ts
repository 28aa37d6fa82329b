import type { AnyCollection } from '../documents/collection.js';

/** The tables that every sandbox has besides those of its collections. */
const sandboxTables = [
  'CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID',
  'CREATE TABLE sequences (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID',
  'CREATE TABLE due (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, payload TEXT NOT NULL, done INTEGER NOT NULL DEFAULT 0)',
  'CREATE INDEX due_at ON due (done, at, seq)',
  'CREATE INDEX due_subject ON due (kind, subject)',
];

const mebibyte = 1024 * 1024;

/** Memory that a search index may use while it is built; afterwards it gets SQLite's default of a mebibyte again. */
const indexBuildBytes = 256 * mebibyte;

/** Creates the tables of a sandbox. */
export function tableDdl(collections: readonly AnyCollection[]): string[] {
  return [...sandboxTables, ...collections.flatMap(tablesOf)];
}

/** Creates the indexes and counters. Run it after the rows are inserted, which is much faster. */
export function indexDdl(collections: readonly AnyCollection[]): string[] {
  return collections.flatMap((each) => [...indexesOf(each), ...counterTriggers(each)]);
}

/** An index and its CREATE statement. */
interface Index {
  readonly name: string;
  readonly text: string;
}

/** The indexes of a collection that contain any of these columns. */
export function indexesTouching(collection: AnyCollection, columns: readonly string[]): Index[] {
  const all = collection.indexes ?? [];
  const touched = all.filter((index) => index.some((column) => columns.includes(column)));
  return touched.map((index) => indexOf(collection, index));
}

/**
 * Creates the trigram indexes that make searches fast in large collections. Scanning a small collection is faster than
 * maintaining an index.
 */
export function trigramDdl(collections: readonly AnyCollection[]): string[] {
  return collections.filter((each) => each.search).flatMap(searchIndexOf);
}

/** The name of a collection's search index, which only large sandboxes have. */
export function searchTable(collection: AnyCollection): string {
  return `${collection.name}__search`;
}

/** The name of the table that tells how many rows had each trigram when the search index was built. */
export function trigramTable(collection: AnyCollection): string {
  return `${collection.name}__trigrams`;
}

export function tagTable(collection: AnyCollection, tag: string): string {
  return `${collection.name}__${tag}`;
}

export function countTable(collection: AnyCollection): string {
  return `${collection.name}__counts`;
}

/** The name of the column with the folded text of a named search. */
export function searchColumn(search: string): string {
  return `search_${search}`;
}

export function isSearchColumn(column: string): boolean {
  return column.startsWith(searchColumn(''));
}

function tablesOf(each: AnyCollection): string[] {
  const columns = Object.keys(each.columns ?? {});
  const searches = Object.keys(each.search ?? {}).map(
    (name) => `${searchColumn(name)} TEXT NOT NULL`,
  );
  const cells = ['seq INTEGER PRIMARY KEY', 'key TEXT NOT NULL', ...columns, ...searches];
  return [
    `CREATE TABLE ${each.name} (${[...cells, 'wire TEXT NOT NULL', 'internal TEXT NOT NULL'].join(', ')})`,
    ...Object.keys(each.multiValueIndexes ?? {}).map(
      (tag) =>
        `CREATE TABLE ${tagTable(each, tag)} (value, seq INTEGER NOT NULL, PRIMARY KEY (value, seq)) WITHOUT ROWID`,
    ),
    ...(each.counters
      ? [
          `CREATE TABLE ${countTable(each)} (${each.counters.map((name) => `${name} NOT NULL`).join(', ')}, n INTEGER NOT NULL, PRIMARY KEY (${each.counters.join(', ')})) WITHOUT ROWID`,
        ]
      : []),
  ];
}

function indexesOf(each: AnyCollection): string[] {
  const listed = (each.indexes ?? []).map((columns) => indexOf(each, columns).text);
  const tags = Object.keys(each.multiValueIndexes ?? {}).map(
    (tag) => `CREATE INDEX ${tagTable(each, tag)}_seq ON ${tagTable(each, tag)} (seq)`,
  );
  return [`CREATE UNIQUE INDEX ${each.name}__key ON ${each.name} (key)`, ...listed, ...tags];
}

function indexOf({ name }: AnyCollection, columns: readonly string[]): Index {
  const index = `${name}__${columns.join('_')}`;
  return { name: index, text: `CREATE INDEX ${index} ON ${name} (${columns.join(', ')})` };
}

function counterTriggers(each: AnyCollection): string[] {
  const counted = each.counters;
  if (!counted) return [];
  const table = countTable(each);
  const names = counted.join(', ');
  const valuesOf = (row: string) => counted.map((name) => `${row}.${name}`).join(', ');
  const up = `INSERT INTO ${table} VALUES (${valuesOf('new')}, 1) ON CONFLICT DO UPDATE SET n = n + 1;`;
  const down = `UPDATE ${table} SET n = n - 1 WHERE (${names}) = (${valuesOf('old')});`;
  return [
    `INSERT INTO ${table} SELECT ${names}, count(*) FROM ${each.name} GROUP BY ${names}`,
    `CREATE TRIGGER ${each.name}__in AFTER INSERT ON ${each.name} BEGIN ${up} END`,
    `CREATE TRIGGER ${each.name}__out AFTER DELETE ON ${each.name} BEGIN ${down} END`,
    `CREATE TRIGGER ${each.name}__move AFTER UPDATE OF ${names} ON ${each.name} BEGIN ${down} ${up} END`,
  ];
}

function searchIndexOf(each: AnyCollection): string[] {
  const table = searchTable(each);
  const trigrams = trigramTable(each);
  const columns = Object.keys(each.search ?? {}).map(searchColumn);
  const names = columns.join(', ');
  const valuesOf = (row: string) => columns.map((column) => `${row}.${column}`).join(', ');
  const add = `INSERT INTO ${table} (rowid, ${names}) VALUES (new.seq, ${valuesOf('new')});`;
  const take = `INSERT INTO ${table} (${table}, rowid, ${names}) VALUES ('delete', old.seq, ${valuesOf('old')});`;
  return [
    `CREATE VIRTUAL TABLE ${table} USING fts5(${names}, content='${each.name}', content_rowid='seq', tokenize='trigram case_sensitive 1', detail='none')`,
    // One large segment is built faster and read faster than many that are merged later.
    `INSERT INTO ${table} (${table}, rank) VALUES ('hashsize', ${indexBuildBytes})`,
    `INSERT INTO ${table} (${table}) VALUES ('rebuild')`,
    `INSERT INTO ${table} (${table}, rank) VALUES ('hashsize', ${mebibyte})`,
    `CREATE VIRTUAL TABLE ${table}_terms USING fts5vocab(${table}, 'row')`,
    `CREATE TABLE ${trigrams} (trigram TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID`,
    `INSERT INTO ${trigrams} SELECT term, doc FROM ${table}_terms`,
    `DROP TABLE ${table}_terms`,
    `CREATE TRIGGER ${table}_in AFTER INSERT ON ${each.name} BEGIN ${add} END`,
    `CREATE TRIGGER ${table}_out AFTER DELETE ON ${each.name} BEGIN ${take} END`,
    `CREATE TRIGGER ${table}_change AFTER UPDATE OF ${names} ON ${each.name} BEGIN ${take} ${add} END`,
  ];
}
