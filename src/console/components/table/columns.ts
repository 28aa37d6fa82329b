import type { ComponentChildren } from 'preact';

/** A column of a table. */
export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  /** What the pointer shows over the title. */
  readonly hint?: string;
  readonly render: (row: Row) => ComponentChildren;
  /** The value by which rows are sorted; without one the column cannot be sorted by. */
  readonly sortBy?: (row: Row) => string | number | null;
  /** A width of CSS; columns without one share what is left. */
  readonly width?: string;
  readonly align?: 'end';
  /** For paths, ids and the like. */
  readonly isMono?: boolean;
  /** Whether it is left out in a narrow window. */
  readonly isWideOnly?: boolean;
}

/** The rows in the order that a sort asks for. Rows without a value come last. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sort: string | undefined,
): readonly Row[] {
  const sortBy = columns.find(({ key }) => key === sort?.replace(/^-/, ''))?.sortBy;
  if (!sortBy) return rows;
  const direction = sort?.startsWith('-') ? -1 : 1;
  return rows
    .map((row) => ({ row, value: sortBy(row) }))
    .sort((one, other) => {
      if (one.value === null || other.value === null)
        return Number(one.value === null) - Number(other.value === null);
      return direction * compare(one.value, other.value);
    })
    .map(({ row }) => row);
}

/** The sort after a click on a heading: ascending, descending, then none. */
export function toggleSort(key: string, sort: string | undefined): string | undefined {
  if (sort === key) return `-${key}`;
  return sort === `-${key}` ? undefined : key;
}

const collator = new Intl.Collator('en', { numeric: true });

function compare(one: string | number, other: string | number): number {
  return typeof one === 'number' && typeof other === 'number'
    ? one - other
    : collator.compare(String(one), String(other));
}
