import { type Static, Type } from '@sinclair/typebox';
import {
  choice,
  chosen,
  inferred,
  lenient,
  observed,
  orNull,
  ref,
  shortText,
} from '../evidence.js';
import { toTheSecond } from '../times.js';

/** The roles of the vendor's model, which callers are told apart by. */
export const roles = [
  'Shoonya Admin',
  'Enterprise Admin',
  'Enterprise User',
  'Viewer',
  'Group Admin',
  'Group Viewer',
] as const;

/** Roles that need groups to mean anything. */
export const groupRoles: readonly string[] = ['Group Admin', 'Group Viewer'];

/** Roles of the newer generation, which stored users may have. */
export const newerRoles = ['AuthZ Role User', 'Support'] as const;

/** Roles that public client code filters out of lists; no call gives them. */
const hiddenRoles = ['Enterprise Device', 'Google User'] as const;

export const enterpriseId = '796caaf9-a7de-4817-9ffa-39d04bf83de9';

/** A UUID. */
export const uuid = (description: string, example: string) =>
  Type.String({ format: 'uuid', description, examples: [example] });
const uuidOrNull = (description: string, example: string) =>
  chosen(orNull(uuid(description, example)), 'null');
const time = (description: string) =>
  Type.String({ format: 'date-time', description, examples: ['2019-08-24T14:15:22Z'] });
const flag = (description: string) => Type.Boolean({ description });
/** The six booleans of a profile, in what is sent and in what is answered, and what they are when left out. */
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
  is_customer: flag('The user is of a customer'),
  is_endpoint_creator: flag('The user made the endpoint'),
  setup_wizard_complete: flag('The user has gone through the setup'),
  default_password_changed: flag('The user has chosen a password'),
  is_developer: flag('The user is a developer'),
  can_factory_reset: flag('The user may reset devices'),
};
const flagsToSend = Type.Partial(Type.Object(flags)).properties;

export const Group = Type.Object(
  {
    id: uuid('The group', '497f6eca-6276-4993-bfeb-53cbbbba6f08'),
    name: Type.String({ examples: ['Northstar High School'] }),
    path: Type.String({
      description: 'The names of the groups above it and its own',
      examples: ['Northstar Independent School District/Northstar High School'],
    }),
    device_count: Type.Integer({
      description: 'Devices in it and in the groups below it, as they were when the world was made',
    }),
  },
  { $id: 'Group', description: 'A device group' },
);

