import { type Static, Type } from '@sinclair/typebox';
import { inferred, observed, stringEnum } from '../../annotations.js';
import { CorpParams } from '../corps.js';
import { sampleDevices } from './samples.js';

/** Statuses as requests spell them; responses spell them in lower case. */
export const deviceStatuses = ['ACTIVE', 'SUSPENDED', 'LOST_STOLEN'] as const;
export type DeviceStatus = (typeof deviceStatuses)[number];

export const StatusList = inferred(
  Type.Array(
    Type.Object({
      code: stringEnum(deviceStatuses, { description: 'The value that PUT status accepts' }),
      name: Type.String({ description: 'The display name' }),
    }),
    { $id: 'StatusList', description: 'Statuses that the caller can set on a device' },
  ),
);

const megabytes = (description: string) => Type.Number({ description: `${description}, in MB` });

/** A device as the device list shows it. */
export const Device = Type.Object(
  {
    key: Type.String({ description: 'The MDN without dashes' }),
    mdn: Type.String({ description: 'Mobile device number, with dashes' }),
    status: stringEnum(['active', 'suspended', 'lost_stolen'], {
      description: 'active and suspended are documented, lost_stolen is inferred',
    }),
    network: Type.String({ description: 'The carrier' }),
    deviceName: Type.String({ description: 'The model' }),
    corpDescription: Type.String({ description: 'The description of the device group' }),
    monthlyAmountUsed: megabytes('Used in this billing month'),
    last30DaysUsed: Type.Optional(megabytes('Used in the last 30 days')),
    nickname: Type.Optional(Type.String({ description: 'The name that the organisation gave it' })),
    filterGroup: Type.Optional(
      Type.String({ description: 'The group that decides which sites the device may reach' }),
    ),
    imei: Type.Optional(Type.String({ description: '15 digits' })),
    onlineStatus: Type.Boolean({ description: 'Whether the device is online now' }),
    ratePlan: Type.Optional(observed(Type.String({ description: 'Code of the rate plan' }))),
    ratePlanDescription: Type.Optional(
      observed(Type.String({ description: 'Name of the rate plan' })),
    ),
    oemSerialNumber: Type.Optional(
      observed(Type.String({ description: "The manufacturer's serial number" })),
    ),
  },
  {
    $id: 'Device',
    description: 'A device as the device list shows it',
    examples: [...sampleDevices],
  },
);
export type Device = Static<typeof Device>;

/** Usage at the start of a day: `day` counts days since 1970, amounts are hundredths of a megabyte. */
export interface UsageBaseline {
  readonly day: number;
  readonly month: number;
  readonly last30Days: number;
  /** Whether the device uses data from that day on. */
  readonly isActive: boolean;
  /** The day up to which usage is counted, exclusive. */
  readonly until: number;
}

/** Stored fields that the device list does not show; other endpoints, searches, sorts and exports use them. */
export interface DeviceInternal {
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
  /** The start of its usage count; set once the clock has passed midnight. */
  readonly usage?: UsageBaseline;
  /** Why the status was last changed, as given by the caller. */
  readonly statusReason?: string;
  /** Whether the device was online when it was last active. */
  readonly wasOnline?: boolean;
  /** Whether the summer suspension suspended it and will resume it. */
  readonly suspendedForSummer?: boolean;
}

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
