import t from 'tap';
import { profiles } from '../seeds/b2core/index.js';
import { locales } from '../seeds/b2core/locales.js';
import { users as esperUsers, groups, devices as tablets } from '../seeds/esper/index.js';
import { devices, users as kajeetUsers } from '../seeds/kajeet/index.js';
import { devicesOf, everySeed } from './seeds/every-seed.js';

/** What a person who looks at the data would notice: no value of one field contradicts another one. */

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

everySeed('nobody who borrows a tablet holds a device of another organisation', (t, seed) => {
  const holders = new Set(devicesOf(seed).map(({ internal }) => internal.name));
  const loans = [...tablets(seed, 499)].filter(({ tags }) => tags.includes('loaner'));
  t.ok(loans.length > 100);
  for (const { alias_name } of loans) if (holders.has(alias_name)) t.fail(`${seed}: ${alias_name}`);
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

t.test('mail addresses have the domain of the account, not of its id', async (t) => {
  const domains = kajeetUsers().map(({ wire, internal }) => [internal.corpId, wire.email]);
  const domainOf = (corpId: string) =>
    domains.find(([id]) => id === corpId)?.[1]?.replace(/^.*@/, '');
  t.equal(domainOf('NORTHSTAR-HIGH'), 'northstar.example');
  t.equal(domainOf('METRO-TRANSIT'), 'svta.example');
  t.equal(domainOf('ATLAS-EAST'), 'atlasfreight.example');
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
