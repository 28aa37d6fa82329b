import { SandboxBadge } from '../../components/sandbox/sandbox-badge.js';
import type { Column } from '../../components/table/columns.js';
import { formatBytes, formatNumber, formatShortTime } from '../../lib/format.js';
import { href } from '../../state/router.js';
import type { Sandbox } from '../../state/sandboxes.js';

const count = (
  key: 'calls' | 'refusals' | 'faults',
  { title, width }: { readonly title: string; readonly width: string },
): Column<Sandbox> => ({
  key,
  title,
  width,
  align: 'end',
  sortBy: (sandbox) => sandbox[key],
  render: (sandbox) => (
    <span class={sandbox[key] === 0 ? 'muted' : key === 'faults' ? 'tag bad' : ''}>
      {formatNumber(sandbox[key])}
    </span>
  ),
});

/** The columns of the list of sandboxes. */
export const columns: readonly Column<Sandbox>[] = [
  {
    key: 'name',
    title: 'Name',
    sortBy: ({ name }) => name,
    render: ({ name }) => (
      <a class="plain-link" href={href(`sandboxes/${name}`)}>
        <SandboxBadge name={name} />
      </a>
    ),
  },
  {
    key: 'label',
    title: 'Label',
    width: '17%',
    isWideOnly: true,
    sortBy: ({ label }) => label,
    render: ({ label }) => <span title={label ?? ''}>{label}</span>,
  },
  {
    key: 'from',
    title: 'Copy of',
    width: '74px',
    isWideOnly: true,
    isMono: true,
    sortBy: ({ from }) => from,
    render: ({ from }) => from ?? <span class="muted">seeds</span>,
  },
  {
    key: 'now',
    title: 'Clock',
    width: '178px',
    isWideOnly: true,
    sortBy: ({ now }) => Date.parse(now),
    render: ({ now, frozen }) => (
      <span class="tabular" title={frozen ? 'The clock stands still' : 'The clock goes on'}>
        {formatShortTime(now)}
        {frozen && <span class="muted"> ❚❚</span>}
      </span>
    ),
  },
  count('calls', { title: 'Calls', width: '66px' }),
  { ...count('refusals', { title: 'Refused', width: '76px' }), isWideOnly: true },
  count('faults', { title: 'Faults', width: '66px' }),
  {
    key: 'snapshots',
    title: 'Snapshots',
    width: '90px',
    align: 'end',
    isWideOnly: true,
    sortBy: ({ snapshots }) => snapshots.length,
    render: ({ snapshots }) => (
      <span class={snapshots.length === 0 ? 'muted' : ''} title={snapshots.join(', ')}>
        {snapshots.length}
      </span>
    ),
  },
  {
    key: 'bytes',
    title: 'Size',
    width: '80px',
    align: 'end',
    isWideOnly: true,
    sortBy: ({ bytes }) => bytes,
    render: ({ bytes }) => formatBytes(bytes),
  },
];
