import { currencies, currencyOf } from '../../../schemas/b2core/currencies.js';
import type { StoredObject } from '../../../schemas/b2core/objects.js';
import type { IbType, Level, Tier } from '../../../schemas/b2core/partners/ib-types.js';
import type { User } from '../../../schemas/b2core/partners/relations.js';
import type { PaymentPlan } from '../../../schemas/b2core/trading/symbols.js';
import type { Payment, Trade } from '../../../schemas/b2core/trading/trades.js';
import {
  type Decimal,
  decimal,
  divide,
  formatDecimal,
  multiply,
  truncate,
} from '../../../src/lib/calculation/decimal.js';
import { dayMs } from '../../../src/lib/calculation/durations.js';

export type StoredTrade = StoredObject<typeof Trade>;
export type StoredPayment = StoredObject<typeof Payment>;
export type StoredPlan = StoredObject<typeof PaymentPlan>;
export type StoredIbType = StoredObject<typeof IbType>;
export type StoredLevel = StoredObject<typeof Level>;
export type StoredTier = StoredObject<typeof Tier>;

/** What the rewards of a trade depend on. */
export interface RewardBook {
  /** The partner who brought a user. */
  parentOf(userId: string): User | undefined;
  ibType(groupId: string): StoredIbType | undefined;
  levels(groupId: string): readonly StoredLevel[];
  tiers(groupId: string): readonly StoredTier[];
  plans(symbolId: string): readonly StoredPlan[];
  /** In seconds. */
  minPositionLifetime(platformId: string): number;
  /** The trading volume, in US dollars, of the direct clients of a partner between two instants; the second is not included. */
  clientVolume(userId: string, from: number, to: number): Decimal;
  /** The account that receives the payments of a partner in a currency; null without one. */
  paymentAccount(userId: string, currency: string): string | null;
}

/** A payment without what distinguishes it from equal ones. */
export type Reward = Omit<
  StoredPayment,
  'paymentId' | 'paymentState' | 'createTime' | 'updateTime'
>;

/** No level is higher. */
const maxLevel = 100;
const one = decimal('1');
const million = decimal('1000000');

/**
 * The rewards of a trade: each partner above the trader earns by the payment plans of its IB type for the symbol, times the
 * ratios of the level, of the tier and of the partner. Positions that were closed too soon earn nothing.
 */
export function rewardsOf(trade: StoredTrade, book: RewardBook): Reward[] {
  if (isTooShort(trade, book)) return [];
  const rewards: Reward[] = [];
  const plans = book.plans(trade.symbolId).filter((plan) => applies(plan, trade));
  let partner = book.parentOf(trade.profileId);
  for (let distance = 1; partner && plans.length > 0 && distance <= maxLevel; distance++) {
    rewards.push(...rewardsOfPartner(trade, book, { partner, distance, plans }));
    partner = book.parentOf(partner.userId);
  }
  return rewards;
}

interface Position {
  readonly partner: User;
  /** How many relations lie between the trader and the partner. */
  readonly distance: number;
  readonly plans: readonly StoredPlan[];
}

function rewardsOfPartner(
  trade: StoredTrade,
  book: RewardBook,
  { partner, distance, plans }: Position,
): Reward[] {
  const ibType = partner.groupId === null ? undefined : book.ibType(partner.groupId);
  const level = ibType && book.levels(ibType.groupId).find((each) => each.level === distance);
  if (!level || (partner.master && distance > partner.masterMaxLevel)) return [];
  const own = plans.filter(({ groupId }) => groupId === ibType.groupId);
  if (own.length === 0) return [];
  const tier = tierOf(trade, book, partner, ibType);
  const ratio = multiply(
    decimal(partner.ratio),
    partner.master ? decimal(partner.masterRatio) : one,
  );
  const factor = multiply(decimal(level.ratio), tier ? decimal(tier.ratio) : one, ratio);
  const { paymentCurrencyCode } = ibType;
  const { precision } = currencyOf(paymentCurrencyCode);
  return own.flatMap((plan) => {
    const earned = multiply(basis(plan, trade), decimal(plan.ratio), factor);
    const amount = truncate(convert(earned, plan.unit, paymentCurrencyCode), precision);
    if (amount === 0n) return [];
    return [
      {
        paymentAmount: formatDecimal(amount),
        paymentCurrencyCode,
        paymentCurrencyPrecision: precision,
        paymentFormulaUnitPrecision: plan.unitPrecision,
        paymentPreferencesGroupId: ibType.groupId,
        paymentFormula: plan.formula,
        paymentFormulaId: plan.paymentPlanId,
        paymentFormulaPosition: plan.position,
        paymentFormulaSide: trade.side,
        paymentFormulaRatio: plan.ratio,
        paymentFormulaUnit: plan.unit,
        paymentLevel: distance,
        paymentLevelId: level.levelId,
        paymentLevelRatio: level.ratio,
        paymentMaster: partner.master,
        paymentTierId: tier?.tierId ?? null,
        paymentTierRatio: tier?.ratio ?? formatDecimal(one),
        paymentUserRatio: formatDecimal(ratio),
        userId: partner.userId,
        accountId: book.paymentAccount(partner.userId, paymentCurrencyCode),
        tradeId: trade.tradeId,
        uuid: null,
      },
    ];
  });
}

/** Converts an amount between currencies at the fixed rates. */
export function convert(amount: Decimal, from: string, to: string): Decimal {
  if (from === to) return amount;
  return divide(multiply(amount, rateOf(from)), rateOf(to));
}

/** What one unit of each currency is worth in US dollars. */
const rates = new Map(Object.entries(currencies).map(([code, { usd }]) => [code, decimal(usd)]));
const rateOf = (code: string): Decimal => rates.get(code) ?? one;

function applies({ enabled, position, side }: StoredPlan, trade: StoredTrade): boolean {
  return enabled && position === trade.position && (side === null || side === trade.side);
}

function isTooShort(
  { position, tradeTime, openTime, platformId }: StoredTrade,
  book: RewardBook,
): boolean {
  const seconds = (Date.parse(tradeTime) - Date.parse(openTime)) / 1000;
  return position === 'closed' && seconds < book.minPositionLifetime(platformId);
}

/** The tier with the highest volume that the direct clients of a partner have reached. */
function tierOf(
  trade: StoredTrade,
  book: RewardBook,
  partner: User,
  ibType: StoredIbType,
): StoredTier | undefined {
  const to = Date.parse(trade.tradeTime);
  const volume = book.clientVolume(partner.userId, to - ibType.tierPeriod * dayMs, to);
  let best: { readonly tier: StoredTier; readonly volume: Decimal } | undefined;
  for (const tier of book.tiers(ibType.groupId)) {
    const required = decimal(tier.volume);
    if (required <= volume && (!best || required > best.volume)) best = { tier, volume: required };
  }
  return best?.tier;
}

/** What the ratio of a plan is multiplied by. */
function basis(
  { formula }: StoredPlan,
  { volume, usdTradingVolume, usdCommission }: StoredTrade,
): Decimal {
  if (formula === 'lot') return decimal(volume);
  if (formula === 'turnover') return divide(decimal(usdTradingVolume), million);
  return -decimal(usdCommission);
}
