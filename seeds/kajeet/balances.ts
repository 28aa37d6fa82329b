import type {
  BalanceTransfer,
  BalanceType,
  Bucket,
  CardTransaction,
} from '../../schemas/kajeet/account/balances.js';
import { dayMs, secondMs } from '../../src/lib/calculation/durations.js';
import { findPerson } from '../world/people.js';
import { defaultInstant, organisations } from '../world/world.js';
import { cardOf } from './account-pages.js';

/** Offices work from 14 to 21 o'clock UTC: from 9 to 16 in New York. */
const opensAt = 14 * 3600;
const openSeconds = 7 * 3600;

/** A time in office hours so many days before the default time of the clock; `number` tells those of a day apart, in their order. */
function daysAgo(days: number, number: number): string {
  const midnight = Math.floor(Date.parse(defaultInstant) / dayMs) * dayMs;
  const second = opensAt + ((2417 * number + 331 * days) % openSeconds);
  return new Date(midnight - days * dayMs + second * secondMs).toISOString();
}

/** What 1,000 MB of data and 1,000 points cost, in US dollars. */
const price: Readonly<Record<BalanceType, number>> = { DATA: 3.5, POINTS: 10 };

interface Purchase {
  readonly days: number;
  readonly type: BalanceType;
  readonly quantity: number;
  readonly isDeclined?: true;
}

/** The purchases of the accounts that pay by card. */
const purchasesByAccount: Readonly<Record<string, readonly Purchase[]>> = {
  'NORTHSTAR-ISD': [
    { days: 203, type: 'DATA', quantity: 600_000 },
    { days: 203, type: 'POINTS', quantity: 20_000 },
    { days: 64, type: 'DATA', quantity: 400_000 },
    { days: 21, type: 'POINTS', quantity: 5_000, isDeclined: true },
    { days: 20, type: 'POINTS', quantity: 5_000 },
  ],
  'SUMMIT-WBU': [{ days: 54, type: 'DATA', quantity: 150_000 }],
  'ATLAS-ASB': [
    { days: 120, type: 'DATA', quantity: 800_000 },
    { days: 33, type: 'DATA', quantity: 200_000 },
  ],
};

/** The card purchases of all accounts, the oldest first. */
export function cardTransactions(): CardTransaction[] {
  return Object.entries(purchasesByAccount)
    .flatMap(([corpId, purchases]) => purchases.map((purchase) => ({ corpId, ...purchase })))
    .sort((a, b) => b.days - a.days)
    .map(({ corpId, days, type, quantity, isDeclined }, index) => {
      const { brand, lastFour } = cardOf(corpId) ?? { brand: 'Card', lastFour: '0000' };
      return {
        id: index + 1,
        date: daysAgo(days, index),
        corpId,
        type,
        quantity,
        amount: (quantity / 1000) * price[type],
        cardBrand: brand,
        cardLastFour: lastFour,
        status: isDeclined ? 'DECLINED' : 'APPROVED',
      };
    });
}

const transfers: readonly [number, string, string, string, BalanceType, number][] = [
  [200, 'Dana Whitfield', 'NORTHSTAR-ISD', 'NORTHSTAR-HIGH', 'DATA', 250_000],
  [200, 'Dana Whitfield', 'NORTHSTAR-ISD', 'NORTHSTAR-ELEM', 'DATA', 120_000],
  [118, 'Andre Thibault', 'ATLAS-ASB', 'ATLAS-EAST', 'DATA', 300_000],
  [62, 'Dana Whitfield', 'NORTHSTAR-ISD', 'NORTHSTAR-BUS', 'DATA', 180_000],
  [19, 'Dana Whitfield', 'NORTHSTAR-ISD', 'NORTHSTAR-ELEM', 'POINTS', 4_000],
  [6, 'Dana Whitfield', 'NORTHSTAR-HIGH', 'NORTHSTAR-BUS', 'DATA', 25_000],
];

/** The transfers between device groups, the oldest first. */
export function balanceTransfers(): BalanceTransfer[] {
  return transfers.map(([days, name, fromCorpId, toCorpId, type, amount], index) => ({
    id: index + 1,
    date: daysAgo(days, index),
    fromCorpId,
    fromDescription: descriptionOf(fromCorpId),
    toCorpId,
    toDescription: descriptionOf(toCorpId),
    type,
    amount,
    transferredBy: findPerson(name).username,
  }));
}

/** The balances that the purchases and the transfers lead to. */
export function buckets(): Bucket[] {
  const balances = new Map<string, number>();
  const add = (corpId: string, type: BalanceType, amount: number) => {
    const name = `${corpId} ${type}`;
    balances.set(name, (balances.get(name) ?? 0) + amount);
  };
  for (const { corpId, type, quantity, status } of cardTransactions())
    if (status === 'APPROVED') add(corpId, type, quantity);
  for (const { fromCorpId, toCorpId, type, amount } of balanceTransfers()) {
    add(fromCorpId, type, -amount);
    add(toCorpId, type, amount);
  }
  return organisations.map(({ id: corpId }) => ({
    corpId,
    dataMb: balances.get(`${corpId} DATA`) ?? 0,
    points: balances.get(`${corpId} POINTS`) ?? 0,
    allocationEnabled: true,
  }));
}

function descriptionOf(corpId: string): string {
  return organisations.find(({ id }) => id === corpId)?.name ?? corpId;
}
