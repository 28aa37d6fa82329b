import { useMemo } from 'preact/hooks';
import { inSandbox, type Model, unwrap } from '../../api/client.js';
import { EmptyState } from '../../components/empty-state.js';
import { LabelledSelect, type Option } from '../../components/select.js';
import { Table } from '../../components/table/table.js';
import { plural } from '../../lib/format.js';
import { useLoaded } from '../../state/loaded.js';
import { useContracts } from '../../state/operations.js';
import { route, setQuery } from '../../state/router.js';
import { sandboxName } from '../../state/sandboxes.js';
import { callersOf, columnsOf, filterOperations, type Mode, verdictOf } from './matrix.js';
import { OperationDialog } from './operation-dialog.js';
import { type OperationAccess, verdictTexts } from './verdicts.js';

const keyOf = ({ operationId }: OperationAccess) => operationId;

/** Who may call which operations: a matrix by scope or by persona, whose cells say why. */
export function Page() {
  const all = useContracts();
  const contract = all?.find(({ id }) => id === route.value.query.api) ?? all?.[0];
  if (!all || !contract) return <div class="loading" aria-busy="true" />;
  return <Matrix key={contract.id} contract={contract} contracts={all} />;
}

interface MatrixProps {
  readonly contract: Model<'ContractInfo'>;
  readonly contracts: readonly Model<'ContractInfo'>[];
}

function Matrix({ contract, contracts: all }: MatrixProps) {
  const { query } = route.value;
  const { data, error } = useLoaded(() => loadMatrix(contract.id), [contract.id]);
  const mode: Mode =
    query.view === 'scope' && data?.matrix.scopes.length !== 0 ? 'scope' : 'persona';
  const callers = useMemo(() => (data ? callersOf(mode, data) : []), [data, mode]);
  const caller = callers.find(({ name }) => name === query.who);
  const found = useMemo(
    () =>
      filterOperations(data?.matrix.operations ?? [], {
        ...query,
        verdictOf: caller && ((operation) => verdictOf(operation, mode, caller.name)),
      }),
    [data, query, caller, mode],
  );
  const columns = useMemo(
    () => columnsOf(mode, caller ? [caller] : callers),
    [mode, callers, caller],
  );
  if (error) return <EmptyState title="The rules could not be read">{error.message}</EmptyState>;
  const noun = data?.matrix.scopeNoun ?? 'scope';
  const opened = data?.matrix.operations.find(({ operationId }) => operationId === query.op);
  return (
    <div class="page filled access-page">
      <header class="page-header">
        <h1>Who may do what</h1>
        <Legend />
      </header>
      <div class="row list-tools">
        <LabelledSelect
          label="API"
          value={contract.id}
          options={all.map(({ id, title }) => [id, title])}
          onChange={(api) => setQuery({ api, who: undefined, may: undefined, op: undefined })}
        />
        {data && data.matrix.scopes.length > 0 && (
          <LabelledSelect
            label="By"
            value={mode}
            options={[
              ['persona', 'persona'],
              ['scope', noun],
            ]}
            onChange={(view) => setQuery({ view, who: undefined, may: undefined })}
          />
        )}
        <LabelledSelect
          label="Who"
          value={caller?.name ?? ''}
          options={[['', 'all'], ...callers.map(({ name }): Option => [name, name])]}
          onChange={(who) => setQuery({ who, ...(who === '' && { may: undefined }) })}
        />
        {caller && (
          <LabelledSelect
            label="May"
            value={query.may ?? ''}
            options={[
              ['', 'all'],
              ['yes', 'call it'],
              ['no', 'not call it'],
            ]}
            onChange={(may) => setQuery({ may })}
          />
        )}
        <LabelledSelect
          label="Effect"
          value={query.effect ?? ''}
          options={[
            ['', 'all'],
            ['read', 'read'],
            ['change', 'change'],
            ['destroy', 'destroy'],
          ]}
          onChange={(effect) => setQuery({ effect })}
        />
        <input
          type="search"
          aria-label="Search operations"
          placeholder="Search operations"
          value={query.search ?? ''}
          onInput={({ currentTarget }) => setQuery({ search: currentTarget.value })}
        />
        <span class="muted" role="status">
          {data && plural(found.length, 'operation')}
        </span>
      </div>
      {data ? (
        <Table
          label={`Who may do what in ${contract.title}`}
          columns={columns}
          rows={found}
          keyOf={keyOf}
          openKey={query.op}
          minWidth={columns.length > 2 ? `${170 + (columns.length - 1) * 80}px` : '640px'}
          onOpen={({ operationId }) => setQuery({ op: operationId }, { replaces: false })}
          empty={<EmptyState title="No operation matches">Change the filters above.</EmptyState>}
        />
      ) : (
        <div class="loading" aria-busy="true" />
      )}
      {opened && data && (
        <OperationDialog
          contract={contract}
          operation={opened}
          matrix={data.matrix}
          mode={mode}
          callers={callers}
          onClose={() => setQuery({ op: undefined, as: undefined })}
        />
      )}
    </div>
  );
}

async function loadMatrix(contract: string) {
  const client = inSandbox(sandboxName.value);
  const [matrix, personas] = await Promise.all([
    unwrap(client.GET('/access/{contract}', { params: { path: { contract } } })),
    unwrap(client.GET('/personas')),
  ]);
  return { matrix, personas: personas.filter((each) => each.contract === contract) };
}

/** What the signs mean. */
function Legend() {
  return (
    <ul class="legend muted small" aria-label="Signs">
      {Object.values(verdictTexts).map(({ sign, title, kind }) => (
        <li key={title}>
          <span class={`verdict ${kind}`}>{sign}</span> {title}
        </li>
      ))}
    </ul>
  );
}
