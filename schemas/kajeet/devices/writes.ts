import { type Static, type TProperties, Type } from '@sinclair/typebox';
import { inferred, ref, stringEnum } from '../../annotations.js';
import { deviceStatuses } from './device.js';

const Mdn = Type.String({
  pattern: '^\\d{3}-?\\d{3}-?\\d{4}$',
  description: 'Mobile device number, with or without dashes',
  examples: ['521-267-1508'],
});

/** Longer lists are refused. The vendor documents no limit. */
export const maxListItems = 10_000;

const Mdns = Type.Array(Mdn, {
  minItems: 1,
  maxItems: maxListItems,
  description: 'The MDNs of the devices',
  examples: [['521-267-1508']],
});

/** Selects devices by what they have in common. The vendor publishes only the model's name. */
export const BulkSelection = inferred(
  Type.Object(
    {
      selectAll: Type.Optional(Type.Boolean({ description: 'Every device of the group' })),
      searchValue: Type.Optional(
        Type.String({ description: 'Devices that the device list finds with this searchValue' }),
      ),
      labelIds: Type.Optional(
        Type.Array(Type.Integer(), {
          maxItems: maxListItems,
          description: 'Devices with any of these labels',
        }),
      ),
      includedMdns: Type.Optional(
        Type.Array(Mdn, { maxItems: maxListItems, description: 'Devices to add to the selection' }),
      ),
      excludedMdns: Type.Optional(
        Type.Array(Mdn, {
          maxItems: maxListItems,
          description: 'Devices to leave out of the selection',
        }),
      ),
    },
    {
      $id: 'BulkSelection',
      minProperties: 1,
      description:
        'All devices or those that match searchValue and labelIds, plus includedMdns, minus excludedMdns',
      examples: [{ searchValue: 'Bus', excludedMdns: ['304-228-6302'] }],
    },
  ),
);
export type BulkSelection = Static<typeof BulkSelection>;

/** The devices that a write changes. */
export type Selection =
  | { readonly mdns: readonly string[] }
  | { readonly bulkSelection: BulkSelection };

/** A body has one of the two, not both. */
const exactlyOneSelection = { 'x-only-one': ['mdns', 'bulkSelection'] };

/** The body of a write to devices given by their MDNs or by a bulk selection. */
function deviceWrite<Fields extends TProperties>(
  $id: string,
  fields: Fields,
  example: object,
  options: object = {},
) {
  const byMdns = Type.Object({ mdns: Mdns, ...fields }, { title: 'Devices by MDN', ...options });
  const byBulkSelection = Type.Object(
    { bulkSelection: ref(BulkSelection), ...fields },
    { title: 'Devices by a bulk selection', ...options },
  );
  return inferred(
    Type.Unsafe<Static<typeof byMdns> | Static<typeof byBulkSelection>>({
      $id,
      description: 'The devices to change and their new values',
      oneOf: [byMdns, byBulkSelection],
      ...exactlyOneSelection,
      examples: [{ mdns: ['521-267-1508'], ...example }],
    }),
  );
}

export const StatusWrite = deviceWrite(
  'StatusWrite',
  {
    status: stringEnum(deviceStatuses, {
      'x-any-case': true,
      description: 'The new status in upper or lower case; PLTE accounts cannot use LOST_STOLEN',
    }),
    reason: Type.Optional(
      Type.String({ maxLength: 255, description: 'The reason for the change' }),
    ),
  },
  { status: 'SUSPENDED', reason: 'preview-only example' },
);

export const NicknameWrite = deviceWrite(
  'NicknameWrite',
  { nickname: Type.String({ maxLength: 255, description: 'The new nickname; empty removes it' }) },
  { nickname: 'Bus #47' },
);

export const NoteWrite = deviceWrite(
  'NoteWrite',
  { note: Type.String({ maxLength: 1000, description: 'The new note; empty removes it' }) },
  { note: 'Spare, in the front office' },
);

const limit = (description: string) =>
  Type.Optional(
    Type.Unsafe<number | null>({
      type: ['number', 'null'],
      minimum: 0,
      maximum: 1_000_000_000,
      description: `${description}; null for no limit`,
    }),
  );

export const DataLimitsWrite = deviceWrite(
  'DataLimitsWrite',
  { dailyLimit: limit('MB per day'), monthlyLimit: limit('MB per month') },
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
      description: 'The new filter group; empty removes it',
    }),
  },
  { filterGroup: 'Staff' },
);

export const SummerUsageWrite = deviceWrite(
  'SummerUsageWrite',
  {
    summerUsage: Type.Boolean({
      description: 'True keeps the device running during the summer suspension',
    }),
  },
  { summerUsage: true },
);

export const LabelsRemoval = deviceWrite('LabelsRemoval', {}, {});

export const LabelsWrite = deviceWrite(
  'LabelsWrite',
  {
    labelIds: Type.Array(Type.Integer(), {
      minItems: 1,
      maxItems: maxListItems,
      description: 'Labels of the account',
    }),
  },
  { labelIds: [12, 18] },
);

/** The vendor's page allows no bulk selection here. */
export const ImeiWrite = inferred(
  Type.Object(
    {
      mdns: Mdns,
      imei: Type.String({
        pattern: '^\\d{15}$',
        description: '15 digits that end in the correct check digit',
        examples: ['490154203237518'],
      }),
    },
    {
      $id: 'ImeiWrite',
      ...exactlyOneSelection,
      examples: [{ mdns: ['585-201-4477'], imei: '490154203237518' }],
    },
  ),
);
export type ImeiWrite = Static<typeof ImeiWrite>;

/** The vendor's page allows no bulk selection here. */
export const MdnCustomFieldWrite = inferred(
  Type.Object(
    {
      mdns: Mdns,
      mdnCustomField: Type.String({
        maxLength: 255,
        description: 'The new value; empty removes it',
      }),
    },
    {
      $id: 'MdnCustomFieldWrite',
      ...exactlyOneSelection,
      examples: [{ mdns: ['521-267-1508'], mdnCustomField: 'ROOM-12' }],
    },
  ),
);
export type MdnCustomFieldWrite = Static<typeof MdnCustomFieldWrite>;

export const WriteResult = inferred(
  Type.Object(
    {
      message: Type.String({ description: 'Human-readable description of the change' }),
      updated: Type.Integer({ description: 'Number of changed devices' }),
    },
    { $id: 'WriteResult', description: 'The result of a write' },
  ),
);
export type WriteResult = Static<typeof WriteResult>;
