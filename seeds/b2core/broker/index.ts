import type { StoredObject } from '../../../schemas/b2core/objects.js';
import type { Process } from '../../../schemas/b2core/processes.js';
import type { StoredProfile } from '../../../schemas/b2core/profiles.js';
import type { Click } from '../../../schemas/b2core/reports.js';
import { paymentAccountType } from '../../../schemas/b2core/trading/accounts.js';
import { formatTimestamp } from '../../../schemas/b2core/values.js';
import { decimal, formatDecimal, sumDecimals } from '../../../src/lib/calculation/decimal.js';
import { dayMs } from '../../../src/lib/calculation/durations.js';
import { groupBy } from '../../../src/lib/calculation/group-by.js';
import { SeededRandom } from '../../../src/lib/seeded-random.js';
import { defaultInstant } from '../../world/world.js';
import { seededId, stamped } from '../identifiers.js';
import { type Partnership, partnership } from './partners.js';
import * as promotion from './promotion.js';
import { type RewardBook, rewardsOf, type StoredPayment, type StoredTrade } from './rewards.js';
import * as setup from './setup.js';
import { latest, market, type StoredAccount, withBalance } from './trading.js';

const now = Date.parse(defaultInstant);
/** The rewards of younger trades have not been computed yet; older ones are pending for some days. */
const unprocessedMs = 2 * dayMs;
const pendingMs = 6 * dayMs;
/** One in so many payments was cancelled. */
const cancelled = 17;

/** All data of the broker besides its clients, in agreement with each other, by the names of their collections. */
export function broker(seed: number, profiles: readonly StoredProfile[]) {
  const partners = partnership(seed, profiles);
  const { accounts, trades } = market(seed, partners, profiles);
  const payments = paymentsFor(trades, rewardBook(partners, accounts, trades));
  const byTrade = groupBy(payments, ({ tradeId }) => tradeId);
  const { partners: users, relations } = partners;
  const { platforms, platformGroups, drivers, symbolGroups, symbols, paymentPlans } = setup;
  const { ibTypes, levels, tiers, resources } = setup;
  const { bannerLanguages, bannerSizes, bannerThemes, banners, qrColors, qrIcons } = promotion;
  return {
    ...{ bannerLanguages, bannerSizes, bannerThemes, banners, qrColors, qrIcons },
    ...{ platforms, platformGroups, drivers, symbolGroups, symbols, paymentPlans },
    ...{ ibTypes, levels, tiers, resources },
    users,
    relations,
    accounts: accounts.map((each) => withPayments(each, payments)),
    trades: trades.map((each) => ({
      ...each,
      paymentCount: byTrade.get(each.tradeId)?.length ?? 0,
    })),
    payments,
    clicks: clicks(seed, partners),
    processes,
  };
}

function paymentsFor(trades: readonly StoredTrade[], book: RewardBook): StoredPayment[] {
  const processed = trades.filter(({ tradeTime }) => Date.parse(tradeTime) < now - unprocessedMs);
  const rewards = processed.flatMap((trade) => {
    const time = Date.parse(trade.tradeTime);
    return rewardsOf(trade, book).map((reward) => ({ reward, time }));
  });
  return rewards.map(({ reward, time }, index) => {
    const isPending = time >= now - pendingMs;
    const paymentState = isPending ? 'pending' : index % cancelled === 5 ? 'cancelled' : 'done';
    return {
      paymentId: seededId('payments', index),
      paymentState,
      ...reward,
      createTime: formatTimestamp(time + dayMs / 24),
      updateTime: formatTimestamp(time + (isPending ? dayMs / 24 : 2 * dayMs)),
    };
  });
}

