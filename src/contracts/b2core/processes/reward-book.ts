import { paymentAccountType } from '../../../../schemas/b2core/trading/accounts.js';
import type { RewardBook } from '../../../../seeds/b2core/index.js';
import { sumDecimals } from '../../../lib/calculation/decimal.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import * as collections from '../collections.js';
import { findUser, parentIdOf } from '../partners/users.js';

/**
 * What rewards depend on, as it is in a sandbox now. Each part is read once, because the trades of a computation share most of
 * them.
 */
export function sandboxRewardBook(sandbox: Sandbox): RewardBook {
  const all = <Wire>(found: readonly { readonly wire: Wire }[]) => found.map(({ wire }) => wire);
  const clientTrades = readOnce((userId: string) => {
    const clients = sandbox
      .documents(collections.relations)
      .all({ where: { parentUserId: userId } })
      .map(({ wire }) => wire.childUserId);
    return all(sandbox.documents(collections.trades).all({ where: { profileId: clients } })).map(
      ({ tradeTime, usdTradingVolume }) => ({ time: Date.parse(tradeTime), usdTradingVolume }),
    );
  });
  const paymentAccounts = readOnce((profileId: string) =>
    readOnce((currency: string) => {
      const where = { profileId, type: paymentAccountType, currency };
      return sandbox.documents(collections.accounts).findOne({ where })?.wire.accountId ?? null;
    }),
  );
  return {
    parentOf: readOnce((userId) => {
      const parentId = parentIdOf(sandbox, userId);
      return parentId === undefined ? undefined : findUser(sandbox, parentId);
    }),
    ibType: readOnce((groupId) => sandbox.documents(collections.ibTypes).get(groupId)?.wire),
    levels: readOnce((groupId) =>
      all(sandbox.documents(collections.levels).all({ where: { groupId } })),
    ),
    tiers: readOnce((groupId) =>
      all(sandbox.documents(collections.tiers).all({ where: { groupId } })),
    ),
    plans: readOnce((symbolId) =>
      all(sandbox.documents(collections.paymentPlans).all({ where: { symbolId } })),
    ),
    minPositionLifetime: readOnce(
      (platformId) =>
        sandbox.documents(collections.platforms).get(platformId)?.wire.minPositionLifetime ?? 0,
    ),
    clientVolume(userId, from, to) {
      const inPeriod = clientTrades(userId).filter(({ time }) => time >= from && time < to);
      return sumDecimals(inPeriod.map(({ usdTradingVolume }) => usdTradingVolume));
    },
    paymentAccount: (profileId, currency) => paymentAccounts(profileId)(currency.toLowerCase()),
  };
}

/** A function that reads the value of each key once. */
function readOnce<Key, Value>(read: (key: Key) => Value): (key: Key) => Value {
  const values = new Map<Key, Value>();
  return (key) => {
    if (!values.has(key)) values.set(key, read(key));
    return values.get(key) as Value;
  };
}
