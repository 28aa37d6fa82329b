import { type Static, Type } from '@sinclair/typebox';
import { inferred, nullable, readonlyArray, stringEnum } from '../../annotations.js';
import { changeResult, columnsParameter, listParameters, pageOf } from '../listing.js';
import { auxScopes, scopesByRank } from '../users.js';

const userSortKeys = [
  'USERNAME',
  'FIRST_NAME',
  'LAST_NAME',
  'EMAIL',
  'ROLE',
  'DEVICE_GROUP',
  'STATUS',
] as const;
export type UserSortKey = (typeof userSortKeys)[number];

const userColumns = [
  'FIRST_NAME',
  'LAST_NAME',
  'USER_NAME',
  'ROLE',
  'EMAIL',
  'DEVICE_GROUP',
  'STATUS',
] as const;
export type UserColumn = (typeof userColumns)[number];

export const ListUsersQuery = Type.Object({
  offset: listParameters.offset,
  limit: listParameters.limit,
  sort: Type.Optional(stringEnum(userSortKeys)),
  sortDir: Type.Optional(listParameters.sortDir),
  searchValue: Type.Optional(
    Type.String({
      description: 'Part of the user name, first or last name, e-mail, role, device group',
    }),
  ),
  columns: columnsParameter(userColumns),
  export: listParameters.export,
});
export type ListUsersQuery = Static<typeof ListUsersQuery>;

export const ListDeviceGroupsOfUserQuery = Type.Object({
  email: Type.String({
    minLength: 1,
    description: 'The e-mail address of the user',
    examples: ['marcus.oyelaran@northstar.example'],
  }),
});

export const UserParams = Type.Object({
  userName: Type.String({
    minLength: 1,
    description: 'Login name',
    examples: ['iris.calloway'],
  }),
});
export type UserParams = Static<typeof UserParams>;

/** A user as lists and writes show it. */
export const AccountUser = inferred(
  Type.Object(
    {
      userName: Type.String(),
      firstName: Type.String(),
      lastName: Type.String(),
      email: Type.String(),
      role: Type.String({ description: 'A code that GET roles lists' }),
      additionalScopes: readonlyArray(Type.String(), {
        description: 'Scopes besides that of the role',
      }),
      deviceGroup: Type.String({ description: 'The corp id of the device group' }),
      deviceGroupDescription: Type.String(),
      status: stringEnum(['ACTIVE', 'DISABLED']),
      pendingEmail: nullable(
        Type.String({ description: 'An address that is not confirmed yet; null for none' }),
      ),
    },
    { $id: 'AccountUser', description: 'A user of an account' },
  ),
);
export type AccountUser = Static<typeof AccountUser>;

export const AccountUserPage = pageOf('AccountUserPage', 'users', AccountUser);

const name = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 255, pattern: '\\S', description }));

const fields = {
  firstName: name('First name'),
  lastName: name('Last name'),
  email: Type.Optional(Type.String({ format: 'email', maxLength: 255 })),
  role: Type.Optional(
    stringEnum(scopesByRank, { description: 'A role that GET roles offers the caller' }),
  ),
  additionalScopes: Type.Optional(
    readonlyArray(stringEnum(auxScopes), {
      maxItems: 2,
      uniqueItems: true,
      description: 'Scopes besides that of the role',
    }),
  ),
  deviceGroup: Type.Optional(
    Type.String({ minLength: 1, description: "A corp id at or below the caller's own" }),
  ),
};

const userName = Type.String({
  pattern: '^[A-Za-z0-9._@+-]{1,100}$',
  description: 'Login name: 1 to 100 letters, digits and . _ @ + -',
});

/** The vendor publishes the model's name only; the same model adds and changes users. */
export const UserPut = inferred(
  Type.Object(
    {
      userName: Type.Optional(userName),
      ...fields,
      password: Type.Optional(
        Type.String({
          minLength: 8,
          maxLength: 255,
          writeOnly: true,
          description: 'The first password of a new user; without one a link to set it is mailed',
        }),
      ),
    },
    {
      $id: 'UserPut',
      'x-at-least-one': ['userName', ...Object.keys(fields)],
      description:
        "A new user needs userName, firstName, lastName and email; role is org_user and deviceGroup the caller's own when left out. A change needs what changes; the user name cannot be changed.",
      examples: [
        {
          userName: 'ines.cardoso',
          firstName: 'Ines',
          lastName: 'Cardoso',
          email: 'ines.cardoso@northstar.example',
          role: 'org_user',
          deviceGroup: 'NORTHSTAR-HIGH',
        },
      ],
    },
  ),
);
export type UserPut = Static<typeof UserPut>;

/** The same model as in the vendor's document, with an example that changes a seeded user. */
export const UserChange = inferred(
  Type.Unsafe<UserPut>({
    ...UserPut,
    $id: 'UserChange',
    examples: [{ lastName: 'Calloway-Reed', role: 'org_support' }],
  }),
);

export const UserStatusUpdateRequest = inferred(
  Type.Object(
    { enabled: Type.Boolean({ description: 'False disables the user' }) },
    { $id: 'UserStatusUpdateRequest', examples: [{ enabled: false }] },
  ),
);

/** The vendor publishes neither fields nor a model's name. */
export const ChangeEmailConfirmation = inferred(
  Type.Object(
    {
      userName: Type.Optional(
        Type.String({ minLength: 1, description: 'The user with the pending e-mail address' }),
      ),
      token: Type.Optional(
        Type.String({ minLength: 1, description: 'The token of the link in the mail' }),
      ),
      confirmed: Type.Optional(
        Type.Boolean({ description: 'False drops the pending address; true when left out' }),
      ),
    },
    {
      $id: 'ChangeEmailConfirmation',
      'x-at-least-one': ['userName', 'token'],
      'x-only-one': ['userName', 'token'],
      examples: [{ userName: 'joanne.keller', confirmed: true }],
    },
  ),
);
export type ChangeEmailConfirmation = Static<typeof ChangeEmailConfirmation>;

export const UserWritten = changeResult('UserWritten', 'user', AccountUser);

export const Roles = inferred(
  Type.Array(
    Type.Object({
      code: stringEnum(scopesByRank, { description: 'The value that user writes accept' }),
      name: Type.String({ description: 'The display name' }),
    }),
    { $id: 'Roles', description: 'Roles that the caller may give' },
  ),
);

export const UserDeviceGroups = inferred(
  Type.Array(Type.Object({ corpId: Type.String(), description: Type.String() }), {
    $id: 'UserDeviceGroups',
    description: 'Device groups at or below that of a user',
  }),
);
