import { paymentAccountType } from '../../../../schemas/b2core/trading/accounts.js';
import type { RewardBook } from '../../../../seeds/b2core/index.js';
import { sumDecimals } from '../../../lib/calculation/decimal.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import * as collections from '../collections.js';
import { findUser, parentIdOf } from '../partners/users.js';

/** What rewards depend on, as it is in a sandbox now. */
export function sandboxRewardBook(sandbox: Sandbox): RewardBook {
  const all = <Wire>(found: readonly { readonly wire: Wire }[]) => found.map(({ wire }) => wire);
  return {
    parentOf(userId) {
      const parentId = parentIdOf(sandbox, userId);
      return parentId === undefined ? undefined : findUser(sandbox, parentId);
    },
    ibType: (groupId) => sandbox.documents(collections.ibTypes).get(groupId)?.wire,
    levels: (groupId) => all(sandbox.documents(collections.levels).all({ where: { groupId } })),
    tiers: (groupId) => all(sandbox.documents(collections.tiers).all({ where: { groupId } })),
    plans: (symbolId) =>
      all(sandbox.documents(collections.paymentPlans).all({ where: { symbolId } })),
    minPositionLifetime: (platformId) =>
      sandbox.documents(collections.platforms).get(platformId)?.wire.minPositionLifetime ?? 0,
    clientVolume(userId, from, to) {
      const relations = sandbox
        .documents(collections.relations)
        .all({ where: { parentUserId: userId } });
      const clients = relations.map(({ wire }) => wire.childUserId);
      const trades = all(
        sandbox.documents(collections.trades).all({ where: { profileId: clients } }),
      );
      const inPeriod = trades.filter(({ tradeTime }) => {
        const time = Date.parse(tradeTime);
        return time >= from && time < to;
      });
      return sumDecimals(inPeriod.map(({ usdTradingVolume }) => usdTradingVolume));
    },
    paymentAccount(profileId, currency) {
      const where = { profileId, type: paymentAccountType, currency: currency.toLowerCase() };
      return sandbox.documents(collections.accounts).findOne({ where })?.wire.accountId ?? null;
    },
  };
}
