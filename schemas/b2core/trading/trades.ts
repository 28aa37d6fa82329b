import { Type } from '@sinclair/typebox';
import { nullable, stringEnum } from '../../annotations.js';
import { currencyCode } from '../currencies.js';
import { inferredFields, nullableReference, objectSchemas, reference, text } from '../objects.js';
import { decimalText, environment, uuid } from '../values.js';
import { accountType } from './accounts.js';
import { formula, position, precision, side } from './symbols.js';

const time = (description: string) =>
  Type.String({ format: 'date-time', description, examples: ['2026-03-02T09:30:00+00:00'] });

export const Trade = objectSchemas({
  name: 'Trade',
  nouns: ['trade', 'trades'],
  id: 'tradeId',
  publication: 'part',
  fields: {
    tradeIdentifier: text('The identifier of the trade on its platform', '90017'),
    tradeTime: time('When the trade was made'),
    paymentCount: Type.Integer({ description: 'The number of its payments', examples: [2] }),
    platformId: reference('platform'),
    platformName: text('The name of the platform', 'MetaTrader 5 Live'),
    platformProvider: text('The kind of trading server', 'metatrader5'),
    platformAddress: text('The address of the server: host and port', 'mt5.example.com:443'),
    platformGroupId: reference('platform group'),
    platformGroupName: text('The name of the platform group', 'Standard'),
    environment: { ...environment, deprecated: true },
    profileId: reference('profile'),
    accountId: reference('account'),
    accountNumber: text('The number of the account', '500123'),
    accountUuid: uuid,
    accountType,
    symbolId: reference('symbol'),
    symbolPath: text(
      'The name of the symbol with those of its groups',
      'Standard\\\\Forex\\\\EURUSD',
    ),
    symbolName: text('The symbol', 'EURUSD'),
    symbolQuoteCurrencyCode: currencyCode('The currency of the price'),
    volume: decimalText('The volume in lots'),
    usdTradingVolume: decimalText('The trading volume in US dollars'),
    price: decimalText('The price'),
    side,
    ...inferredFields({
      position: position,
      positionId: text('The identifier of the position on its platform', '70017'),
      openTime: time('When the position was opened'),
      openPrice: decimalText('The price at which the position was opened'),
      profit: decimalText(
        'What the position earned, in the currency of the account; 0 when it is opened',
      ),
      commission: decimalText('The commission; negative when paid'),
      usdCommission: decimalText('The commission in US dollars'),
      swap: decimalText('The swap; negative when paid'),
    }),
  },
  joined: {
    platformName: ['platformId', 'name'],
    platformProvider: ['platformId', 'provider'],
    platformAddress: ['platformId', 'address'],
    platformGroupName: ['platformGroupId', 'name'],
    environment: ['platformId', 'environment'],
    accountNumber: ['accountId', 'number'],
    accountUuid: ['accountId', 'uuid'],
    accountType: ['accountId', 'type'],
    symbolPath: ['symbolId', 'symbol'],
    symbolName: ['symbolId', 'symbol'],
    symbolQuoteCurrencyCode: ['symbolId', 'quoteCurrencyCode'],
  },
  sorts: ['tradeTime', 'paymentCount', 'volume', 'usdTradingVolume', 'price', 'profit'],
  filters: [
    'tradeIdentifier',
    'positionId',
    'platformId',
    'platformGroupId',
    'profileId',
    'accountId',
    'symbolId',
    'side',
    'position',
  ],
});

/** The documented states of a payment. */
export const paymentStates = ['pending', 'cancelled', 'done'] as const;

export const Payment = objectSchemas({
  name: 'Payment',
  nouns: ['payment', 'payments'],
  id: 'paymentId',
  publication: 'part',
  fields: {
    paymentState: stringEnum(paymentStates, { description: 'The state', examples: ['done'] }),
    paymentAmount: decimalText('The amount', '2.500000000000000000'),
    paymentCurrencyCode: currencyCode('The currency of the amount'),
    paymentCurrencyPrecision: precision,
    paymentFormulaUnitPrecision: precision,
    paymentPreferencesGroupId: reference('IB type'),
    paymentPreferencesGroupName: text('The name of the IB type', 'Standard'),
    paymentFormula: { ...formula, 'x-chosen': ['enum'] },
    paymentFormulaId: reference('payment plan'),
    paymentFormulaPosition: position,
    paymentFormulaSide: side,
    paymentFormulaRatio: decimalText('The ratio of the payment plan'),
    paymentFormulaUnit: currencyCode('The currency of the ratio'),
    paymentLevel: Type.Integer({
      description: 'How many relations lie between the trader and the partner',
      examples: [1],
    }),
    paymentLevelId: reference('level'),
    paymentLevelRatio: decimalText('The ratio of the level'),
    paymentMaster: Type.Boolean({ description: 'Whether the partner is a master' }),
    ...inferredFields({
      paymentTierId: nullableReference('tier'),
      paymentTierRatio: decimalText('The ratio of the tier; 1 without one'),
      paymentUserRatio: decimalText('The ratio of the partner, times the master ratio of a master'),
      userId: reference('partner'),
      accountId: nullable(reference('payment account of the partner')),
      tradeId: reference('trade'),
      uuid: uuid,
    }),
  },
  joined: { paymentPreferencesGroupName: ['paymentPreferencesGroupId', 'name'] },
  sorts: ['paymentState', 'paymentAmount', 'paymentLevel'],
  filters: [
    'paymentState',
    'paymentCurrencyCode',
    'paymentPreferencesGroupId',
    'paymentLevel',
    'userId',
    'accountId',
    'tradeId',
  ],
});
