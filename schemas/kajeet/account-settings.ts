import { Type } from '@sinclair/typebox';
import { commaSeparated, stringEnum } from '../annotations.js';

const offset = Type.Integer({ minimum: 0, description: 'Ignored when export is given' });
const limit = Type.Integer({ minimum: 1, description: 'Ignored when export is given' });
const sortDir = stringEnum(['ASC', 'DESC'], { description: 'The sort direction' });
const csvExport = Type.Optional(
  stringEnum(['CSV'], { description: 'Returns all rows in this format' }),
);

export const ListDeviceGroupsQuery = Type.Object({
  offset,
  limit,
  sort: stringEnum([
    'DESCRIPTION',
    'PARENTCORPID',
    'CITY',
    'STATE',
    'ZIP',
    'DAILY_LIMIT',
    'MONTHLY_LIMIT',
  ]),
  sortDir,
  searchValue: Type.Optional(
    Type.String({
      description:
        'Part of the description, parent group, state or province, street, city, zip code',
    }),
  ),
  export: csvExport,
  columns: Type.Optional(
    commaSeparated({
      enum: [
        'DESCRIPTION',
        'PARENT_CORP_DESCRIPTION',
        'CITY',
        'STATE',
        'ZIP',
        'MONTHLY_LIMIT',
        'DAILY_LIMIT',
      ],
    }),
  ),
});

export const ListDeviceGroupsByFeatureQuery = Type.Object({
  feature: stringEnum(
    ['ACTIVATION', 'ACCOUNT_SETTINGS', 'DASHBOARD', 'DATABRIDGE_KEY_CREATE', 'DEVICES'],
    {
      description:
        "A feature; the vendor's list continues after DEVICES, but the rest is not published",
    },
  ),
});

export const ListUsersQuery = Type.Object({
  offset,
  limit,
  sort: Type.Optional(
    stringEnum(['USERNAME', 'FIRST_NAME', 'LAST_NAME', 'EMAIL', 'ROLE', 'DEVICE_GROUP', 'STATUS']),
  ),
  sortDir: Type.Optional(sortDir),
  searchValue: Type.Optional(
    Type.String({
      description: 'Part of the user name, first or last name, e-mail, role, device group',
    }),
  ),
  columns: Type.Optional(
    commaSeparated({
      enum: ['FIRST_NAME', 'LAST_NAME', 'USER_NAME', 'ROLE', 'EMAIL', 'DEVICE_GROUP', 'STATUS'],
    }),
  ),
  export: csvExport,
});

export const ListDeviceGroupsOfUserQuery = Type.Object({
  email: Type.String({ description: 'The e-mail address of the user' }),
});

export const UserParams = Type.Object({
  userName: Type.String({ minLength: 1, description: 'Login name' }),
});
