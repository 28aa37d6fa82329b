import { useMemo } from 'preact/hooks';
import { inSandbox, type Model, unwrap } from '../../api/client.js';
import { EmptyState } from '../../components/empty-state.js';
import type { Column } from '../../components/table/columns.js';
import { Table } from '../../components/table/table.js';
import { plural } from '../../lib/format.js';
import { useLoaded } from '../../state/loaded.js';
import { useContracts } from '../../state/operations.js';
import { href, navigate, route, setQuery } from '../../state/router.js';
import { sandboxName } from '../../state/sandboxes.js';
import { documentPath } from './world.js';

type Thing = Model<'SharedThing'>;

/** The most people that are listed; a search finds the others. */
const maxListed = 1000;

const keyOf = ({ id }: Thing) => id;

/** The people of the sandbox, each once, with the vendors that know them. */
export function People() {
  const { search, sort } = route.value.query;
  const { data, error } = useLoaded(
    () =>
      unwrap(
        inSandbox(sandboxName.value).GET('/shared/{kind}', {
          params: {
            path: { kind: 'person' },
            query: { limit: maxListed, ...(search !== undefined && { search }) },
          },
        }),
      ),
    [search],
  );
  const vendors = useContracts();
  const columns = useMemo(() => columnsOf(vendors ?? []), [vendors]);
  return (
    <div class="page filled">
      <header class="page-header">
        <div>
          <h1>People</h1>
          <p class="muted small">
            Each once, with the documents of the vendors. A name that is changed in one changes in
            the others.
          </p>
        </div>
      </header>
      <div class="row list-tools">
        <input
          type="search"
          aria-label="Search people"
          placeholder="Name, user name or mail"
          value={search ?? ''}
          onInput={({ currentTarget }) => setQuery({ search: currentTarget.value })}
        />
        <span class="muted" role="status">
          {data && plural(data.total, 'person', 'people')}
          {data && data.total > maxListed && `, the first ${maxListed} are listed`}
        </span>
      </div>
      {data || error ? (
        <Table
          label="People"
          columns={columns}
          rows={data?.things ?? []}
          keyOf={keyOf}
          sort={sort ?? 'name'}
          onSort={(next) => setQuery({ sort: next })}
          minWidth="640px"
          onOpen={({ id }) => navigate(`world/people/${encodeURIComponent(id)}`)}
          empty={<EmptyState title={error ? error.message : 'Nobody has this name'} />}
        />
      ) : (
        <div class="loading" aria-busy="true" />
      )}
    </div>
  );
}

function columnsOf(vendors: readonly Model<'ContractInfo'>[]): Column<Thing>[] {
  return [
    {
      key: 'name',
      title: 'Name',
      sortBy: nameOf,
      render: (thing) => (
        <a href={href(`world/people/${encodeURIComponent(thing.id)}`)}>
          {nameOf(thing) || thing.id}
        </a>
      ),
    },
    { key: 'id', title: 'User name', isMono: true, sortBy: ({ id }) => id, render: ({ id }) => id },
    ...vendors.map(
      ({ id, title }): Column<Thing> => ({
        key: id,
        title,
        sortBy: (thing) => documentAt(thing, id)?.name ?? null,
        render(thing) {
          const found = documentAt(thing, id);
          if (!found) return <span class="muted">–</span>;
          const { contract, collection, key, name } = found;
          return (
            <a href={href(documentPath(contract, collection, key))} title={`${collection} ${key}`}>
              {name}
            </a>
          );
        },
      }),
    ),
  ];
}

function documentAt({ documents }: Thing, contractId: string) {
  return documents.find(({ contract }) => contract === contractId);
}

function nameOf({ names: { firstName = '', lastName = '' } }: Thing): string {
  return `${firstName} ${lastName}`.trim();
}
