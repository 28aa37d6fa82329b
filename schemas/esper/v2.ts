import { Type } from '@sinclair/typebox';
import { observed, stringEnum } from '../annotations.js';
import { enterpriseId, roles, uuid, v2Roles } from './profiles.js';

/** Parameters and bodies of operations that are not simulated yet, most of them of version 2 of the API. */

const role = 'c85d5e04-56ba-49f9-8ef1-94165471fa4c';

const enterprise_id = uuid('Tenant', enterpriseId);
const user_id = uuid(
  'The authn_user_id of the user, not its number',
  '77ba949a-db0b-4544-a77c-b27f70fe06cd',
);

export const InviteParams = Type.Object({
  enterprise_id,
  invite_id: uuid('The invite', 'b7d1ff0a-3c55-4a63-9a35-0d7b5b0f4f10'),
});
export const TenantUserParams = Type.Object({ enterprise_id, user_id });
export const AuthnUserParams = Type.Object({ user_id });
export const RoleParams = Type.Object({ role_id: uuid('The role', role) });
export const AccessTokenParams = Type.Object({
  personal_access_token_id: uuid('The key', '0f2d3c88-8c0e-4c5f-b7a3-3f9ad2a1b6f4'),
});

export const InviteCreate = Type.Object({
  email: Type.String({ format: 'email', examples: ['new.teacher@northstar.example'] }),
  connection_id: Type.Optional(Type.String()),
  meta: Type.Object(
    {
      email: Type.String({ format: 'email' }),
      profile: Type.Object({
        role: stringEnum([
          'Enterprise Admin',
          'Viewer',
          'Group Admin',
          'Group Viewer',
          'Support',
          'AuthZ Role User',
        ]),
        enterprise: enterprise_id,
        groups: Type.Optional(
          Type.Array(Type.String({ format: 'uuid' }), {
            description: 'Needed for Group Admin, Group Viewer and AuthZ Role User',
          }),
        ),
        authz_role_id: Type.Optional(
          Type.String({ format: 'uuid', description: 'Needed for AuthZ Role User' }),
        ),
      }),
    },
    {
      examples: [
        {
          email: 'new.teacher@northstar.example',
          profile: { role: 'Viewer', enterprise: enterpriseId },
        },
      ],
    },
  ),
});

export const InvitesQuery = Type.Object({
  limit: Type.Optional(observed(Type.Integer())),
  offset: Type.Optional(observed(Type.Integer())),
  email: Type.Optional(observed(Type.String())),
});

export const OwnUserUpdate = Type.Object({ first_name: Type.String({ examples: ['Dana'] }) });

export const AuthnUsersQuery = Type.Object({ legacy_user_id: Type.Optional(Type.Integer()) });

export const OtherUserUpdate = Type.Object({
  role: stringEnum([...roles, v2Roles[0]]),
  groups: Type.Array(Type.String()),
  authz_role_id: Type.Optional(Type.String({ format: 'uuid' })),
  has_all_group_access: Type.Optional(Type.Boolean()),
  can_factory_reset: Type.Optional(Type.Boolean()),
});

export const ReachableGroupsQuery = Type.Object({ sub_groups: Type.Optional(Type.Boolean()) });

export const RolesQuery = Type.Object({
  name: Type.Optional(Type.String()),
  role_type: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer()),
  offset: Type.Optional(Type.Integer()),
  sort: Type.Optional(Type.String()),
});

export const RoleCreate = Type.Object({
  name: Type.String({ examples: ['Librarian'] }),
  description: Type.String({ examples: ['Hands out loaners'] }),
});
export const RoleUpdate = Type.Partial(RoleCreate);

export const RoleScopesUpdate = Type.Object({
  scope_ids: Type.Optional(Type.Array(Type.String({ format: 'uuid' }))),
  scope_names: Type.Optional(Type.Array(Type.String({ examples: ['read:device'] }))),
});

export const ConnectionsQuery = Type.Object({ is_default: Type.Optional(Type.Boolean()) });

const expiry_at = Type.Integer({ description: '-1 for never', examples: [-1] });
export const AccessTokenCreate = Type.Object({
  name: Type.String({ examples: ['ci'] }),
  description: Type.String({ examples: ['For the nightly job'] }),
  expiry_at,
});
export const AccessTokenUpdate = Type.Object({ expiry_at });
