import type { Test } from 'tap';
import { currencies } from '../../../schemas/b2core/currencies.js';
import { convert, cut, one, sum, times, units } from './decimals.js';
import type { Broker, Item } from './lists.js';

const dayMs = 86_400_000;

/** Computes the payments of all trades from the other lists, and compares them. */
export function checkPayments(t: Test, broker: Broker) {
  const { trades, payments, relations, platforms } = broker;
  const states = new Set(payments.map(({ paymentState }) => paymentState));
  t.ok(states.has('done') && states.has('pending'), 'payments are in several states');
  for (const trade of trades) {
    const own = payments.filter(({ tradeId }) => tradeId === trade.tradeId);
    t.equal(trade.paymentCount, own.length);
    const platform = platforms.find(({ platformId }) => platformId === trade.platformId);
    const seconds = (Date.parse(trade.tradeTime) - Date.parse(trade.openTime)) / 1000;
    const isTooShort = trade.position === 'closed' && seconds < platform.minPositionLifetime;
    const expected: unknown[] = [];
    let user = trade.profileId;
    for (let level = 1; !isTooShort; level++) {
      const relation = relations.find(({ childUserId }) => childUserId === user);
      if (!relation) break;
      expected.push(...expectedPayments(broker, { trade, partner: relation.parentUser, level }));
      user = relation.parentUserId;
    }
    const isProcessed = Date.parse(trade.tradeTime) < Date.parse('2026-03-08T16:00:00Z');
    const compared = own.map(({ userId, paymentAmount, paymentLevel, paymentTierId }) =>
      JSON.stringify([userId, paymentAmount, paymentLevel, paymentTierId]),
    );
    t.strictSame(
      compared.sort(),
      isProcessed ? expected.sort() : [],
      `trade ${trade.tradeIdentifier}`,
    );
  }
}

interface Earning {
  readonly trade: Item;
  readonly partner: Item;
  readonly level: number;
}

function expectedPayments(broker: Broker, { trade, partner, level }: Earning): string[] {
  const ibType = broker.ibTypes.find(({ groupId }) => groupId === partner.groupId);
  const found = broker.levels.find(
    (each) => each.groupId === partner.groupId && each.level === level,
  );
  if (!ibType || !found) return [];
  const tier = tierOf(broker, trade, partner, ibType);
  const plans = broker.plans.filter(
    ({ symbolId, groupId, position, side, enabled }) =>
      symbolId === trade.symbolId &&
      groupId === partner.groupId &&
      position === trade.position &&
      (side ?? trade.side) === trade.side &&
      enabled,
  );
  return plans.flatMap((plan) => {
    const basis = {
      lot: units(trade.volume),
      turnover: units(trade.usdTradingVolume) / 1_000_000n,
      commission: -units(trade.usdCommission),
    }[plan.formula as 'lot'];
    const user = times(units(partner.ratio), partner.master ? units(partner.masterRatio) : one);
    const factor = times(units(found.ratio), tier ? units(tier.ratio) : one, user);
    const { paymentCurrencyCode: currency } = ibType;
    const earned = convert(times(basis, units(plan.ratio), factor), plan.unit, currency);
    const amount = cut(earned, currencies[currency]?.precision ?? 0);
    const text = `${amount / one}.${String(amount % one).padStart(18, '0')}`;
    return amount === 0n
      ? []
      : [JSON.stringify([partner.userId, text, level, tier?.tierId ?? null])];
  });
}

/** The tier with the highest volume that the trades of the direct clients of a partner have reached before a trade. */
function tierOf(
  { relations, trades, tiers }: Broker,
  trade: Item,
  partner: Item,
  ibType: Item,
): Item {
  const clients = relations.filter(({ parentUserId }) => parentUserId === partner.userId);
  const to = Date.parse(trade.tradeTime);
  const own = trades.filter(({ profileId, tradeTime }) => {
    const time = Date.parse(tradeTime);
    const isClient = clients.some(({ childUserId }) => childUserId === profileId);
    return isClient && time >= to - ibType.tierPeriod * dayMs && time < to;
  });
  const volume = sum(own.map(({ usdTradingVolume }) => usdTradingVolume));
  return tiers
    .filter(({ groupId }) => groupId === ibType.groupId)
    .filter((tier) => units(tier.volume) <= volume)
    .sort((a, b) => (units(a.volume) > units(b.volume) ? -1 : 1))[0];
}
