import {
  type Group,
  type ProfileFlag,
  profileFlags,
  type UserProfile,
} from '../../../../schemas/esper/profiles.js';
import {
  fullName,
  timeText,
  type User,
  type UserCreate,
  type UserUpdate,
} from '../../../../schemas/esper/users.js';
import { seededBelow } from '../../../../seeds/esper/index.js';
import { uuidOf } from '../../../../seeds/world/identifiers.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { groups } from '../collections.js';

type Profile = NonNullable<UserUpdate['profile']>;

/** The role of a user who is sent without one: the one that the vendor's own tool takes. */
const defaultRole = 'Group Viewer';

/** A new user of the caller's tenant. */
export function createUser(sandbox: Sandbox, sent: UserCreate, { profile: internal }: User): User {
  const number = sandbox.nextSequence('esper_users');
  const id = seededBelow.user + number;
  const now = timeText(sandbox.clock.now());
  const { is_customer, is_endpoint_creator, ...flags } = flagsOf(sent.profile);
  return {
    id,
    username: sent.username,
    email: sent.email ?? '',
    ...nameFields(sent),
    is_staff: false,
    is_superuser: false,
    is_active: sent.is_active ?? true,
    profile: {
      id: seededBelow.profile + number,
      enterprise_user_id: uuidOf(`esper enterprise user ${id}`),
      authn_user_id: uuidOf(`esper authn ${id}`),
      authn_connection_id: internal.authn_connection_id,
      authz_role_id: null,
      role: sent.profile.role ?? defaultRole,
      enterprise: internal.enterprise,
      is_customer,
      is_endpoint_creator,
      created_on: now,
      updated_on: now,
      ...flags,
      groups: groupsOf(sandbox, sent.profile.groups ?? []),
    },
    emm: null,
    last_login: null,
    token: '',
    has_emm: false,
    is_email_verified: false,
  };
}

/** A user with everything that can be sent as it was sent, or else at its default. */
export function replaceUser(sandbox: Sandbox, user: User, sent: UserCreate): User {
  const { role = defaultRole, groups: ids = [] } = sent.profile;
  return withChanges(sandbox, user, {
    username: sent.username,
    email: sent.email ?? '',
    ...nameFields(sent),
    is_active: sent.is_active ?? true,
    profile: { ...flagsOf(sent.profile), role, groups: groupsOf(sandbox, ids) },
  });
}

/** A user with what was sent in place of what there was; the profile key by key, its groups as a whole. */
export function patchUser(sandbox: Sandbox, user: User, sent: UserUpdate): User {
  const { username = user.username, email = user.email, is_active = user.is_active } = sent;
  const { role = user.profile.role, groups: ids } = sent.profile ?? {};
  const flags = flagsOf({ ...user.profile, ...sent.profile });
  return withChanges(sandbox, user, {
    username,
    email,
    ...nameFields({ ...user, ...sent }),
    is_active,
    profile: { ...flags, role, groups: ids ? groupsOf(sandbox, ids) : user.profile.groups },
  });
}

type Replacement = Partial<Omit<User, 'profile'>> & { readonly profile: Partial<UserProfile> };

function withChanges(sandbox: Sandbox, user: User, { profile, ...rest }: Replacement): User {
  const updated_on = timeText(sandbox.clock.now());
  // A new address is one that nobody has verified.
  const is_email_verified = user.is_email_verified && rest.email === user.email;
  return {
    ...user,
    ...rest,
    profile: { ...user.profile, ...profile, updated_on },
    is_email_verified,
  };
}

function nameFields({
  first_name = '',
  last_name = '',
}: {
  readonly first_name?: string;
  readonly last_name?: string;
}) {
  return { first_name, last_name, full_name: fullName({ first_name, last_name }) };
}

/** The booleans of a profile, those that were not sent at their defaults. */
function flagsOf(sent: Pick<Profile, ProfileFlag>): Record<ProfileFlag, boolean> {
  const all = Object.entries(profileFlags) as [ProfileFlag, boolean][];
  return Object.fromEntries(
    all.map(([name, otherwise]) => [name, sent[name] ?? otherwise]),
  ) as Record<ProfileFlag, boolean>;
}

/** Ids as the groups that they are; all are known to be there. */
function groupsOf(sandbox: Sandbox, ids: readonly string[]): Group[] {
  const kept = sandbox.documents(groups);
  return [...new Set(ids.map((id) => id.toLowerCase()))].flatMap((id) => kept.get(id)?.wire ?? []);
}
