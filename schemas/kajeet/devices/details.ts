import { type Static, Type } from '@sinclair/typebox';
import { inferred, stringEnum } from '../../annotations.js';
import { Device } from './device.js';

const text = () => inferred(Type.String());
const textOrNull = () => inferred(Type.Unsafe<string | null>({ type: ['string', 'null'] }));
const limit = () =>
  inferred(
    Type.Unsafe<number | null>({ type: ['number', 'null'], description: 'MB; null for no limit' }),
  );

/** Every stored field of a device. The vendor says that all details are returned, but does not name them. */
export const DeviceDetails = Type.Object(
  {
    ...Device.properties,
    corpId: text(),
    mediaCenterStatus: textOrNull(),
    esn: text(),
    iccid: text(),
    imsi: text(),
    msisdn: text(),
    mac: textOrNull(),
    eid: textOrNull(),
    dayAmountUsed: inferred(Type.Number({ description: 'Used today, in MB' })),
    dailyLimit: limit(),
    monthlyLimit: limit(),
    summerUsage: inferred(
      Type.Boolean({
        description: 'Whether the device keeps running during the summer suspension',
      }),
    ),
    note: text(),
    apn: text(),
    effectiveVpnStatus: text(),
    mdnCustomField: text(),
    labelIds: inferred(Type.Array(Type.Integer())),
    name: text(),
    description: text(),
    verizonBiPlanId: textOrNull(),
    simType: text(),
    showHealthStatus: inferred(Type.Boolean()),
    statusReason: inferred(
      Type.Optional(Type.String({ description: 'Why the status was last changed' })),
    ),
  },
  { $id: 'DeviceDetails', description: 'A device with all its details' },
);
export type DeviceDetails = Static<typeof DeviceDetails>;

export const InfoQuery = Type.Object({
  searchValue: inferred(
    Type.String({
      minLength: 1,
      description: 'The whole MDN, IMEI, ICCID or ESN of a device',
      examples: ['521-267-1508'],
    }),
  ),
});

export const DeviceHealth = inferred(
  Type.Object(
    {
      mdn: Type.String(),
      imei: Type.Optional(Type.String()),
      health: stringEnum(['good', 'fair', 'poor', 'offline']),
      onlineStatus: Type.Boolean(),
      signalStrength: Type.Unsafe<number | null>({
        type: ['integer', 'null'],
        description: 'dBm; null when the device is offline',
      }),
      checkedAt: Type.String({ format: 'date-time' }),
    },
    { $id: 'DeviceHealth', description: 'The health of a device' },
  ),
);
export type DeviceHealth = Static<typeof DeviceHealth>;
