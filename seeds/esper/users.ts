import {
  customRole,
  type Emm,
  enterpriseId,
  exampleRole,
  exampleUser,
  type Group,
  profileFlags,
  type UserProfile,
} from '../../schemas/esper/profiles.js';
import {
  formatTimestamp,
  fullName,
  type User,
  type UserInternal,
} from '../../schemas/esper/users.js';
import { SeededRandom } from '../../src/lib/seeded-random.js';
import { uuidOf } from '../world/identifiers.js';
import { generatedName } from '../world/names.js';
import { emailOf, mainOrganisationPeople, type Person, usernameOf } from '../world/people.js';
import { isInMainOrganisation, mainOrganisation, organisations } from '../world/world.js';
import { groupId } from './groups.js';
import { drawTimes, type LoginHabit } from './logins.js';
import { defaultConnection, operationsRole } from './tenant.js';

type Role = UserProfile['role'];

/** A seeded user without its random parts. */
interface SeededUser {
  readonly person: Pick<Person, 'username' | 'firstName' | 'lastName'>;
  readonly email: string;
  readonly role: Role;
  /** Organisations whose groups the user sees. */
  readonly organisations: readonly string[];
  readonly internal?: UserInternal;
  readonly isStaff?: true;
  readonly isInactive?: true;
  readonly isWithoutAuthn?: true;
  readonly customRole?: string;
  readonly habit?: LoginHabit;
}

