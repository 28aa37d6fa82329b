import { Type } from '@sinclair/typebox';
import { nullable, stringEnum } from '../../annotations.js';
import { currencyCode } from '../currencies.js';
import { nameField, objectSchemas, reference, required, text } from '../objects.js';
import { amountText, decimalText, environment, uuid } from '../values.js';

const archived = Type.Boolean({ description: 'Whether it is no longer traded', examples: [false] });

export const SymbolGroup = objectSchemas({
  name: 'SymbolGroup',
  nouns: ['symbol group', 'symbol groups'],
  id: 'symbolGroupId',
  publication: 'entry',
  fields: {
    platformGroupId: reference('platform group'),
    platformId: reference('platform'),
    name: nameField('The name of the group', 'Forex'),
    environment: environment,
    archived: archived,
    uuid: uuid,
  },
  sorts: ['name'],
  filters: ['platformId', 'platformGroupId', 'name', 'environment', 'archived', 'uuid'],
});

export const TradingSymbol = objectSchemas({
  name: 'Symbol',
  nouns: ['symbol', 'symbols'],
  id: 'symbolId',
  publication: 'object',
  fields: {
    symbolGroupId: reference('symbol group'),
    platformGroupId: reference('platform group'),
    platformId: reference('platform'),
    description: text('The description', 'Euro vs US Dollar'),
    name: text(
      'The names of the platform group and the symbol group and the symbol, joined by double backslashes',
      'Standard\\\\Forex\\\\EURUSD',
    ),
    symbol: nameField('The symbol', 'EURUSD'),
    quoteCurrencyCode: currencyCode('The currency of its prices'),
    isForexable: Type.Boolean({ deprecated: true, description: 'Whether it is a currency pair' }),
    contractSize: decimalText('The units of a lot', '100000.000000000000000000'),
    point: decimalText('The smallest change of its price', '0.000010000000000000'),
    environment,
    archived,
    uuid,
  },
  joined: { name: ['symbolGroupId', 'name'] },
  sorts: ['symbol', 'description', 'quoteCurrencyCode'],
  filters: [
    'symbol',
    'platformId',
    'platformGroupId',
    'symbolGroupId',
    'quoteCurrencyCode',
    'environment',
    'archived',
    'uuid',
  ],
});

/** What a reward is computed from. The vendor's list of formulas is not known. */
export const formula = stringEnum(['lot', 'turnover', 'commission'], {
  description:
    'What the ratio is multiplied by: the volume in lots, the trading volume in millions of US dollars, or the commission of the trade in US dollars',
  examples: ['lot'],
});
export const position = stringEnum(['open', 'closed'], {
  description: 'Whether trades that open or close a position are meant',
  examples: ['closed'],
});
export const side = stringEnum(['buy', 'sell'], {
  description: 'The side of the position',
  examples: ['buy'],
});
export const precision = Type.Integer({
  description: 'The decimal places of the currency',
  examples: [2],
});

export const PaymentPlan = objectSchemas({
  name: 'PaymentPlan',
  nouns: ['payment plan', 'payment plans'],
  id: 'paymentPlanId',
  publication: 'entry',
  fields: {
    symbolId: reference('symbol'),
    groupId: reference('IB type'),
    groupName: text('The name of the IB type', 'Standard'),
    formula: formula,
    position: position,
    side: nullable(side),
    ratio: amountText('What a unit of the formula earns', '5.000000000000000000'),
    unit: currencyCode('The currency of the ratio'),
    unitPrecision: precision,
    enabled: Type.Boolean({ description: 'Whether trades earn by it' }),
    uuid: uuid,
  },
  joined: { groupName: ['groupId', 'name'] },
  writable: {
    groupId: required,
    formula: required,
    ratio: required,
    position: 'closed',
    side: null,
    unit: 'USD',
    enabled: true,
    uuid: null,
  },
  initial: { unitPrecision: 2 },
  filters: ['groupId', 'formula', 'position', 'side', 'enabled', 'uuid'],
  example: { ratio: '4.5', groupId: '60ba407d15951453e60e49f8', formula: 'lot' },
});
