import { useMemo, useState } from 'preact/hooks';
import { Button } from '../../../components/button.js';
import { EmptyState } from '../../../components/empty-state.js';
import { Table } from '../../../components/table/table.js';
import { fieldLabel } from '../../../lib/field-label.js';
import { formatNumber } from '../../../lib/format.js';
import { useLoaded } from '../../../state/loaded.js';
import { navigate, route, setQuery } from '../../../state/router.js';
import { attempt } from '../../../state/toasts.js';
import { type CollectionPlace, type DataDocument, documentPath } from '../world.js';
import { AddDialog } from './add-dialog.js';
import { ColumnDialog } from './column-dialog.js';
import { ColumnWidths } from './column-widths.js';
import { columnsOf, fieldNames, totalWidth } from './columns.js';
import { downloadCsv } from './csv.js';
import { Filters } from './filters.js';
import { loadDocuments, requestOf } from './list-request.js';

/** How many documents a page of the table has. */
const pageSize = 200;

const keyOf = ({ key }: DataDocument) => key;

/** The documents of a collection as a table that the server searches, sorts and filters. */
export function CollectionTable(place: CollectionPlace) {
  const { contract, collection } = place;
  const { query } = route.value;
  const request = requestOf(query);
  const page = Math.max(Number(query.page ?? 1) || 1, 1);
  const { data, error, refresh } = useLoaded(
    () =>
      loadDocuments(place, request, {
        limit: pageSize,
        offset: (page - 1) * pageSize,
        targets: true,
      }),
    [contract.id, collection.name, request, page],
  );
  const defaults = collection.columns;
  const fields = query.columns?.split(',') ?? defaults;
  const widths = useMemo(() => new ColumnWidths(), [contract.id, collection.name]);
  const columns = useMemo(
    () => columnsOf(place, fields, { documents: [], targets: [], ...data, widths }),
    [collection.name, fields.join(), data],
  );
  const [dialog, setDialog] = useState<'columns' | 'add'>();
  const close = () => setDialog(undefined);
  const change = (changes: Readonly<Record<string, string | undefined>>) =>
    setQuery({ page: undefined, ...changes });
  return (
    <div class="page filled collection-page">
      <header class="page-header">
        <div>
          <h1>{fieldLabel(collection.name)}</h1>
          <p class="muted small">
            {contract.title}: {collection.description}
          </p>
        </div>
        <div class="row">
          <Button onClick={() => setDialog('columns')}>Columns</Button>
          <Button onClick={() => attempt(() => downloadCsv(place, request, fields))}>
            Download CSV
          </Button>
          <Button kind="primary" onClick={() => setDialog('add')}>
            Add
          </Button>
        </div>
      </header>
      <div class="row list-tools">
        <input
          type="search"
          aria-label={`Search ${fieldLabel(collection.name)}`}
          placeholder="Search"
          value={query.search ?? ''}
          onInput={({ currentTarget }) => change({ search: currentTarget.value })}
        />
        <Filters collection={collection} filters={request.filters} onChange={change} />
        <Pager total={data?.total} page={page} />
      </div>
      {data || error ? (
        <Table
          label={fieldLabel(collection.name)}
          columns={columns}
          rows={data?.documents ?? []}
          keyOf={keyOf}
          sort={query.sort}
          isSorted
          minWidth={`${totalWidth(columns)}px`}
          onSort={(sort) => change({ sort })}
          onOpen={({ key }) => navigate(documentPath(contract.id, collection.name, key))}
          empty={
            error ? (
              <EmptyState title="The documents could not be read">{error.message}</EmptyState>
            ) : (
              <NoDocuments isFiltered={isFiltered(request)} />
            )
          }
        />
      ) : (
        <div class="loading" aria-busy="true" />
      )}
      {dialog === 'columns' && (
        <ColumnDialog
          all={fieldNames(collection)}
          selected={fields}
          defaults={defaults}
          onChoose={(chosen) => setQuery({ columns: chosen?.join(',') })}
          onClose={close}
        />
      )}
      {dialog === 'add' && <AddDialog {...place} onClose={close} onAdded={refresh} />}
    </div>
  );
}

interface PagerProps {
  readonly total: number | undefined;
  readonly page: number;
}

function Pager({ total, page }: PagerProps) {
  const first = (page - 1) * pageSize + 1;
  const last = Math.min(page * pageSize, total ?? 0);
  const go = (next: number) =>
    setQuery({ page: next === 1 ? undefined : String(next) }, { replaces: false });
  const isOnePage = total !== undefined && total <= pageSize && page === 1;
  return (
    <div class="row pager">
      <span class="muted" role="status">
        {total === undefined
          ? ''
          : isOnePage
            ? formatNumber(total)
            : `${formatNumber(first)}–${formatNumber(last)} of ${formatNumber(total)}`}
      </span>
      {!isOnePage && (
        <>
          <Button aria-label="Previous page" disabled={page === 1} onClick={() => go(page - 1)}>
            ‹
          </Button>
          <Button
            aria-label="Next page"
            disabled={last >= (total ?? 0)}
            onClick={() => go(page + 1)}
          >
            ›
          </Button>
        </>
      )}
    </div>
  );
}

function isFiltered({ search, filters }: ReturnType<typeof requestOf>): boolean {
  return Boolean(search) || Object.keys(filters).length > 0;
}

function NoDocuments({ isFiltered: filtered }: { readonly isFiltered: boolean }) {
  if (!filtered)
    return (
      <EmptyState title="There are no documents">
        <p>Add one, or let calls to the vendor API create it.</p>
      </EmptyState>
    );
  const { segments } = route.value;
  return (
    <EmptyState title="No document matches">
      <Button onClick={() => navigate(segments.map(encodeURIComponent).join('/'))}>
        Show all documents
      </Button>
    </EmptyState>
  );
}
