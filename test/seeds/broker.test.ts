import { currencies } from '../../schemas/b2core/currencies.js';
import { broker, profiles, shiftTrade } from '../../seeds/b2core/index.js';
import { defaultInstant } from '../../seeds/world/world.js';
import { everySeed } from './every-seed.js';

everySeed('numbers of clients follow no pattern', (t, seed) => {
  const clients = [...profiles(seed)];
  const phones = clients.flatMap(({ contacts }) =>
    contacts.flatMap(({ key, value }) => (key === 'phone' ? [value] : [])),
  );
  const endings = new Map<string, number>();
  for (const phone of phones) {
    const ending = `${phone.slice(0, 4)} ${phone.slice(-2)}`;
    endings.set(ending, (endings.get(ending) ?? 0) + 1);
  }
  const most = Math.max(...endings.values());
  t.ok(most < 5, `${seed}: ${most} numbers of a country end alike`);
  const crm = clients.flatMap(({ uuid }) =>
    uuid?.startsWith('crm-') ? [Number(uuid.slice(4))] : [],
  );
  const steps = crm.slice(1).map((number, index) => number - (crm[index] ?? 0));
  t.ok(steps.some((step) => step < 0) && steps.some((step) => step % 13 !== 0), String(steps));
});

everySeed('nothing but cryptocurrencies is traded while the markets are closed', (t, seed) => {
  const { trades, symbols } = broker(seed, [...profiles(seed)]);
  const names = new Map(symbols.map(({ symbolId, symbol }) => [symbolId, symbol]));
  const weekend = trades.filter(({ tradeTime }) => {
    const [day, hour] = [new Date(tradeTime).getUTCDay(), Number(tradeTime.slice(11, 13))];
    return day === 6 || (day === 5 && hour >= 22) || (day === 0 && hour < 22);
  });
  for (const { symbolId, tradeTime } of weekend)
    t.ok(names.get(symbolId)?.endsWith('USDT'), `${seed}: ${names.get(symbolId)} at ${tradeTime}`);
  t.ok(weekend.length > 0, 'cryptocurrencies are traded at the weekend');
});

everySeed('a symbol has about one price at a time', (t, seed) => {
  const { trades, symbols } = broker(seed, [...profiles(seed)]);
  for (const { symbolId, symbol } of symbols) {
    const own = trades
      .filter((each) => each.symbolId === symbolId)
      .map(({ tradeTime, price }) => [Date.parse(tradeTime) / 3_600_000, Number(price)] as const)
      .sort(([a], [b]) => a - b);
    for (const [index, [time, price]] of own.entries()) {
      const [nextTime, nextPrice] = own[index + 1] ?? [time, price];
      // Within an hour a currency moves by some hundredths of a per cent, a cryptocurrency by tenths.
      const limit = (symbol.endsWith('USDT') ? 0.008 : 0.005) * Math.sqrt(nextTime - time + 0.02);
      const change = Math.abs(nextPrice / price - 1);
      t.ok(change <= limit, `${seed}: ${symbol} moves by ${change} in ${nextTime - time} h`);
    }
  }
});

everySeed('prices are of one day, near the rates at which amounts are converted', (t, seed) => {
  const { trades, symbols } = broker(seed, [...profiles(seed)]);
  const usd = (code: string) => Number(currencies[code]?.usd);
  const pairs = symbols.filter(({ isForexable }) => isForexable);
  let compared = 0;
  for (const { symbolId, symbol } of pairs) {
    const rate = usd(symbol.slice(0, 3)) / usd(symbol.slice(3, 6));
    for (const { price } of trades.filter((each) => each.symbolId === symbolId)) {
      const distance = Math.abs(Number(price) / rate - 1);
      t.ok(distance < 0.04, `${seed}: ${symbol} at ${price}, converted at ${rate}`);
      compared++;
    }
  }
  t.ok(compared > 100);
});

everySeed('residents of the United States own what they buy', (t, seed) => {
  const clients = [...profiles(seed)];
  const { accounts, platformGroups } = broker(seed, clients);
  const residents = clients
    .filter(({ countryNumericCode }) => countryNumericCode === '840')
    .map(({ profileId }) => profileId);
  const groupsOf = (isResident: boolean) => {
    const own = accounts.filter(({ profileId }) => residents.includes(profileId) === isResident);
    const names = own.map(
      ({ platformGroupId }) =>
        platformGroups.find((each) => each.platformGroupId === platformGroupId)?.name,
    );
    return new Set(names);
  };
  for (const name of groupsOf(true))
    t.ok(name === 'Spot' || name === 'Wallets', `${seed}: ${name}`);
  t.ok(groupsOf(false).has('Standard'));
});

