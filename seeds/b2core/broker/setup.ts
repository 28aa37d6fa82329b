import { decimal, formatDecimal } from '../../../src/lib/calculation/decimal.js';
import { seededId, stamped } from '../identifiers.js';
import type { StoredIbType, StoredLevel, StoredPlan, StoredTier } from './rewards.js';

/** The trading servers, the groups of accounts on them, what can be traded there, and what partners earn. */

export const amount = (text: string) => formatDecimal(decimal(text));
const founded = stamped('2021-01-04T08:00:00+00:00');

/** The platform of the vendor's examples is a new one without accounts, so that it can be deleted. */
export const platforms = (
  [
    ['Staging', 'metatrader5', 'mt5-staging.example.com:443', 'demo', 0],
    ['MetaTrader 5 Live', 'metatrader5', 'mt5.example.com:443', 'production', 60],
    ['B2Trader', 'b2trader', 'b2trader.example.com:8443', 'production', 30],
    ['MetaTrader 4 Demo', 'metatrader4', 'mt4-demo.example.com:443', 'demo', 0],
  ] as const
).map(([name, provider, address, environment, minPositionLifetime], index) => ({
  platformId: seededId('platforms', index),
  address,
  credentials: { username: 'understudy', password: `demo-${provider}` },
  environment,
  name,
  minPositionLifetime,
  provider: provider as string,
  ...founded,
  uuid: null,
}));

export const drivers = [0, 1, 1, 2, 3].map((platform, index) => ({
  driverId: seededId('drivers', index),
  platformId: seededId('platforms', platform),
  name: ['Manager API', 'Manager API', 'Report server', 'REST API', 'Manager API'][index] ?? '',
  // The report server is switched off, so that its diagnostics fail.
  enabled: index !== 2,
  timeout: 30,
  ...founded,
}));

/** Platform, name and currency of each group of accounts. */
export const platformGroups = (
  [
    [1, 'Standard', 'USD'],
    [1, 'ECN', 'EUR'],
    [2, 'Spot', 'USDT'],
    [2, 'Wallets', 'USD'],
    [3, 'Demo', 'USD'],
  ] as const
).map(([platform, name, currency], index) => ({
  platformGroupId: seededId('platformGroups', index),
  platformId: seededId('platforms', platform),
  name,
  currency: currency as string,
  environment: platforms[platform]?.environment ?? 'demo',
  enabled: true,
  ...founded,
  uuid: null,
}));

/** The groups of the accounts that receive payments, and of those that own what they buy. */
export const wallets = 3;
export const spot = 2;

/** Platform group and name of each symbol group. */
export const symbolGroups = (
  [
    [0, 'Forex'],
    [0, 'Metals'],
    [0, 'Indices'],
    [1, 'Forex'],
    [2, 'Crypto'],
    [4, 'Forex'],
  ] as const
).map(([group, name], index) => ({
  symbolGroupId: seededId('symbolGroups', index),
  platformGroupId: seededId('platformGroups', group),
  platformId: platformGroups[group]?.platformId ?? '',
  name,
  environment: platformGroups[group]?.environment ?? 'demo',
  archived: false,
  ...founded,
  uuid: null,
}));

/** Symbol group, symbol, description, quote currency, contract size, point, and the current price: all are about those of 31 October 2025. */
const listings = [
  [0, 'EURUSD', 'Euro vs US Dollar', 'USD', '100000', '0.00001', '1.15371'],
  [0, 'GBPUSD', 'Pound Sterling vs US Dollar', 'USD', '100000', '0.00001', '1.31527'],
  [0, 'USDJPY', 'US Dollar vs Japanese Yen', 'JPY', '100000', '0.001', '153.991'],
  [0, 'USDCHF', 'US Dollar vs Swiss Franc', 'CHF', '100000', '0.00001', '0.80462'],
  [0, 'AUDUSD', 'Australian Dollar vs US Dollar', 'USD', '100000', '0.00001', '0.65463'],
  [0, 'EURGBP', 'Euro vs Pound Sterling', 'GBP', '100000', '0.00001', '0.87717'],
  [1, 'XAUUSD', 'Gold vs US Dollar', 'USD', '100', '0.01', '4002.58'],
  [1, 'XAGUSD', 'Silver vs US Dollar', 'USD', '5000', '0.001', '48.672'],
  [2, 'US500', 'US 500 Index', 'USD', '10', '0.1', '6840.2'],
  [3, 'EURUSD.e', 'Euro vs US Dollar, ECN', 'USD', '100000', '0.00001', '1.15369'],
  [3, 'USDCAD.e', 'US Dollar vs Canadian Dollar, ECN', 'CAD', '100000', '0.00001', '1.40118'],
  [4, 'BTCUSDT', 'Bitcoin vs Tether', 'USDT', '1', '0.01', '109556.20'],
  [4, 'ETHUSDT', 'Ether vs Tether', 'USDT', '1', '0.01', '3847.35'],
  [4, 'SOLUSDT', 'Solana vs Tether', 'USDT', '10', '0.001', '187.264'],
  [5, 'EURUSD', 'Euro vs US Dollar', 'USD', '100000', '0.00001', '1.15371'],
] as const;

