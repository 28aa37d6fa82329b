import { statusKind } from '../../components/status.js';
import type { Column } from '../../components/table/columns.js';
import { formatNumber } from '../../lib/format.js';
import { type OperationCoverage, shareText } from './coverage.js';

/** The columns of the operations with what was used of them. */
export const columns: readonly Column<OperationCoverage>[] = [
  {
    key: 'operation',
    title: 'Operation',
    isMono: true,
    sortBy: ({ path, method }) => `${path} ${method}`,
    render: ({ method, path, operationId, simulated }) => (
      <span title={operationId}>
        <span class="muted">{method}</span> {path}{' '}
        {!simulated && <span class="tag warn">not simulated</span>}
      </span>
    ),
  },
  {
    key: 'calls',
    title: 'Calls',
    width: '72px',
    align: 'end',
    sortBy: ({ calls }) => calls,
    render: ({ calls }) => (calls === 0 ? <span class="muted">never</span> : formatNumber(calls)),
  },
  {
    key: 'statuses',
    title: 'Statuses',
    width: '290px',
    sortBy: ({ statuses }) => statuses.filter(({ calls }) => calls > 0).length,
    render: ({ statuses }) => (
      <span class="status-list">
        {statuses.map(({ status, calls }) => (
          <span
            key={status}
            class={`status ${calls === 0 ? 'unused' : statusKind(status)}`}
            title={calls === 0 ? `${status} was never sent` : `${status} was sent ${calls} times`}
          >
            {status}
          </span>
        ))}
      </span>
    ),
  },
  {
    key: 'parameters',
    title: 'Parameters',
    width: '98px',
    align: 'end',
    sortBy: ({ parameters }) => parameters.filter(({ calls }) => calls > 0).length,
    render: ({ parameters }) => <Part parts={parameters} />,
  },
  {
    key: 'scopes',
    title: 'Scopes',
    width: '86px',
    align: 'end',
    sortBy: ({ scopes }) => scopes.filter(({ calls }) => calls > 0).length,
    render: ({ scopes }) => <Part parts={scopes.filter(({ accepted }) => accepted)} />,
  },
];

function Part({ parts }: { readonly parts: readonly { readonly calls: number }[] }) {
  const text = shareText(parts);
  const isUsed = parts.some(({ calls }) => calls > 0);
  return <span class={isUsed ? '' : 'muted'}>{text ?? '–'}</span>;
}
