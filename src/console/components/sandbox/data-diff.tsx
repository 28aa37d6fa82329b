import { useState } from 'preact/hooks';
import type { Model } from '../../api/client.js';
import { fieldLabel } from '../../lib/field-label.js';
import { formatNumber, plural } from '../../lib/format.js';
import { EmptyState } from '../empty-state.js';
import { Dialog } from '../overlay/dialog.js';
import type { Column } from '../table/columns.js';
import { Table } from '../table/table.js';
import { ContractTitle } from '../text/contract-title.js';
import { FieldName } from '../text/field-name.js';

type Diff = Model<'DataDiff'>;
type Difference = Diff['documents'][number];

interface DataDiffProps {
  readonly diff: Diff;
  /** What to say when nothing differs. */
  readonly equal: string;
}

/** The kinds of changes with their colours. */
const kinds = { added: 'good', changed: 'warn', removed: 'bad' } as const;

const columns: readonly Column<Difference>[] = [
  {
    key: 'change',
    title: 'Change',
    width: '82px',
    sortBy: ({ change }) => change,
    render: ({ change }) => <span class={`tag ${kinds[change]}`}>{change}</span>,
  },
  {
    key: 'collection',
    title: 'Collection',
    width: '190px',
    isWideOnly: true,
    sortBy: ({ contract, collection }) => `${contract} ${collection}`,
    render: ({ contract, collection }) => (
      <>
        <span class="muted">
          <ContractTitle id={contract} />
        </span>{' '}
        {fieldLabel(collection)}
      </>
    ),
  },
  {
    key: 'key',
    title: 'Document',
    width: '220px',
    isMono: true,
    sortBy: ({ key }) => key,
    render: ({ key }) => <span title={key}>{key}</span>,
  },
  {
    key: 'fields',
    title: 'Fields',
    isMono: true,
    isWideOnly: true,
    render: ({ fields }) => fields.map(summary).join(', '),
  },
];

const keyOf = ({ contract, collection, key }: Difference) => `${contract} ${collection} ${key}`;

/** How the documents of two sandboxes differ: how many of which kind, and each of them by its fields. */
export function DataDiff({ diff, equal }: DataDiffProps) {
  const [sort, setSort] = useState<string>();
  const [opened, setOpened] = useState<Difference>();
  const { added, changed, removed } = diff.total;
  const total = added + changed + removed;
  return (
    <div class="data-diff">
      <p class="row" role="status">
        <span class="tag good">{formatNumber(added)} added</span>
        <span class="tag warn">{formatNumber(changed)} changed</span>
        <span class="tag bad">{formatNumber(removed)} removed</span>
        {total > diff.documents.length && (
          <span class="muted">
            The first {plural(diff.documents.length, 'document')} are listed.
          </span>
        )}
      </p>
      <Table
        label="Documents that differ"
        columns={columns}
        rows={diff.documents}
        keyOf={keyOf}
        sort={sort}
        onSort={setSort}
        onOpen={setOpened}
        openKey={opened && keyOf(opened)}
        empty={<EmptyState title={equal} />}
      />
      {opened && (
        <Dialog
          kind="wide"
          title={`${fieldLabel(opened.collection)} ${opened.key}`}
          onClose={() => setOpened(undefined)}
        >
          <FieldList difference={opened} />
        </Dialog>
      )}
    </div>
  );
}

function FieldList({
  difference: { change, contract, fields },
}: {
  readonly difference: Difference;
}) {
  return (
    <>
      <p>
        <span class={`tag ${kinds[change]}`}>{change}</span>{' '}
        <span class="muted">
          <ContractTitle id={contract} />
        </span>
      </p>
      {fields.length > 0 && (
        <div class="table-scroll">
          <table class="table field-list">
            <thead>
              <tr>
                {['Field', 'Before', 'After'].map((title) => (
                  <th key={title} scope="col">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {fields.map((field) => (
                <tr key={field.field}>
                  <th scope="row">
                    <FieldName path={field.field} />
                  </th>
                  <td class="mono">{valueText(field, 'from')}</td>
                  <td class="mono">{valueText(field, 'to')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

type Field = Difference['fields'][number];

/** A field in a line: `Status: active → suspended`. */
function summary(field: Field): string {
  return `${fieldLabel(field.field)}: ${valueText(field, 'from')} → ${valueText(field, 'to')}`;
}

/** A value of a field, which is left out where the field is missing or secret. */
function valueText(field: Field, side: 'from' | 'to'): string {
  const value = field[side];
  if (value !== undefined) return typeof value === 'string' ? value : JSON.stringify(value);
  return field.from === undefined && field.to === undefined ? '(secret)' : '–';
}
