import type { StoredObject } from '../../../schemas/b2core/objects.js';
import type { Account } from '../../../schemas/b2core/trading/accounts.js';
import type { StoredTrade } from './rewards.js';

type StoredAccount = StoredObject<typeof Account>;

/** Gives accounts their numbers, in the order of their creation. */
export function numberAccounts(accounts: readonly StoredAccount[]): StoredAccount[] {
  const ranks = ranksBy(accounts, ({ createTime }) => createTime);
  return accounts.map((each, index) => ({
    ...each,
    number: String(500_100 + (ranks[index] ?? 0)),
  }));
}

/** Gives trades their numbers, in the order of their times, and a position the number of the trade that opened it. */
export function numberTrades(trades: readonly StoredTrade[]): StoredTrade[] {
  const ranks = ranksBy(trades, ({ tradeTime }) => tradeTime);
  const numbers = ranks.map((rank) => String(4_817_300 + rank));
  const opening = new Map<string, string | undefined>();
  for (const [index, { position, positionId }] of trades.entries())
    if (position === 'open') opening.set(positionId, numbers[index]);
  return trades.map((each, index) => ({
    ...each,
    tradeIdentifier: numbers[index] ?? '',
    positionId: opening.get(each.positionId) ?? '',
  }));
}

/** The place of each item in the order of a text. Equal ones keep their order. */
function ranksBy<T>(items: readonly T[], read: (item: T) => string): number[] {
  const texts = items.map(read);
  const order = [...texts.keys()].sort((a, b) => compareTexts(texts[a], texts[b]));
  const ranks: number[] = [];
  for (const [rank, index] of order.entries()) ranks[index] = rank;
  return ranks;
}

function compareTexts(one = '', other = ''): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
