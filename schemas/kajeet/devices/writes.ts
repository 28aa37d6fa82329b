import { type Static, type TProperties, Type } from '@sinclair/typebox';
import { inferred, ref, stringEnum } from '../../annotations.js';
import { deviceStatuses } from './devices.js';

const Mdn = Type.String({
  pattern: '^\\d{3}-?\\d{3}-?\\d{4}$',
  description: 'Mobile device number, with or without dashes',
  examples: ['521-267-1508'],
});

const Mdns = Type.Array(Mdn, {
  minItems: 1,
  description: 'The devices, one by one',
  examples: [['521-267-1508']],
});

/** Devices picked by what they have in common; the vendor publishes only the model's name. */
export const BulkSelection = inferred(
  Type.Object(
    {
      selectAll: Type.Optional(Type.Boolean({ description: 'Every device of the group' })),
      searchValue: Type.Optional(
        Type.String({ description: 'Devices that a list with this search shows' }),
      ),
      labelIds: Type.Optional(
        Type.Array(Type.Integer(), { description: 'Devices with any of these labels' }),
      ),
      includedMdns: Type.Optional(Type.Array(Mdn, { description: 'These devices too' })),
      excludedMdns: Type.Optional(Type.Array(Mdn, { description: 'But not these' })),
    },
    {
      $id: 'BulkSelection',
      minProperties: 1,
      description:
        'All devices or those that match searchValue and labelIds, plus included, minus excluded',
      examples: [{ searchValue: 'Bus', excludedMdns: ['304-228-6302'] }],
    },
  ),
);
export type BulkSelection = Static<typeof BulkSelection>;

/** Which devices a write is about. */
export type Selection =
  | { readonly mdns: readonly string[] }
  | { readonly bulkSelection: BulkSelection };

/** The devices come one way or the other. */
const eitherSelection = { 'x-only-one': ['mdns', 'bulkSelection'] };

/** A write to devices that are listed one by one or picked by a bulk selection: one of the two. */
function deviceWrite<Fields extends TProperties>(
  $id: string,
  fields: Fields,
  example: object,
  options: object = {},
) {
  const listed = Type.Object(
    { mdns: Mdns, ...fields },
    { title: 'Devices one by one', ...options },
  );
  const picked = Type.Object(
    { bulkSelection: ref(BulkSelection), ...fields },
    { title: 'Devices by a bulk selection', ...options },
  );
  return inferred(
    Type.Unsafe<Static<typeof listed> | Static<typeof picked>>({
      $id,
      description: 'Which devices, and what is to be of them',
      oneOf: [listed, picked],
      ...eitherSelection,
      examples: [{ mdns: ['521-267-1508'], ...example }],
    }),
  );
}

export const StatusWrite = deviceWrite(
  'StatusWrite',
  {
    status: stringEnum(deviceStatuses, {
      'x-any-case': true,
      description: 'The new status, in either case; LOST_STOLEN is not for PLTE accounts',
    }),
    reason: Type.Optional(Type.String({ maxLength: 255, description: 'Why, for the record' })),
  },
  { status: 'SUSPENDED', reason: 'preview-only example' },
);

export const NicknameWrite = deviceWrite(
  'NicknameWrite',
  { nickname: Type.String({ maxLength: 255, description: 'The new nickname; empty for none' }) },
  { nickname: 'Bus #47' },
);

export const NoteWrite = deviceWrite(
  'NoteWrite',
  { note: Type.String({ maxLength: 1000, description: 'The new note; empty for none' }) },
  { note: 'Spare, in the front office' },
);

const limit = (description: string) =>
  Type.Optional(
    Type.Unsafe<number | null>({
      type: ['number', 'null'],
      minimum: 0,
      description: `${description}; null for none`,
    }),
  );

export const DataLimitsWrite = deviceWrite(
  'DataLimitsWrite',
  { dailyLimit: limit('MB a day'), monthlyLimit: limit('MB a month') },
  { dailyLimit: 500, monthlyLimit: null },
  { 'x-at-least-one': ['dailyLimit', 'monthlyLimit'] },
);

export const DeviceGroupWrite = deviceWrite(
  'DeviceGroupWrite',
  {
    deviceGroup: Type.String({ minLength: 1, description: 'The corp id of the new device group' }),
  },
  { deviceGroup: 'NORTHSTAR-SPARE' },
);

export const FilterGroupWrite = deviceWrite(
  'FilterGroupWrite',
  {
    filterGroup: Type.String({
      maxLength: 100,
      description: 'The new filter group; empty for none',
    }),
  },
  { filterGroup: 'Staff' },
);

export const SummerUsageWrite = deviceWrite(
  'SummerUsageWrite',
  { summerUsage: Type.Boolean({ description: 'True keeps the device running in summer' }) },
  { summerUsage: true },
);

export const LabelsRemoval = deviceWrite('LabelsRemoval', {}, {});

export const LabelsWrite = deviceWrite(
  'LabelsWrite',
  { labelIds: Type.Array(Type.Integer(), { minItems: 1, description: 'Labels of the account' }) },
  { labelIds: [12, 18] },
);

/** The page allows no bulk selection here. */
export const ImeiWrite = inferred(
  Type.Object(
    {
      mdns: Mdns,
      imei: Type.String({
        pattern: '^\\d{15}$',
        description: '15 digits, the last of which is the right check digit',
        examples: ['355737360073462'],
      }),
    },
    {
      $id: 'ImeiWrite',
      ...eitherSelection,
      examples: [{ mdns: ['585-201-4477'], imei: '355737360073462' }],
    },
  ),
);
export type ImeiWrite = Static<typeof ImeiWrite>;

/** The page allows no bulk selection here. */
export const MdnCustomFieldWrite = inferred(
  Type.Object(
    {
      mdns: Mdns,
      mdnCustomField: Type.String({ maxLength: 255, description: 'The new value; empty for none' }),
    },
    {
      $id: 'MdnCustomFieldWrite',
      ...eitherSelection,
      examples: [{ mdns: ['521-267-1508'], mdnCustomField: 'ROOM-12' }],
    },
  ),
);
export type MdnCustomFieldWrite = Static<typeof MdnCustomFieldWrite>;

export const WriteResult = inferred(
  Type.Object(
    {
      message: Type.String({ description: 'What was done, for people' }),
      updated: Type.Integer({ description: 'How many devices were written' }),
    },
    { $id: 'WriteResult', description: 'What a write did' },
  ),
);
export type WriteResult = Static<typeof WriteResult>;
