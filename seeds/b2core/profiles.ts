import { type Contact, fullName, type StoredProfile } from '../../schemas/b2core/profiles.js';
import { curlExampleId, sampleProfile } from '../../schemas/b2core/samples.js';
import { formatTimestamp } from '../../schemas/b2core/values.js';
import { dayMs } from '../../src/lib/calculation/durations.js';
import { SeededRandom } from '../../src/lib/seeded-random.js';
import { objectId, permute } from '../world/identifiers.js';
import { emailOf, people, usernameOf } from '../world/people.js';
import { defaultInstant } from '../world/world.js';
import { numericCodeOf } from './geography.js';
import { type Locale, locales } from './locales.js';

const weightedLocales = locales.flatMap((locale) => Array<Locale>(locale.share).fill(locale));
const tags = ['vip', 'partner', 'newsletter', 'institutional'];
const clientCount = 100;
const firstDay = Date.parse('2021-02-01T00:00:00Z');
/** The midnight before the default instant. Everything that is seeded lies before it. */
const lastDay = Math.floor(Date.parse(defaultInstant) / dayMs) * dayMs;

/** The people of the district who are clients too: those who administer its devices. */
const sharedPeople = [
  'Dana Whitfield',
  'Marcus Oyelaran',
  'Leon Marchetti',
  'Grace Nakamura',
  'Elena Duarte',
];

/** The data of a client; the rest of a profile follows from it. */
interface Client {
  readonly firstName: string;
  readonly middleName?: string;
  readonly lastName: string;
  readonly contacts: readonly (readonly ['email' | 'phone', string])[];
  readonly home: string;
  readonly enabled?: boolean;
  readonly tags?: readonly string[];
  readonly uuid?: string;
}

/**
 * The client of the vendor's cURL examples. It has the identifier that they request and matches all filters of the list
 * example except the one by name, which has the names in another order.
 */
const westley: Client = {
  firstName: 'Westley',
  middleName: 'Ivanov',
  lastName: 'Daniel',
  contacts: [['email', 'client@email.com']],
  home: 'GB',
  uuid: '9',
};

/** The profiles: the documented ones, the people of the world, and random clients. */
export function* profiles(seed: number): Generator<StoredProfile> {
  const { country: _, ...sample } = sampleProfile;
  yield sample;
  const random = new SeededRandom(seed, 'b2core profiles');
  yield profile(westley, { random: new SeededRandom(0, 'westley'), index: 0, id: curlExampleId });
  const shared = people.filter(({ username }) => sharedPeople.map(usernameOf).includes(username));
  for (const [index, person] of shared.entries()) {
    const { firstName, lastName, phone } = person;
    const contacts = [['email', emailOf(person)] as const, ['phone', phone] as const];
    const client = { firstName, lastName, contacts, home: 'US', uuid: person.username };
    yield profile(client, { random: new SeededRandom(0, 'people', index), index: index + 1 });
  }
  for (const [index, client] of generatedClients(seed).entries()) {
    yield profile(client, { random, index: shared.length + 1 + index });
  }
}

/** Draws the clients; no two have the same name. */
function generatedClients(seed: number): Client[] {
  const random = new SeededRandom(seed, 'b2core clients');
  const names = new Set<string>();
  const clients: Client[] = [];
  while (clients.length < clientCount) {
    const client = generatedClient(random, clients.length);
    const name = `${client.firstName} ${client.lastName}`;
    if (!names.has(name)) clients.push(client);
    names.add(name);
  }
  return clients;
}

/** Draws a client whose name, phone and mail fit the country. */
function generatedClient(random: SeededRandom, index: number): Client {
  const locale = random.pick(weightedLocales);
  const isWoman = random.oneIn(2);
  const givenNames = locale.firstNames.filter((_, position) => (position % 2 === 1) === isWoman);
  const firstName = random.pick(givenNames);
  const familyName = random.pick(locale.lastNames);
  const lastName = isWoman && locale.feminine ? locale.feminine(familyName) : familyName;
  const middleName = random.pick(givenNames);
  const hasMiddleName = locale.hasMiddleNames && middleName !== firstName && random.oneIn(2);
  const phone = random.pick(locale.phones).replace(/#/g, () => String(random.integer(0, 9)));
  return {
    firstName,
    ...(hasMiddleName ? { middleName } : {}),
    lastName,
    contacts: [
      ['email', mailAddress(random, locale, [firstName, lastName])],
      ...(random.oneIn(5) ? [] : [['phone', phone] as const]),
    ],
    home: locale.country,
    enabled: !random.oneIn(12),
    tags: tags.filter(() => random.oneIn(6)),
    ...(random.oneIn(3) ? { uuid: `crm-${20_000 + permute(index, [90, 100])}` } : {}),
  };
}

/** A mail address of a provider of the country. The top-level domain is reserved, so that no mail is ever delivered. */
function mailAddress(
  random: SeededRandom,
  { country, providers }: Locale,
  [firstName, lastName]: readonly [string, string],
): string {
  const [first, last] = [plain(firstName), plain(lastName)];
  const name = random.pick([
    `${first}.${last}`,
    `${first.charAt(0)}.${last}`,
    `${first}${last}`,
    `${first}.${last}${random.integer(70, 99)}`,
  ]);
  return `${name}@${random.pick(providers)}.${country === 'GB' ? 'uk' : country.toLowerCase()}.example`;
}

/** A name in the letters that mail addresses use. */
function plain(name: string): string {
  const latin = name.replaceAll('ł', 'l').replaceAll('ü', 'ue').replaceAll('ö', 'oe');
  return usernameOf(latin);
}

interface ProfileOptions {
  readonly random: SeededRandom;
  readonly index: number;
  readonly id?: string;
}

function profile(client: Client, { random, index, id }: ProfileOptions): StoredProfile {
  const created = toSecond(random.integer(firstDay, lastDay));
  const updated = random.oneIn(3) ? created : toSecond(random.integer(created, lastDay));
  const createTime = formatTimestamp(created);
  const { firstName, middleName = '', lastName, uuid = null } = client;
  const contacts = client.contacts.map(
    ([key, value], contactIndex): Contact => ({
      contactId: id ?? objectId(created / 1000, index * 8 + contactIndex + 1),
      key,
      value,
      createTime,
      updateTime: createTime,
      uuid: null,
    }),
  );
  return {
    profileId: id ?? objectId(created / 1000, index * 8),
    contacts,
    countryNumericCode: numericCodeOf(client.home),
    enabled: client.enabled ?? true,
    firstName,
    middleName,
    lastName,
    name: fullName({ firstName, middleName, lastName }),
    tags: [...(client.tags ?? [])],
    createTime,
    updateTime: formatTimestamp(updated),
    uuid,
  };
}

/** Rounds milliseconds down to a whole second. */
function toSecond(time: number): number {
  return Math.floor(time / 1000) * 1000;
}
