import { ref } from '../../../../schemas/annotations.js';
import type { StoredObject } from '../../../../schemas/b2core/objects.js';
import {
  type Click,
  ClickReport,
  ClickReportQuery,
  PaymentReport,
  PaymentReportQuery,
} from '../../../../schemas/b2core/reports.js';
import type { B2coreSettings } from '../../../../schemas/b2core/settings.js';
import { type Payment, paymentStates } from '../../../../schemas/b2core/trading/trades.js';
import { convert } from '../../../../seeds/b2core/index.js';
import {
  type Decimal,
  decimal,
  divide,
  formatDecimal,
  sumDecimals,
} from '../../../lib/calculation/decimal.js';
import { anyScope } from '../../../simulator/contract/access.js';
import { type Operation, operation } from '../../../simulator/contract/operation.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import * as collections from '../collections.js';
import { referencePage } from '../evidence.js';
import { publicationNote } from '../resources/plain-resource.js';
import {
  figure,
  inPeriods,
  isComparable,
  isPeriod,
  pageOfGroups,
  periodStart,
  type ReportQuery,
  reportQueryErrors,
} from './report.js';

type StoredClick = StoredObject<typeof Click>;
type StoredPayment = StoredObject<typeof Payment>;

const evidence = referencePage('reports');
const config = { access: anyScope, evidence, effect: 'read' } as const;

/** Reports on the links and the payments of partners. */
export const reports: readonly Operation[] = [
  operation({
    method: 'GET',
    url: '/reports/clicks',
    config,
    schema: {
      operationId: 'getClickReport',
      summary: 'Report what came of the links of partners',
      description: `All clicks, unless filters limit them. ${publicationNote('part')}`,
      querystring: ClickReportQuery,
      response: { 200: ref(ClickReport) },
    },
    check: reportQueryErrors,
    handler({ sandbox, query }) {
      const params = withLimit(sandbox, query);
      const clicks = filtered(sandbox, sandbox.documents(collections.clicks).all({}), params);
      const { current, previous } = inPeriods(clicks, params);
      const [now, before] = [current, previous].map((each) => clickFigures(sandbox, each));
      const groups = pageOfGroups(
        current,
        (click) => clickGroup(sandbox, click, String(params.group_by)),
        params,
      );
      return {
        aggregation: compareFigures(now, before, isComparable(params)),
        rows: groups.map(([group, own]) => ({
          group,
          ...mapFigures(clickFigures(sandbox, own), formatDecimal),
        })),
      };
    },
  }),
  operation({
    method: 'GET',
    url: '/reports/payments',
    config,
    schema: {
      operationId: 'getPaymentReport',
      summary: 'Report what partners have earned',
      description: `All payments by the time when they were created, unless filters limit them. ${publicationNote('entry')}`,
      querystring: PaymentReportQuery,
      response: { 200: ref(PaymentReport) },
    },
    check: reportQueryErrors,
    handler({ sandbox, query }) {
      const params = withLimit(sandbox, query);
      const { 'filter[paymentState]': state, 'filter[paymentCurrencyCode]': currency } = params;
      const stored = sandbox.documents(collections.payments).all({
        where: {
          ...(state !== undefined && { paymentState: state }),
          ...(currency !== undefined && { paymentCurrencyCode: currency.toLowerCase() }),
        },
      });
      const payments = filtered(sandbox, stored, params);
      const { current, previous } = inPeriods(payments, params);
      const { group_by: groupBy = 'day' } = params;
      const keyOf = (payment: StoredPayment) =>
        JSON.stringify([paymentGroup(payment, groupBy), payment.paymentCurrencyCode]);
      return {
        aggregation: compareFigures(
          paymentFigures(current),
          paymentFigures(previous),
          isComparable(params),
        ),
        rows: pageOfGroups(current, keyOf, params).map(([key, own]) =>
          paymentRow(String(key), own),
        ),
      };
    },
  }),
];

