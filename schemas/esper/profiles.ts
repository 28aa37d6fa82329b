import { type Static, Type } from '@sinclair/typebox';
import { chosen, nullable, ref, stringEnum } from '../annotations.js';

/** The roles of the vendor's model. A caller has one of them as its scope. */
export const roles = [
  'Shoonya Admin',
  'Enterprise Admin',
  'Enterprise User',
  'Viewer',
  'Group Admin',
  'Group Viewer',
] as const;

/** Roles that have an effect only with groups. */
export const groupRoles: readonly string[] = ['Group Admin', 'Group Viewer'];

/** Roles of version 2 of the API, which stored users may have. */
export const v2Roles = ['AuthZ Role User', 'Support'] as const;

/** The role of users whose rights are the scopes of a custom role. */
export const customRole = v2Roles[0];

/** The custom role of the vendor's sample. */
export const exampleRole = 'c85d5e04-56ba-49f9-8ef1-94165471fa4c';

/** Users that examples name: one of the vendor's sample, and the administrator who calls by default. */
export const exampleUser = {
  authnId: '77ba949a-db0b-4544-a77c-b27f70fe06cd',
  ownAuthnId: 'c5c352b8-aa16-52f3-b5f2-abef5f214279',
};

/** Roles that public client code filters out of lists; no operation assigns them. */
const hiddenRoles = ['Enterprise Device', 'Google User'] as const;

export const enterpriseId = '796caaf9-a7de-4817-9ffa-39d04bf83de9';

export const uuid = (description: string, example: string) =>
  Type.String({ format: 'uuid', description, examples: [example] });
const uuidOrNull = (description: string, example: string) =>
  chosen(nullable(uuid(description, example)), 'null');
const time = (description: string) =>
  Type.String({ format: 'date-time', description, examples: ['2019-08-24T14:15:22Z'] });
export const flag = (description: string) => Type.Boolean({ description });
/** The flags of a profile and their defaults. */
export const profileFlags = {
  is_customer: true,
  is_endpoint_creator: false,
  setup_wizard_complete: false,
  default_password_changed: false,
  is_developer: false,
  can_factory_reset: false,
} as const;
export type ProfileFlag = keyof typeof profileFlags;

const flags = {
  is_customer: flag('The user belongs to a customer'),
  is_endpoint_creator: flag('The user created the endpoint'),
  setup_wizard_complete: flag('The user has completed the setup'),
  default_password_changed: flag('The user has chosen a password'),
  is_developer: flag('The user is a developer'),
  can_factory_reset: flag('The user may reset devices'),
};
const optionalFlags = Type.Partial(Type.Object(flags)).properties;

export const Group = Type.Object(
  {
    id: uuid('The group', '497f6eca-6276-4993-bfeb-53cbbbba6f08'),
    name: Type.String({ examples: ['Northstar High School'] }),
    path: Type.String({
      description: 'The names of the groups above it, and its name',
      examples: ['Northstar Independent School District/Northstar High School'],
    }),
    device_count: Type.Integer({
      description: 'Devices in it and in the groups below it',
    }),
  },
  { $id: 'Group', description: 'A device group' },
);

export const UserProfile = Type.Object(
  {
    id: Type.Integer({ readOnly: true, description: 'The number of the profile' }),
    enterprise_user_id: Type.String({ readOnly: true, description: 'The user in the tenant' }),
    authn_user_id: uuidOrNull('The user in version 2 of the API', exampleUser.authnId),
    authn_connection_id: uuidOrNull('The sign-on', '500f8424-a17b-4138-9b34-dcf4c445232c'),
    authz_role_id: uuidOrNull('The custom role, if any', exampleRole),
    role: stringEnum([...roles, ...v2Roles, ...hiddenRoles], {
      description: `Stored users may have roles that cannot be assigned: ${[...v2Roles, ...hiddenRoles].join(', ')}`,
      examples: ['Enterprise Admin'],
      'x-chosen': ['the roles beyond the first six'],
    }),
    enterprise: uuid('The tenant', enterpriseId),
    is_customer: flags.is_customer,
    is_endpoint_creator: flags.is_endpoint_creator,
    created_on: time('When the user was created'),
    updated_on: time('When the user was last changed'),
    setup_wizard_complete: flags.setup_wizard_complete,
    default_password_changed: flags.default_password_changed,
    is_developer: flags.is_developer,
    can_factory_reset: flags.can_factory_reset,
    groups: Type.Array(ref(Group), { description: 'The groups that the user sees' }),
  },
  { $id: 'UserProfile', description: 'The profile of a user in the tenant' },
);

export const Emm = Type.Object(
  {
    id: Type.Integer(),
    user: Type.Integer(),
    account_identifier: Type.String(),
    account_type: Type.String(),
    display_name: Type.String(),
    google_user_id: Type.String(),
    google_enterprise: Type.Integer(),
    is_active: Type.Boolean(),
    created_on: time('When it was created'),
    updated_on: time('When it was last changed'),
    authentication_token: Type.Object({
      id: Type.Integer(),
      token: Type.String(),
      is_active: Type.Boolean(),
      updated_on: time('When it was last changed'),
    }),
  },
  { $id: 'EMM', description: 'The account of enterprise mobility management' },
);

export const UserProfileCreate = Type.Object(
  {
    role: Type.Optional(
      stringEnum([...roles, ...v2Roles], {
        description: `Group Viewer when a user is created or replaced without one, which is Understudy's choice. ${v2Roles.join(' and ')} belong to version 2 of the API and are accepted unless the setting esper.strict is on`,
        examples: ['Viewer'],
        'x-chosen': ['the roles beyond the first six'],
      }),
    ),
    groups: Type.Optional(
      Type.Array(Type.String(), {
        description: 'Ids of groups; they replace the current ones',
        examples: [['497f6eca-6276-4993-bfeb-53cbbbba6f08']],
      }),
    ),
    enterprise: Type.Optional(uuid('The tenant, which must be that of the key', enterpriseId)),
    ...optionalFlags,
  },
  { $id: 'UserProfileCreate', description: 'The profile of a user to create or change' },
);

export type Emm = Static<typeof Emm>;
export type Group = Static<typeof Group>;
export type UserProfile = Static<typeof UserProfile>;
