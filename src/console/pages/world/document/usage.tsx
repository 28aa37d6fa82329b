import { useEffect, useRef } from 'preact/hooks';
import { inSandbox, type Model, unwrap } from '../../../api/client.js';
import { EmptyState } from '../../../components/empty-state.js';
import { LabelledSelect } from '../../../components/select.js';
import { formatDate, formatNumber } from '../../../lib/format.js';
import { useLoaded } from '../../../state/loaded.js';
import { route, setQuery } from '../../../state/router.js';
import { sandboxName } from '../../../state/sandboxes.js';
import type { CollectionPlace } from '../world.js';

interface UsageProps extends CollectionPlace {
  readonly documentKey: string;
}

const spans = ['30', '60', '120', '366'];

/** What a document has used by day: as a chart, and as a table for those who read numbers. */
export function Usage({ contract, collection, documentKey }: UsageProps) {
  const span = spans.find((each) => each === route.value.query.days) ?? '60';
  const path = { contract: contract.id, collection: collection.name, key: documentKey };
  const { data, error } = useLoaded(
    () =>
      unwrap(
        inSandbox(sandboxName.value).GET('/data/{contract}/{collection}/{key}/usage', {
          params: { path, query: { days: Number(span) } },
        }),
      ),
    [path, span],
  );
  if (error) return <EmptyState title="The usage could not be read">{error.message}</EmptyState>;
  return (
    <section class="usage" aria-label="Usage by day">
      <div class="row">
        <LabelledSelect
          label="Days"
          value={String(span)}
          options={spans.map((each) => [String(each), String(each)])}
          onChange={(days) => setQuery({ days: days === '60' ? undefined : days })}
        />
        {data && <p class="muted">{summaryOf(data)}</p>}
      </div>
      <div class="card chart-card">{data && <Chart usage={data} />}</div>
      {data && <UsageTable usage={data} />}
    </section>
  );
}

type UsageByDay = Model<'UsageByDay'>;

function Chart({ usage }: { readonly usage: UsageByDay }) {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let remove: (() => void) | undefined;
    let isGone = false;
    // The library is loaded only where there is a chart.
    void import('./usage-chart.js').then(({ drawUsage }) => {
      if (!isGone && root.current) remove = drawUsage(root.current, usage);
    });
    return () => {
      isGone = true;
      remove?.();
    };
  }, [usage]);
  return (
    <div class="chart" ref={root} role="img" aria-label={`Usage by day. ${summaryOf(usage)}`} />
  );
}

/** The sum of this month, against the limit. */
function summaryOf({ days, unit, monthlyLimit }: UsageByDay): string {
  const month = days.at(-1)?.date.slice(0, 7) ?? '';
  const inMonth = days.filter(({ date }) => date.startsWith(month));
  const used = inMonth.reduce((sum, { amount }) => sum + amount, 0);
  const limit =
    monthlyLimit === null ? 'no monthly limit' : `of ${formatNumber(monthlyLimit)} ${unit}`;
  return `This month ${formatNumber(Math.round(used))} ${unit}, ${limit}.`;
}

function UsageTable({ usage: { days, unit } }: { readonly usage: UsageByDay }) {
  return (
    <details>
      <summary>As a table</summary>
      <div class="table-scroll usage-table">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col" class="end">
                {unit}
              </th>
            </tr>
          </thead>
          <tbody>
            {[...days].reverse().map(({ date, amount, isComplete }) => (
              <tr key={date}>
                <td>
                  {formatDate(date)} {!isComplete && <span class="muted">so far</span>}
                </td>
                <td class="end mono">{amount.toFixed(2)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
