import { useEffect } from 'preact/hooks';
import { inSandbox, type Model, unwrap } from '../../../api/client.js';
import { subscribe } from '../../../api/events.js';
import { EmptyState } from '../../../components/empty-state.js';
import { Status } from '../../../components/status.js';
import type { Column } from '../../../components/table/columns.js';
import { Table } from '../../../components/table/table.js';
import { Ago } from '../../../components/time.js';
import { useLoaded } from '../../../state/loaded.js';
import { sandboxName } from '../../../state/sandboxes.js';
import { type CollectionPlace, type DataDocument, fieldOf } from '../world.js';

type Entry = Model<'JournalEntry'>;

interface CallsProps extends CollectionPlace {
  readonly document: DataDocument;
}

/** The most calls that are read for one text that identifies the document. */
const maxRead = 200;

/** The recorded calls that sent or got the document: what identifies it is in their path, query or bodies. */
export function Calls({ collection, document }: CallsProps) {
  const texts = identifiersOf(collection, document);
  const { data, error, refresh } = useLoaded(
    () => loadCalls(texts),
    [texts],
    ['data', 'reset', 'missed'],
  );
  useEffect(() => {
    const name = sandboxName.value;
    const onCall = (_type: 'call', { sandbox, entry }: { sandbox: string; entry: Entry }) => {
      if (sandbox === name && isAbout(entry, texts)) void refresh();
    };
    return subscribe(['call'], onCall, { callsOf: name, hasMessages: true });
  }, [texts.join()]);
  if (error) return <EmptyState title="The calls could not be read">{error.message}</EmptyState>;
  if (!data) return <div class="loading" aria-busy="true" />;
  return (
    <section class="document-calls" aria-label="Calls">
      <p class="muted small">
        Recorded calls with {texts.map((text) => `“${text}”`).join(' or ')} in the path, the query
        or a body, newest first.
      </p>
      <Table
        label="Calls that touched the document"
        columns={columns}
        rows={data}
        keyOf={({ id }) => id}
        minWidth="560px"
        empty={
          <EmptyState title="No recorded call has touched it">
            <p>Calls to the vendor API and writes of the control plane appear here.</p>
          </EmptyState>
        }
      />
    </section>
  );
}

const columns: readonly Column<Entry>[] = [
  { key: 'time', title: 'When', width: '130px', render: ({ time }) => <Ago at={time} /> },
  { key: 'method', title: 'Method', width: '74px', isMono: true, render: ({ method }) => method },
  {
    key: 'path',
    title: 'Path',
    isMono: true,
    render: ({ path }) => <span title={path}>{path}</span>,
  },
  {
    key: 'persona',
    title: 'By',
    width: '150px',
    render: ({ persona, control }) =>
      control ? <span class="tag">control plane</span> : (persona ?? <span class="muted">–</span>),
  },
  {
    key: 'status',
    title: 'Status',
    width: '84px',
    render: ({ status }) => <Status status={status} />,
  },
];

/** The texts that only calls about a document contain: its key, other unique fields, and other spellings of the key. */
function identifiersOf({ unique }: CallsProps['collection'], document: DataDocument): string[] {
  const others = unique.map((field) => fieldOf(document, field));
  const spellings = Object.values(document.wire).filter(
    (value) => typeof value === 'string' && value.replaceAll('-', '') === document.key,
  );
  const texts = [document.key, ...others, ...spellings]
    .filter((value) => typeof value === 'string' || typeof value === 'number')
    .map(String)
    .filter((text) => text !== '');
  return [...new Set(texts)];
}

async function loadCalls(texts: readonly string[]): Promise<Entry[]> {
  const client = inSandbox(sandboxName.value);
  const pages = await Promise.all(
    texts.map((text) =>
      unwrap(
        client.GET('/journal', { params: { query: { text, order: 'desc', limit: maxRead } } }),
      ),
    ),
  );
  const found = new Map(pages.flatMap(({ entries }) => entries).map((entry) => [entry.id, entry]));
  return [...found.values()]
    .filter((entry) => isAbout(entry, texts))
    .sort((one, other) => Number(other.id) - Number(one.id));
}

/** Whether a call contains one of the texts as a word of its own, so that key 11 is not found in 2011. */
function isAbout({ path, request, response }: Entry, texts: readonly string[]): boolean {
  const content = JSON.stringify([path, request.query, request.body, response.body]);
  return texts.some((text) => {
    const escaped = JSON.stringify(text)
      .slice(1, -1)
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return new RegExp(`(?<![\\w-])${escaped}(?![\\w-])`, 'i').test(content);
  });
}