function rewardBook(
  { partners, relations }: Partnership,
  accounts: readonly StoredAccount[],
  trades: readonly StoredTrade[],
): RewardBook {
  const parents = new Map(
    relations.map(({ childUserId, parentUserId }) => [childUserId, parentUserId]),
  );
  const users = new Map(partners.map((each) => [each.userId, each]));
  const minLifetimes = new Map(
    setup.platforms.map(({ platformId, minPositionLifetime }) => [platformId, minPositionLifetime]),
  );
  const clientTrades = groupBy(
    trades.map(({ profileId, tradeTime, usdTradingVolume }) => ({
      partner: parents.get(profileId) ?? '',
      time: Date.parse(tradeTime),
      volume: decimal(usdTradingVolume),
    })),
    ({ partner }) => partner,
  );
  return {
    parentOf: (userId) => users.get(parents.get(userId) ?? ''),
    ibType: (id) => setup.ibTypes.find(({ groupId }) => groupId === id),
    levels: (id) => setup.levels.filter(({ groupId }) => groupId === id),
    tiers: (id) => setup.tiers.filter(({ groupId }) => groupId === id),
    plans: (id) => setup.paymentPlans.filter(({ symbolId }) => symbolId === id),
    minPositionLifetime: (id) => minLifetimes.get(id) ?? 0,
    clientVolume: (userId, from, to) =>
      (clientTrades.get(userId) ?? []).reduce(
        (sum, { time, volume }) => (time >= from && time < to ? sum + volume : sum),
        0n,
      ),
    paymentAccount: (userId, currency) =>
      accounts.find(
        (each) =>
          each.type === paymentAccountType &&
          each.profileId === userId &&
          each.currency === currency,
      )?.accountId ?? null,
  };
}

/** A payment account contains the payments that are done. */
function withPayments(account: StoredAccount, payments: readonly StoredPayment[]): StoredAccount {
  if (account.type !== paymentAccountType) return account;
  const done = payments.filter(
    ({ accountId, paymentState }) => accountId === account.accountId && paymentState === 'done',
  );
  const received = sumDecimals(done.map(({ paymentAmount }) => paymentAmount));
  const deposits = formatDecimal(decimal(account.deposits) + received);
  const updateTime = latest([account.updateTime, ...done.map((each) => each.updateTime)]);
  return withBalance({ ...account, deposits, updateTime });
}

/** The process of the vendor's sample, which has ended. */
const processes: readonly StoredObject<typeof Process>[] = [
  {
    processId: seededId('processes', 0),
    pid: 3279,
    name: 'trades',
    arguments: '2026-03-07T00:00:00+00:00 2026-03-08T16:00:00+00:00',
    messages: 1,
    memory: 60,
    time: 3_368_967,
    code: 0,
    version: '2.18.0',
    createTime: '2026-03-08T17:00:00+00:00',
    updateTime: '2026-03-08T17:56:08+00:00',
  },
];

const referrers = ['search.example.com', 'video.example.com', 'news.example.com', null];

/** Clicks on the links of partners: one for each client who came that way, and others that led to nothing. */
function clicks(seed: number, { partners, clients, relations }: Partnership) {
  const random = new SeededRandom(seed, 'b2core clicks');
  const parents = new Map(
    relations.map(({ childUserId, parentUserId }) => [childUserId, parentUserId]),
  );
  const registrations = clients.flatMap(({ profileId, createTime, countryNumericCode }) => {
    const userId = parents.get(profileId);
    return userId === undefined
      ? []
      : [{ userId, profileId, countryNumericCode, time: Date.parse(createTime) }];
  });
  const countries = clients.map(({ countryNumericCode }) => countryNumericCode);
  const visits = Array.from({ length: 30 }, () => ({
    userId: random.pick(partners).userId,
    profileId: null,
    countryNumericCode: random.pick(countries),
    time: random.integer(now - 90 * dayMs, now - dayMs),
  }));
  return [...registrations, ...visits].map(
    ({ time, ...click }, index): StoredObject<typeof Click> => ({
      clickId: seededId('clicks', index),
      ...click,
      referrer: random.pick(referrers),
      ...stamped(formatTimestamp(time)),
    }),
  );
}
