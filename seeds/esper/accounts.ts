import { customRole, type UserProfile } from '../../schemas/esper/profiles.js';
import type { UserInternal } from '../../schemas/esper/users.js';
import { SeededRandom } from '../../src/lib/seeded-random.js';
import { generatedName } from '../world/names.js';
import { emailOf, mainOrganisationPeople, type Person, usernameOf } from '../world/people.js';
import { isInMainOrganisation, mainOrganisation, organisations } from '../world/world.js';
import type { LoginHabit } from './logins.js';
import { operationsRole } from './tenant.js';

type Role = UserProfile['role'];

/** Who has an account, without what is drawn for each. */
export interface SeededUser {
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
/** All who have an account: the people of the main organisation, the vendor's staff, service users, the generated staff, and a user with a custom role. */
export function accounts(seed: number): SeededUser[] {
  return [...fixedUsers(), ...generatedStaff(seed), customRoleUser];
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