/** The role of each person of the main organisation. Administrators of Sentinel administer the tenant too. */
const roleByName: Readonly<Record<string, Role>> = {
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

/** The persona of each role. */
const personaByName: Readonly<Record<string, UserInternal>> = {
  'Dana Whitfield': { persona: 'Enterprise Admin', purpose: 'may do everything in the tenant' },
  'Elena Duarte': { persona: 'Group Admin', purpose: 'administers one school; writes no users' },
  'Joanne Keller': { persona: 'Group Viewer', purpose: 'sees only the groups of her profile' },
  'Samuel Brandt': { persona: 'Enterprise User', purpose: 'a user without rights over others' },
  'Ruth Castellano': { persona: 'Viewer', purpose: 'reads everything, writes nothing' },
  'Walter Pruitt': { persona: 'inactive', purpose: 'an inactive user: the key is refused' },
};

/** A member of the vendor's staff, in whom every documented field has a value. */
const staff: SeededUser = {
  person: { username: 'imani.okafor', firstName: 'Imani', lastName: 'Okafor' },
  email: 'imani.okafor@esper.example',
  role: 'Shoonya Admin',
  organisations: [mainOrganisation],
  isStaff: true,
  internal: {
    persona: 'Shoonya Admin',
    purpose: "the vendor's staff: every field has a value",
  },
};

/** Identifiers of the vendor's sample; the staff user has them. */
const sample = {
  authn_user_id: exampleUser.authnId,
  authn_connection_id: defaultConnection,
  authz_role_id: exampleRole,
};

/** A user whose rights are the scopes of a custom role. */
const customRoleUser: SeededUser = {
  person: { username: 'nadia.ferreira', firstName: 'Nadia', lastName: 'Ferreira' },
  email: emailOf({ username: 'nadia.ferreira', organisation: mainOrganisation }),
  role: customRole,
  organisations: [],
  customRole: operationsRole,
  internal: {
    persona: customRole,
    purpose: 'has a custom role: may do what its scopes allow, in all groups',
    hasAllGroupAccess: true,
  },
};

/** The parts of the organisation that have a staff, and how many of its generated members work there. */
const staffByOrganisation: Readonly<Record<string, number>> = {
  'NORTHSTAR-HIGH': 15,
  'NORTHSTAR-ELEM': 11,
  'NORTHSTAR-BUS': 4,
  [mainOrganisation]: 4,
};
const parts = organisations.filter(({ id }) => isInMainOrganisation(id) && id !== mainOrganisation);
/** The numbers of generated names from here on belong to the staff; devices take those before. */
const firstStaffName = 30_000;
const firstId = 4001;
/** The first numbers of users and profiles that are not seeded. */
export const firstFreeId = { user: 5000, profile: 8000 };

/** The users of the tenant with their internal fields. */
export function users(
  seed: number,
  groups: readonly Group[],
): { wire: User; internal: UserInternal }[] {
  const all = [...fixedUsers(), ...generatedStaff(seed), customRoleUser];
  return all.map((seeded, index) => ({
    wire: user(seeded, firstId + index, groups, new SeededRandom(seed, 'esper user', index)),
    internal: seeded.internal ?? {},
  }));
}

function fixedUsers(): SeededUser[] {
  const people = mainOrganisationPeople().map((person): SeededUser => {
    const name = `${person.firstName} ${person.lastName}`;
    const internal = personaByName[name];
    return {
      person,
      email: emailOf(person),
      role: roleByName[name] ?? 'Viewer',
      organisations: [person.organisation],
      ...(internal && { internal }),
      ...(internal?.persona === 'inactive' && { isInactive: true }),
      habit: name === 'Dana Whitfield' || name === 'Marcus Oyelaran' ? 'daily' : 'weekly',
    };
  });
  return [...people, staff, ...serviceUsers];
}

/** Users of devices and of Google, which clients exclude from lists. */
const serviceUsers: readonly SeededUser[] = [
  ...parts.slice(0, 3).map(
    ({ id }): SeededUser => ({
      person: { username: `device-${id.toLowerCase()}`, firstName: 'Device', lastName: id },
      email: '',
      role: 'Enterprise Device',
      organisations: [id],
      isWithoutAuthn: true,
    }),
  ),
  {
    person: { username: 'google-emm', firstName: 'Google', lastName: 'EMM' },
    email: '',
    role: 'Google User',
    organisations: [],
    isWithoutAuthn: true,
  },
];

/** Roles that generated members of the staff have, each as often as it is listed. */
const staffRoles: readonly Role[] = [
  'Viewer',
  'Viewer',
  'Group Viewer',
  'Group Viewer',
  'Group Viewer',
  'Group Admin',
  'Enterprise User',
];

/** How often they sign in. */
const staffHabits: readonly LoginHabit[] = [
  'daily',
  'weekly',
  'weekly',
  'weekly',
  'monthly',
  'monthly',
  'never',
];

/** The teachers and other members of the staff. */
function generatedStaff(seed: number): SeededUser[] {
  const random = new SeededRandom(seed, 'esper teachers');
  const usernames = new Set(mainOrganisationPeople().map(({ username }) => username));
  const workplaces = Object.entries(staffByOrganisation).flatMap(([id, count]) =>
    Array<string>(count).fill(id),
  );
  return workplaces.map((organisation, index): SeededUser => {
    const { firstName, lastName } = generatedName(seed, firstStaffName + index);
    const base = usernameOf(`${firstName} ${lastName}`);
    const username = usernames.has(base) ? `${base}${index}` : base;
    usernames.add(username);
    const isInactive = random.oneIn(12);
    const habit = random.pick(staffHabits);
    return {
      person: { username, firstName, lastName },
      email: emailOf({ username, organisation: mainOrganisation }),
      role: random.pick(staffRoles),
      organisations: [organisation],
      habit,
      ...(isInactive && { isInactive: true as const }),
      ...(random.oneIn(10) && { isWithoutAuthn: true as const }),
    };
  });
}

function user(
  seeded: SeededUser,
  id: number,
  groups: readonly Group[],
  random: SeededRandom,
): User {
  const { person, email, organisations: visible, isStaff = false, isInactive = false } = seeded;
  const names = { first_name: person.firstName, last_name: person.lastName };
  const times = drawTimes(random, isInactive ? 'left' : (seeded.habit ?? 'weekly'));
  const isService = seeded.role === 'Enterprise Device' || seeded.role === 'Google User';
  const lastLogin = isService ? null : times.lastLogin;
  const hasEmm = isStaff || seeded.role === 'Enterprise Admin';
  const created_on = formatTimestamp(times.created);
  const updated_on = formatTimestamp(times.updated);
  return {
    id,
    username: person.username,
    email,
    ...names,
    full_name: fullName(names),
    is_staff: isStaff,
    is_superuser: isStaff,
    is_active: !isInactive,
    profile: {
      id: id + 3000,
      enterprise_user_id: uuidOf(`esper enterprise user ${person.username}`),
      ...authnFields(seeded),
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
      groups: groups.filter((group) => visible.some((each) => groupId(each) === group.id)),
    },
    emm: hasEmm ? emm(person.username, id, { created_on, updated_on }) : null,
    last_login: lastLogin === null ? null : formatTimestamp(lastLogin),
    token: hasEmm ? fakeToken(`esper token ${person.username}`) : '',
    has_emm: hasEmm,
    is_email_verified: email !== '' && !isInactive && lastLogin !== null,
  };
}

function authnFields({ person, isStaff, isWithoutAuthn, customRole: authzRole }: SeededUser) {
  if (isStaff) return sample;
  const authn_user_id = isWithoutAuthn ? null : uuidOf(`esper authn ${person.username}`);
  return {
    authn_user_id,
    authn_connection_id: authn_user_id && sample.authn_connection_id,
    authz_role_id: authzRole ?? null,
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
    google_user_id: String(BigInt(`0x${fakeToken(username).slice(0, 16)}`)),
    google_enterprise: 118,
    is_active: true,
    ...times,
    authentication_token: {
      id: user - 3600,
      token: fakeToken(`esper emm token ${username}`),
      is_active: true,
      updated_on: times.updated_on,
    },
  };
}

/** Forty hexadecimal digits derived from a name; they authenticate nothing. */
function fakeToken(name: string): string {
  return `${uuidOf(name)}${uuidOf(`${name} again`)}`.replaceAll('-', '').slice(0, 40);
}
