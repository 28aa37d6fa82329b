import { type Static, Type } from '@sinclair/typebox';
import {
  commaSeparated,
  inferred,
  integerUpToSetting,
  observed,
  ref,
  stringEnum,
} from '../../annotations.js';
import { CorpParams } from '../corps.js';
import { sampleDevices } from '../samples.js';

/** Statuses as requests write them; answers write them in lower case. */
export const deviceStatuses = ['ACTIVE', 'SUSPENDED', 'LOST_STOLEN'] as const;
export type DeviceStatus = (typeof deviceStatuses)[number];

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

const megabytes = (description: string) => Type.Number({ description: `${description}, in MB` });

/** A device as the list shows it. */
export const Device = Type.Object(
  {
    key: Type.String({ description: 'The MDN without dashes' }),
    mdn: Type.String({ description: 'Mobile device number, with dashes' }),
    status: stringEnum(['active', 'suspended', 'lost_stolen'], {
      description: 'active and suspended are documented, lost_stolen is inferred',
    }),
    network: Type.String({ description: 'The carrier' }),
    deviceName: Type.String({ description: 'The model' }),
    corpDescription: Type.String({ description: 'The device group, by its description' }),
    monthlyAmountUsed: megabytes('Used in this billing month'),
    last30DaysUsed: Type.Optional(megabytes('Used in the last 30 days')),
    nickname: Type.Optional(Type.String({ description: 'What the organisation calls it' })),
    filterGroup: Type.Optional(Type.String({ description: 'Which sites it may reach' })),
    imei: Type.Optional(Type.String({ description: '15 digits' })),
    onlineStatus: Type.Boolean({ description: 'It is online now' }),
    ratePlan: Type.Optional(observed(Type.String({ description: 'Code of the rate plan' }))),
    ratePlanDescription: Type.Optional(
      observed(Type.String({ description: 'Name of the rate plan' })),
    ),
    oemSerialNumber: Type.Optional(
      observed(Type.String({ description: 'Serial number of the maker' })),
    ),
  },
  {
    $id: 'Device',
    description: 'A device as the device list shows it',
    examples: [...sampleDevices],
  },
);
export type Device = Static<typeof Device>;

/** What a device has beside what the list shows; other endpoints, searches, sorts and exports use it. */
/** A day, counted from 1970, and how much had been used when it began, in hundredths of a megabyte. */
export interface UsageBase {
  readonly day: number;
  readonly month: number;
  readonly last30Days: number;
  /** The device uses from then on, or does not. */
  readonly isActive: boolean;
  /** The day up to which it is counted. */
  readonly until: number;
}

export interface DeviceOwn {
  readonly corpId: string;
  readonly mediaCenterStatus: string | null;
  readonly esn: string;
  readonly uicc: string;
  readonly imsi: string;
  readonly msisdn: string;
  readonly mac: string | null;
  readonly eid: string | null;
  readonly dayAmountUsed: number;
  readonly dailyLimit: number | null;
  readonly monthlyLimit: number | null;
  readonly summerUsage: boolean;
  readonly note: string;
  readonly apn: string;
  readonly vpnStatus: string;
  readonly mdnCustomField: string;
  readonly labelIds: readonly number[];
  readonly name: string;
  readonly description: string;
  readonly verizonBiPlanId: string | null;
  readonly simType: string;
  readonly showHealthStatus: boolean;
  /** From where its usage is counted, once days have gone by. */
  readonly usage?: UsageBase;
  /** Why the status was last changed, as the caller said. */
  readonly statusReason?: string;
  /** It was online when it left the active ones. */
  readonly wasOnline?: boolean;
  /** The summer suspension suspended it, and will bring it back. */
  readonly suspendedForSummer?: boolean;
}

export const DeviceList = Type.Object(
  {
    totalCount: Type.Integer({ description: 'How many devices match, on all pages' }),
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
    description: 'How many devices. Ignored when export is given.',
    examples: [25],
  }),
  sort: stringEnum(sortKeys, { description: 'What to sort by', examples: ['LAST_30_DAYS_USED'] }),
  sortDir: stringEnum(['ASC', 'DESC'], { description: 'In which direction', examples: ['DESC'] }),
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
  export: Type.Optional(stringEnum(['CSV'], { description: 'Gives all rows in this format' })),
  labelIds: Type.Optional(
    commaSeparated(
      { type: 'integer' },
      { description: 'Comma-separated label ids; a device has any of them', examples: ['12,18'] },
    ),
  ),
});
export type DeviceListQuery = Static<typeof DeviceListQuery>;

export const DeviceTotals = Type.Object(
  {
    active: Type.Integer({ description: 'Devices in use' }),
    suspended: Type.Integer({ description: 'Devices that are suspended' }),
    total: Type.Integer({ description: 'All devices, whatever their status' }),
  },
  {
    $id: 'DeviceTotals',
    description: 'How many devices there are, by status',
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

export const StatusList = inferred(
  Type.Array(
    Type.Object({
      code: stringEnum(deviceStatuses, { description: 'What PUT status takes' }),
      name: Type.String({ description: 'What people read' }),
    }),
    { $id: 'StatusList', description: 'Statuses that a device can be given' },
  ),
);

/** Columns of the customized list that have another name there, and those that it has not. */
const renamed: Readonly<Record<string, string>> = {
  DEVICE_NAME: 'DEVICE',
  CORP_DESCRIPTION: 'DEVICE_GROUP',
};
const absent: readonly string[] = [
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
  .filter((column) => !absent.includes(column))
  .map((column) => renamed[column] ?? column) as readonly CustomizedColumn[];

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

export const ImeiParams = Type.Object({
  ...CorpParams.properties,
  imei: Type.String({ minLength: 1, description: 'Device IMEI', examples: ['355737360073462'] }),
});

export const MdnParams = Type.Object({
  ...CorpParams.properties,
  mdn: Type.String({
    minLength: 1,
    description: 'Mobile device number, with or without dashes',
    examples: ['521-267-1508'],
  }),
});
