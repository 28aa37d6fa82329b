import type { AnyCollection, SqlValue } from '../../store/documents/collection.js';
import { foldCase } from '../../store/query/case-fold.js';
import type { FieldQuery, Order } from '../../store/query/query.js';
import type { FieldError } from '../contract/problem.js';
import { suggestion, unknownNameMessage } from '../validation/suggestion.js';
import { nameSorts } from './references/reference-columns.js';
import type { AnyRules } from './rules.js';
import { documentParts, fieldsOf } from './schemas.js';

/** The parameters of a list of documents. Those besides limit, offset, targets and these are filters. */
interface ListParameters {
  readonly sort?: string | undefined;
  readonly search?: string | undefined;
}

const ownParameters = ['limit', 'offset', 'sort', 'search', 'targets'];

/** The columns that a collection can be sorted by. */
function sortColumns({ columns = {} }: AnyCollection): string[] {
  return ['key', ...Object.keys(columns)];
}

/** The fields, columns and multi-value indexes that a collection can be filtered by. */
export function filterNames(collection: AnyCollection): string[] {
  const { wire, internal } = fieldsOf(collection);
  const tags = Object.keys(collection.multiValueIndexes ?? {});
  return [...new Set([...sortColumns(collection), ...tags, ...wire.names, ...internal.names])];
}

/** Whether a collection can be searched for a text. */
export function isSearchable(rules: AnyRules): boolean {
  const { search, containing } = searchFor(rules, '');
  return search !== undefined || (containing?.fields.length ?? 0) > 0;
}

/** A query of a collection with its order. */
export interface DataQuery {
  readonly query: FieldQuery;
  readonly order: Order;
  readonly errors: readonly FieldError[];
}

/** The orders of a list: by columns, and by the names of the documents that columns refer to. */
export function sortNames(rules: AnyRules): string[] {
  return [...sortColumns(rules.collection), ...nameSorts(rules).keys()];
}

/** Converts the parameters of a list to a query with one of some orders. Errors name unknown parameters. */
export function parseQuery(
  rules: AnyRules,
  parameters: ListParameters,
  orders = sortColumns(rules.collection),
): DataQuery {
  const { collection } = rules;
  const { sort = 'key', search } = parameters;
  const descending = sort.startsWith('-');
  const order = { column: sort.replace(/^-/, ''), descending };
  const filters = Object.entries(parameters).filter(([name]) => !ownParameters.includes(name));
  const known = filterNames(collection);
  const unknown = fieldsOf(collection).wire.isOpen
    ? []
    : filters.filter(([name]) => !known.includes(name));
  const errors = unknown.map(([name]): FieldError => {
    const message = unknownNameMessage(name, [...ownParameters, ...known]);
    return { in: 'query', at: name, message };
  });
  if (!orders.includes(order.column)) {
    const hint = suggestion(order.column, orders);
    const message = `must be one of ${orders.join(', ')}, or one of them after a minus, not ${sort}${hint}`;
    errors.push({ in: 'query', at: 'sort', message });
  }
  const query = {
    ...(search && searchFor(rules, search)),
    ...conditionsOf(collection, filters),
  };
  return { query, order, errors };
}

/** The condition of a search. A collection without search columns is searched in all fields but its secrets. */
function searchFor({ collection, secrets = {} }: AnyRules, text: string): FieldQuery {
  const columns = Object.keys(collection.search ?? {});
  if (columns.length > 0) return { search: { in: columns, text } };
  const hidden = Object.keys(secrets).map((pointer) => pointer.split('/').slice(1, 3).join('.'));
  const declared = fieldsOf(collection);
  const fields = documentParts
    .flatMap((part) => declared[part].names.map((name) => `${part}.${name}`))
    .filter((field) => !hidden.includes(field));
  return { containing: { fields, text } };
}

/** Selects the documents with any of some values in a column, a multi-value index or a field, as the filter of a list does. */
export function filterQuery(
  collection: AnyCollection,
  name: string,
  values: readonly (string | number)[],
): FieldQuery {
  return conditionsOf(collection, [[name, values]]);
}

function conditionsOf(
  collection: AnyCollection,
  filters: readonly (readonly [string, unknown])[],
): FieldQuery {
  const where: Record<string, readonly SqlValue[]> = {};
  const fields: Record<string, readonly (SqlValue | boolean)[]> = {};
  let tagged: FieldQuery['tagged'];
  for (const [name, sent] of filters) {
    const texts = [sent].flat().map((each) => (each === null ? 'null' : String(each)));
    const kind = filterKind(collection, name, texts);
    if (kind === 'column') where[name] = columnValues(texts);
    else if (kind === 'tag') tagged = { as: name, any: columnValues(texts) };
    else fields[`${kind}.${name}`] = texts.flatMap(fieldValues);
  }
  return {
    ...(Object.keys(where).length > 0 && { where }),
    ...(tagged && { tagged }),
    ...(Object.keys(fields).length > 0 && { fields }),
  };
}

/** Where a filter is looked up: a column and a multi-value index by the store's indexes, a field by reading documents. */
function filterKind(
  collection: AnyCollection,
  name: string,
  texts: readonly string[],
): 'column' | 'tag' | 'wire' | 'internal' {
  const { columns = {}, multiValueIndexes = {} } = collection;
  if (Object.hasOwn(multiValueIndexes, name)) return 'tag';
  const declared = fieldsOf(collection);
  const part = documentParts.find((each) => declared[each].names.includes(name));
  const isColumn = name === 'key' || Object.hasOwn(columns, name);
  // No column equals null.
  return isColumn && !(part && texts.includes('null')) ? 'column' : (part ?? 'wire');
}

/** The values that a column may hold for a text: the text, folded as columns that ignore case hold it, a number or a boolean. */
function columnValues(texts: readonly string[]): SqlValue[] {
  return [...new Set(texts.flatMap((text) => [text, foldCase(text), ...numbersOf(text)]))];
}

/** The values that a field may have for a text. */
function fieldValues(text: string): (SqlValue | boolean)[] {
  return text === 'null' ? [text, null] : [text, ...numbersOf(text)];
}

function numbersOf(text: string): number[] {
  if (text === 'true') return [1];
  if (text === 'false') return [0];
  const number = Number(text);
  return text.trim() !== '' && Number.isFinite(number) ? [number] : [];
}
