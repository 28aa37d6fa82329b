import { useEffect, useMemo } from 'preact/hooks';
import { inSandbox, type Model, unwrap } from '../../api/client.js';
import { keySandbox } from '../../api/credential.js';
import { subscribe } from '../../api/events.js';
import { EmptyState } from '../../components/empty-state.js';
import { LabelledSelect, RadioChoices } from '../../components/select.js';
import { Table } from '../../components/table/table.js';
import { elapsed } from '../../lib/browser-time.js';
import { formatNumber, plural } from '../../lib/format.js';
import { useLoaded } from '../../state/loaded.js';
import { loadContracts } from '../../state/operations.js';
import { href, route, setQuery } from '../../state/router.js';
import { sandboxName, wantsAllSandboxes } from '../../state/sandboxes.js';
import { columns } from './columns.js';
import { findOperations, type OperationCoverage, selections } from './coverage.js';
import { CoverageDialog } from './coverage-dialog.js';
import { Shares } from './shares.js';

/** Calls to a sandbox that come in quick succession cause one request in this time; the calls to all are read at the other. */
const refreshMs = { one: 1000, all: 5000 } as const;

const keyOf = ({ contract, operationId }: OperationCoverage) => `${contract} ${operationId}`;

/** What calls used of the vendor APIs, in the sandbox or in all of them, and what they never tried. */
export function Page() {
  const { query } = route.value;
  const isAboutAll = wantsAllSandboxes.value;
  const { data, error, refresh } = useLoaded(
    () => loadCoverage(isAboutAll),
    [isAboutAll],
    ['reset', 'deleted', 'missed'],
  );
  useRefreshAfterCalls(refresh, isAboutAll);
  const selection = selections.find(([name]) => name === query.show)?.[0] ?? 'all';
  const { api, search = '' } = query;
  const found = useMemo(
    () => findOperations(data?.contracts ?? [], { api, selection, search }),
    [data, api, selection, search],
  );
  const opened = found.find((each) => keyOf(each) === query.op);
  if (error) return <EmptyState title="The coverage could not be read">{error.message}</EmptyState>;
  return (
    <div class="page filled coverage-page">
      <header class="page-header">
        <div>
          <h1>Coverage</h1>
          <p class="muted small">{data ? summaryOf(data, isAboutAll) : ' '}</p>
        </div>
        {keySandbox.value === undefined && (
          <LabelledSelect
            label="Calls of"
            value={isAboutAll ? 'all' : 'one'}
            options={[
              ['one', sandboxName.value],
              ['all', 'all sandboxes'],
            ]}
            onChange={(value) => setQuery({ sandboxes: value === 'all' ? 'all' : undefined })}
          />
        )}
      </header>
      <Shares contracts={data?.contracts} selected={api} />
      <div class="row list-tools">
        <RadioChoices
          label="Which operations"
          name="show"
          value={selection}
          options={selections}
          onChange={(show) => setQuery({ show: show === 'all' ? undefined : show })}
        />
        <input
          type="search"
          aria-label="Search operations"
          placeholder="Search operations"
          value={search}
          onInput={({ currentTarget }) => setQuery({ search: currentTarget.value })}
        />
        <span class="muted" role="status">
          {data && plural(found.length, 'operation')}
        </span>
      </div>
      {data ? (
        <Table
          label="Operations"
          columns={columns}
          rows={found}
          keyOf={keyOf}
          sort={query.sort}
          onSort={(sort) => setQuery({ sort })}
          openKey={query.op}
          minWidth="860px"
          onOpen={(operation) => setQuery({ op: keyOf(operation) }, { replaces: false })}
          empty={
            <EmptyState title="No operation is like this">
              <p>
                Send calls to the vendor APIs, or <a href={href('coverage')}>show all operations</a>
                .
              </p>
            </EmptyState>
          }
        />
      ) : (
        <div class="loading" aria-busy="true" />
      )}
      {opened && <CoverageDialog operation={opened} onClose={() => setQuery({ op: undefined })} />}
    </div>
  );
}

function loadCoverage(isAboutAll: boolean): Promise<Model<'Coverage'>> {
  void loadContracts().catch(() => {});
  return unwrap(
    inSandbox(sandboxName.value).GET('/coverage', {
      params: { query: isAboutAll ? { sandboxes: 'all' } : {} },
    }),
  );
}

/** Follows the calls to the sandbox. Those to all may be so many that it costs less to read the coverage now and then. */
function useRefreshAfterCalls(refresh: () => Promise<void>, isAboutAll: boolean): void {
  const name = sandboxName.value;
  useEffect(() => {
    if (isAboutAll) return poll(refresh);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onCall = (_type: 'call', { sandbox }: { readonly sandbox: string }) => {
      if (sandbox !== name) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        void refresh();
      }, refreshMs.one);
    };
    const unsubscribe = subscribe(['call'], onCall, { callsOf: name });
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [name, isAboutAll]);
}

/** Runs an action again and again while the page is visible, at most a fiftieth of the time. Returns the function that ends it. */
function poll(action: () => Promise<void>): () => void {
  let timer: ReturnType<typeof setTimeout>;
  let isEnded = false;
  const wait = (took: number) => {
    timer = setTimeout(run, Math.max(refreshMs.all, took * 50));
  };
  const run = async () => {
    const startedAt = elapsed();
    if (!document.hidden) await action();
    if (!isEnded) wait(elapsed() - startedAt);
  };
  wait(0);
  return () => {
    isEnded = true;
    clearTimeout(timer);
  };
}

function summaryOf({ calls, unmatched }: Model<'Coverage'>, isAboutAll: boolean): string {
  const where = isAboutAll ? 'since the server started' : 'since the sandbox was created or reset';
  const none = unmatched > 0 ? `, ${formatNumber(unmatched)} of them to no operation` : '';
  return `${plural(calls, 'call')} ${where}${none}.`;
}
