import type { AnyCollection, SqlValue } from '../documents/collection.js';
import { searchColumn, searchTable, tagTable } from '../sqlite/ddl.js';
import { foldCase } from './case-fold.js';

/** Which documents: all conditions hold together. */
export interface Query {
  /** Columns (`key` is one) equal to a value, or to any of several. */
  readonly where?: Readonly<Record<string, SqlValue | readonly SqlValue[]>>;
  /** Any of the named searches contains the text, whatever its case. */
  readonly search?: { readonly in: readonly string[]; readonly text: string } | undefined;
  /** The document carries any of the values. */
  readonly tagged?: { readonly as: string; readonly any: readonly SqlValue[] } | undefined;
  /** These too, whether the search and the tags find them or not. */
  readonly include?: readonly string[] | undefined;
  /** But not these, whatever finds them. */
  readonly exclude?: readonly string[] | undefined;
  /** The rows that the index names for the search, where they are known already. */
  readonly candidates?: readonly number[] | undefined;
}

/** Rows whose numbers lie between two, both included. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** Sorted by a column, nulls last in both directions, equal ones by key in the same direction. */
export interface Order {
  readonly by: string;
  readonly descending: boolean;
}

/** A piece of SQL with the values for its question marks. */
export interface Sql {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/** A collection as it stands in a sandbox. */
export interface IndexedCollection extends AnyCollection {
  /** Where its searches have an index: about how many rows have three letters in a row. */
  readonly trigramCount?: ((trigram: string) => number) | undefined;
}

/** SQLite allows 500 parts in a union; past this many values the one-part form is used, which sorts. */
const mostBranches = 200;

/**
 * `SELECT columns` for a query. A condition with several values becomes a union of one SELECT for each: SQLite
 * merges the parts in index order, so that the first page of many groups costs what the page of one does. A search has
 * no use for that order: it reads the rows that its index names or, without one, the table from end to end.
 */
export function selectSql(
  of: IndexedCollection,
  columns: string,
  query: Query,
  extraCondition?: Sql,
): Sql {
  const where = Object.entries(query.where ?? {});
  const isSearch = Boolean(query.search?.text);
  const spread = isSearch
    ? undefined
    : where.find(([, value]) => isList(value) && value.length <= mostBranches);
  const rest = where.filter((entry) => entry !== spread);
  const conditions = [
    ...rest.map(([column, value]) => equal(column, value)),
    ...filters(of, query),
  ];
  if (extraCondition) conditions.push(extraCondition);
  if (!spread) return select(`${of.name}${isSearch ? ' NOT INDEXED' : ''}`, columns, conditions);
  const [column, values] = spread as [string, readonly SqlValue[]];
  if (values.length === 0) return select(of.name, columns, [{ text: '0', values: [] }]);
  const parts = values.map((value) =>
    select(of.name, columns, [equal(column, value), ...conditions]),
  );
  return {
    text: parts.map((part) => part.text).join(' UNION ALL '),
    values: parts.flatMap((part) => part.values),
  };
}

/** `SELECT columns` for what a query finds among the rows of a span, each of which is looked at. */
export function scanSql(of: IndexedCollection, columns: string, query: Query, span: RowRange): Sql {
  const where = Object.entries(query.where ?? {}).map(([column, value]) => equal(column, value));
  const unindexed = { ...of, trigramCount: undefined };
  const conditions = [...where, ...filters(unindexed, query, span), between('seq', span)];
  return select(`${of.name} NOT INDEXED`, columns, conditions);
}

/** `SELECT` of the rows that the index names for a query; undefined where others may be found too, or there is none. */
export function candidateSql(
  of: IndexedCollection,
  { search, include = [] }: Query,
): Sql | undefined {
  return include.length > 0 ? undefined : candidates(of, foldCase(search?.text ?? ''));
}

/** The ORDER BY of a selection that has `k` and `key`. */
export function orderBySql(order: Order, prefix = ''): string {
  const direction = order.descending ? 'DESC' : 'ASC';
  const byKey = `${prefix}key ${direction}`;
  return order.by === 'key' ? byKey : `${prefix}k ${direction} NULLS LAST, ${byKey}`;
}

/** The columns by which `ordering` sorts. */
export function orderColumns(order: Order): string {
  return order.by === 'key' ? 'seq, key' : `seq, ${order.by} AS k, key`;
}

/** True when an index or the kept counts answer the query, without a look at each document. */
export function isIndexOnly(query: Query): boolean {
  return !query.search?.text && !query.tagged && !query.include?.length && !query.exclude?.length;
}

function filters(of: IndexedCollection, query: Query, span?: RowRange): Sql[] {
  const found = searchConditions(of, query, span);
  const { include = [], exclude = [] } = query;
  if (include.length > 0) {
    const alike = found.length > 0 ? joinConditions(found, ' AND ') : { text: '0', values: [] };
    found.splice(0, found.length, joinConditions([alike, equal('key', include)], ' OR '));
  }
  if (exclude.length > 0) {
    const { text, values } = equal('key', exclude);
    found.push({ text: `NOT ${text}`, values });
  }
  return found;
}

/** The search and the tags. */
function searchConditions(
  of: IndexedCollection,
  { search, tagged, candidates: known }: Query,
  span?: RowRange,
): Sql[] {
  const found: Sql[] = [];
  if (search?.text) {
    const text = foldCase(search.text);
    const inAny = search.in.map((name) => `instr(${searchColumn(name)}, ?) > 0`);
    const rows = known ? valuesSql(known) : candidates(of, text);
    if (rows) found.push({ text: `seq IN (${rows.text})`, values: rows.values });
    found.push({ text: `(${inAny.join(' OR ')})`, values: inAny.map(() => text) });
  }
  if (tagged) {
    const { text, values } = valuesSql(tagged.any);
    const carrying = [
      { text: `value IN (${text})`, values },
      ...(span ? [between('seq', span)] : []),
    ];
    const rows = select(tagTable(of, tagged.as), 'seq', carrying);
    found.push({ text: `seq IN (${rows.text})`, values: rows.values });
  }
  return found;
}

/** So many threes of letters leave few rows: to look for more would cost more than to read those. */
const maxTrigrams = 3;

/**
 * The rows in which the index has the rarest of the text's threes of letters; what else they hold is looked at afterwards. What
 * the index takes to answer is the number of rows that have each.
 */
function candidates({ trigramCount, ...of }: IndexedCollection, text: string): Sql | undefined {
  const letters = [...text];
  if (!trigramCount || letters.length < 3) return undefined;
  const trigrams = letters
    .slice(2)
    .map((letter, at) => ({ at, text: `${letters[at]}${letters[at + 1]}${letter}` }))
    .toSorted((one, other) => trigramCount(one.text) - trigramCount(other.text));
  // Rows that have one have those often that share two letters with it: they are asked for last.
  const nonOverlapping: typeof trigrams = [];
  for (const trigram of trigrams) {
    if (nonOverlapping.length === maxTrigrams) break;
    if (nonOverlapping.every(({ at }) => Math.abs(at - trigram.at) > 1))
      nonOverlapping.push(trigram);
  }
  const best = new Set([...nonOverlapping, ...trigrams].map(({ text: trigram }) => trigram));
  const asked = [...best]
    .slice(0, maxTrigrams)
    .map((trigram) => `"${trigram.replaceAll('"', '""')}"`);
  const table = searchTable(of);
  return select(table, 'rowid', [{ text: `${table} MATCH ?`, values: [asked.join(' AND ')] }]);
}

/** Conditions as one. */
export function joinConditions(parts: readonly Sql[], by: ' AND ' | ' OR '): Sql {
  return {
    text: `(${parts.map(({ text }) => text).join(by)})`,
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

/** `SELECT` of values that are given. */
function valuesSql(values: readonly SqlValue[]): Sql {
  return { text: 'SELECT value FROM json_each(?)', values: [JSON.stringify(values)] };
}

function between(column: string, { from, to }: RowRange): Sql {
  return { text: `${column} BETWEEN ? AND ?`, values: [from, to] };
}

function isList(value: SqlValue | readonly SqlValue[]): value is readonly SqlValue[] {
  return Array.isArray(value);
}
