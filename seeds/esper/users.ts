import {
  type Emm,
  enterpriseId,
  exampleRole,
  exampleUser,
  type Group,
  profileFlags,
} from '../../schemas/esper/profiles.js';
import { googleEnterprise } from '../../schemas/esper/tenant/emm.js';
import {
  formatTimestamp,
  fullName,
  type User,
  type UserInternal,
} from '../../schemas/esper/users.js';
import { SeededRandom } from '../../src/lib/seeded-random.js';
import { uuidOf } from '../world/identifiers.js';
import { accounts, type SeededUser } from './accounts.js';
import { groupId } from './groups.js';
import { drawTimes } from './logins.js';
import { defaultConnection } from './tenant.js';

/** Identifiers of the vendor's sample; the staff user has them. */
const sample = {
  authn_user_id: exampleUser.authnId,
  authn_connection_id: defaultConnection,
  authz_role_id: exampleRole,
};

const firstId = 4001;
/** The first numbers of users and profiles that are not seeded. */
export const firstFreeId = { user: 5000, profile: 8000 };

/** The users of the tenant with their internal fields. */
export function users(
  seed: number,
  groups: readonly Group[],
): { wire: User; internal: UserInternal }[] {
  return accounts(seed).map((seeded, index) => ({
    wire: user(seeded, firstId + index, groups, new SeededRandom(seed, 'esper user', index)),
    internal: seeded.internal ?? {},
  }));
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
    google_enterprise: googleEnterprise,
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
