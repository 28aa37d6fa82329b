import { faker } from '@faker-js/faker/locale/en';
import { type Contact, fullName, type StoredProfile } from '../../schemas/b2core/profiles.js';
import { curlExampleId, sampleProfile } from '../../schemas/b2core/samples.js';
import { formatTimestamp } from '../../schemas/b2core/values.js';
import { SeededRandom } from '../../src/lib/seeded-random.js';
import { objectId } from '../world/identifiers.js';
import { emailOf, people } from '../world/people.js';
import { defaultInstant } from '../world/world.js';
import { numericCodeOf } from './geography.js';

/** Countries where clients live, and the beginning of a phone number there. */
const homes = [
  ['US', '+1212555'],
  ['GB', '+44207946'],
  ['DE', '+4930555'],
  ['CY', '+35722555'],
  ['AE', '+9714555'],
  ['ZA', '+2721555'],
  ['JP', '+813555'],
  ['BR', '+5511555'],
  ['IN', '+9122555'],
  ['NG', '+2341555'],
  ['PL', '+4822555'],
  ['TH', '+662555'],
] as const;
const tags = ['blue', 'green', 'vip', 'partner'];
const clientCount = 100;
const firstDay = Date.parse('2021-02-01T00:00:00Z');
const lastDay = Date.parse(defaultInstant) - 86_400_000;

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
  home: 'US',
  uuid: '9',
};

/** The profiles: the documented ones, the people of the world, and random clients. */
export function* profiles(seed: number): Generator<StoredProfile> {
  const { country: _, ...sample } = sampleProfile;
  yield sample;
  const random = new SeededRandom(seed, 'b2core profiles');
  yield profile(westley, { random: new SeededRandom(0, 'westley'), index: 0, id: curlExampleId });
  for (const [index, person] of people.entries()) {
    const { firstName, lastName, phone } = person;
    const contacts = [['email', emailOf(person)] as const, ['phone', phone] as const];
    const client = { firstName, lastName, contacts, home: 'US', uuid: person.username };
    yield profile(client, { random: new SeededRandom(0, 'people', index), index: index + 1 });
  }
  for (const [index, client] of randomClients(seed).entries()) {
    yield profile(client, { random, index: people.length + 1 + index });
  }
}

/** Draws all clients at once: faker has one global state, and worlds may be seeded concurrently. */
function randomClients(seed: number): Client[] {
  faker.seed(seed);
  const random = new SeededRandom(seed, 'b2core clients');
  return Array.from({ length: clientCount }, (_, index) => randomClient(random, index));
}

function randomClient(random: SeededRandom, index: number): Client {
  const [home, area] = random.pick(homes);
  const firstName = faker.person.firstName();
  const lastName = faker.person.lastName();
  const login = `${firstName}.${lastName}${index}`.toLowerCase().replace(/[^a-z0-9.]/g, '');
  const phone = `${area}${String(random.integer(0, 9999)).padStart(4, '0')}`;
  return {
    firstName,
    ...(random.oneIn(3) ? { middleName: faker.person.middleName() } : {}),
    lastName,
    contacts: [
      ['email', `${login}@clients.example`],
      ...(random.oneIn(2) ? [['phone', phone] as const] : []),
    ],
    home,
    enabled: !random.oneIn(12),
    tags: tags.filter(() => random.oneIn(5)),
    ...(random.oneIn(4) ? { uuid: `crm-${1000 + index}` } : {}),
  };
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
