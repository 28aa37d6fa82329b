import { useEffect, useMemo, useState } from 'preact/hooks';
import { baseUrl, inSandbox, unwrap } from '../../api/client.js';
import { isConnected } from '../../api/events.js';
import { Button, CopyButton } from '../../components/button.js';
import { CodeBlock } from '../../components/code-block.js';
import { EmptyState } from '../../components/empty-state.js';
import { confirm } from '../../components/overlay/confirm.js';
import { Table } from '../../components/table/table.js';
import { formatNumber, plural } from '../../lib/format.js';
import { contracts, loadContracts, loadOperations } from '../../state/operations.js';
import { href, route, setQuery } from '../../state/router.js';
import { sandboxName, wantsAllSandboxes } from '../../state/sandboxes.js';
import { attempt } from '../../state/toasts.js';
import { CallDialog } from './call/dialog.js';
import type { Draft } from './call/draft.js';
import { SendDialog } from './call/send-dialog.js';
import { callColumns } from './columns.js';
import { type Call, keyOf, useCalls } from './feed.js';
import { type Filter, filterCalls, filterNames, isRefused } from './filter.js';
import { Filters } from './filters.js';

/** The calls to the vendor APIs as they are made, newest first. */
export function Page() {
  const name = sandboxName.value;
  const { query } = route.value;
  const isAll = wantsAllSandboxes.value;
  const [isPaused, setPaused] = useState(false);
  const [draft, setDraft] = useState<Draft>();
  const filter = useFilter();
  // Those to all sandboxes may be many: their headers and bodies are loaded when one is opened, or when they are searched.
  const hasMessages = !isAll || Boolean(filter.text?.trim());
  const feed = { sandbox: name, isAll, hasMessages, isPaused };
  const { calls, waiting, reload } = useCalls(feed);
  const found = useMemo(() => filterCalls(calls ?? [], filter), [calls, filter]);
  const columns = useMemo(() => callColumns(isAll), [isAll]);
  useEffect(() => {
    void loadContracts().catch(() => {});
    void loadOperations().catch(() => {});
  }, []);
  const clear = () => clearJournal(name, reload);
  return (
    <div class="page filled calls">
      <header class="page-header">
        <h1>Live calls</h1>
        <Count calls={calls} found={found} />
        <div class="row">
          <Button
            aria-pressed={isPaused}
            title={isPaused ? 'New calls wait' : 'New calls appear as they are made'}
            onClick={() => setPaused(!isPaused)}
          >
            <LiveSign isPaused={isPaused} waiting={waiting} />
          </Button>
          <Button disabled={isAll || !calls?.length} onClick={clear}>
            Clear the journal
          </Button>
        </div>
      </header>
      <Filters calls={calls ?? []} filter={filter} isAll={isAll} />
      {calls ? (
        <Table
          label="Calls"
          columns={columns}
          rows={found}
          keyOf={keyOf}
          onOpen={(call) => openCall(call, { replaces: false })}
          openKey={query.call && keyOf({ sandbox: query.in ?? name, id: query.call })}
          rowClass={(call) => (call.fault ? 'faulted' : '')}
          empty={<NoCalls hasCalls={calls.length > 0} />}
        />
      ) : (
        <div class="loading" aria-busy="true" />
      )}
      {query.call && calls && !draft && (
        <CallDialog
          key={`${query.in} ${query.call}`}
          target={{ sandbox: query.in ?? name, id: query.call }}
          calls={found}
          all={calls}
          onMove={(call) => openCall(call, { replaces: true })}
          onSend={setDraft}
          onClose={() => setQuery({ call: undefined, in: undefined })}
        />
      )}
      {draft && <SendDialog draft={draft} onClose={() => setDraft(undefined)} />}
    </div>
  );
}

function openCall({ id, sandbox }: Call, options: { readonly replaces: boolean }): void {
  const isOther = sandbox !== sandboxName.value;
  setQuery({ call: id, in: isOther ? sandbox : undefined }, options);
}

/** What the URL narrows the list by. It stays the same object until that changes. */
function useFilter(): Filter {
  const { query } = route.value;
  const values = filterNames.map((name) => query[name] ?? '');
  return useMemo(
    () => Object.fromEntries(filterNames.map((name, index) => [name, values[index]])),
    values,
  );
}

interface CountProps {
  readonly calls: readonly Call[] | undefined;
  readonly found: readonly Call[];
}

function Count({ calls, found }: CountProps) {
  if (!calls) return <p class="muted call-count">Loading …</p>;
  const refused = found.filter(isRefused).length;
  const total =
    found.length === calls.length
      ? plural(found.length, 'call')
      : `${formatNumber(found.length)} of ${plural(calls.length, 'call')}`;
  return (
    <p class="muted call-count">
      {total}, {formatNumber(refused)} refused
    </p>
  );
}

function LiveSign({ isPaused, waiting }: { readonly isPaused: boolean; readonly waiting: number }) {
  if (isPaused) return <>Paused{waiting > 0 && `, ${formatNumber(waiting)} new`}</>;
  return (
    <>
      <span class={`live-dot ${isConnected.value ? 'on' : ''}`} aria-hidden="true" />
      {isConnected.value ? 'Live' : 'Connecting'}
    </>
  );
}

function NoCalls({ hasCalls }: { readonly hasCalls: boolean }) {
  if (hasCalls)
    return (
      <EmptyState title="No call matches">
        <Button
          onClick={() => setQuery(Object.fromEntries(filterNames.map((each) => [each, undefined])))}
        >
          Clear the filters
        </Button>
      </EmptyState>
    );
  const [contract] = contracts.value ?? [];
  const command = contract && `curl '${baseUrl(sandboxName.value)}${contract.example}'`;
  return (
    <EmptyState title="No calls yet">
      <p>
        Calls to the vendor APIs appear here as they are made. <a href={href('')}>Home</a> has
        commands with a token; this one has none, and so it shows a refusal and its explanation.
      </p>
      {command && (
        <>
          <CodeBlock label="A cURL command without a token">{command}</CodeBlock>
          <CopyButton text={command} what="the cURL command" />
        </>
      )}
    </EmptyState>
  );
}

async function clearJournal(name: string, reload: () => Promise<void>): Promise<void> {
  const isSure = await confirm({
    title: `Clear the journal of ${name}?`,
    body: 'The recorded calls are deleted. The data of the sandbox stay as they are.',
    action: `Clear the journal of ${name}`,
  });
  if (!isSure) return;
  await attempt(async () => {
    await unwrap(inSandbox(name).DELETE('/journal'));
    await reload();
  }, `Cleared the journal of ${name}`);
}
