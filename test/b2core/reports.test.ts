import t from 'tap';
import { curlExampleId } from '../../schemas/b2core/samples.js';
import { query, type Send, startInjected } from '../support/app.js';
import { b2core } from './api.js';

const server = await startInjected(t);
const clicks = `${b2core}/reports/clicks`;
const payments = `${b2core}/reports/payments`;

// biome-ignore lint/suspicious/noExplicitAny: rows of several reports
type Row = any;

const units = (text: string) => BigInt(text.replace('.', ''));
const one = 10n ** 18n;
const sum = (rows: Row[], field: string) =>
  rows.reduce((total, each) => total + units(each[field]), 0n);
const clickGroups = [
  'user',
  'country',
  'region',
  'referrer',
  'hour',
  'day',
  'week',
  'month',
  'year',
];

/** All payments, page by page. */
async function allPayments(send: Send): Promise<Row[]> {
  const list: Row[] = [];
  for (;;) {
    const { body } = await send(
      'GET',
      `${b2core}/payments${query({ limit: 100, offset: list.length })}`,
    );
    list.push(...body);
    if (body.length < 100) return list;
  }
}

/** All rows of a report, page by page, with its aggregation. */
async function wholeReport(send: Send, url: string, parameters: Record<string, unknown>) {
  const rows: Row[] = [];
  for (;;) {
    const page = await report(send, url, { ...parameters, offset: rows.length });
    rows.push(...page.rows);
    if (page.rows.length < 100) return { rows, aggregation: page.aggregation };
  }
}

const report = async (send: Send, url: string, parameters: Record<string, unknown>) => {
  const { status, body } = await send('GET', `${url}${query({ limit: 100, ...parameters })}`);
  t.equal(status, 200, `${url} ${JSON.stringify(parameters)}`);
  return body;
};

t.test('group_by is required on the report of clicks', async (t) => {
  const { send } = server.sandbox();
  for (const [parameters, field] of [
    [{}, 'group_by'],
    [{ group_by: 'moon' }, 'group_by'],
    [{ group_by: 'day', sort_order: 'up' }, 'sort_order'],
    [{ group_by: 'day', 'filter[startTime]': 'today' }, 'filter[startTime]'],
    [
      {
        group_by: 'day',
        'filter[startTime]': '2026-03-02T00:00:00Z',
        'filter[endTime]': '2026-03-01T00:00:00Z',
      },
      'filter[endTime]',
    ],
    [
      {
        group_by: 'day',
        'filter[endTime]': '2026-03-02T00:00:00Z',
        'filter[reportEndTime]': '2026-03-01T00:00:00Z',
      },
      'filter[reportEndTime]',
    ],
  ] as const)
    t.match(await send('GET', `${clicks}${query(parameters)}`), {
      status: 400,
      body: { errors: [{ field }] },
    });
});

t.test('however clicks are grouped, the rows add up to the same figures', async (t) => {
  const { send } = server.sandbox();
  const { aggregation } = await report(send, clicks, { group_by: 'user' });
  const total = units(aggregation.numberOfClicks.actualValue);
  const registrations = units(aggregation.numberOfRegistrations.actualValue);
  t.ok(total > registrations && registrations > 0n);
  t.equal(units(aggregation.clickConversionRate.actualValue), (registrations * one) / total);
  for (const group_by of clickGroups) {
    const { aggregation: same, rows } = await report(send, clicks, { group_by });
    t.strictSame(same, aggregation, group_by);
    t.equal(sum(rows, 'numberOfClicks'), total, group_by);
    t.equal(sum(rows, 'numberOfRegistrations'), registrations, group_by);
    t.equal(sum(rows, 'numberOfActiveUsers'), units(aggregation.numberOfActiveUsers.actualValue));
    const groups = rows.map(({ group }: Row) => group);
    t.equal(new Set(groups).size, groups.length, group_by);
    const named = groups.filter((group: string | null) => group !== null);
    t.strictSame(named, [...named].sort().reverse(), `${group_by}: descending by default`);
  }
});

