import { currencyOf } from '../../../schemas/b2core/currencies.js';
import type { StoredObject } from '../../../schemas/b2core/objects.js';
import type { StoredProfile } from '../../../schemas/b2core/profiles.js';
import { type Account, paymentAccountType } from '../../../schemas/b2core/trading/accounts.js';
import { formatTimestamp } from '../../../schemas/b2core/values.js';
import {
  type Decimal,
  decimal,
  formatDecimal,
  multiply,
  sumDecimals,
  truncate,
} from '../../../src/lib/calculation/decimal.js';
import { dayMs, hourMs } from '../../../src/lib/calculation/durations.js';
import { SeededRandom } from '../../../src/lib/seeded-random.js';
import { uuidOf } from '../../world/identifiers.js';
import { defaultInstant } from '../../world/world.js';
import { numericCodeOf } from '../geography.js';
import { seededId, stamped } from '../identifiers.js';
import { drawVolume, earlierTraded, nextTraded, priceAt } from './markets.js';
import { numberAccounts, numberTrades } from './numbers.js';
import type { Partnership } from './partners.js';
import { convert, type StoredTrade } from './rewards.js';
import { amount, currentPrices, ibTypes, platformGroups, spot, symbols, wallets } from './setup.js';

export type StoredAccount = StoredObject<typeof Account>;

const now = Date.parse(defaultInstant);
/** Trades are this young at most when the clock is at the default instant. */
const tradingDays = 58;
/** The most positions that a client opens in that time. */
const maxPositions = 9;
const zero = amount('0');
const one = decimal('1');
/** What clients pay in and out at once is a multiple of it. */
const hundred = 100n * one;
/** The parts of the trading volume that a trade and a night cost. */
const commissionRate = decimal('0.00004');
const swapRate = decimal('0.00001');

/** Where clients trade, by turns: most of them on the first platform. */
const tradingGroups = [0, 0, 1, 2, 0, 4];
/** The law of the United States forbids its residents to trade contracts for difference: they own what they buy. */
const usa = numericCodeOf('US');

interface Market {
  readonly accounts: readonly StoredAccount[];
  readonly trades: readonly StoredTrade[];
}

/** The accounts of clients and partners, and the trades of clients. The accounts of partners are empty. */
export function market(
  seed: number,
  { partners, clients }: Partnership,
  profiles: readonly StoredProfile[],
): Market {
  const random = new SeededRandom(seed, 'b2core trades');
  const trades: StoredTrade[] = [];
  const [first, ...others] = partners;
  if (!first) throw new Error('there are no partners');
  const accounts = [
    // The account of the vendor's examples has no trades, so that it can be deleted.
    account(0, { ...first, group: 0 }),
    ...partners.map(({ profileId, groupId, createTime }, index) => ({
      ...account(index + 1, { profileId, group: wallets, createTime }),
      type: paymentAccountType,
      currency: ibTypes.find((each) => each.groupId === groupId)?.paymentCurrencyCode ?? 'USD',
    })),
  ];
  const traders = [...clients, ...others];
  const residents = new Set(
    profiles.flatMap((each) => (each.countryNumericCode === usa ? each.profileId : [])),
  );
  for (const [index, { profileId, createTime }] of traders.entries()) {
    const isInUsa = residents.has(profileId);
    const group = isInUsa ? spot : (tradingGroups[index % tradingGroups.length] ?? 0);
    const opened = account(accounts.length, { profileId, group, createTime });
    const own = positions(random, opened, trades.length);
    trades.push(...own);
    accounts.push(withTotals(random, opened, own));
  }
  return { accounts: numberAccounts(accounts), trades: numberTrades(trades) };
}

function account(
  index: number,
  { profileId, group, createTime }: { profileId: string; group: number; createTime: string },
): StoredAccount {
  const [platformGroup] = platformGroups.slice(group);
  if (!platformGroup) throw new Error(`there is no platform group ${group}`);
  const { platformId, platformGroupId, environment, currency } = platformGroup;
  return {
    accountId: seededId('accounts', index),
    platformId,
    platformGroupId,
    profileId,
    number: '',
    type: 0,
    archived: false,
    enabled: true,
    environment,
    currency,
    balance: zero,
    credit: zero,
    equity: zero,
    commission: zero,
    swap: zero,
    profit: zero,
    pnl: zero,
    deposits: zero,
    withdrawals: zero,
    ...stamped(createTime),
    uuid: index % 3 === 0 ? uuidOf(`trading account ${index}`) : null,
  };
}

/** The trades of an account: each position is opened, and most are closed. */
function positions(random: SeededRandom, owner: StoredAccount, firstIndex: number): StoredTrade[] {
  const listed = symbols.filter(({ platformGroupId }) => platformGroupId === owner.platformGroupId);
  const from = Math.max(Date.parse(owner.createTime), now - tradingDays * dayMs);
  const trades: StoredTrade[] = [];
  for (let count = random.integer(0, maxPositions); count > 0; count--) {
    const symbol = random.pick(listed);
    const drawn = random.integer(from, now - hourMs);
    const earlier = earlierTraded(symbol.symbol, drawn);
    const openTime = toSecond(earlier >= from ? earlier : nextTraded(symbol.symbol, drawn));
    // Some positions are closed within seconds; those that would be closed in the future are open.
    const seconds = random.oneIn(12) ? random.integer(5, 25) : random.integer(300, 300_000);
    const closeTime = nextTraded(symbol.symbol, openTime + seconds * 1000);
    const quote = { ...symbol, price: currentPrices.get(symbol.symbolId) ?? '' };
    const position: Position = {
      owner,
      symbol,
      side: random.oneIn(2) ? 'buy' : 'sell',
      volume: drawVolume(random, symbol.symbol),
      openPrice: priceAt(quote, openTime),
      openTime,
      number: firstIndex + trades.length,
    };
    const index = firstIndex + trades.length;
    trades.push(trade(index, position, { price: position.openPrice, time: openTime }));
    if (closeTime >= now) continue;
    const price = priceAt(quote, closeTime);
    trades.push(trade(index + 1, position, { price, time: closeTime }));
  }
  return trades;
}

