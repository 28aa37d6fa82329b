import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Breakable } from '../text/breakable.js';
import { type Column, sortRows, toggleSort } from './columns.js';
import { type RowSelection, SelectAll, SelectRow } from './selection.js';

/** The height of a row in pixels, which the style sheet has too. */
const rowHeight = 32;

/** Rows above and below the visible ones that are there already when the user scrolls. */
const overscan = 10;

/** Tables with more cells contain only the rows that are visible. */
const maxPlainCells = 1000;

interface TableProps<Row> {
  /** What the table lists, for screen readers. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** The key of the column by which rows are sorted, with `-` in front for descending; undefined for the order of `rows`. */
  readonly sort?: string | undefined;
  readonly onSort?: ((sort: string | undefined) => void) | undefined;
  /** Whether `rows` are in the order of `sort` already, because they are a part of a longer list. */
  readonly isSorted?: boolean;
  /** A width of CSS below which the table scrolls sideways. */
  readonly minWidth?: string;
  /** Called by a click on a row, and by Enter. */
  readonly onOpen?: (row: Row) => void;
  readonly openKey?: string | undefined;
  readonly rowClass?: (row: Row) => string;
  readonly selection?: RowSelection;
  /** What is shown instead of rows. */
  readonly empty: ComponentChildren;
}

/**
 * A table for many rows. The arrow keys, Page Up and Down, Home and End move through the rows, Enter opens one. Rows that are added
 * in front do not move those that the user reads.
 */
