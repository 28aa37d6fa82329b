import { SandboxBadge } from '../../components/sandbox/sandbox-badge.js';
import { Status } from '../../components/status.js';
import type { Column } from '../../components/table/columns.js';
import { formatDuration, formatTimeOfDay } from '../../lib/format.js';
import { contracts } from '../../state/operations.js';
import { href } from '../../state/router.js';
import type { Call } from './feed.js';

/** The columns of the list; that of the sandbox only where there are several. */
export function callColumns(isAll: boolean): readonly Column<Call>[] {
  return isAll ? [...columns.slice(0, 1), sandboxColumn, ...columns.slice(1)] : columns;
}

const sandboxColumn: Column<Call> = {
  key: 'sandbox',
  title: 'Sandbox',
  width: '150px',
  isWideOnly: true,
  render: ({ sandbox }) => <SandboxBadge name={sandbox} />,
};

const columns: readonly Column<Call>[] = [
  {
    key: 'time',
    title: 'Time',
    width: '82px',
    isMono: true,
    isWideOnly: true,
    render: ({ receivedAt, time }) => (
      <time dateTime={receivedAt ?? time} title={`By the sandbox's clock ${time}`}>
        {receivedAt ? formatLocalTime(receivedAt) : formatTimeOfDay(time)}
      </time>
    ),
  },
  {
    key: 'status',
    title: 'Status',
    width: '96px',
    render: ({ status }) => <Status status={status} />,
  },
  {
    key: 'path',
    title: 'Call',
    isMono: true,
    render: (call) => (
      <span title={requestLine(call)}>
        <b class="call-method">{call.method}</b> <ShortPath {...call} />
        <span class="muted">{queryText(call)}</span>
      </span>
    ),
  },
  {
    key: 'operation',
    title: 'Operation',
    width: '19%',
    isWideOnly: true,
    render: ({ operationId, control }) =>
      control ? (
        <span class="tag">control plane</span>
      ) : (
        (operationId ?? <span class="muted">none</span>)
      ),
  },
  {
    key: 'persona',
    title: 'Caller',
    width: '13%',
    isWideOnly: true,
    render: ({ persona }) => persona ?? <span class="muted">unknown</span>,
  },
  {
    key: 'duration',
    title: 'Took',
    width: '72px',
    align: 'end',
    isWideOnly: true,
    render: ({ durationMs }) => formatDuration(durationMs),
  },
  {
    key: 'fault',
    title: 'Fault',
    width: '64px',
    render: ({ fault }) =>
      fault && (
        <a
          class="tag bad"
          href={href('faults')}
          title={`The fault rule ${fault} acted on this call`}
        >
          {fault}
        </a>
      ),
  },
];

/** A longer mount takes the room of what differs between calls. */
const maxMount = 12;

/** The path of a call; a long mount of its API is left out. */
function ShortPath({ contract, path }: Call) {
  const mount = contracts.value?.find(({ id }) => id === contract)?.mount ?? '';
  if (mount.length <= maxMount || !path.startsWith(mount)) return <>{path}</>;
  return (
    <>
      <span class="muted">…</span>
      {path.slice(mount.length)}
    </>
  );
}

/** The method and the URL of a call, without the origin. */
export function requestLine(call: Call): string {
  return `${call.method} ${call.path}${queryText(call)}`;
}

/** The query of a call with its question mark; empty without one. Brackets are shown as they are written. */
export function queryText({ request }: Pick<Call, 'request'>): string {
  const pairs = Object.entries(request.query).flatMap(([name, value]) =>
    [value].flat().map((each) => `${encode(name)}=${encode(String(each))}`),
  );
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}

function encode(text: string): string {
  return encodeURIComponent(text)
    .replaceAll('%5B', '[')
    .replaceAll('%5D', ']')
    .replaceAll('%2C', ',')
    .replaceAll('%3A', ':');
}

/** A real time of day as people read it on their clock. */
function formatLocalTime(iso: string): string {
  return new Date(iso).toLocaleTimeString('en-GB');
}
