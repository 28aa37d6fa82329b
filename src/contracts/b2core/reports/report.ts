import { periods } from '../../../../schemas/b2core/reports.js';
import { type Decimal, divide, formatDecimal } from '../../../lib/calculation/decimal.js';
import { groupBy } from '../../../lib/calculation/group-by.js';
import type { UnvalidatedRequest } from '../../../simulator/contract/operation.js';
import type { FieldError } from '../../../simulator/contract/problem.js';

type Period = (typeof periods)[number];

/** The query of a report. Filters have two spellings, as on other pages. */
export interface ReportQuery {
  readonly group_by?: string;
  readonly limit?: number;
  readonly offset?: number;
  readonly sort_order?: 'asc' | 'desc';
  readonly 'filter[startTime]'?: string;
  readonly 'filter[endTime]'?: string;
  readonly 'filter[reportStartTime]'?: string;
  readonly 'filter[reportEndTime]'?: string;
  readonly 'filter[userId]'?: string;
  readonly 'filter[groupId]'?: string;
  readonly 'filter[paymentState]'?: string;
  readonly 'filter[paymentCurrencyCode]'?: string;
}

/** The instants between which a report lies; the second is not part of it. */
interface Bounds {
  readonly from: number;
  readonly to: number;
}

function boundsOf(query: ReportQuery): Bounds {
  const from = query['filter[startTime]'] ?? query['filter[reportStartTime]'];
  const to = query['filter[endTime]'] ?? query['filter[reportEndTime]'];
  return {
    from: from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(from),
    to: to === undefined ? Number.POSITIVE_INFINITY : Date.parse(to),
  };
}

/** Reports a period that ends before it starts, and two spellings of a filter that differ. */
export function reportQueryErrors({ query }: UnvalidatedRequest): FieldError[] {
  const params = query as ReportQuery;
  const { from, to } = boundsOf(params);
  const contradictions = (['StartTime', 'EndTime'] as const).filter((name) => {
    const short = params[`filter[${name === 'StartTime' ? 'startTime' : 'endTime'}]`];
    const long = params[`filter[report${name}]`];
    return short !== undefined && long !== undefined && short !== long;
  });
  return [
    ...contradictions.map(
      (name): FieldError => ({
        in: 'query',
        at: `filter[report${name}]`,
        message: 'must not differ from the other spelling of the same filter',
      }),
    ),
    ...(from > to
      ? [{ in: 'query' as const, at: 'filter[endTime]', message: 'must not be before the start' }]
      : []),
  ];
}

/** Splits what is in the period of a query from what is in the period of the same length before; without both bounds the latter is empty. */
export function inPeriods<Item extends { readonly createTime: string }>(
  items: readonly Item[],
  query: ReportQuery,
): { current: Item[]; previous: Item[] } {
  const { from, to } = boundsOf(query);
  const between = (start: number, end: number) =>
    items.filter(({ createTime }) => {
      const time = Date.parse(createTime);
      return time >= start && time < end;
    });
  const length = to - from;
  return {
    current: between(from, to),
    previous: Number.isFinite(length) ? between(from - length, from) : [],
  };
}

/** Whether a query has both ends of a period, so that there is one before to compare with. */
export function isComparable(query: ReportQuery): boolean {
  const { from, to } = boundsOf(query);
  return Number.isFinite(to - from);
}

/** Groups items by a key, and returns the page of groups that a query asks for. */
export function pageOfGroups<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string | null,
  { offset = 0, limit, sort_order = 'desc' }: ReportQuery & { readonly limit: number },
): [string | null, Item[]][] {
  const sign = sort_order === 'asc' ? 1 : -1;
  const sorted = [...groupBy(items, keyOf)].sort(([one], [other]) => sign * compare(one, other));
  return sorted.slice(offset, offset + limit);
}

/** Groups without a key come first, as in an ascending order of SQLite. */
function compare(one: string | null, other: string | null): number {
  if (one === other) return 0;
  if (one === null || other === null) return one === null ? -1 : 1;
  return one < other ? -1 : 1;
}

/** Whether a way of grouping is by time. */
export function isPeriod(groupBy: string): groupBy is Period {
  return (periods as readonly string[]).includes(groupBy);
}

/** The start of the hour, day, week, month or year of a time, in UTC. Weeks begin on Monday, as in ISO 8601. */
export function periodStart(time: string, period: Period): string {
  const date = new Date(time);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const starts = {
    hour: () => Date.UTC(year, month, day, date.getUTCHours()),
    day: () => Date.UTC(year, month, day),
    week: () => Date.UTC(year, month, day - ((date.getUTCDay() + 6) % 7)),
    month: () => Date.UTC(year, month),
    year: () => Date.UTC(year, 0),
  };
  return new Date(starts[period]()).toISOString().replace('.000Z', '+00:00');
}

/** A figure with its change since the period before. */
export function figure(actual: Decimal, before: Decimal, isCompared: boolean) {
  const change = isCompared ? actual - before : 0n;
  return {
    actualValue: formatDecimal(actual),
    absoluteChange: formatDecimal(change),
    relativeChange: formatDecimal(divide(change, before)),
  };
}
