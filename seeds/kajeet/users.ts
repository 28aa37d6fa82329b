import {
  auxScopes,
  changePassword,
  type User,
  type UserInternal,
} from '../../schemas/kajeet/users.js';
import { emailOf, findPerson, type Person } from '../world/people.js';
import { mainOrganisation } from '../world/world.js';

/** A seeded user that represents a scope, a corp or a state, for callers who want to act as one. */
interface SeededUser {
  /** A user without one is only administrated. */
  readonly persona?: string;
  readonly person: Pick<Person, 'username' | 'firstName' | 'lastName' | 'organisation'>;
  readonly scopes: readonly string[];
  readonly purpose?: string;
  readonly enabled?: false;
  readonly isClient?: true;
  /** An e-mail address that waits for its confirmation. */
  readonly pendingEmail?: string;
}

const user = (
  persona: string,
  name: string,
  scopes: readonly string[],
  purpose: string,
): SeededUser => ({ persona, person: findPerson(name), scopes, purpose });

const superAt = (corpId: string, name: string, purpose: string): SeededUser =>
  user(`org_super at ${corpId}`, name, ['org_super'], purpose);

const seeded: readonly SeededUser[] = [
  user('org_super', 'Dana Whitfield', ['org_super'], 'Master Admin: may do everything'),
  user('org_tech', 'Marcus Oyelaran', ['org_tech'], 'Admin: edits devices'),
  user('org_managerplus', 'Priya Raman', ['org_managerplus'], 'edits devices and account settings'),
  user(
    'org_kajeetmanaged',
    'Tomas Lindqvist',
    ['org_kajeetmanaged'],
    'edits devices, but no data limits',
  ),
  user(
    'org_mediacenter',
    'Helen Abara',
    ['org_mediacenter'],
    'media center: barred from labels and more',
  ),
  user(
    'org_manager',
    'Victor Salcedo',
    ['org_manager'],
    'Manager: no documented write allows it by name',
  ),
  {
    ...user(
      'org_support',
      'Joanne Keller',
      ['org_support'],
      'Support User: no documented write allows it by name',
    ),
    pendingEmail: 'j.keller@northstar.example',
  },
  user(
    'org_user',
    'Samuel Brandt',
    ['org_user'],
    'Standard User: no documented write allows it by name',
  ),
  user(
    'readonly',
    'Ruth Castellano',
    ['readonly'],
    'reads what states no scope and changes nothing',
  ),
  ...auxScopes.map((scope, index) =>
    user(
      scope,
      ['Leon Marchetti', 'Grace Nakamura'][index] ?? '',
      ['org_tech', scope],
      `org_tech with the extra scope ${scope}`,
    ),
  ),
  user(changePassword, 'Omar Haddad', [changePassword], 'has followed a password reset link'),
  user('org_tech at NORTHSTAR-HIGH', 'Elena Duarte', ['org_tech'], 'sees one school only'),
  {
    ...user('disabled', 'Walter Pruitt', ['org_tech'], 'a disabled user: refused everywhere'),
    enabled: false,
  },
  {
    persona: 'trusted client',
    person: {
      username: 'northstar-sis',
      firstName: 'Northstar',
      lastName: 'SIS',
      organisation: mainOrganisation,
    },
    scopes: ['org_tech'],
    purpose: 'a trusted client: its id and secret get a token by auth/clientToken',
    isClient: true,
  },
  {
    person: {
      username: 'iris.calloway',
      firstName: 'Iris',
      lastName: 'Calloway',
      organisation: 'NORTHSTAR-HIGH',
    },
    scopes: ['org_user'],
  },
  superAt('METRO-TRANSIT', 'Nadia Petrov', 'an enterprise: not a Kajeet Choice account'),
  superAt('HARBOR-PLTE', 'Colin Mercer', 'a PLTE account: no cards, no messages'),
  superAt('SUMMIT-WBU', 'Bridget Falk', 'an account of type WBU: no label changes'),
  superAt('ATLAS-ASB', 'Andre Thibault', 'an ASB-enabled master corp: has rate plan usage'),
  superAt(
    'ATLAS-EAST',
    'Simone Achterberg',
    'below an ASB-enabled master corp: has no rate plan usage',
  ),
];

/** The seeded users with their internal fields. */
export function users(): { wire: User; internal: UserInternal }[] {
  return seeded.map(
    ({ persona, person, scopes, purpose, enabled = true, isClient, pendingEmail }) => {
      const { username, firstName, lastName, organisation: corpId } = person;
      const internal = {
        corpId,
        scopes,
        enabled,
        password: { derived: true } as const,
        ...(persona !== undefined && { persona }),
        ...(purpose !== undefined && { purpose }),
        ...(pendingEmail !== undefined && { pendingEmail: { email: pendingEmail } }),
      };
      return {
        wire: { username, firstName, lastName, email: emailOf(person) },
        internal: isClient ? { ...internal, isClient } : internal,
      };
    },
  );
}
