import { groupOfProfile } from '../../../../schemas/esper/devices/groups.js';
import {
  type Group,
  type ProfileFlag,
  profileFlags,
  type UserProfile,
} from '../../../../schemas/esper/profiles.js';
import {
  fullName,
  type User,
  type UserCreate,
  type UserUpdate,
} from '../../../../schemas/esper/users.js';
import { firstFreeId } from '../../../../seeds/esper/index.js';
import { uuidOf } from '../../../../seeds/world/identifiers.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { groups, userSequence } from '../collections.js';
import { currentTimestamp } from '../tenant/timestamp.js';

type Profile = NonNullable<UserUpdate['profile']>;

/** The role of a user who is created or replaced without one; the vendor's own tool uses it too. */
const defaultRole = 'Group Viewer';

/** Who decides the tenant of a new user. */
interface TenantUser {
  readonly profile: Pick<UserProfile, 'enterprise' | 'authn_connection_id'>;
}

/** Returns a new user of the caller's tenant. */
export function createUser(sandbox: Sandbox, sent: UserCreate, caller: TenantUser): User {
  const number = sandbox.sequences.next(userSequence);
  const id = firstFreeId.user + number;
  const now = currentTimestamp(sandbox);
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
      id: firstFreeId.profile + number,
      enterprise_user_id: uuidOf(`esper enterprise user ${id}`),
      authn_user_id: uuidOf(`esper authn ${id}`),
      authn_connection_id: caller.profile.authn_connection_id,
      authz_role_id: null,
      role: sent.profile.role ?? defaultRole,
      enterprise: caller.profile.enterprise,
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

/** Returns a user whose writable fields are as sent; those that were not sent return to their defaults. */
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

/** Returns a user with the fields that were sent. The profile is merged key by key; its groups are replaced as a whole. */
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
  const updated_on = currentTimestamp(sandbox);
  // A new address is not verified yet.
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

/** The flags of a profile; those that were not sent have their defaults. */
function flagsOf(sent: Pick<Profile, ProfileFlag>): Record<ProfileFlag, boolean> {
  const all = Object.entries(profileFlags) as [ProfileFlag, boolean][];
  return Object.fromEntries(
    all.map(([name, fallback]) => [name, sent[name] ?? fallback]),
  ) as Record<ProfileFlag, boolean>;
}

/** The groups with these ids, each once. Validation has found them all. */
export function groupsOf(sandbox: Sandbox, ids: readonly string[]): Group[] {
  const stored = sandbox.documents(groups);
  return [...new Set(ids.map((id) => id.toLowerCase()))].flatMap((id) => {
    const group = stored.get(id)?.wire;
    return group ? groupOfProfile(group) : [];
  });
}
