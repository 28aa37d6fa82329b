import { faker } from '@faker-js/faker/locale/en';
import {
  type Emm,
  enterpriseId,
  type Group,
  profileFlags,
  type UserProfile,
} from '../../schemas/esper/profiles.js';
import { fullName, timeText, type User, type UserOwn } from '../../schemas/esper/users.js';
import { SeededRandom } from '../../src/lib/seeded-random.js';
import { uuidOf } from '../world/identifiers.js';
import { emailOf, mainOrganisationPeople, type Person, usernameOf } from '../world/people.js';
import {
  defaultInstant,
  isInMainOrganisation,
  mainOrganisation,
  organisations,
} from '../world/world.js';
import { groupId } from './groups.js';

type Role = UserProfile['role'];

/** What a seeded user is, as far as chance does not decide it. */
interface Seeded {
  readonly who: Pick<Person, 'username' | 'firstName' | 'lastName'>;
  readonly email: string;
  readonly role: Role;
  /** Organisations whose groups the user sees. */
  readonly sees: readonly string[];
  readonly internal?: UserOwn;
  readonly isStaff?: true;
  readonly isInactive?: true;
  readonly isWithoutAuthn?: true;
}

/** The role of each person of the main organisation; those who administer Sentinel administer the tenant. */
const rolesOf: Readonly<Record<string, Role>> = {
  'Dana Whitfield': 'Enterprise Admin',
  'Marcus Oyelaran': 'Enterprise Admin',
  'Priya Raman': 'Group Admin',
  'Tomas Lindqvist': 'Group Admin',
  'Helen Abara': 'Group Viewer',
  'Victor Salcedo': 'Viewer',
  'Joanne Keller': 'Group Viewer',
  'Samuel Brandt': 'Enterprise User',
  'Ruth Castellano': 'Viewer',
  'Leon Marchetti': 'Group Admin',
  'Grace Nakamura': 'Group Admin',
  'Omar Haddad': 'Viewer',
  'Walter Pruitt': 'Viewer',
  'Elena Duarte': 'Group Admin',
};

/** Who stands for which role. */
const personas: Readonly<Record<string, UserOwn>> = {
  'Dana Whitfield': { persona: 'Enterprise Admin', purpose: 'may do everything in the tenant' },
  'Elena Duarte': { persona: 'Group Admin', purpose: 'administers one school; writes no users' },
  'Joanne Keller': { persona: 'Group Viewer', purpose: 'sees the groups she is given' },
  'Samuel Brandt': { persona: 'Enterprise User', purpose: 'a user without rights over others' },
  'Ruth Castellano': { persona: 'Viewer', purpose: 'reads everything, writes nothing' },
  'Walter Pruitt': { persona: 'inactive', purpose: 'an inactive user, whose key is refused' },
};

/** The vendor's own: the user of whom every documented field can be seen. */
const support: Seeded = {
  who: { username: 'imani.okafor', firstName: 'Imani', lastName: 'Okafor' },
  email: 'imani.okafor@esper.example',
  role: 'Shoonya Admin',
  sees: [mainOrganisation],
  isStaff: true,
  internal: {
    persona: 'Shoonya Admin',
    purpose: "the vendor's own staff: every field has a value",
  },
};

/** Identifiers of the vendor's sample, given to the user who shows it whole. */
const sample = {
  authn_user_id: '77ba949a-db0b-4544-a77c-b27f70fe06cd',
  authn_connection_id: '500f8424-a17b-4138-9b34-dcf4c445232c',
  authz_role_id: 'c85d5e04-56ba-49f9-8ef1-94165471fa4c',
};

const schools = organisations.filter(
  ({ id }) => isInMainOrganisation(id) && id !== mainOrganisation,
);
const teachers = 34;
const firstId = 4001;
/** Numbers of seeded users and of their profiles are below these; those made later are above. */
export const firstFreeId = { user: 5000, profile: 8000 };
const firstDay = Date.parse('2022-08-01T12:00:00Z');
const lastDay = Date.parse(defaultInstant) - 86_400_000;

/** The users of the tenant, each with what no answer shows. */
export function users(seed: number, groups: readonly Group[]): { wire: User; internal: UserOwn }[] {
  const all = [...fixed(), ...drawn(seed)];
  return all.map((seeded, index) => ({
    wire: user(seeded, firstId + index, groups, new SeededRandom(seed, 'esper user', index)),
    internal: seeded.internal ?? {},
  }));
}

