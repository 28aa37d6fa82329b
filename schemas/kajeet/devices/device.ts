import { type Static, Type } from '@sinclair/typebox';
import { inferred, nullable, observed, readonlyArray, stringEnum } from '../../annotations.js';
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

/** An amount in megabytes as it may be stored: what is computed from it stays a finite number. */
const storedAmount = Type.Number({ minimum: 0, maximum: 1e12 });

/** The wire document of a device as it is stored: what the list shows, with amounts that can be added up. */
export const WireDevice = Type.Object({
  ...Device.properties,
  key: Type.String({ pattern: '^\\d{10}$' }),
  monthlyAmountUsed: storedAmount,
  last30DaysUsed: Type.Optional(storedAmount),
});

const day = Type.Integer({ minimum: -3_000_000, maximum: 3_000_000 });
const usedBefore = Type.Integer({ minimum: 0, maximum: 1e14 });

/** Usage at the start of a day: `day` counts days since 1970, amounts are hundredths of a megabyte. */
const UsageBaseline = Type.Object({
  day,
  month: usedBefore,
  last30Days: usedBefore,
  /** Whether the device uses data from that day on. */
  isActive: Type.Boolean(),
  /** The traits that its usage follows from. When they change, another count begins, so that no past day is counted anew. */
  traits: Type.Optional(Type.String()),
  /** The day up to which usage is counted, exclusive. */
  until: day,
});
export type UsageBaseline = Static<typeof UsageBaseline>;

/**
 * How a device is used over the day and the week: when it is online, and how its usage is spread. `always` and `offline` are
 * constant.
 */
const deviceRhythms = [
  'always',
  'site',
  'office',
  'classroom',
  'home',
  'bus',
  'transit',
  'freight',
  'seldom',
  'offline',
] as const;
export type DeviceRhythm = (typeof deviceRhythms)[number];

/** Stored fields that the device list does not show; other endpoints, searches, sorts and exports use them. */
export const DeviceInternal = Type.Object({
  corpId: Type.String(),
  mediaCenterStatus: nullable(Type.String()),
  esn: Type.String(),
  uicc: Type.String(),
  imsi: Type.String(),
  msisdn: Type.String(),
  mac: nullable(Type.String()),
  eid: nullable(Type.String()),
  dayAmountUsed: storedAmount,
  dailyLimit: nullable(storedAmount),
  monthlyLimit: nullable(storedAmount),
  summerUsage: Type.Boolean(),
  note: Type.String(),
  apn: Type.String(),
  vpnStatus: Type.String(),
  mdnCustomField: Type.String(),
  labelIds: readonlyArray(Type.Integer()),
  name: Type.String(),
  description: Type.String(),
  verizonBiPlanId: nullable(Type.String()),
  simType: Type.String(),
  showHealthStatus: Type.Boolean(),
  /** When it is online and uses data; derived from its other fields where it is missing. */
  rhythm: Type.Optional(stringEnum(deviceRhythms)),
  /** MB that it uses on an ordinary day; drawn from its key where it is missing. */
  typicalUsage: Type.Optional(Type.Number({ minimum: 0, maximum: 1e9 })),
  /** Whether it is one of the vendor's samples, whose documented values hold until the clock passes the first midnight. */
  isSample: Type.Optional(Type.Boolean()),
  /** The start of its usage count; set once the clock has passed midnight. */
  usage: Type.Optional(UsageBaseline),
  /** Why the status was last changed, as given by the caller. */
  statusReason: Type.Optional(Type.String()),
  /** Whether the device was online when it was last active. Only earlier versions wrote it. */
  wasOnline: Type.Optional(Type.Boolean()),
  /** Whether the summer suspension suspended it and will resume it. */
  suspendedForSummer: Type.Optional(Type.Boolean()),
});
export type DeviceInternal = Static<typeof DeviceInternal>;

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
