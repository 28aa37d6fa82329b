import { type Static, Type } from '@sinclair/typebox';
import { commaSeparated, integerUpToSetting, ref, stringEnum } from '../../annotations.js';
import { Device } from './device.js';

export const sortKeys = [
  'MDN',
  'STATUS',
  'MEDIA_CENTER_STATUS',
  'ESNHEX',
  'UICC',
  'DEVICE_NAME',
  'MONTHLY_LIMIT',
  'MONTHLY_AMOUNT_USED',
  'DAY_AMOUNT_USED',
  'LAST_30_DAYS_USED',
  'DAILY_LIMIT',
  'FILTER_GROUP',
] as const;
export type SortKey = (typeof sortKeys)[number];

/** The columns of the device list's CSV, in the order of the vendor's page. */
export const csvColumns = [
  'IMEI',
  'MDN',
  'STATUS',
  'MEDIA_CENTER_STATUS',
  'DEVICE_NAME',
  'NICKNAME',
  'FILTER_GROUP',
  'SUMMER_STATUS',
  'LAST_30_DAYS_USED',
  'MONTHLY_LIMIT',
  'DAILY_LIMIT',
  'MONTHLY_AMOUNT_USED',
  'DAY_AMOUNT_USED',
  'CORP_ID',
  'CORP_DESCRIPTION',
  'NOTE',
  'UICC',
  'NETWORK',
  'APN',
  'EFFECTIVE_VPN_STATUS',
  'MDN_CUSTOM_FIELD',
  'LABELS',
  'MAC',
  'OEM_SERIAL_NUMBER',
  'NAME',
  'DESCRIPTION',
  'VERIZON_BI_PLAN_ID',
  'SIM_TYPE',
  'EID',
] as const;
export type CsvColumn = (typeof csvColumns)[number];

export const DeviceList = Type.Object(
  {
    totalCount: Type.Integer({ description: 'Number of matching devices on all pages' }),
    devices: Type.Array(ref(Device), { description: 'The devices of this page' }),
  },
  { $id: 'DeviceList', description: 'A page of devices' },
);

export const DeviceListQuery = Type.Object({
  offset: Type.Integer({
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'Position of the first device, from 0. Ignored when export is given.',
    examples: [0],
  }),
  limit: integerUpToSetting('maxLimit', {
    minimum: 1,
    description: 'Largest number of devices to return. Ignored when export is given.',
    examples: [25],
  }),
  sort: stringEnum(sortKeys, {
    description: 'The column to sort by',
    examples: ['LAST_30_DAYS_USED'],
  }),
  sortDir: stringEnum(['ASC', 'DESC'], { description: 'The sort direction', examples: ['DESC'] }),
  searchValue: Type.Optional(
    Type.String({
      description:
        'Part of the ESN, MDN, nickname, IMEI, ICCID, IMSI, MSISDN, MAC, serial number or EID',
      examples: ['Bus'],
    }),
  ),
  columns: Type.Optional(
    commaSeparated(
      { enum: csvColumns },
      {
        description: `Comma-separated columns of the CSV: ${csvColumns.join(', ')}`,
        examples: ['MDN,STATUS,IMEI,LAST_30_DAYS_USED'],
      },
    ),
  ),
  export: Type.Optional(stringEnum(['CSV'], { description: 'Returns all rows in this format' })),
  labelIds: Type.Optional(
    commaSeparated(
      { type: 'integer' },
      {
        description: 'Comma-separated label ids; matches devices with any of them',
        examples: ['12,18'],
      },
    ),
  ),
});
export type DeviceListQuery = Static<typeof DeviceListQuery>;

export const DeviceTotals = Type.Object(
  {
    active: Type.Integer({ description: 'Active devices' }),
    suspended: Type.Integer({ description: 'Suspended devices' }),
    total: Type.Integer({ description: 'Devices of any status' }),
  },
  {
    $id: 'DeviceTotals',
    description: 'Number of devices by status',
    examples: [{ active: 487, suspended: 12, total: 499 }],
  },
);

export const TotalsQuery = Type.Object({
  searchValue: Type.Optional(
    Type.String({
      description: 'Part of the MDN, ESN, IMEI, nickname, ICCID, IMSI or MSISDN',
      examples: ['Bus'],
    }),
  ),
});

/** Columns that have another name in the customized list. */
const renamedColumns: Readonly<Record<string, string>> = {
  DEVICE_NAME: 'DEVICE',
  CORP_DESCRIPTION: 'DEVICE_GROUP',
};

/** Columns that the customized list does not have. */
const missingColumns: readonly string[] = [
  'EFFECTIVE_VPN_STATUS',
  'MDN_CUSTOM_FIELD',
  'VERIZON_BI_PLAN_ID',
];

export type CustomizedColumn =
  | Exclude<
      CsvColumn,
      | 'DEVICE_NAME'
      | 'CORP_DESCRIPTION'
      | 'EFFECTIVE_VPN_STATUS'
      | 'MDN_CUSTOM_FIELD'
      | 'VERIZON_BI_PLAN_ID'
    >
  | 'DEVICE'
  | 'DEVICE_GROUP';

/** The columns of the customized list's CSV, in the order of the vendor's page. */
export const customizedColumns = csvColumns
  .filter((column) => !missingColumns.includes(column))
  .map((column) => renamedColumns[column] ?? column) as readonly CustomizedColumn[];

const { searchValue: _, labelIds: __, ...customized } = DeviceListQuery.properties;
export const CustomizedListQuery = Type.Object({
  ...customized,
  columns: Type.Optional(
    commaSeparated(
      { enum: customizedColumns },
      { description: `Comma-separated columns of the CSV: ${customizedColumns.join(', ')}` },
    ),
  ),
});

export type CustomizedListQuery = Static<typeof CustomizedListQuery>;