function withLimit(sandbox: Sandbox, query: ReportQuery): ReportQuery & { readonly limit: number } {
  return {
    ...query,
    limit: query.limit ?? sandbox.settings<B2coreSettings>('b2core').defaultLimit,
  };
}

/** The items of the partner and of the IB type that a query names. */
function filtered<Item extends { readonly userId: string }>(
  sandbox: Sandbox,
  stored: readonly { readonly wire: Item }[],
  { 'filter[userId]': userId, 'filter[groupId]': groupId }: ReportQuery,
): Item[] {
  const members =
    groupId === undefined
      ? undefined
      : new Set(sandbox.documents(collections.users).keys({ where: { groupId } }));
  return stored
    .map(({ wire }) => wire)
    .filter((each) => userId === undefined || each.userId === userId)
    .filter((each) => !members || members.has(each.userId));
}

type Figures = Readonly<Record<string, Decimal>>;

function clickFigures(sandbox: Sandbox, clicks: readonly StoredClick[]): Figures {
  const registered = clicks.flatMap(({ profileId }) => (profileId === null ? [] : [profileId]));
  const active = [...new Set(registered)].filter(
    (profileId) => sandbox.documents(collections.trades).count({ where: { profileId } }) > 0,
  );
  const count = (number: number) => decimal(String(number));
  return {
    clickConversionRate: divide(count(registered.length), count(clicks.length)),
    numberOfActiveUsers: count(active.length),
    numberOfClicks: count(clicks.length),
    numberOfRegistrations: count(registered.length),
  };
}

function paymentFigures(payments: readonly StoredPayment[]): Figures {
  const count = (number: number) => decimal(String(number));
  const valid = payments.filter(({ paymentState }) => paymentState !== 'cancelled');
  return {
    numberOfPayments: count(payments.length),
    numberOfUsers: count(new Set(payments.map(({ userId }) => userId)).size),
    usdAmount: valid.reduce(
      (sum, each) => sum + convert(decimal(each.paymentAmount), each.paymentCurrencyCode, 'USD'),
      0n,
    ),
  };
}

function paymentRow(key: string, own: readonly StoredPayment[]) {
  const [group, paymentCurrencyCode] = JSON.parse(key) as [string, string];
  const amountIn = (state: string) =>
    sumDecimals(
      own.filter((each) => each.paymentState === state).map(({ paymentAmount }) => paymentAmount),
    );
  return {
    group,
    paymentCurrencyCode,
    numberOfPayments: own.length,
    numberOfUsers: new Set(own.map(({ userId }) => userId)).size,
    ...Object.fromEntries(
      paymentStates.map((state) => [`${state}Amount`, formatDecimal(amountIn(state))]),
    ),
  };
}

function compareFigures(now: Figures = {}, before: Figures = {}, isCompared: boolean) {
  return Object.fromEntries(
    Object.entries(now).map(([name, value]) => [
      name,
      figure(value, before[name] ?? 0n, isCompared),
    ]),
  );
}

function mapFigures<Value>(
  figures: Figures,
  map: (value: Decimal) => Value,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, map(value)]));
}

function clickGroup(sandbox: Sandbox, click: StoredClick, groupBy: string): string | null {
  if (isPeriod(groupBy)) return periodStart(click.createTime, groupBy);
  if (groupBy === 'user') return click.userId;
  if (groupBy === 'referrer') return click.referrer;
  const numericCode = click.countryNumericCode;
  if (groupBy === 'country' || numericCode === null) return numericCode;
  const country = sandbox.documents(collections.countries).findOne({ where: { numericCode } });
  return country?.wire.geographicRegionNumericCode ?? null;
}

function paymentGroup(payment: StoredPayment, groupBy: string): string {
  if (isPeriod(groupBy)) return periodStart(payment.createTime, groupBy);
  return groupBy === 'user' ? payment.userId : payment.paymentPreferencesGroupId;
}
