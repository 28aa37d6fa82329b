import { type TSchema, Type } from '@sinclair/typebox';
import { ref } from '../../../../schemas/annotations.js';
import type { ListParams } from '../../../../schemas/kajeet/listing.js';
import type { MediaResponse } from '../../../simulator/contract/operation.js';
import { splitList } from '../../../simulator/validation/keywords.js';
import { foldCase } from '../../../store/query/case-fold.js';
import { csv, csvResponse } from './csv.js';

/** With an export, lists ignore what asks for a page. */
export const csvWaiver = {
  when: { parameter: 'export', is: 'CSV' },
  ignored: ['offset', 'limit'],
};

/** The response of a list: a page as JSON, or all rows as CSV. */
export function listAnswer(page: TSchema, rows = 'rows'): MediaResponse {
  return {
    description: `A page of ${rows}, or all of them as CSV`,
    content: { 'application/json': { schema: ref(page) }, 'text/csv': { schema: Type.String() } },
  };
}

/** The values that rows are sorted by. */
type SortValue = string | number | null | undefined;

/** How a list of few rows is searched, sorted and exported. */
interface RowList<Row> {
  readonly rows: readonly Row[];
  /** The key of the rows in the response. */
  readonly name: string;
  /** Identifies a row; rows that sort alike are sorted by it. */
  readonly key: (row: Row) => string;
  readonly sortBy?: ((row: Row) => SortValue) | undefined;
  /** The texts that `searchValue` may be a part of. */
  readonly texts?: (row: Row) => readonly (string | null | undefined)[];
  /** The values of the columns of the CSV, by code. */
  readonly columns: Readonly<Record<string, (row: Row) => unknown>>;
}

/**
 * A page of the matching rows or, with `export`, all of them as CSV. Text sorts without regard to case, nulls last in both
 * directions. Without `limit` the page has all rows from `offset` on.
 */
export function listRows<Row>(params: ListParams, list: RowList<Row>) {
  const { name, key, sortBy = key } = list;
  const found = search(list, params.searchValue);
  const descending = params.sortDir === 'DESC';
  const sorted = found
    .map((row) => ({ row, value: sortValue(sortBy(row)), key: key(row) }))
    .sort((a, b) => compare(a, b, descending))
    .map(({ row }) => row);
  if (params.export) return exportRows(sorted, params.columns, list);
  const { offset = 0, limit = sorted.length } = params;
  return { totalCount: sorted.length, [name]: sorted.slice(offset, offset + limit) };
}

function exportRows<Row>(
  rows: readonly Row[],
  requested: string | undefined,
  { name, columns }: RowList<Row>,
) {
  const codes = splitList(requested);
  const chosen = codes.length > 0 ? codes : Object.keys(columns);
  const lines = rows.map((row) => chosen.map((code) => columns[code]?.(row)));
  return csvResponse(Buffer.from(csv([chosen, ...lines])), `${name}.csv`);
}

function search<Row>({ rows, texts }: RowList<Row>, searchValue = ''): readonly Row[] {
  if (!texts || searchValue === '') return rows;
  const part = foldCase(searchValue);
  return rows.filter((row) => texts(row).some((text) => text && foldCase(text).includes(part)));
}

interface SortableRow {
  readonly value: string | number | null;
  readonly key: string;
}

function sortValue(value: SortValue): string | number | null {
  return typeof value === 'string' ? foldCase(value) : (value ?? null);
}

function compare(a: SortableRow, b: SortableRow, descending: boolean): number {
  if ((a.value === null) !== (b.value === null)) return a.value === null ? 1 : -1;
  const order = compareValues(a.value ?? '', b.value ?? '') || compareValues(a.key, b.key);
  return descending ? -order : order;
}

function compareValues<Value extends string | number>(a: Value, b: Value): number {
  return Number(a > b) - Number(a < b);
}