interface Position {
  readonly owner: StoredAccount;
  readonly symbol: (typeof symbols)[number];
  readonly side: 'buy' | 'sell';
  readonly volume: Decimal;
  readonly openPrice: Decimal;
  readonly openTime: number;
  readonly number: number;
}

/** Rounds milliseconds down to a whole second. */
function toSecond(time: number): number {
  return Math.floor(time / 1000) * 1000;
}

function trade(
  index: number,
  { owner, symbol, side, volume, openPrice, openTime, number }: Position,
  { price, time }: { price: Decimal; time: number },
): StoredTrade {
  const isClosed = time > openTime;
  const { precision } = currencyOf(owner.currency);
  const money = (value: Decimal, currency: string) =>
    formatDecimal(truncate(convert(value, currency, owner.currency), precision));
  const usdTradingVolume = convert(
    multiply(volume, decimal(symbol.contractSize), price),
    symbol.quoteCurrencyCode,
    'USD',
  );
  const commission = isClosed ? -multiply(usdTradingVolume, commissionRate) : 0n;
  const nights = BigInt(Math.floor(time / dayMs) - Math.floor(openTime / dayMs));
  return {
    tradeId: seededId('trades', index),
    tradeIdentifier: '',
    tradeTime: formatTimestamp(time),
    paymentCount: 0,
    platformId: owner.platformId,
    platformGroupId: owner.platformGroupId,
    profileId: owner.profileId,
    accountId: owner.accountId,
    symbolId: symbol.symbolId,
    volume: formatDecimal(volume),
    usdTradingVolume: formatDecimal(usdTradingVolume),
    price: formatDecimal(price),
    side,
    position: isClosed ? 'closed' : 'open',
    positionId: String(number),
    openTime: formatTimestamp(openTime),
    openPrice: formatDecimal(openPrice),
    profit: isClosed
      ? money(gain({ side, volume, openPrice }, price, symbol), symbol.quoteCurrencyCode)
      : zero,
    commission: money(commission, 'USD'),
    usdCommission: formatDecimal(commission),
    swap: isClosed ? money(-nights * multiply(usdTradingVolume, swapRate), 'USD') : zero,
    ...stamped(formatTimestamp(time)),
  };
}

/** What a position earns at a price, in the quote currency. */
function gain(
  { side, volume, openPrice }: Pick<Position, 'side' | 'volume' | 'openPrice'>,
  price: Decimal,
  { contractSize }: Position['symbol'],
): Decimal {
  const change = side === 'buy' ? price - openPrice : openPrice - price;
  return multiply(change, volume, decimal(contractSize));
}

/** An account with the sums of its trades, and with deposits that cover its losses. */
function withTotals(
  random: SeededRandom,
  owner: StoredAccount,
  trades: readonly StoredTrade[],
): StoredAccount {
  const sum = (field: 'profit' | 'commission' | 'swap') =>
    sumDecimals(trades.map((each) => each[field]));
  const [profit, commission, swap] = [sum('profit'), sum('commission'), sum('swap')];
  const pnl = floatingProfit(owner, trades);
  const losses = -(profit + commission + swap + pnl);
  const covered = losses > 0n ? losses / hundred + 1n : 0n;
  const deposits = (covered + BigInt(random.integer(10, 90))) * hundred;
  const withdrawals = BigInt(random.oneIn(4) ? random.integer(1, 8) : 0) * hundred;
  return withBalance({
    ...owner,
    updateTime: latest([owner.updateTime, ...trades.map(({ tradeTime }) => tradeTime)]),
    profit: formatDecimal(profit),
    commission: formatDecimal(commission),
    swap: formatDecimal(swap),
    pnl: formatDecimal(pnl),
    credit: amount(random.oneIn(8) ? '250' : '0'),
    deposits: formatDecimal(deposits),
    withdrawals: formatDecimal(withdrawals),
  });
}

/** The latest of some times in the vendor's format, which sorts as text. */
export function latest(times: readonly string[]): string {
  return times.reduce((one, other) => (one < other ? other : one));
}

/** What the positions that are still open earn at current prices. */
function floatingProfit(owner: StoredAccount, trades: readonly StoredTrade[]): Decimal {
  const closed = new Set(
    trades.flatMap((each) => (each.position === 'closed' ? [each.positionId] : [])),
  );
  const { precision } = currencyOf(owner.currency);
  let sum = 0n;
  for (const { positionId, symbolId, side, volume, openPrice } of trades) {
    const symbol = symbols.find((each) => each.symbolId === symbolId);
    if (closed.has(positionId) || !symbol) continue;
    const price = decimal(currentPrices.get(symbolId) ?? '0');
    const position = { side, volume: decimal(volume), openPrice: decimal(openPrice) };
    const earned = gain(position, price, symbol);
    sum += truncate(convert(earned, symbol.quoteCurrencyCode, owner.currency), precision);
  }
  return sum;
}

/** An account whose balance and equity are the sums of its other amounts. */
export function withBalance(account: StoredAccount): StoredAccount {
  const { deposits, withdrawals, profit, commission, swap, credit, pnl } = account;
  const balance = sumDecimals([deposits, profit, commission, swap]) - decimal(withdrawals);
  const equity = balance + sumDecimals([credit, pnl]);
  return { ...account, balance: formatDecimal(balance), equity: formatDecimal(equity) };
}
