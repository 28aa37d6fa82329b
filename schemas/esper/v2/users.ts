import { type Static, Type } from '@sinclair/typebox';
import { ref, stringEnum, stringUpToSetting } from '../../annotations.js';
import { enterpriseId, exampleUser, roles, uuid, v2Roles } from '../profiles.js';
import { orNull } from '../values.js';

/** The path parameter that names a tenant. */
export const tenantParam = uuid('The tenant', enterpriseId);

const user_id = uuid('The authn_user_id of the user, not its number', exampleUser.authnId);

export const TenantUserParams = Type.Object({ enterprise_id: tenantParam, user_id });
export const AuthnUserParams = Type.Object({ user_id });
/** The only user that a caller may name here is itself. */
export const OwnUserParams = Type.Object({
  user_id: uuid('The authn_user_id of the user of the key', exampleUser.ownAuthnId),
});

export const OwnUserUpdate = Type.Object(
  { first_name: stringUpToSetting('maxNameLength', { description: 'The new first name' }) },
  {
    $id: 'UpdateOwnUserRequest',
    description: 'The changes of the own profile',
    examples: [{ first_name: 'Danielle' }],
  },
);

export const AuthnUsersQuery = Type.Object({
  legacy_user_id: Type.Optional(Type.Integer({ description: 'Only the user with this number' })),
});

export const AuthnUser = Type.Object(
  {
    user_id: Type.String({ description: 'The authn_user_id of the user' }),
    tenant_id: uuid('The tenant', enterpriseId),
    partner_id: orNull(uuid('A partner of the vendor; null, as there is none', enterpriseId)),
    email: Type.String(),
    name: Type.String({ description: 'First and last name; the address of a user without them' }),
    connection_id: orNull(Type.String({ description: 'The sign-on' })),
    created_at: Type.String({ description: 'When the user was created' }),
    updated_at: Type.String({ description: 'When the user was last changed' }),
  },
  { $id: 'UsersListResponse', description: 'A user, as the authentication service sees it' },
);
export type AuthnUser = Static<typeof AuthnUser>;

export const AuthnUserList = Type.Array(ref(AuthnUser));

export const OtherUserUpdate = Type.Object(
  {
    role: stringEnum([...roles, v2Roles[0]], {
      description: 'AuthZ Role User for a custom role',
      examples: ['Viewer'],
    }),
    groups: Type.Array(Type.String(), {
      description:
        'The ids of the groups of the user. Group Admin and Group Viewer need one, AuthZ Role User one unless has_all_group_access is true',
    }),
    authz_role_id: Type.Optional(
      Type.String({
        format: 'uuid',
        description: 'The custom role; needed for AuthZ Role User, ignored for others',
      }),
    ),
    has_all_group_access: Type.Optional(
      Type.Boolean({ description: 'Whether an AuthZ Role User sees all groups' }),
    ),
    can_factory_reset: Type.Optional(Type.Boolean({ description: 'The user may reset devices' })),
  },
  {
    $id: 'UpdateDifferentUserRequest',
    description: 'Role and groups of a user',
    examples: [{ role: 'Viewer', groups: [], can_factory_reset: false }],
  },
);
export type OtherUserUpdate = Static<typeof OtherUserUpdate>;

export const ReachableGroupsQuery = Type.Object({
  sub_groups: Type.Optional(
    Type.Boolean({ description: 'True adds the groups below, which the user sees as well' }),
  ),
});

export const UserGroups = Type.Object(
  {
    group_ids: Type.Array(Type.String({ format: 'uuid' }), {
      description: 'The groups of the profile',
    }),
    has_all_group_access: Type.Boolean({
      description: 'Whether the user sees all groups, whatever its profile names',
    }),
  },
  { $id: 'UserGroups', description: 'The groups that a user sees' },
);
