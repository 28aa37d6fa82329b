import { type Static, Type } from '@sinclair/typebox';
import {
  chosen,
  inferred,
  lenient,
  observed,
  ref,
  stringEnum,
  stringUpToSetting,
} from '../annotations.js';
import { isoSeconds } from '../timestamps.js';
import { Emm, enterpriseId, flag, UserProfile, UserProfileCreate } from './profiles.js';
import { orNull, pageOf, pageParameters } from './values.js';

const listFields = {
  id: Type.Integer({ readOnly: true, description: 'The number of the user', examples: [4001] }),
  username: Type.String({ description: 'The login name', examples: ['dana.whitfield'] }),
  email: Type.Unsafe<string>({
    type: 'string',
    anyOf: [Type.String({ format: 'email' }), inferred(Type.String({ maxLength: 0 }))],
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
  is_staff: Type.Boolean({ readOnly: true, description: "Belongs to the vendor's staff" }),
  is_superuser: Type.Boolean({ readOnly: true, description: 'May do everything' }),
  is_active: Type.Boolean({ description: 'When false, the keys of the user are refused' }),
  profile: ref(UserProfile),
  emm: Type.Unsafe<Static<typeof Emm> | null>({
    anyOf: [ref(Emm), inferred(Type.Null())],
    readOnly: true,
    description: 'Null for a user without an EMM account',
  }),
  last_login: orNull(Type.String({ description: 'When the user last signed in; null for never' })),
  token: Type.String({
    readOnly: true,
    description: 'A token of version 1 of the API; empty for new users',
  }),
  has_emm: Type.Boolean({ readOnly: true, description: 'Whether the user has an EMM account' }),
};

const UserList = Type.Object(listFields, {
  $id: 'UserList',
  description: 'A user in a list',
});

export const User = Type.Object(
  {
    ...listFields,
    is_email_verified: Type.Boolean({
      readOnly: true,
      description: 'Whether the address was confirmed',
    }),
  },
  { $id: 'User', description: 'A user' },
);

export const UserPage = pageOf(UserList, 'users', 'UserPage');

const name = (description: string, example: string) =>
  chosen(stringUpToSetting('maxNameLength', { description, examples: [example] }), 'maxLength');
const writableFields = {
  username: chosen(
    stringUpToSetting('maxNameLength', {
      minLength: 1,
      pattern: '\\S',
      description: 'the login name; unique, whatever its case',
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
        description: 'Any text; neither returned nor stored, as users sign on elsewhere',
      }),
      'minLength',
    ),
  ),
  first_name: Type.Optional(name('The first name', 'Noor')),
  last_name: Type.Optional(name('The last name', 'Teacher')),
  is_active: Type.Optional(
    Type.Boolean({ description: 'True when a user is created or replaced without it' }),
  ),
  email: Type.Optional(
    chosen(
      stringUpToSetting('maxEmailLength', {
        anyOf: [Type.String({ format: 'email' }), Type.String({ maxLength: 0 })],
        description: 'An e-mail address or an empty string; unique, whatever its case',
        examples: ['user@example.com'],
      }),
      'maxLength',
      'anyOf',
    ),
  ),
};

export const UserCreate = Type.Object(
  { ...writableFields, profile: ref(UserProfileCreate) },
  {
    $id: 'UserCreate',
    description: 'A user to create, or to replace one with',
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
    ...writableFields,
    username: Type.Optional(writableFields.username),
    profile: Type.Optional(ref(UserProfileCreate)),
  },
  {
    $id: 'UserUpdate',
    description: 'The changes of a user; in the profile too, keys that are left out stay',
    examples: [{ last_name: 'Okonkwo', profile: { can_factory_reset: true } }],
  },
);

export const UserParams = Type.Object({
  user_id: lenient(Type.Integer({ description: 'The number of the user', examples: [4003] })),
});

/** The sort keys of lists; a minus before one reverses the order. */
const sortKeys = ['id', 'username', 'email', 'first_name', 'last_name', 'last_login'] as const;

export const UsersQuery = Type.Object({
  ...pageParameters('users'),
  ordering: Type.Optional(
    inferred(
      lenient(
        stringEnum(
          sortKeys.flatMap((each) => [each, `-${each}`]),
          {
            default: 'id',
            description: 'The field to sort by; the vendor names none, these are chosen',
          },
        ),
      ),
    ),
  ),
  format: Type.Optional(
    observed(lenient(stringEnum(['json'], { description: 'The only format' }))),
  ),
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

export type User = Static<typeof User>;
export type UserCreate = Static<typeof UserCreate>;
export type UserUpdate = Static<typeof UserUpdate>;

/** A user as it is stored. API keys write the number of a user in 32 bits, so a larger one could not have a key. */
export const StoredUser = Type.Object({
  ...User.properties,
  id: Type.Integer({ minimum: 1, maximum: 2 ** 32 - 1 }),
});

/** The fields of a user that no response shows. */
export const UserInternal = Type.Object({
  persona: Type.Optional(Type.String()),
  purpose: Type.Optional(Type.String()),
  /** Whether a user with a custom role sees all groups. */
  hasAllGroupAccess: Type.Optional(Type.Boolean()),
});
export type UserInternal = Static<typeof UserInternal>;

/** An instant, in milliseconds since 1970, in the vendor's format. */
export function formatTimestamp(instant: number): string {
  return isoSeconds(instant, 'Z');
}

/** First and last name. */
export function fullName({
  first_name,
  last_name,
}: Pick<User, 'first_name' | 'last_name'>): string {
  return `${first_name} ${last_name}`.trim();
}
