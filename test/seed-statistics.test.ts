import t from 'tap';
import { broker, profiles } from '../seeds/b2core/index.js';
import { locales } from '../seeds/b2core/locales.js';
import {
  users as esperUsers,
  groups,
  tabletModel,
  devices as tablets,
} from '../seeds/esper/index.js';
import { devices } from '../seeds/kajeet/index.js';

/** What a person who looks at the data would notice: no value of one field contradicts another one. */
const seeds = [1, 7, 42];
const all = new Map(seeds.map((seed) => [seed, [...devices(seed, 499)]]));

/** The assertions that the checks use. */
type Assertions = Pick<typeof t, 'equal' | 'fail' | 'notOk' | 'ok' | 'strictSame'>;

const everySeed = (title: string, check: (test: Assertions, seed: number) => void) =>
  t.test(title, async (test) => {
    for (const seed of seeds) check(test, seed);
  });

const devicesOf = (seed: number) => all.get(seed) ?? [];

everySeed('phone numbers of an organisation have its area code', (t, seed) => {
  const areaCodes: Record<string, Set<string>> = {};
  for (const { wire, internal } of devicesOf(seed)) {
    const [account = ''] = internal.corpId.split('-');
    areaCodes[account] = (areaCodes[account] ?? new Set()).add(wire.key.slice(0, 3));
  }
  // The vendor's two sample devices have codes of their own.
  t.strictSame([...(areaCodes.NORTHSTAR ?? [])].sort(), ['304', '521', '585']);
  t.strictSame([...(areaCodes.METRO ?? [])], ['614']);
  t.strictSame([...(areaCodes.HARBOR ?? [])], ['562']);
  t.strictSame([...(areaCodes.SUMMIT ?? [])], ['303']);
  t.strictSame([...(areaCodes.ATLAS ?? [])].sort(), ['901', '973']);
});

everySeed('no two devices have the same nickname', (t, seed) => {
  const names = devicesOf(seed).flatMap(({ wire }) => wire.nickname ?? []);
  t.equal(new Set(names).size, names.length);
});

t.test('nicknames stay unique in a large fleet', async (t) => {
  const names = new Set<string>();
  let count = 0;
  for (const { wire } of devices(3, 120_000)) {
    if (wire.nickname === undefined) continue;
    names.add(wire.nickname);
    count++;
  }
  t.equal(names.size, count);
});

everySeed('a model has one maker, by MAC address, and its own type allocation codes', (t, seed) => {
  const makers = new Map<string, Set<string>>();
  const models = new Map<string, Set<string>>();
  for (const { wire, internal } of devicesOf(seed)) {
    const prefix = internal.mac?.slice(0, 8) ?? 'none';
    makers.set(wire.deviceName, (makers.get(wire.deviceName) ?? new Set()).add(prefix));
    const code = wire.imei?.slice(0, 8);
    if (code) models.set(code, (models.get(code) ?? new Set()).add(wire.deviceName));
  }
  for (const [model, prefixes] of makers) {
    // A fixed device has no MAC address.
    prefixes.delete(prefixes.size > 1 ? 'none' : '');
    t.equal(prefixes.size, 1, `${seed}: ${model} ${[...prefixes]}`);
  }
  for (const [code, names] of models) t.equal(names.size, 1, `${seed}: ${code} ${[...names]}`);
});

everySeed('a card has the numbers of its network', (t, seed) => {
  const issuers: Record<string, string> = {
    Verizon: '8914800 311480',
    'T-Mobile': '8901260 310260',
    'AT&T': '8901410 310410',
    ARCNT: '8901850 310850',
  };
  for (const { wire, internal } of devicesOf(seed)) {
    const found = `${internal.uicc.slice(0, 7)} ${internal.imsi.slice(0, 6)}`;
    if (found !== issuers[wire.network]) t.fail(`${seed}: ${wire.network} ${found}`);
  }
});

everySeed('buses have neither rooms nor persons, and are the only ones with routes', (t, seed) => {
  const routes = [11, 12, 14, 18];
  for (const { wire, internal } of devicesOf(seed)) {
    const isBus = wire.nickname?.startsWith('Bus #') ?? internal.corpId === 'NORTHSTAR-BUS';
    if (isBus && (/Room|Grade/.test(internal.description) || / /.test(internal.name)))
      t.fail(`${seed}: ${wire.nickname} ${internal.name} ${internal.description}`);
    if (!isBus && internal.labelIds.some((id) => routes.includes(id)))
      t.fail(`${seed}: ${wire.nickname} ${internal.labelIds}`);
  }
});

everySeed('1 to 5 % of the devices that have a limit are over it', (t, seed) => {
  const limited = devicesOf(seed).filter(({ internal }) => internal.monthlyLimit !== null);
  const over = limited.filter(
    ({ wire, internal }) => wire.monthlyAmountUsed > Number(internal.monthlyLimit),
  );
  const share = over.length / limited.length;
  t.ok(limited.length > 200 && share >= 0.01 && share <= 0.05, `${seed}: ${share}`);
});

everySeed('the month is no constant part of 30 days', (t, seed) => {
  const ratios = devicesOf(seed)
    .filter(({ wire }) => wire.status === 'active' && (wire.last30DaysUsed ?? 0) > 0)
    .map(({ wire }) => wire.monthlyAmountUsed / Number(wire.last30DaysUsed))
    .sort((a, b) => a - b);
  const [low = 0, high = 0] = [0.1, 0.9].map((part) => ratios[Math.floor(part * ratios.length)]);
  t.ok(high > low * 1.3, `${seed}: ${low} to ${high}`);
});

