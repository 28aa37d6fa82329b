import { type Static, type TProperties, type TSchema, Type } from '@sinclair/typebox';
import { inferred, nullable, stringEnum } from '../annotations.js';
import { currencyCode } from './currencies.js';
import { listQuery } from './lists.js';
import { nullableReference, objectSchemas, reference } from './objects.js';
import { paymentStates } from './trading/trades.js';
import { decimalText, nullableText } from './values.js';

/** A click on the link of a partner. No operation of the vendor shows single clicks. */
export const Click = objectSchemas({
  name: 'Click',
  nouns: ['click', 'clicks'],
  id: 'clickId',
  publication: 'entry',
  fields: {
    userId: reference('partner'),
    countryNumericCode: nullableText('The country of the visitor'),
    referrer: nullableText('The site that the visitor came from'),
    profileId: nullableReference('profile that the visitor registered'),
  },
});

/** The lengths of time by which reports can be grouped. */
export const periods = ['hour', 'day', 'week', 'month', 'year'] as const;
const clickGroups = ['user', 'country', 'region', 'referrer', ...periods] as const;
/** Payments come from no country and no referrer. */
const paymentGroups = ['user', 'group', ...periods] as const;

const dateTime = (description: string, example: string) =>
  Type.String({ format: 'date-time', description, examples: [example] });
const startTime = (note: string) =>
  dateTime(`The start of the report${note}`, '2026-02-01T00:00:00Z');
const endTime = (note: string) =>
  dateTime(`The end of the report, which is not part of it${note}`, '2026-03-01T00:00:00Z');
const periodFilters = {
  startTime: startTime(''),
  endTime: endTime(''),
  reportStartTime: startTime(', in the spelling of the list'),
  reportEndTime: endTime(', in the spelling of the list'),
};

const partnerFilters = {
  userId: Type.String({ description: 'The partner', examples: ['60ba407d15951453e60e49f8'] }),
  groupId: Type.String({ description: 'The IB type', examples: ['60ba407d15951453e60e49f8'] }),
};

function reportQuery(groupBy: TProperties, filters: Readonly<Record<string, TSchema>>) {
  const { limit, offset, sort_order, ...others } = listQuery(['time'], filters).properties;
  const sort_by = Type.Optional(
    stringEnum(['time'], {
      default: 'time',
      description: 'Periods are sorted by time, other groups by their identifier, code or text',
    }),
  );
  return Type.Object({ ...groupBy, limit, offset, ...others, sort_by, sort_order } as TProperties);
}

export const ClickReportQuery = reportQuery(
  { group_by: stringEnum(clickGroups, { description: 'What a row of the report is about' }) },
  { ...partnerFilters, ...periodFilters },
);
export const PaymentReportQuery = reportQuery(
  {
    group_by: Type.Optional(
      inferred(
        stringEnum(paymentGroups, {
          default: 'day',
          description: 'What a row of the report is about',
        }),
      ),
    ),
  },
  {
    ...partnerFilters,
    ...periodFilters,
    paymentState: stringEnum(paymentStates, { description: 'Only payments in this state' }),
    paymentCurrencyCode: currencyCode('Only payments in this currency'),
  },
);

/** A figure and its change since the period of the same length before; 0 where no period is given. */
const figure = (description: string) =>
  Type.Object(
    {
      actualValue: decimalText('The value'),
      absoluteChange: decimalText('The change since the period before'),
      relativeChange: decimalText('The change as a part of the value of the period before'),
    },
    { description },
  );

const group = nullable(
  Type.String({
    description:
      'What the row is about: an identifier, a numeric code, a referrer or the start of a period',
  }),
);
const clickFigures = {
  clickConversionRate: 'The registrations as a part of the clicks',
  numberOfActiveUsers: 'The registered users who have traded',
  numberOfClicks: 'The clicks',
  numberOfRegistrations: 'The clicks that led to a registration',
};
const mapValues = <Value>(texts: Readonly<Record<string, string>>, map: (text: string) => Value) =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, map(text)]));

export const ClickReport = Type.Object(
  {
    aggregation: Type.Object(
      Object.fromEntries(
        Object.entries(mapValues(clickFigures, figure)).map(([name, schema], index) => [
          name,
          index < 2 ? schema : inferred(schema),
        ]),
      ),
      { description: 'The figures of all rows' },
    ),
    rows: inferred(
      Type.Array(Type.Object({ group, ...mapValues(clickFigures, (text) => decimalText(text)) }), {
        description: 'The figures by group',
      }),
    ),
  },
  { $id: 'ClickReport', description: 'What came of the links of partners' },
);

const amounts = Object.fromEntries(
  paymentStates.map((state) => [`${state}Amount`, decimalText(`The sum of the ${state} payments`)]),
);

export const PaymentReport = inferred(
  Type.Object(
    {
      aggregation: Type.Object(
        {
          numberOfPayments: figure('The payments'),
          numberOfUsers: figure('The partners whom they are for'),
          usdAmount: figure('Their sum in US dollars, without cancelled ones'),
        },
        { description: 'The figures of all rows' },
      ),
      rows: Type.Array(
        Type.Object({
          group,
          paymentCurrencyCode: currencyCode('The currency of the amounts'),
          numberOfPayments: Type.Integer({ description: 'The payments' }),
          numberOfUsers: Type.Integer({ description: 'The partners whom they are for' }),
          ...amounts,
        }),
        { description: 'The figures by group and currency' },
      ),
    },
    { $id: 'PaymentReport', description: 'What partners have earned' },
  ),
);
export type ClickReport = Static<typeof ClickReport>;