export const UserProfile = Type.Object(
  {
    id: Type.Integer({ readOnly: true, description: 'The number of the profile' }),
    enterprise_user_id: Type.String({ readOnly: true, description: 'The user in the tenant' }),
    authn_user_id: uuidOrNull(
      'The user in the newer generation of the API',
      '77ba949a-db0b-4544-a77c-b27f70fe06cd',
    ),
    authn_connection_id: uuidOrNull('The sign-on', '500f8424-a17b-4138-9b34-dcf4c445232c'),
    authz_role_id: uuidOrNull('The custom role, if any', 'c85d5e04-56ba-49f9-8ef1-94165471fa4c'),
    role: choice([...roles, ...newerRoles, ...hiddenRoles], {
      description: `Stored users may have more roles than can be given: ${[...newerRoles, ...hiddenRoles].join(', ')}`,
      examples: ['Enterprise Admin'],
      'x-chosen': ['the roles beyond the first six'],
    }),
    enterprise: uuid('The tenant', enterpriseId),
    is_customer: flags.is_customer,
    is_endpoint_creator: flags.is_endpoint_creator,
    created_on: time('When the user was made'),
    updated_on: time('When the user was last changed'),
    setup_wizard_complete: flags.setup_wizard_complete,
    default_password_changed: flags.default_password_changed,
    is_developer: flags.is_developer,
    can_factory_reset: flags.can_factory_reset,
    groups: Type.Array(ref(Group), { description: 'The groups that the user sees' }),
  },
  { $id: 'UserProfile', description: 'What a user is in the tenant' },
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
    created_on: time('When it was made'),
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

const listed = {
  id: Type.Integer({ readOnly: true, description: 'The number of the user', examples: [4001] }),
  username: Type.String({ description: 'The login name', examples: ['dana.whitfield'] }),
  email: Type.Unsafe<string>({
    type: 'string',
    anyOf: [{ format: 'email' }, inferred(Type.Unsafe({ maxLength: 0 }))],
    description: 'Empty for a user without one',
    examples: ['dana.whitfield@northstar.example'],
  }),
  first_name: Type.String({ description: 'The first name', examples: ['Dana'] }),
  last_name: Type.String({ description: 'The last name', examples: ['Whitfield'] }),
  full_name: Type.String({
    readOnly: true,
    description: 'First and last name',
    examples: ['Dana Whitfield'],
  }),
  is_staff: Type.Boolean({ readOnly: true, description: "Of the vendor's own staff" }),
  is_superuser: Type.Boolean({ readOnly: true, description: 'May do everything' }),
  is_active: Type.Boolean({ description: 'The keys of a user who is not are refused' }),
  profile: ref(UserProfile),
  emm: Type.Unsafe<Static<typeof Emm> | null>({
    anyOf: [ref(Emm), inferred(Type.Null())],
    readOnly: true,
    description: 'Null for a user without an EMM account',
  }),
  last_login: chosen(
    orNull(Type.String({ description: 'Null for a user who never signed in' })),
    'null',
  ),
  token: Type.String({
    readOnly: true,
    description: 'A token of the older generation; empty for new users',
  }),
  has_emm: Type.Boolean({ readOnly: true, description: 'There is an EMM account' }),
};

const UserList = Type.Object(listed, {
  $id: 'UserList',
  description: 'A user as lists show one',
});

export const User = Type.Object(
  {
    ...listed,
    is_email_verified: Type.Boolean({ readOnly: true, description: 'The address was confirmed' }),
  },
  { $id: 'User', description: 'A user' },
);

export const UserPage = Type.Object(
  {
    count: Type.Integer({ description: 'How many there are in all' }),
    next: chosen(orNull(Type.String({ description: 'The next page; null on the last' })), 'null'),
    previous: chosen(
      orNull(Type.String({ description: 'The page before; null on the first' })),
      'null',
    ),
    results: Type.Array(ref(UserList)),
  },
  { $id: 'UserPage', description: 'A page of users' },
);

const UserProfileCreate = Type.Object(
  {
    role: Type.Optional(
      choice([...roles, ...newerRoles], {
        description: `Group Viewer for a user who is made or replaced without one, which Understudy chose. ${newerRoles.join(' and ')} are the newer generation's, accepted unless the setting esper.strict is on`,
        examples: ['Viewer'],
        'x-chosen': ['the roles beyond the first six'],
      }),
    ),
    groups: Type.Optional(
      Type.Array(Type.String(), {
        description: 'Ids of groups; they replace the ones there are',
        examples: [['497f6eca-6276-4993-bfeb-53cbbbba6f08']],
      }),
    ),
    enterprise: Type.Optional(uuid("The tenant: no other than the key's own", enterpriseId)),
    ...flagsToSend,
  },
  { $id: 'UserProfileCreate', description: 'What a user is to be in the tenant' },
);

const name = (description: string, example: string) =>
  chosen(shortText('maxNameLength', { description, examples: [example] }), 'maxLength');
const written = {
  username: chosen(
    shortText('maxNameLength', {
      minLength: 1,
      pattern: '\\S',
      description: 'the login name; no two users have the same, whatever its case',
      examples: ['new.teacher'],
    }),
    'minLength',
    'maxLength',
    'pattern',
  ),
  password: Type.Optional(
    chosen(
      Type.String({
        minLength: 1,
        writeOnly: true,
        description: 'Any text; never shown, and not kept, as users sign on elsewhere',
      }),
      'minLength',
    ),
  ),
  first_name: Type.Optional(name('The first name', 'Noor')),
  last_name: Type.Optional(name('The last name', 'Teacher')),
  is_active: Type.Optional(
    Type.Boolean({ description: 'True for a user who is made or replaced without it' }),
  ),
  email: Type.Optional(
    chosen(
      shortText('maxEmailLength', {
        anyOf: [{ format: 'email' }, { maxLength: 0 }],
        description: 'An e-mail address or nothing; no two users have the same, whatever its case',
        examples: ['user@example.com'],
      }),
      'maxLength',
      'anyOf',
    ),
  ),
};

export const UserCreate = Type.Object(
  { ...written, profile: ref(UserProfileCreate) },
  {
    $id: 'UserCreate',
    description: 'A user to be made, or what a user is to be from now on',
    examples: [
      {
        username: 'new.teacher',
        password: 'correct horse battery',
        first_name: 'Noor',
        last_name: 'Teacher',
        is_active: true,
        email: 'new.teacher@northstar.example',
        profile: {
          role: 'Group Viewer',
          groups: ['497f6eca-6276-4993-bfeb-53cbbbba6f08'],
          enterprise: enterpriseId,
        },
      },
    ],
  },
);

export const UserUpdate = Type.Object(
  {
    ...written,
    username: Type.Optional(written.username),
    profile: Type.Optional(ref(UserProfileCreate)),
  },
  {
    $id: 'UserUpdate',
    description: 'What changes of a user; of the profile only the keys that are sent',
    examples: [{ last_name: 'Okonkwo', profile: { can_factory_reset: true } }],
  },
);

export const UserParams = Type.Object({
  user_id: lenient(Type.Integer({ description: 'The number of the user', examples: [4003] })),
});

/** What lists may be sorted by; a minus before it turns the order around. */
const orderings = ['id', 'username', 'email', 'first_name', 'last_name', 'last_login'] as const;

export const UsersQuery = Type.Object({
  limit: Type.Optional(
    lenient(
      Type.Integer({
        minimum: 1,
        default: 20,
        description:
          'How many users; more than the setting esper.maxLimit, 500 by default, is cut to it',
      }),
    ),
  ),
  offset: Type.Optional(
    lenient(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        default: 0,
        description: 'How many users to skip',
      }),
    ),
  ),
  ordering: Type.Optional(
    inferred(
      lenient(
        choice(
          orderings.flatMap((each) => [each, `-${each}`]),
          {
            default: 'id',
            description: 'What to sort by; the vendor names no fields, these are chosen',
          },
        ),
      ),
    ),
  ),
  format: Type.Optional(observed(lenient(choice(['json'], { description: 'The only one' })))),
  exclude_google_roles: Type.Optional(
    observed(lenient(flag('True leaves out users whose role begins with Google'))),
  ),
  exclude_enterprise_device_role: Type.Optional(
    observed(lenient(flag('True leaves out users with the role Enterprise Device'))),
  ),
  authn_user_id_null: Type.Optional(
    observed(lenient(flag('Only users without an authn_user_id, or only those with one'))),
  ),
});

export type Emm = Static<typeof Emm>;
export type Group = Static<typeof Group>;
export type User = Static<typeof User>;
export type UserCreate = Static<typeof UserCreate>;
export type UserUpdate = Static<typeof UserUpdate>;
export type UserProfile = Static<typeof UserProfile>;

/** What of a user no answer shows. */
export interface UserOwn {
  readonly persona?: string;
  readonly purpose?: string;
}

/** An instant, in milliseconds since 1970, as the vendor writes it. */
export function timeText(instant: number): string {
  return toTheSecond(instant, 'Z');
}

export function fullName({
  first_name,
  last_name,
}: Pick<User, 'first_name' | 'last_name'>): string {
  return `${first_name} ${last_name}`.trim();
}
