import { inSandbox, type Model, unwrap } from '../../api/client.js';
import { Button } from '../../components/button.js';
import { EmptyState } from '../../components/empty-state.js';
import {
  describeEffect,
  describeMatch,
  describeSchedule,
  isExhausted,
} from '../../components/fault/describe.js';
import type { Column } from '../../components/table/columns.js';
import { Table } from '../../components/table/table.js';
import { formatNumber } from '../../lib/format.js';
import { faults, refreshAll, sandboxName } from '../../state/sandboxes.js';
import { attempt } from '../../state/toasts.js';

type Rule = Model<'FaultRule'>;

const columns: readonly Column<Rule>[] = [
  {
    key: 'id',
    title: 'Rule',
    width: '52px',
    isMono: true,
    isWideOnly: true,
    render: ({ id }) => id,
  },
  {
    key: 'match',
    title: 'Calls',
    render: (rule) => (
      <>
        <span class="mono" title={describeMatch(rule)}>
          {describeMatch(rule)}
        </span>
        {/* In a narrow window there is no room for columns of their own. */}
        <span class="narrow-only muted">
          {describeEffect(rule)}, {describeSchedule(rule)}
        </span>
      </>
    ),
  },
  {
    key: 'effect',
    title: 'Effect',
    width: '22%',
    isWideOnly: true,
    render: (rule) => <span title={describeEffect(rule)}>{describeEffect(rule)}</span>,
  },
  {
    key: 'when',
    title: 'When',
    width: '20%',
    isWideOnly: true,
    render: (rule) => <span title={describeSchedule(rule)}>{describeSchedule(rule)}</span>,
  },
  {
    key: 'scenario',
    title: 'Scenario',
    width: '120px',
    isWideOnly: true,
    render: ({ scenario }) => scenario && <span class="tag">{scenario}</span>,
  },
  {
    key: 'matched',
    title: 'Matched',
    width: '76px',
    align: 'end',
    isWideOnly: true,
    render: ({ matched }) => formatNumber(matched),
  },
  {
    key: 'applied',
    title: 'Affected',
    width: '84px',
    align: 'end',
    render: (rule) => (
      <>
        {isExhausted(rule) && <span class="tag">over</span>} {formatNumber(rule.applied)}
      </>
    ),
  },
  {
    key: 'end',
    title: '',
    width: '78px',
    align: 'end',
    render: ({ id }) => (
      <Button aria-label={`End the rule ${id}`} onClick={() => end(sandboxName.value, id)}>
        End
      </Button>
    ),
  },
];

/** The active rules in the order in which they are evaluated. */
export function Rules() {
  return (
    <section aria-labelledby="rules" class="fault-rules">
      <h2 id="rules">Active rules</h2>
      <Table
        label="Active rules"
        columns={columns}
        rows={faults.value}
        keyOf={({ id }) => id}
        rowClass={(rule) => (isExhausted(rule) ? 'exhausted' : '')}
        empty={
          <EmptyState title="Every call succeeds as usual">
            <p>Switch a scenario on, or add a rule for some of the calls.</p>
          </EmptyState>
        }
      />
    </section>
  );
}

async function end(sandbox: string, id: string): Promise<void> {
  await attempt(async () => {
    await unwrap(inSandbox(sandbox).DELETE('/faults/{id}', { params: { path: { id } } }));
    await refreshAll();
  }, `The rule ${id} of ${sandbox} has ended`);
}