function fixed(): Seeded[] {
  const known = mainOrganisationPeople().map((person): Seeded => {
    const name = `${person.firstName} ${person.lastName}`;
    const internal = personas[name];
    return {
      who: person,
      email: emailOf(person),
      role: rolesOf[name] ?? 'Viewer',
      sees: [person.organisation],
      ...(internal && { internal }),
      ...(internal?.persona === 'inactive' && { isInactive: true }),
    };
  });
  return [...known, support, ...serviceUsers];
}

/** Users who stand for devices and Google accounts, whom clients ask to have left out. */
const serviceUsers: readonly Seeded[] = [
  ...schools.slice(0, 3).map(
    ({ id }): Seeded => ({
      who: { username: `device-${id.toLowerCase()}`, firstName: 'Device', lastName: id },
      email: '',
      role: 'Enterprise Device',
      sees: [id],
      isWithoutAuthn: true,
    }),
  ),
  {
    who: { username: 'google-emm', firstName: 'Google', lastName: 'EMM' },
    email: '',
    role: 'Google User',
    sees: [],
    isWithoutAuthn: true,
  },
];

function drawn(seed: number): Seeded[] {
  faker.seed(seed);
  const dice = new SeededRandom(seed, 'esper teachers');
  const taken = new Set(mainOrganisationPeople().map(({ username }) => username));
  return Array.from({ length: teachers }, (_, index): Seeded => {
    const firstName = faker.person.firstName();
    const lastName = faker.person.lastName();
    const plain = usernameOf(`${firstName} ${lastName}`).replace(/[^a-z.]/g, '');
    const username = taken.has(plain) ? `${plain}${index}` : plain;
    taken.add(username);
    return {
      who: { username, firstName, lastName },
      email: emailOf({ username, organisation: mainOrganisation }),
      role: dice.pick(['Viewer', 'Group Viewer', 'Group Viewer', 'Group Admin', 'Enterprise User']),
      sees: [dice.pick(schools).id],
      ...(dice.oneIn(12) && { isInactive: true as const }),
      ...(dice.oneIn(10) && { isWithoutAuthn: true as const }),
    };
  });
}

function user(seeded: Seeded, id: number, groups: readonly Group[], dice: SeededRandom): User {
  const { who, email, sees, isStaff = false, isInactive = false } = seeded;
  const names = { first_name: who.firstName, last_name: who.lastName };
  const made = dice.integer(firstDay, lastDay);
  const changed = dice.integer(made, lastDay);
  const hasEmm = isStaff || seeded.role === 'Enterprise Admin';
  const created_on = timeText(made);
  const updated_on = timeText(changed);
  return {
    id,
    username: who.username,
    email,
    ...names,
    full_name: fullName(names),
    is_staff: isStaff,
    is_superuser: isStaff,
    is_active: !isInactive,
    profile: {
      id: id + 3000,
      enterprise_user_id: uuidOf(`esper enterprise user ${who.username}`),
      ...identities(seeded),
      role: seeded.role,
      enterprise: enterpriseId,
      is_customer: !isStaff,
      is_endpoint_creator: hasEmm,
      created_on,
      updated_on,
      setup_wizard_complete: true,
      default_password_changed: true,
      is_developer: isStaff,
      can_factory_reset: hasEmm || profileFlags.can_factory_reset,
      groups: groups.filter((group) => sees.some((each) => groupId(each) === group.id)),
    },
    emm: hasEmm ? emm(who.username, id, { created_on, updated_on }) : null,
    last_login: isInactive ? null : timeText(dice.integer(changed, lastDay)),
    token: hasEmm ? secret(`esper token ${who.username}`) : '',
    has_emm: hasEmm,
    is_email_verified: email !== '' && !isInactive,
  };
}

function identities({ who, isStaff, isWithoutAuthn }: Seeded) {
  if (isStaff) return sample;
  const authn_user_id = isWithoutAuthn ? null : uuidOf(`esper authn ${who.username}`);
  return {
    authn_user_id,
    authn_connection_id: authn_user_id && sample.authn_connection_id,
    authz_role_id: null,
  };
}

function emm(
  username: string,
  user: number,
  times: { readonly created_on: string; readonly updated_on: string },
): Emm {
  return {
    id: user - 3500,
    user,
    account_identifier: uuidOf(`esper emm ${username}`),
    account_type: 'userAccount',
    display_name: username,
    google_user_id: String(BigInt(`0x${secret(username).slice(0, 16)}`)),
    google_enterprise: 118,
    is_active: true,
    ...times,
    authentication_token: {
      id: user - 3600,
      token: secret(`esper emm token ${username}`),
      is_active: true,
      updated_on: times.updated_on,
    },
  };
}

/** Forty hex digits that belong to a name; no key of anything. */
function secret(name: string): string {
  return `${uuidOf(name)}${uuidOf(`${name} again`)}`.replaceAll('-', '').slice(0, 40);
}
