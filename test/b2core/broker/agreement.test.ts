import t, { type Test } from 'tap';
import { type Send, startInjected } from '../../support/app.js';
import { b2core } from '../api.js';
import { convert, sum, times, units } from './decimals.js';
import { all, type Broker, type Item, readBroker } from './lists.js';
import { checkPayments } from './payments.js';

/** The rules that the data of a broker obey, whatever the seed. */
const rules: Record<string, (t: Test, broker: Broker) => void> = {
  'every reference leads to an object, whose names are shown': checkReferences,
  'trades are made at prices that fit their symbols': checkPrices,
  'the amounts of accounts add up': checkAccounts,
  'relations are a forest': checkForest,
  'payments follow from trades by payment plans, levels and tiers': checkPayments,
};

for (const seed of [1, 2, 77])
  t.test(`the data of a broker agree with each other, with the seed ${seed}`, async (t) => {
    const { send } = (await startInjected(t, { seed, devices: 10 })).sandbox();
    const broker = await readBroker(send);
    for (const [name, check] of Object.entries(rules))
      await t.test(name, async (t) => check(t, broker));
    await t.test('metrics equal what lists show', (t) => checkMetrics(t, broker, send));
  });

function checkReferences(t: Test, broker: Broker) {
  const byId = (items: Item[], id: string) => new Map(items.map((each) => [each[id], each]));
  const platforms = byId(broker.platforms, 'platformId');
  const groups = byId(broker.platformGroups, 'platformGroupId');
  const symbols = byId(broker.symbols, 'symbolId');
  const accounts = byId(broker.accounts, 'accountId');
  const profiles = byId(broker.profiles, 'profileId');
  const trades = byId(broker.trades, 'tradeId');
  for (const each of [
    ...broker.accounts,
    ...broker.trades,
    ...broker.symbols,
    ...broker.symbolGroups,
  ]) {
    const group = groups.get(each.platformGroupId);
    t.equal(group.platformId, each.platformId);
    t.equal(platforms.get(each.platformId).environment, each.environment);
    if ('platformGroupName' in each) t.equal(each.platformGroupName, group.name);
  }
  for (const symbol of broker.symbols) {
    const symbolGroup = broker.symbolGroups.find(
      (each) => each.symbolGroupId === symbol.symbolGroupId,
    );
    const path = [groups.get(symbol.platformGroupId).name, symbolGroup.name, symbol.symbol];
    t.equal(symbol.name, path.join('\\\\'));
  }
  for (const account of broker.accounts) {
    const profile = profiles.get(account.profileId);
    t.ok(profile && account.createTime >= profile.createTime, `account ${account.number}`);
  }
  for (const trade of broker.trades) {
    const account = accounts.get(trade.accountId);
    const symbol = symbols.get(trade.symbolId);
    const platform = platforms.get(trade.platformId);
    t.match(trade, {
      profileId: account.profileId,
      accountNumber: account.number,
      accountUuid: account.uuid,
      accountType: account.type,
      platformGroupId: account.platformGroupId,
      platformName: platform.name,
      platformProvider: platform.provider,
      platformAddress: platform.address,
      symbolPath: symbol.name,
      symbolName: symbol.symbol,
      symbolQuoteCurrencyCode: symbol.quoteCurrencyCode,
    });
    t.equal(symbol.platformGroupId, trade.platformGroupId);
    t.ok(trade.tradeTime >= account.createTime && trade.tradeTime < '2026-03-10T16:00:00');
  }
  for (const payment of broker.payments) t.ok(trades.has(payment.tradeId));
}

function checkPrices(t: Test, { trades, symbols }: Broker) {
  const positions = new Map<string, Item[]>();
  for (const trade of trades)
    positions.set(trade.positionId, [...(positions.get(trade.positionId) ?? []), trade]);
  for (const own of positions.values()) {
    const [opened, closed, ...more] = own.sort((a, b) => (a.position > b.position ? -1 : 1));
    t.equal(more.length, 0);
    t.match(opened, { position: 'open', price: opened.openPrice, openTime: opened.tradeTime });
    if (!closed) continue;
    const { side, volume, symbolId, accountId, openPrice } = opened;
    t.match(closed, { position: 'closed', side, volume, symbolId, accountId, openPrice });
    t.ok(closed.tradeTime > opened.tradeTime && closed.openTime === opened.tradeTime);
    const change = units(closed.price) - units(openPrice);
    t.ok(
      (change < 0n ? -change : change) * 20n < units(openPrice),
      'prices move by a few per cent',
    );
    const isGain = side === 'buy' ? change > 0n : change < 0n;
    t.ok(
      isGain ? units(closed.profit) >= 0n : units(closed.profit) <= 0n,
      'the profit has the right sign',
    );
  }
  for (const trade of trades) {
    const symbol = symbols.find((each) => each.symbolId === trade.symbolId);
    t.equal(units(trade.price) % units(symbol.point), 0n, `${symbol.symbol} ${trade.price}`);
    t.ok(units(trade.price) > 0n && units(trade.volume) > 0n);
    const turnover = times(units(trade.volume), units(symbol.contractSize), units(trade.price));
    t.equal(units(trade.usdTradingVolume), convert(turnover, symbol.quoteCurrencyCode, 'USD'));
  }
}

