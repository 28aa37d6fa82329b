import { OperationTitle, VendorPage } from '../../components/operation.js';
import { Dialog } from '../../components/overlay/dialog.js';
import { formatNumber, plural } from '../../lib/format.js';
import { href } from '../../state/router.js';
import type { OperationCoverage } from './coverage.js';

interface CoverageDialogProps {
  readonly operation: OperationCoverage;
  readonly onClose: () => void;
}

/** What calls used of one operation, part by part. */
export function CoverageDialog({ operation, onClose }: CoverageDialogProps) {
  const { method, path, operationId, contract, calls, source, pages } = operation;
  return (
    <Dialog kind="side" title={<OperationTitle method={method} path={path} />} onClose={onClose}>
      <p class="row">
        <strong>{calls === 0 ? 'Never called' : plural(calls, 'call')}</strong>
        <a href={href('access', { api: contract, op: operationId })}>Who may call it</a>
        <VendorPage source={source} />
      </p>
      <div class="coverage-parts">
        <Part
          title="Statuses"
          rows={operation.statuses.map(({ status, published, calls: count }) => ({
            name: String(status),
            note: published ? '' : 'not published',
            count,
          }))}
        />
        <Part
          title="Parameters"
          rows={operation.parameters.map((each) => ({
            name: each.name,
            note: each.in,
            count: each.calls,
          }))}
        />
        <Part
          title="Scopes"
          rows={operation.scopes.map(({ scope, accepted, calls: count }) => ({
            name: scope,
            note: accepted ? '' : 'not accepted',
            count,
          }))}
        />
        {pages && (
          <Part
            title="Pages"
            rows={[
              { name: 'first page', note: '', count: pages.first },
              { name: 'later pages', note: '', count: pages.later },
            ]}
          />
        )}
      </div>
    </Dialog>
  );
}

interface PartRow {
  readonly name: string;
  readonly note: string;
  readonly count: number;
}

function Part({ title, rows }: { readonly title: string; readonly rows: readonly PartRow[] }) {
  if (rows.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul class="coverage-list">
        {rows.map(({ name, note, count }) => (
          <li key={name} class={count === 0 ? 'muted' : ''}>
            <code>{name}</code>
            <span class="muted small">{note}</span>
            <span class="count">{count === 0 ? 'never' : formatNumber(count)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
