import { type Static, type TObject, Type } from '@sinclair/typebox';
import { inferred, nullable, ref, stringEnum } from '../../annotations.js';
import { features } from '../corps.js';
import { changeResult, columnsParameter, listParameters, pageOf } from '../listing.js';

const groupSortKeys = [
  'DESCRIPTION',
  'PARENTCORPID',
  'CITY',
  'STATE',
  'ZIP',
  'DAILY_LIMIT',
  'MONTHLY_LIMIT',
] as const;
export type GroupSortKey = (typeof groupSortKeys)[number];

const groupColumns = [
  'DESCRIPTION',
  'PARENT_CORP_DESCRIPTION',
  'CITY',
  'STATE',
  'ZIP',
  'MONTHLY_LIMIT',
  'DAILY_LIMIT',
] as const;
export type GroupColumn = (typeof groupColumns)[number];

export const ListDeviceGroupsQuery = Type.Object({
  offset: listParameters.offset,
  limit: listParameters.limit,
  sort: stringEnum(groupSortKeys, { description: 'The column to sort by' }),
  sortDir: listParameters.sortDir,
  searchValue: Type.Optional(
    Type.String({
      description:
        'Part of the description, parent group, state or province, street, city, zip code',
    }),
  ),
  export: listParameters.export,
  columns: columnsParameter(groupColumns),
});
export type ListDeviceGroupsQuery = Static<typeof ListDeviceGroupsQuery>;

export const ListDeviceGroupsByFeatureQuery = Type.Object({
  feature: stringEnum(features, {
    description:
      "A feature; the vendor's list continues after DEVICES, but the rest is not published",
  }),
});
export type ListDeviceGroupsByFeatureQuery = Static<typeof ListDeviceGroupsByFeatureQuery>;

const text = (description: string, example: string) =>
  Type.String({ maxLength: 255, description, examples: [example] });

const address = {
  street: text('Street', '480 Meigs Street'),
  city: text('City', 'Rochester'),
  state: text('State or province', 'NY'),
  zip: text('Zip or postal code', '14607'),
};

const limit = (description: string) =>
  Type.Unsafe<number | null>({
    type: ['number', 'null'],
    minimum: 0,
    maximum: 1_000_000_000,
    description: `${description} for new devices of the group; null for none`,
  });

const limits = { dailyLimit: limit('MB per day'), monthlyLimit: limit('MB per month') };

/** The largest logo, in bytes of its file. */
const maxLogoBytes = 256 * 1024;

/** The media types of logos. */
const logoTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const;

const dataUrl = `data:(${logoTypes.join('|')});base64,[A-Za-z0-9+/]+={0,2}`;

/** A logo as lists show it and JSON bodies send it: the file of a multipart form, or nothing, becomes the same. */
export const Logo = Type.String({
  pattern: `^(${dataUrl})?$`,
  maxLength: Math.ceil((maxLogoBytes * 4) / 3) + 100,
  description: `The logo as a data URL of ${logoTypes.join(', ')}, at most ${maxLogoBytes / 1024} KiB`,
});

const logoImage = Type.Optional(
  nullable({ ...Logo, description: `${Logo.description}; null leaves the logo, '' resets it` }),
);

/** A device group as lists and writes show it. */
export const DeviceGroup = inferred(
  Type.Object(
    {
      corpId: Type.String(),
      description: Type.String(),
      parentCorpId: nullable(Type.String({ description: 'null for an account' })),
      parentCorpDescription: nullable(Type.String()),
      ...address,
      ...limits,
      logoImage: nullable({ ...Logo, description: 'A data URL; null for the default logo' }),
    },
    { $id: 'DeviceGroup', description: 'A device group' },
  ),
);
export type DeviceGroup = Static<typeof DeviceGroup>;

export const DeviceGroupPage = pageOf('DeviceGroupPage', 'deviceGroups', DeviceGroup);

export const DeviceGroups = inferred(
  Type.Array(ref(DeviceGroup), { $id: 'DeviceGroups', description: 'Device groups' }),
);

/** A device group with those below it. */
export interface DeviceGroupNode {
  corpId: string;
  description: string;
  children: DeviceGroupNode[];
}

export const DeviceGroupNode = inferred(
  Type.Unsafe<DeviceGroupNode>(
    Type.Object(
      {
        corpId: Type.String(),
        description: Type.String(),
        children: Type.Array(Type.Unsafe<DeviceGroupNode>({ $ref: 'DeviceGroupNode#' }), {
          description: 'The device groups directly below',
        }),
      },
      { $id: 'DeviceGroupNode', description: 'A device group with those below it' },
    ),
  ),
);

const optional = Type.Partial(Type.Object({ ...address, ...limits }) as TObject).properties;
const description = Type.String({
  minLength: 1,
  maxLength: 255,
  pattern: '\\S',
  description: 'The name of the group; no other group below its parent has it',
  examples: ['Northstar Middle School'],
});

const middleSchool = {
  description: 'Northstar Middle School',
  street: '54 Elm Street',
  city: 'Rochester',
  state: 'NY',
  zip: '14604',
  monthlyLimit: 5120,
};

export const DeviceGroupPostModel = inferred(
  Type.Unsafe<DeviceGroupInput & { description: string; parentCorpId?: string }>(
    Type.Object(
      {
        description,
        parentCorpId: Type.Optional(
          Type.String({
            minLength: 1,
            description: "The group above it; the caller's own when left out",
            examples: ['NORTHSTAR-ISD'],
          }),
        ),
        ...optional,
        logoImage,
      },
      { $id: 'DeviceGroupPostModel', examples: [middleSchool] },
    ),
  ),
);

const changeable = { description: Type.Optional(description), ...optional, logoImage };

export const DeviceGroupPutModel = inferred(
  Type.Unsafe<DeviceGroupInput>(
    Type.Object(changeable, {
      $id: 'DeviceGroupPutModel',
      'x-at-least-one': Object.keys(changeable),
      description: 'What changes; what is left out stays as it is',
      examples: [{ dailyLimit: 500, monthlyLimit: null }],
    }),
  ),
);

/** What a caller may set of a device group. */
export interface DeviceGroupInput {
  readonly description?: string;
  readonly street?: string;
  readonly city?: string;
  readonly state?: string;
  readonly zip?: string;
  readonly dailyLimit?: number | null;
  readonly monthlyLimit?: number | null;
  readonly logoImage?: string | null;
}

export const DeviceGroupWritten = changeResult('DeviceGroupWritten', 'deviceGroup', DeviceGroup);