everySeed(
  'a world of any day has trades of the trading day before, while markets are open',
  (t, seed) => {
    const dayMs = 86_400_000;
    const { trades, symbols } = broker(seed, [...profiles(seed)]);
    const crypto = new Set(
      symbols.filter(({ symbol }) => symbol.endsWith('USDT')).map(({ symbolId }) => symbolId),
    );
    const midnight = Math.floor(Date.parse(defaultInstant) / dayMs) * dayMs;
    for (let days = 1; days < 16; days++) {
      const start = midnight + days * dayMs;
      const moved = trades.map((each) => shiftTrade(each, days));
      const times = moved.map(({ tradeTime }) => Date.parse(tradeTime));
      const age = (start - Math.max(...times)) / dayMs;
      const isAfterWeekend = [0, 1].includes(new Date(start).getUTCDay());
      t.ok(age > 0 && age < (isAfterWeekend ? 4 : 2), `${seed}: ${age} days old after ${days}`);
      for (const { symbolId, tradeTime, openTime } of moved) {
        t.ok(openTime <= tradeTime, `${seed}: opened ${openTime}, closed ${tradeTime}`);
        if (crypto.has(symbolId)) continue;
        const [day, hour] = [new Date(tradeTime).getUTCDay(), Number(tradeTime.slice(11, 13))];
        const isClosed = day === 6 || (day === 5 && hour >= 22) || (day === 0 && hour < 22);
        if (isClosed) t.fail(`${seed}: ${tradeTime} after ${days} days`);
      }
    }
  },
);

everySeed('an account was changed when its last trade or payment was', (t, seed) => {
  const { trades, accounts, payments } = broker(seed, [...profiles(seed)]);
  const isPaid = ({ paymentState }: { paymentState: string }) => paymentState === 'done';
  for (const { accountId, createTime, updateTime, number } of accounts) {
    const times = [
      createTime,
      ...trades.flatMap((each) => (each.accountId === accountId ? [each.tradeTime] : [])),
      ...payments
        .filter(isPaid)
        .flatMap((each) => (each.accountId === accountId ? [each.updateTime] : [])),
    ];
    t.equal(updateTime, times.sort().at(-1), `${seed}: ${number}`);
  }
  const changed = accounts.filter(({ createTime, updateTime }) => createTime !== updateTime);
  t.ok(changed.length > accounts.length / 2);
});

everySeed('trades and accounts have ascending numbers', (t, seed) => {
  const { trades, accounts } = broker(seed, [...profiles(seed)]);
  const byNumber = [...trades].sort(
    (a, b) => Number(a.tradeIdentifier) - Number(b.tradeIdentifier),
  );
  const times = byNumber.map(({ tradeTime }) => tradeTime);
  t.strictSame(times, [...times].sort());
  const created = [...accounts]
    .sort((a, b) => Number(a.number) - Number(b.number))
    .map(({ createTime }) => createTime);
  t.strictSame(created, [...created].sort());
  for (const { symbolId, usdTradingVolume, accountId } of trades) {
    const account = accounts.find((each) => each.accountId === accountId);
    const deposits = Number(account?.deposits) * (account?.currency === 'EUR' ? 1.15 : 1);
    t.ok(Number(usdTradingVolume) <= 200 * deposits, `${seed}: ${symbolId} ${usdTradingVolume}`);
  }
});

everySeed('clients pay in and out round amounts', (t, seed) => {
  const { accounts } = broker(seed, [...profiles(seed)]);
  const clients = accounts.filter(({ type, deposits }) => type === 0 && Number(deposits) > 0);
  for (const { deposits, withdrawals } of clients)
    t.ok(Number(deposits) % 100 === 0 && Number(withdrawals) % 100 === 0, `${seed}: ${deposits}`);
  const shares = clients
    .filter(({ withdrawals }) => Number(withdrawals) > 0)
    .map(({ withdrawals, deposits }) => Number(withdrawals) / Number(deposits));
  t.ok(new Set(shares).size > 3, `${seed}: ${shares}`);
});
