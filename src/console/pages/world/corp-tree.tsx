import { useMemo, useState } from 'preact/hooks';
import { EmptyState } from '../../components/empty-state.js';
import type { Column } from '../../components/table/columns.js';
import { Table } from '../../components/table/table.js';
import { formatNumber } from '../../lib/format.js';
import { href, navigate } from '../../state/router.js';
import { collectionHref, documentPath, filterSeparator, type WorldContract } from './world.js';

/** A corp with those below it, as the overview of a vendor has it. */
interface CorpNode {
  readonly corpId: string;
  readonly description: string;
  readonly kinds: readonly string[];
  /** Its own devices by status. */
  readonly devices: Readonly<Record<string, number>>;
  readonly users: number;
  readonly corps: readonly CorpNode[];
}

/** A corp as a row: its counts are with those of the corps below it. */
interface CorpRow {
  readonly node: CorpNode;
  readonly depth: number;
  readonly corpIds: readonly string[];
  readonly devices: Readonly<Record<string, number>>;
  readonly users: number;
}

/** The corps that an overview has; none for a vendor without. */
export function corpsOf(overview: WorldContract['overview']): readonly CorpNode[] {
  return Array.isArray(overview.corps) ? (overview.corps as CorpNode[]) : [];
}

interface CorpTreeProps {
  readonly contract: WorldContract;
  readonly corps: readonly CorpNode[];
}

/** The corps as a tree, with the numbers of their devices and users. */
export function CorpTree({ contract, corps }: CorpTreeProps) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => corps.flatMap((node) => rowsOf(node, 0, closed)), [corps, closed]);
  const toggle = (corpId: string) => {
    const next = new Set(closed);
    if (!next.delete(corpId)) next.add(corpId);
    setClosed(next);
  };
  const statuses = Object.keys(corps[0]?.devices ?? {});
  const columns = useMemo(
    () => columnsOf(contract, statuses, { closed, toggle }),
    [contract, closed, statuses.join()],
  );
  return (
    <section aria-label={`Corps of ${contract.title}`} class="corp-tree">
      <Table
        label={`Corps of ${contract.title}`}
        columns={columns}
        rows={rows}
        keyOf={({ node }) => node.corpId}
        onOpen={({ node }) => navigate(documentPath(contract.id, 'corps', node.corpId))}
        empty={<EmptyState title="There are no corps" />}
      />
      <p class="muted small">The numbers include the corps below. A number opens its list.</p>
    </section>
  );
}

function rowsOf(node: CorpNode, depth: number, closed: ReadonlySet<string>): CorpRow[] {
  const below = node.corps.flatMap((each) => rowsOf(each, depth + 1, new Set()));
  const children = below.filter((row) => row.depth === depth + 1);
  const sum = (status: string) =>
    children.reduce((total, row) => total + (row.devices[status] ?? 0), node.devices[status] ?? 0);
  const row: CorpRow = {
    node,
    depth,
    corpIds: [node.corpId, ...below.map((each) => each.node.corpId)],
    devices: Object.fromEntries(Object.keys(node.devices).map((status) => [status, sum(status)])),
    users: children.reduce((total, each) => total + each.users, node.users),
  };
  if (closed.has(node.corpId)) return [row];
  return [row, ...node.corps.flatMap((each) => rowsOf(each, depth + 1, closed))];
}

interface Folding {
  readonly closed: ReadonlySet<string>;
  readonly toggle: (corpId: string) => void;
}

function columnsOf(
  { id }: WorldContract,
  statuses: readonly string[],
  { closed, toggle }: Folding,
): Column<CorpRow>[] {
  const count = (
    { corpIds }: CorpRow,
    value: number,
    collection: string,
    filters: Readonly<Record<string, string>> = {},
  ) =>
    value === 0 ? (
      <span class="muted">0</span>
    ) : (
      <a
        href={collectionHref(id, collection, { corpId: corpIds.join(filterSeparator), ...filters })}
      >
        {formatNumber(value)}
      </a>
    );
  const total = ({ devices }: CorpRow) =>
    Object.values(devices).reduce((sum, each) => sum + each, 0);
  return [
    {
      key: 'corp',
      title: 'Corp',
      render: ({ node, depth }) => (
        <span class="corp-name" style={{ '--depth': String(depth) }}>
          <Fold node={node} isClosed={closed.has(node.corpId)} toggle={toggle} />
          <a href={href(documentPath(id, 'corps', node.corpId))} title={node.kinds.join(', ')}>
            {node.description}
          </a>
        </span>
      ),
    },
    {
      key: 'id',
      title: 'ID',
      width: '140px',
      isMono: true,
      isWideOnly: true,
      render: ({ node }) => node.corpId,
    },
    {
      key: 'devices',
      title: 'Devices',
      width: '72px',
      align: 'end',
      render: (row) => count(row, total(row), 'devices'),
    },
    ...statuses.map(
      (status): Column<CorpRow> => ({
        key: status,
        title: statusTitle(status),
        width: `${Math.max(64, 20 + 7.2 * statusTitle(status).length)}px`,
        align: 'end',
        isWideOnly: true,
        render: (row) => count(row, row.devices[status] ?? 0, 'devices', { status }),
      }),
    ),
    {
      key: 'users',
      title: 'Users',
      width: '60px',
      align: 'end',
      render: (row) => count(row, row.users, 'users'),
    },
  ];
}

interface FoldProps extends Pick<Folding, 'toggle'> {
  readonly node: CorpNode;
  readonly isClosed: boolean;
}

function Fold({ node, isClosed, toggle }: FoldProps) {
  if (node.corps.length === 0) return <span class="fold" aria-hidden="true" />;
  return (
    <button
      type="button"
      class="fold"
      aria-expanded={!isClosed}
      aria-label={`Corps below ${node.description}`}
      onClick={() => toggle(node.corpId)}
    >
      {isClosed ? '▸' : '▾'}
    </button>
  );
}

function statusTitle(status: string): string {
  const words = status.replaceAll('_', '/');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
