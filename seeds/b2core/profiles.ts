import { faker } from '@faker-js/faker/locale/en';
import { type Contact, fullName, type StoredProfile } from '../../schemas/b2core/profiles.js';
import { askedForId, sampleProfile } from '../../schemas/b2core/samples.js';
import { formatTimestamp } from '../../schemas/b2core/values.js';
import { SeededRandom } from '../../src/lib/seeded-random.js';
import { objectId } from '../world/identifiers.js';
import { emailOf, people } from '../world/people.js';
import { defaultInstant } from '../world/world.js';
import { numericCodeOf } from './geography.js';

/** Where the clients of a broker live, and how a phone number there begins. */
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
const clients = 100;
const firstDay = Date.parse('2021-02-01T00:00:00Z');
const lastDay = Date.parse(defaultInstant) - 86_400_000;

/** What a profile is made from, the rest follows. */
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
 * The client whom the vendor's cURL lines ask for: by an identifier, and by the filters of the list line, all but its
 * filter by name, which has the names in another order and finds nobody.
 */
const westley: Client = {
  firstName: 'Westley',
  middleName: 'Ivanov',
  lastName: 'Daniel',
  contacts: [['email', 'client@email.com']],
  home: 'US',
  uuid: '9',
};

/** The profiles: the documented ones, the people of the world, and clients made up for the seed. */
export function* profiles(seed: number): Generator<StoredProfile> {
  const { country: _, ...sample } = sampleProfile;
  yield sample;
  const dice = new SeededRandom(seed, 'b2core profiles');
  yield profile(westley, { dice: new SeededRandom(0, 'westley'), index: 0, id: askedForId });
  for (const [index, person] of people.entries()) {
    const { firstName, lastName, phone } = person;
    const contacts = [['email', emailOf(person)] as const, ['phone', phone] as const];
    const client = { firstName, lastName, contacts, home: 'US', uuid: person.username };
    yield profile(client, { dice: new SeededRandom(0, 'people', index), index: index + 1 });
  }
  for (const [index, client] of drawn(seed).entries()) {
    yield profile(client, { dice, index: people.length + 1 + index });
  }
}

/** Drawn all at once: faker has one chance for everybody, and worlds may be made side by side. */
function drawn(seed: number): Client[] {
  faker.seed(seed);
  const dice = new SeededRandom(seed, 'b2core clients');
  return Array.from({ length: clients }, (_, index) => draw(dice, index));
}

function draw(dice: SeededRandom, index: number): Client {
  const [home, area] = dice.pick(homes);
  const firstName = faker.person.firstName();
  const lastName = faker.person.lastName();
  const login = `${firstName}.${lastName}${index}`.toLowerCase().replace(/[^a-z0-9.]/g, '');
  const phone = `${area}${String(dice.integer(0, 9999)).padStart(4, '0')}`;
  return {
    firstName,
    ...(dice.oneIn(3) ? { middleName: faker.person.middleName() } : {}),
    lastName,
    contacts: [
      ['email', `${login}@clients.example`],
      ...(dice.oneIn(2) ? [['phone', phone] as const] : []),
    ],
    home,
    enabled: !dice.oneIn(12),
    tags: tags.filter(() => dice.oneIn(5)),
    ...(dice.oneIn(4) ? { uuid: `crm-${1000 + index}` } : {}),
  };
}

interface ProfileOptions {
  readonly dice: SeededRandom;
  readonly index: number;
  readonly id?: string;
}

function profile(client: Client, { dice, index, id }: ProfileOptions): StoredProfile {
  const made = second(dice.integer(firstDay, lastDay));
  const changed = dice.oneIn(3) ? made : second(dice.integer(made, lastDay));
  const createTime = formatTimestamp(made);
  const { firstName, middleName = '', lastName, uuid = null } = client;
  const contacts = client.contacts.map(
    ([key, value], turn): Contact => ({
      contactId: id ?? objectId(made / 1000, index * 8 + turn + 1),
      key,
      value,
      createTime,
      updateTime: createTime,
      uuid: null,
    }),
  );
  return {
    profileId: id ?? objectId(made / 1000, index * 8),
    contacts,
    countryNumericCode: numericCodeOf(client.home),
    enabled: client.enabled ?? true,
    firstName,
    middleName,
    lastName,
    name: fullName({ firstName, middleName, lastName }),
    tags: [...(client.tags ?? [])],
    createTime,
    updateTime: formatTimestamp(changed),
    uuid,
  };
}

function second(time: number): number {
  return Math.floor(time / 1000) * 1000;
}