everySeed('clients have names, phones and mail domains of their country', (t, seed) => {
  const numericCodes: Record<string, string> = {
    ...{ '826': 'GB', '276': 'DE', '196': 'CY', '784': 'AE', '710': 'ZA', '392': 'JP' },
    ...{ '076': 'BR', '356': 'IN', '566': 'NG', '616': 'PL', '764': 'TH', '250': 'FR' },
    ...{ '036': 'AU', '840': 'US' },
  };
  const clients = [...profiles(seed)];
  const generated = clients.filter(({ contacts }) =>
    contacts.some(({ value }) => /\.[a-z]{2}\.example$/.test(value)),
  );
  t.equal(generated.length, 100, String(seed));
  for (const { firstName, lastName, countryNumericCode, contacts } of generated) {
    const country = numericCodes[String(countryNumericCode)];
    const locale = locales.find((each) => each.country === country);
    t.ok(locale?.firstNames.includes(String(firstName)), `${firstName} in ${country}`);
    const isFamilyName = locale?.lastNames.some(
      (name) => name === lastName || locale.feminine?.(name) === lastName,
    );
    t.ok(isFamilyName, `${lastName} in ${country}`);
    for (const { key, value } of contacts) {
      if (key === 'phone') {
        const fits = locale?.phones.some((pattern) =>
          new RegExp(`^${pattern.replace('+', '\\+').replaceAll('#', '\\d')}$`).test(value),
        );
        t.ok(fits, `${value} in ${country}`);
      } else {
        const domain = `${country === 'GB' ? 'uk' : country?.toLowerCase()}.example`;
        t.ok(value.endsWith(domain), `${value} in ${country}`);
      }
    }
  }
  t.ok(new Set(generated.map(({ countryNumericCode }) => countryNumericCode)).size >= 12);
  const names = clients.map(({ name }) => name);
  t.equal(new Set(names).size, names.length, 'no name occurs twice');
});

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
    const deposits = Number(account?.deposits) * (account?.currency === 'EUR' ? 1.08 : 1);
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

everySeed('the staff of the Esper tenant works in schools and signs in by day', (t, seed) => {
  const staff = esperUsers(seed, groups(seed, 499)).map(({ wire }) => wire);
  t.notOk(staff.some(({ profile }) => profile.groups.some(({ name }) => /Spare/.test(name))));
  for (const { username, last_login, profile } of staff) {
    t.ok(profile.created_on <= profile.updated_on, username);
    if (!last_login) continue;
    t.ok(profile.updated_on <= last_login && last_login < '2026-03-10', username);
    const [hour, weekday] = [Number(last_login.slice(11, 13)), new Date(last_login).getUTCDay()];
    t.ok(hour >= 12 && hour < 22 && weekday > 0 && weekday < 6, `${username} ${last_login}`);
  }
  const recent = staff.filter(({ last_login }) => last_login && last_login > '2026-02-24');
  t.ok(recent.length > staff.length / 2, `${seed}: ${recent.length} of ${staff.length}`);
});

everySeed('tablets are set up in the order of their numbers, on working days', (t, seed) => {
  const created = [...tablets(seed, 499)].map(({ created_on }) => created_on);
  const days = created.map((time) => time.slice(0, 10));
  t.strictSame(days, [...days].sort());
  for (const time of created) {
    const [hour, weekday] = [Number(time.slice(11, 13)), new Date(time).getUTCDay()];
    t.ok(hour >= 13 && hour < 21 && weekday > 0 && weekday < 6, `${seed}: ${time}`);
  }
  const months = new Set(days.map((day) => day.slice(0, 7)));
  t.ok(months.size < 9, 'they come in deliveries');
});

everySeed('a tablet is what its model and its group are for', (t, seed) => {
  const fleet = [...tablets(seed, 499)];
  const shared = new Set<string>();
  for (const { alias_name, tags, ssid, model, serial, battery, status } of fleet) {
    const { name, serialLength } = tabletModel(model);
    t.equal(serial.length, serialLength, `${name} ${serial}`);
    t.ok(tags.length <= 1, `${alias_name} is a ${tags}`);
    t.equal(tags[0] === 'bus', model === 'SM-T577U', `${name} ${tags}`);
    t.equal(tags[0] === 'loaner', model === 'TB-X306X', `${name} ${tags}`);
    t.notOk(alias_name.includes(name), `${alias_name} is no name that people give`);
    if (tags[0] !== 'loaner') shared.add(ssid);
    if (tags[0] === 'signage' && status === 1) t.equal(battery, 100, alias_name);
  }
  t.ok(shared.size <= 5, `${seed}: tablets of the district are in ${shared.size} networks`);
  const aliases = fleet.map(({ alias_name }) => alias_name);
  t.equal(new Set(aliases).size, aliases.length);
  const buses = devicesOf(seed).flatMap(
    ({ wire }) => wire.nickname?.match(/^Bus #(\d+)$/)?.[1] ?? [],
  );
  const busTablets = aliases.flatMap((alias) => alias.match(/^Bus (\d+) Tablet$/)?.[1] ?? []);
  const known = busTablets.filter((number) => buses.includes(number));
  t.ok(known.length > 0.8 * busTablets.length, 'buses have the same numbers at both vendors');
});