export const symbols = listings.map(
  ([group, symbol, description, quoteCurrencyCode, contractSize, point], index) => ({
    symbolId: seededId('symbols', index),
    symbolGroupId: seededId('symbolGroups', group),
    platformGroupId: symbolGroups[group]?.platformGroupId ?? '',
    platformId: symbolGroups[group]?.platformId ?? '',
    description,
    symbol,
    quoteCurrencyCode: quoteCurrencyCode as string,
    isForexable: contractSize === '100000',
    contractSize: amount(contractSize),
    point: amount(point),
    environment: symbolGroups[group]?.environment ?? 'demo',
    archived: false,
    ...founded,
    uuid: null,
  }),
);

/** The current price of each symbol. */
export const currentPrices: ReadonlyMap<string, string> = new Map(
  listings.map(([, , , , , , price], index) => [seededId('symbols', index), price]),
);

/** The IB type of the vendor's examples is a draft without partners, so that it can be deleted. */
export const ibTypes: readonly StoredIbType[] = (
  [
    ['Pilot', 'BTC', 'PT1H', 'private', 30],
    ['Standard', 'USD', 'P1D', 'public', 30],
    ['Professional', 'EUR', 'P1W', 'restricted', 60],
    ['Friends', 'USD', 'P1D', 'auto', 30],
  ] as const
).map(([name, currency, paymentInterval, registration, tierPeriod], index) => ({
  groupId: seededId('ibTypes', index),
  name,
  description: `The ${name} program`,
  paymentCurrencyCode: currency,
  paymentInterval,
  registration,
  approval: registration === 'restricted',
  maskedEmail: registration !== 'restricted',
  hiddenLevels: registration === 'auto',
  tierPeriod,
  ...founded,
  uuid: null,
}));

export const levels: readonly StoredLevel[] = (
  [
    [0, 1, '1'],
    [1, 1, '1'],
    [1, 2, '0.3'],
    [1, 3, '0.1'],
    [2, 1, '1'],
    [2, 2, '0.5'],
    [2, 3, '0.25'],
    [3, 1, '0.2'],
  ] as const
).map(([group, level, ratio], index) => ({
  levelId: seededId('levels', index),
  groupId: seededId('ibTypes', group),
  level,
  ratio: amount(ratio),
  ...founded,
  uuid: null,
}));

export const tiers: readonly StoredTier[] = (
  [
    [0, 'Bronze', '0', '1'],
    [1, 'Bronze', '0', '1'],
    [1, 'Silver', '500000', '1.25'],
    [1, 'Gold', '2000000', '1.5'],
    [2, 'Gold', '1000000', '1.2'],
    [2, 'Platinum', '5000000', '1.6'],
  ] as const
).map(([group, name, volume, ratio], index) => ({
  tierId: seededId('tiers', index),
  groupId: seededId('ibTypes', group),
  name,
  volume: amount(volume),
  ratio: amount(ratio),
  ...founded,
  uuid: null,
}));

export const resources = [
  'Pilot',
  'Registration',
  'Webinars',
  'Institutional desk',
  'Invitation',
].map((name, index) => ({
  resourceId: seededId('resources', index),
  groupId: seededId('ibTypes', Math.min(index, 1) + Math.max(index - 2, 0)),
  name,
  url: `https://my.example.com/${name.toLowerCase().replaceAll(' ', '-')}`,
  ...founded,
  uuid: null,
}));

/** The Standard program pays per lot when a position is closed, Friends when it is opened; Professional pays a part of commissions or per turnover. */
export const paymentPlans: readonly StoredPlan[] = symbols
  .filter(({ environment }) => environment === 'production')
  .flatMap(({ symbolId, isForexable }, index) => [
    plan(
      index * 3,
      symbolId,
      1,
      isForexable ? ['lot', 'closed', '6'] : ['turnover', 'closed', '25'],
    ),
    plan(
      index * 3 + 1,
      symbolId,
      2,
      isForexable ? ['commission', 'closed', '0.4'] : ['turnover', 'closed', '30'],
    ),
    plan(index * 3 + 2, symbolId, 3, ['turnover', 'open', '10']),
  ]);

function plan(
  index: number,
  symbolId: string,
  group: number,
  [formula, position, ratio]: readonly [
    'lot' | 'turnover' | 'commission',
    'open' | 'closed',
    string,
  ],
): StoredPlan {
  return {
    paymentPlanId: seededId('paymentPlans', index),
    symbolId,
    groupId: seededId('ibTypes', group),
    formula,
    position,
    side: null,
    ratio: amount(ratio),
    unit: 'USD',
    unitPrecision: 2,
    enabled: true,
    ...founded,
    uuid: null,
  };
}
