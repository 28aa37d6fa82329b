import type { SqlValue } from '../documents/collection.js';
import { searchColumn, searchTable, tagTable } from '../sqlite/ddl.js';
import { foldCase } from './case-fold.js';
import type { FieldQuery, IndexedCollection, Order, Query } from './query.js';

/** A piece of SQL with the values of its placeholders. */
export interface Sql {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/** A range of row ids, both ends included. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** SQLite allows 500 SELECTs in a union. Longer lists of values use `IN`, which has to sort. */
const maxUnionParts = 200;

/**
 * `SELECT columns` for a query. A condition with a list of values becomes a union of one SELECT per value: SQLite merges
 * them in index order, so the first page of many groups costs as much as the page of one. A search cannot use that order:
 * it reads the candidates of the trigram index or, without one, the whole table.
 */
export function selectSql(
  collection: IndexedCollection,
  columns: string,
  query: Query,
  extraCondition?: Sql,
): Sql {
  const where = Object.entries(query.where ?? {});
  const isSearch = Boolean(query.search?.text);
  const listed = isSearch
    ? undefined
    : where.find(([, value]) => isList(value) && value.length <= maxUnionParts);
  const rest = where.filter((entry) => entry !== listed);
  const conditions = [
    ...rest.map(([column, value]) => equal(column, value)),
    ...filters(collection, query),
  ];
  if (extraCondition) conditions.push(extraCondition);
  const { name } = collection;
  if (!listed) return select(`${name}${isSearch ? ' NOT INDEXED' : ''}`, columns, conditions);
  const [column, values] = listed as [string, readonly SqlValue[]];
  if (values.length === 0) return select(name, columns, [{ text: '0', values: [] }]);
  const parts = [...new Set(values)].map((value) =>
    select(name, columns, [equal(column, value), ...conditions]),
  );
  return {
    text: parts.map((part) => part.text).join(' UNION ALL '),
    values: parts.flatMap((part) => part.values),
  };
}

/** `SELECT columns` for the documents of a row range that match a query; reads every row of the range. */
export function scanSql(
  collection: IndexedCollection,
  columns: string,
  query: Query,
  range: RowRange,
): Sql {
  const where = Object.entries(query.where ?? {}).map(([column, value]) => equal(column, value));
  const unindexed = { ...collection, trigramCount: undefined };
  const conditions = [...where, ...filters(unindexed, query, range), between('seq', range)];
  return select(`${collection.name} NOT INDEXED`, columns, conditions);
}

/**
 * `SELECT` of the row ids that the trigram index finds for a search; undefined without an index, and for queries that also
 * match documents outside the search.
 */
export function candidateSql(
  collection: IndexedCollection,
  { search, include = [] }: Query,
): Sql | undefined {
  return include.length > 0 ? undefined : trigramMatchSql(collection, foldCase(search?.text ?? ''));
}

/** The ORDER BY terms for a SELECT of `orderColumns`. */
export function orderBySql(order: Order, prefix = ''): string {
  const direction = order.descending ? 'DESC' : 'ASC';
  const byKey = `${prefix}key ${direction}`;
  return order.column === 'key' ? byKey : `${prefix}k ${direction} NULLS LAST, ${byKey}`;
}

/** The row id and the columns that `orderBySql` sorts by. */
export function orderColumns(order: Order): string {
  return order.column === 'key' ? 'seq, key' : `seq, ${order.column} AS k, key`;
}

/** The conditions besides `where`. */
function filters(collection: IndexedCollection, query: Query, range?: RowRange): Sql[] {
  const conditions = searchConditions(collection, query, range);
  const { include = [], exclude = [] } = query;
  if (include.length > 0) {
    const others =
      conditions.length > 0 ? joinConditions(conditions, ' AND ') : { text: '0', values: [] };
    conditions.splice(
      0,
      conditions.length,
      joinConditions([others, equal('key', include)], ' OR '),
    );
  }
  if (exclude.length > 0) {
    const { text, values } = equal('key', exclude);
    conditions.push({ text: `NOT ${text}`, values });
  }
  return [...conditions, ...fieldConditions(query)];
}

/** The conditions on fields without a column. SQLite reads `true` from JSON as 1, on both sides. */
function fieldConditions({ fields = {}, containing }: FieldQuery): Sql[] {
  const conditions = Object.entries(fields).map(([field, expected]) => {
    const { value, path } = fieldValue(field);
    const inList = `${value} IN (SELECT value FROM json_each(?))`;
    const values = [path, JSON.stringify(expected)];
    return expected.includes(null)
      ? { text: `(${inList} OR ${value} IS NULL)`, values: [...values, path] }
      : { text: inList, values };
  });
  return containing ? [...conditions, containsSql(containing)] : conditions;
}

/** The condition that any of some fields contains a text. */
function containsSql({ fields, text }: NonNullable<FieldQuery['containing']>): Sql {
  const parts = fields.map((field) => {
    const { value, path } = fieldValue(field);
    return { text: `instr(lower(${value}), lower(?)) > 0`, values: [path, text] };
  });
  return parts.length > 0 ? joinConditions(parts, ' OR ') : { text: '0', values: [] };
}

/** The SQL of the value of a field, such as `wire.nickname`, with the path that its placeholder is bound to. */
function fieldValue(field: string): { readonly value: string; readonly path: string } {
  const [part = '', ...names] = field.split('.');
  return {
    value: `json_extract(${part === 'internal' ? 'internal' : 'wire'}, ?)`,
    path: `$.${JSON.stringify(names.join('.'))}`,
  };
}

/** The conditions of `search` and `tagged`. */
function searchConditions(
  collection: IndexedCollection,
  { search, tagged, candidates }: Query,
  range?: RowRange,
): Sql[] {
  const conditions: Sql[] = [];
  if (search?.text) {
    const text = foldCase(search.text);
    const inAny = search.in.map((name) => `instr(${searchColumn(name)}, ?) > 0`);
    const rows = candidates ? valuesSql(candidates) : trigramMatchSql(collection, text);
    if (rows) conditions.push({ text: `seq IN (${rows.text})`, values: rows.values });
    conditions.push({ text: `(${inAny.join(' OR ')})`, values: inAny.map(() => text) });
  }
  if (tagged) {
    const { text, values } = valuesSql(tagged.any);
    const tagConditions = [
      { text: `value IN (${text})`, values },
      ...(range ? [between('seq', range)] : []),
    ];
    const rows = select(tagTable(collection, tagged.as), 'seq', tagConditions);
    conditions.push({ text: `seq IN (${rows.text})`, values: rows.values });
  }
  return conditions;
}

/** Three trigrams leave few rows; looking up more costs more than reading those rows. */
const maxTrigrams = 3;

/**
 * Narrows a search by the text's three rarest trigrams, because the cost of an index lookup grows with the number of rows that
 * contain the trigram. The rows may not contain the whole text: the search condition still has to test them.
 */
function trigramMatchSql(
  { trigramCount, ...collection }: IndexedCollection,
  text: string,
): Sql | undefined {
  const letters = [...text];
  if (!trigramCount || letters.length < 3) return undefined;
  const trigrams = letters
    .slice(2)
    .map((letter, index) => ({ index, text: `${letters[index]}${letters[index + 1]}${letter}` }))
    .toSorted((one, other) => trigramCount(one.text) - trigramCount(other.text));
  // Overlapping trigrams often occur in the same rows and narrow little, so they come last.
  const nonOverlapping: typeof trigrams = [];
  for (const trigram of trigrams) {
    if (nonOverlapping.length === maxTrigrams) break;
    if (nonOverlapping.every(({ index }) => Math.abs(index - trigram.index) > 1))
      nonOverlapping.push(trigram);
  }
  const best = new Set([...nonOverlapping, ...trigrams].map(({ text: trigram }) => trigram));
  const phrases = [...best]
    .slice(0, maxTrigrams)
    .map((trigram) => `"${trigram.replaceAll('"', '""')}"`);
  const table = searchTable(collection);
  return select(table, 'rowid', [{ text: `${table} MATCH ?`, values: [phrases.join(' AND ')] }]);
}

/** Joins conditions into one, in parentheses. */
export function joinConditions(parts: readonly Sql[], operator: ' AND ' | ' OR '): Sql {
  return {
    text: `(${parts.map(({ text }) => text).join(operator)})`,
    values: parts.flatMap(({ values }) => values),
  };
}

function select(from: string, columns: string, conditions: readonly Sql[]): Sql {
  const where = conditions.map((condition) => condition.text).join(' AND ');
  return {
    text: `SELECT ${columns} FROM ${from}${where && ` WHERE ${where}`}`,
    values: conditions.flatMap((condition) => condition.values),
  };
}

function equal(column: string, value: SqlValue | readonly SqlValue[]): Sql {
  if (!isList(value)) return { text: `${column} = ?`, values: [value] };
  const { text, values } = valuesSql(value);
  return { text: `${column} IN (${text})`, values };
}

/** `SELECT` of the given values, bound as one JSON parameter. */
function valuesSql(values: readonly SqlValue[]): Sql {
  return { text: 'SELECT value FROM json_each(?)', values: [JSON.stringify(values)] };
}

function between(column: string, { from, to }: RowRange): Sql {
  return { text: `${column} BETWEEN ? AND ?`, values: [from, to] };
}

function isList(value: SqlValue | readonly SqlValue[]): value is readonly SqlValue[] {
  return Array.isArray(value);
}
