import { type TProperties, Type } from '@sinclair/typebox';
import { inferred, nullable } from '../../annotations.js';
import { reference } from '../objects.js';
import { decimalText } from '../values.js';

/** What all metrics say of the trades that they are about. */
const tradeFigures = {
  numberOfTrades: Type.Integer({ description: 'The number of trades' }),
  numberOfPayments: Type.Integer({ description: 'The number of their payments' }),
  volume: decimalText('Their volume in lots'),
  usdTradingVolume: decimalText('Their trading volume in US dollars'),
  lastTradeTime: nullable(
    Type.String({ format: 'date-time', description: 'When the newest trade was made' }),
  ),
};

const count = (nouns: string) => Type.Integer({ description: `The number of its ${nouns}` });

/** The metrics of one kind of object. No page shows what metrics contain. */
function metrics(id: string, noun: string, name: string, figures: TProperties) {
  return inferred(
    Type.Object(
      { [id]: reference(noun), ...figures, ...tradeFigures },
      { $id: name, description: `The figures of ${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}` },
    ),
  );
}

export const AccountMetrics = metrics('accountId', 'account', 'AccountMetrics', {
  numberOfPositions: count('positions'),
  profit: decimalText('The sum of the profits, in the currency of the account'),
  commission: decimalText('The sum of the commissions'),
  swap: decimalText('The sum of the swaps'),
});
export const PlatformMetrics = metrics('platformId', 'platform', 'PlatformMetrics', {
  numberOfGroups: count('platform groups'),
  numberOfDrivers: count('drivers'),
  numberOfAccounts: count('accounts'),
  numberOfSymbols: count('symbols'),
});
export const PlatformGroupMetrics = metrics(
  'platformGroupId',
  'platform group',
  'PlatformGroupMetrics',
  { numberOfAccounts: count('accounts'), numberOfSymbols: count('symbols') },
);
export const SymbolMetrics = metrics('symbolId', 'symbol', 'SymbolMetrics', {
  numberOfPaymentPlans: count('payment plans'),
});