function checkAccounts(t: Test, { accounts, trades, payments }: Broker) {
  for (const account of accounts) {
    const own = trades.filter(({ accountId }) => accountId === account.accountId);
    for (const field of ['profit', 'commission', 'swap'])
      t.equal(
        units(account[field]),
        sum(own.map((trade) => trade[field])),
        `${account.number} ${field}`,
      );
    const { deposits, withdrawals, profit, commission, swap, balance, credit, pnl, equity } =
      account;
    t.equal(units(balance), sum([deposits, profit, commission, swap]) - units(withdrawals));
    t.equal(units(equity), sum([balance, credit, pnl]));
    t.ok(units(balance) >= 0n && units(equity) >= 0n, 'no account is in debt');
    const isOpen = own.some(
      ({ position, positionId }) =>
        position === 'open' && own.filter((each) => each.positionId === positionId).length === 1,
    );
    if (!isOpen) t.equal(units(pnl), 0n);
    if (account.type !== 1) continue;
    const received = payments.filter(
      ({ accountId, paymentState }) => accountId === account.accountId && paymentState === 'done',
    );
    t.equal(units(deposits), sum(received.map(({ paymentAmount }) => paymentAmount)));
  }
}

function checkForest(t: Test, { relations, profiles, ibTypes }: Broker) {
  const parents = new Map(
    relations.map(({ childUserId, parentUserId }) => [childUserId, parentUserId]),
  );
  t.equal(parents.size, relations.length, 'a user has one parent at most');
  for (const relation of relations) {
    for (const [id, user] of [
      [relation.childUserId, relation.childUser],
      [relation.parentUserId, relation.parentUser],
    ]) {
      t.equal(user.userId, id);
      t.ok(profiles.some(({ profileId }) => profileId === user.profileId));
      t.ok(user.groupId === null || ibTypes.some(({ groupId }) => groupId === user.groupId));
    }
    const path = new Set<string>();
    let user = relation.childUserId;
    while (user && !path.has(user)) {
      path.add(user);
      user = parents.get(user);
    }
    t.equal(user, undefined, 'no path returns to where it began');
  }
}

async function checkMetrics(t: Test, broker: Broker, send: Send) {
  const metrics = async (path: string) => (await send('GET', `${b2core}${path}/metrics`)).body;
  const figures = (own: Item[]) => ({
    numberOfTrades: own.length,
    numberOfPayments: broker.payments.filter(({ tradeId }) =>
      own.some((trade) => trade.tradeId === tradeId),
    ).length,
    volume: sum(own.map(({ volume }) => volume)),
    usdTradingVolume: sum(own.map(({ usdTradingVolume }) => usdTradingVolume)),
    lastTradeTime:
      own
        .map(({ tradeTime }) => tradeTime)
        .sort()
        .at(-1) ?? null,
  });
  const comparable = ({ volume, usdTradingVolume, ...others }: Item) => ({
    ...others,
    volume: units(volume),
    usdTradingVolume: units(usdTradingVolume),
  });
  const matching = (items: Item[], field: string, value: unknown) =>
    items.filter((each) => each[field] === value);
  for (const { accountId, profit, commission, swap } of broker.accounts.slice(0, 20)) {
    const own = matching(broker.trades, 'accountId', accountId);
    t.match(comparable(await metrics(`/accounts/${accountId}`)), {
      ...figures(own),
      numberOfPositions: new Set(own.map(({ positionId }) => positionId)).size,
      profit,
      commission,
      swap,
    });
  }
  for (const { platformId } of broker.platforms)
    t.match(comparable(await metrics(`/platforms/${platformId}`)), {
      ...figures(matching(broker.trades, 'platformId', platformId)),
      numberOfGroups: matching(broker.platformGroups, 'platformId', platformId).length,
      numberOfDrivers: (await all(send, `/platforms/${platformId}/drivers`)).length,
      numberOfAccounts: matching(broker.accounts, 'platformId', platformId).length,
      numberOfSymbols: matching(broker.symbols, 'platformId', platformId).length,
    });
  for (const { platformGroupId: id } of broker.platformGroups)
    t.match(comparable(await metrics(`/platforms/groups/${id}`)), {
      ...figures(matching(broker.trades, 'platformGroupId', id)),
      numberOfAccounts: matching(broker.accounts, 'platformGroupId', id).length,
      numberOfSymbols: matching(broker.symbols, 'platformGroupId', id).length,
    });
  for (const { symbolId } of broker.symbols)
    t.match(comparable(await metrics(`/symbols/${symbolId}`)), {
      ...figures(matching(broker.trades, 'symbolId', symbolId)),
      numberOfPaymentPlans: matching(broker.plans, 'symbolId', symbolId).length,
    });
  for (const { groupId, paymentCurrencyCode } of broker.ibTypes) {
    const own = matching(broker.payments, 'paymentPreferencesGroupId', groupId);
    const amountIn = (state: string) =>
      sum(matching(own, 'paymentState', state).map(({ paymentAmount }) => paymentAmount));
    const { pendingAmount, doneAmount, cancelledAmount, ...others } = await metrics(
      `/groups/${groupId}`,
    );
    t.match(others, { groupId, paymentCurrencyCode, numberOfPayments: own.length });
    t.equal(units(pendingAmount), amountIn('pending'));
    t.equal(units(doneAmount), amountIn('done'));
    t.equal(units(cancelledAmount), amountIn('cancelled'));
    const clients = broker.relations.filter(({ parentUser }) => parentUser.groupId === groupId);
    t.equal(others.numberOfClients, clients.length);
  }
}
