import { type Static, Type } from '@sinclair/typebox';
import { inferred, observed, ref, stringEnum } from '../../annotations.js';
import { enterpriseId, groupRoles, uuid, v2Roles } from '../profiles.js';
import { time } from '../values.js';
import { tenantParam } from './users.js';

/** The seeded invite, and the token in its link. */
export const exampleInvite = {
  id: 'b7d1ff0a-3c55-4a63-9a35-0d7b5b0f4f10',
  token: '5b0f3f6e8a1c4d7b9e2a6c0d4f8b1e37',
};

/** For how many days an invite can be accepted. The vendor publishes no time. */
export const inviteDays = 7;

export const TenantParams = Type.Object({ enterprise_id: tenantParam });

export const InviteParams = Type.Object({
  enterprise_id: tenantParam,
  invite_id: uuid('The invite', exampleInvite.id),
});

/** The roles that a person can be invited to. */
const invitedRoles = [
  'Enterprise Admin',
  'Viewer',
  'Group Admin',
  'Group Viewer',
  'Support',
] as const;

/** The roles that need a group in an invite. */
export const inviteGroupRoles: readonly string[] = [...groupRoles, v2Roles[0]];

export const InviteCreate = Type.Object(
  {
    email: Type.String({ format: 'email', examples: ['new.teacher@northstar.example'] }),
    connection_id: Type.Optional(
      Type.String({ description: 'The sign-on of the user; the default one when left out' }),
    ),
    meta: Type.Object({
      email: Type.String({ format: 'email' }),
      profile: Type.Object({
        role: stringEnum([...invitedRoles, v2Roles[0]]),
        enterprise: tenantParam,
        groups: Type.Optional(
          Type.Array(Type.String({ format: 'uuid' }), {
            description: `Needed for ${inviteGroupRoles.join(', ')}`,
          }),
        ),
        authz_role_id: Type.Optional(
          Type.String({ format: 'uuid', description: `Needed for ${v2Roles[0]}` }),
        ),
      }),
    }),
  },
  {
    $id: 'TenantUserInviteRequest',
    description: 'Whom to invite, and the profile of the user',
    examples: [
      {
        email: 'new.teacher@northstar.example',
        meta: {
          email: 'new.teacher@northstar.example',
          profile: { role: 'Viewer', enterprise: enterpriseId },
        },
      },
    ],
  },
);
export type InviteCreate = Static<typeof InviteCreate>;

const fields = {
  id: Type.String({ description: 'The invite' }),
  email: Type.String({ format: 'email', description: 'Whom it is for' }),
  tenant_id: Type.String({ description: 'The tenant' }),
  idp_invite_id: Type.String({ description: 'The invite at the identity provider' }),
  meta: Type.Object({}, { description: 'What was sent', additionalProperties: true }),
  connection_id: Type.String({ description: 'The sign-on that the user will have' }),
  send_invitation_email: Type.Boolean({ description: 'Whether a mail was sent' }),
  created_at: time('When the person was invited'),
  updated_at: time('When the invite was last changed'),
};

export const Invite = Type.Object(fields, {
  $id: 'TenantUserInviteResponse',
  description: 'An invite that is not accepted yet',
});
export type Invite = Omit<Static<typeof Invite>, 'meta'> & { readonly meta: InviteCreate['meta'] };

export const InviteList = Type.Object(
  {
    count: Type.Integer({ description: 'How many invites match' }),
    userinvites: Type.Array(ref(Invite)),
  },
  { $id: 'TenantUserInviteList', description: 'Open invites' },
);

export const CreatedInvite = Type.Object(
  {
    ...fields,
    invitation_url: Type.String({ description: 'The link that accepts the invite' }),
  },
  { $id: 'TenantUserInviteCreateResponse', description: 'A new invite, with its link' },
);

export const InviteInternal = Type.Object({ token: Type.String() });
export type InviteInternal = Static<typeof InviteInternal>;

export const InvitesQuery = Type.Object({
  limit: Type.Optional(observed(Type.Integer({ minimum: 1, description: 'How many to return' }))),
  offset: Type.Optional(observed(Type.Integer({ minimum: 0, description: 'How many to skip' }))),
  email: Type.Optional(
    observed(Type.String({ description: 'Only the invite of this address; empty for all' })),
  ),
});

export const InviteAcceptQuery = Type.Object({
  token: inferred(
    Type.String({ description: 'From the link in the mail', examples: [exampleInvite.token] }),
  ),
});
