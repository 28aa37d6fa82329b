import type { Database } from 'better-sqlite3';
import type { AnyCollection } from '../documents/collection.js';
import { indexDdl, searchTable, tableDdl, trigramDdl } from './ddl.js';

/** The CREATE statements of a database. */
interface Schema {
  /** What every database has. */
  readonly required: ReadonlySet<string>;
  /** What a database has besides when its searches are indexed. */
  readonly searchIndexes: ReadonlySet<string>;
  /** Tables that SQLite creates for the search indexes. */
  readonly shadowTables: ReadonlySet<string>;
}

const schemas = new WeakMap<readonly AnyCollection[], Schema>();

/**
 * Whether the tables, indexes and triggers of a database are those that this version creates. SQLite keeps the text of
 * each CREATE statement, so that a comparison of texts is exact.
 */
export function hasCurrentSchema(db: Database, collections: readonly AnyCollection[]): boolean {
  const { required, searchIndexes, shadowTables } = schemaOf(collections);
  const rows = db.prepare('SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL').raw().all();
  const statements = (rows as [string, string][])
    .filter(([name]) => !shadowTables.has(name))
    .map(([, text]) => text);
  const isIndexed = statements.some((text) => searchIndexes.has(text));
  const expected = required.size + (isIndexed ? searchIndexes.size : 0);
  return (
    statements.length === expected &&
    statements.every((text) => required.has(text) || searchIndexes.has(text))
  );
}

function schemaOf(collections: readonly AnyCollection[]): Schema {
  let schema = schemas.get(collections);
  if (!schema) {
    schema = {
      required: createStatements([...tableDdl(collections), ...indexDdl(collections)]),
      searchIndexes: createStatements(trigramDdl(collections)),
      shadowTables: new Set(
        collections.flatMap((each) =>
          ['data', 'idx', 'content', 'docsize', 'config'].map(
            (part) => `${searchTable(each)}_${part}`,
          ),
        ),
      ),
    };
    schemas.set(collections, schema);
  }
  return schema;
}

/** Without the table of terms, which is dropped as soon as it has been read. */
function createStatements(statements: readonly string[]): ReadonlySet<string> {
  const dropped = statements.flatMap((text) => /^DROP TABLE (\w+)$/.exec(text)?.[1] ?? []);
  return new Set(
    statements.filter(
      (text) =>
        text.startsWith('CREATE ') &&
        !dropped.some((name) => text.startsWith(`CREATE VIRTUAL TABLE ${name} `)),
    ),
  );
}