t.test('registrations are the relations that came of clicks', async (t) => {
  const { send } = server.sandbox();
  const { rows } = await report(send, clicks, { group_by: 'user' });
  for (const { group, numberOfRegistrations } of rows) {
    const { body: relations } = await send(
      'GET',
      `${b2core}/relations?limit=100&filter[parentUserId]=${group}`,
    );
    t.ok(BigInt(relations.length) * one >= units(numberOfRegistrations), group);
    const { rows: own } = await report(send, clicks, { group_by: 'year', 'filter[userId]': group });
    t.equal(sum(own, 'numberOfRegistrations'), units(numberOfRegistrations));
  }
});

t.test('a period is compared with the one before it', async (t) => {
  const { send } = server.sandbox();
  const period = (from: string, to: string) => ({
    group_by: 'day',
    'filter[startTime]': from,
    'filter[endTime]': to,
  });
  const [start, middle, end] = [
    '2026-01-10T00:00:00Z',
    '2026-02-09T00:00:00Z',
    '2026-03-11T00:00:00Z',
  ];
  for (const url of [clicks, payments]) {
    const { aggregation: before } = await report(send, url, period(start, middle));
    const { aggregation: now, rows } = await report(send, url, period(middle, end));
    for (const name of Object.keys(now)) {
      const [actual, previous] = [units(now[name].actualValue), units(before[name].actualValue)];
      t.equal(units(now[name].absoluteChange), actual - previous, name);
      const relative = previous === 0n ? 0n : ((actual - previous) * one) / previous;
      t.equal(units(now[name].relativeChange), relative, name);
    }
    t.ok(rows.every(({ group }: Row) => group >= '2026-02-09' && group < '2026-03-11'));
    const other = {
      group_by: 'day',
      'filter[reportStartTime]': middle,
      'filter[reportEndTime]': end,
    };
    t.strictSame((await report(send, url, other)).aggregation, now, 'in the spelling of the list');
    const all = await report(send, url, { group_by: 'day' });
    for (const each of Object.values(all.aggregation))
      t.equal(units((each as Row).absoluteChange), 0n, 'nothing comes before everything');
  }
});

t.test('the report of payments equals the sums of the payments', async (t) => {
  const { send } = server.sandbox();
  const list = await allPayments(send);
  for (const group_by of ['user', 'group', 'hour', 'day', 'week', 'month', 'year']) {
    const { rows, aggregation } = await wholeReport(send, payments, { group_by });
    t.equal(units(aggregation.numberOfPayments.actualValue), BigInt(list.length) * one);
    for (const state of ['pending', 'done', 'cancelled'])
      for (const currency of ['USD', 'EUR']) {
        const own = list.filter(
          (each: Row) => each.paymentState === state && each.paymentCurrencyCode === currency,
        );
        const listed = rows.filter((each: Row) => each.paymentCurrencyCode === currency);
        t.equal(
          sum(listed, `${state}Amount`),
          sum(own, 'paymentAmount'),
          `${group_by} ${state} ${currency}`,
        );
      }
  }
  const { rows } = await report(send, payments, {
    group_by: 'user',
    'filter[userId]': curlExampleId,
  });
  const own = list.filter(({ userId }: Row) => userId === curlExampleId);
  t.equal(rows.length, 1);
  t.match(rows[0], { group: curlExampleId, numberOfPayments: own.length, numberOfUsers: 1 });
  const { body: byDefault } = await send('GET', payments);
  t.match(byDefault.rows[0].group, /^2026-03-\d\dT00:00:00\+00:00$/, 'by day, the newest first');
  t.equal(byDefault.rows.length, 10);
});

t.test('filters of the report of payments select by state, currency and IB type', async (t) => {
  const { send } = server.sandbox();
  const list = await allPayments(send);
  for (const [parameters, expected] of [
    [{ 'filter[paymentState]': 'pending' }, (each: Row) => each.paymentState === 'pending'],
    [{ 'filter[paymentCurrencyCode]': 'EUR' }, (each: Row) => each.paymentCurrencyCode === 'EUR'],
    [
      { 'filter[groupId]': list[0].paymentPreferencesGroupId },
      (each: Row) => each.paymentPreferencesGroupId === list[0].paymentPreferencesGroupId,
    ],
  ] as const) {
    const { aggregation, rows } = await wholeReport(send, payments, parameters);
    const count = list.filter(expected).length;
    t.equal(units(aggregation.numberOfPayments.actualValue), BigInt(count) * one);
    t.equal(
      rows.reduce((total: number, each: Row) => total + each.numberOfPayments, 0),
      count,
    );
  }
});