export function Table<Row>(props: TableProps<Row>) {
  const { label, columns, keyOf, sort, onSort, selection, empty } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { isSorted, minWidth } = props;
  const rows = useMemo(
    () => (isSorted ? props.rows : sortRows(props.rows, columns, sort)),
    [props.rows, columns, sort, isSorted],
  );
  const window = useVisibleRows(scroller, { rows, keyOf, columns: columns.length });
  const focus = useRowFocus(scroller, rows.length);
  if (rows.length === 0) return <div class="table-empty">{empty}</div>;
  const keys = rows.map(keyOf);
  return (
    <div class="table-scroll" ref={scroller} onScroll={window.onScroll}>
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows of a grid can have the focus
        role="grid"
        class="table"
        style={minWidth === undefined ? {} : { minWidth }}
        aria-label={label}
        aria-rowcount={rows.length + 1}
      >
        <thead>
          <tr>
            {selection && (
              <th class="narrow-cell" scope="col">
                <SelectAll keys={keys} selection={selection} />
              </th>
            )}
            {columns.map((column) => (
              <Heading key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody onKeyDown={(event) => focus.onKeyDown(event, (index) => open(props, rows[index]))}>
          <Spacer rows={window.first} />
          {rows.slice(window.first, window.last).map((row, offset) => {
            const index = window.first + offset;
            return (
              <TableRow
                key={keyOf(row)}
                {...props}
                row={row}
                index={index}
                isFocusTarget={index === focus.index}
                onFocus={() => focus.setIndex(index)}
              />
            );
          })}
          <Spacer rows={rows.length - window.last} />
        </tbody>
      </table>
    </div>
  );
}

function open<Row>({ onOpen }: TableProps<Row>, row: Row | undefined): void {
  if (row !== undefined) onOpen?.(row);
}

interface TableRowProps<Row> extends TableProps<Row> {
  readonly row: Row;
  readonly index: number;
  readonly isFocusTarget: boolean;
  readonly onFocus: () => void;
}

function TableRow<Row>(props: TableRowProps<Row>) {
  const { row, index, columns, keyOf, onOpen, openKey, rowClass, selection } = props;
  const key = keyOf(row);
  const click = ({ target }: MouseEvent) => {
    // Links, buttons and check boxes in the row do what they say.
    if (!(target as Element).closest('a, button, input, label')) onOpen?.(row);
  };
  return (
    <tr
      class={`${rowClass?.(row) ?? ''} ${onOpen ? 'openable' : ''} ${key === openKey ? 'open' : ''}`}
      aria-rowindex={index + 2}
      aria-selected={selection ? selection.selected.has(key) : undefined}
      data-index={index}
      tabIndex={props.isFocusTarget ? 0 : -1}
      onFocus={props.onFocus}
      onClick={click}
    >
      {selection && (
        <td class="narrow-cell">
          <SelectRow rowKey={key} selection={selection} />
        </td>
      )}
      {columns.map((column) => (
        <td key={column.key} class={cellClass(column)}>
          {column.render(row)}
        </td>
      ))}
    </tr>
  );
}

interface HeadingProps<Row> extends Pick<TableProps<Row>, 'sort' | 'onSort'> {
  readonly column: Column<Row>;
}

function Heading<Row>({ column, sort, onSort }: HeadingProps<Row>) {
  const { key, title, hint, sortBy, width } = column;
  const direction = sort === key ? 'ascending' : sort === `-${key}` ? 'descending' : undefined;
  return (
    <th
      scope="col"
      class={cellClass(column)}
      style={width === undefined ? {} : { width }}
      title={hint}
      aria-sort={sortBy && onSort ? (direction ?? 'none') : undefined}
    >
      {sortBy && onSort ? (
        <button type="button" class="sort" onClick={() => onSort(toggleSort(key, sort))}>
          {title}
          <span aria-hidden="true">{direction && (direction === 'ascending' ? ' ↑' : ' ↓')}</span>
        </button>
      ) : (
        <Breakable text={title} />
      )}
    </th>
  );
}

function cellClass<Row>({ isMono, align, isWideOnly }: Column<Row>): string {
  return [isMono && 'mono', align === 'end' && 'end', isWideOnly && 'wide-only']
    .filter(Boolean)
    .join(' ');
}

/** Stands for rows that are not in the page. One cell is enough: more than the table has columns would make it wider. */
function Spacer({ rows }: { readonly rows: number }) {
  if (rows <= 0) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: this row cannot have the focus
    <tr aria-hidden="true" class="spacer" style={{ height: `${rows * rowHeight}px` }}>
      <td />
    </tr>
  );
}

/** Which rows are in the page. Keeps the visible rows in place when others are added in front of them. */
function useVisibleRows<Row>(
  scroller: { readonly current: HTMLDivElement | null },
  { rows, keyOf, columns }: Pick<TableProps<Row>, 'rows' | 'keyOf'> & { readonly columns: number },
) {
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(800);
  const firstKey = useRef<string | undefined>(undefined);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [rows.length === 0]);
  useLayoutEffect(() => {
    const element = scroller.current;
    const [row] = rows;
    const previous = firstKey.current;
    firstKey.current = row === undefined ? undefined : keyOf(row);
    if (!element || previous === undefined || element.scrollTop < rowHeight) return;
    const added = rows.findIndex((each) => keyOf(each) === previous);
    if (added > 0) element.scrollTop += added * rowHeight;
  }, [rows]);
  const onScroll = ({ currentTarget }: Event) => {
    const { scrollTop } = currentTarget as HTMLElement;
    setTop(Math.floor(scrollTop / rowHeight));
  };
  if (rows.length * columns <= maxPlainCells) return { first: 0, last: rows.length, onScroll };
  const first = Math.max(0, Math.min(top, rows.length) - overscan);
  const last = Math.min(rows.length, top + Math.ceil(height / rowHeight) + overscan);
  return { first, last, onScroll };
}

/** Which row is reached by the tab key, and the keys that move from row to row. */
function useRowFocus(scroller: { readonly current: HTMLDivElement | null }, count: number) {
  const [index, setIndex] = useState(0);
  const pending = useRef(false);
  useLayoutEffect(() => {
    if (!pending.current) return;
    const row = scroller.current?.querySelector<HTMLElement>(`tr[data-index="${index}"]`);
    // A row that is far away is in the page once the table has scrolled to it.
    if (!row) return;
    pending.current = false;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: 'nearest' });
  });
  const move = (target: number) => {
    const next = Math.max(0, Math.min(count - 1, target));
    const element = scroller.current;
    pending.current = true;
    setIndex(next);
    // A row that is not in the page appears when the table scrolls to it.
    if (element && !element.querySelector(`tr[data-index="${next}"]`))
      element.scrollTop = next * rowHeight;
  };
  const onKeyDown = (event: KeyboardEvent, openRow: (index: number) => void) => {
    const row = event.target as HTMLElement;
    if (row.dataset.index === undefined) return;
    const current = Number(row.dataset.index);
    const page = Math.floor((scroller.current?.clientHeight ?? 320) / rowHeight) - 1;
    const targets: Record<string, number> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + page,
      PageUp: current - page,
      Home: 0,
      End: count - 1,
    };
    const target = targets[event.key];
    if (target !== undefined) move(target);
    else if (event.key === 'Enter') openRow(current);
    else return;
    event.preventDefault();
  };
  return { index: Math.min(index, count - 1), setIndex, onKeyDown };
}
