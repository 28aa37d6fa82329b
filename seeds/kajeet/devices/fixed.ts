import type { Device } from '../../../schemas/kajeet/devices/device.js';
import { sampleDevices } from '../../../schemas/kajeet/devices/samples.js';
import { models, plans } from './hardware.js';

/**
 * The first devices of the main fleet, which exist with every seed: the two of the vendor's sample response, key by key,
 * and one on network ARCNT, the only network on which an IMEI can be changed.
 */
export const fixedDevices: readonly Device[] = [
  ...sampleDevices,
  {
    key: '5852014477',
    mdn: '585-201-4477',
    status: 'active',
    network: 'ARCNT',
    deviceName: models.smartSpot.name,
    corpDescription: 'Northstar Independent School District',
    monthlyAmountUsed: 412.06,
    last30DaysUsed: 1290.55,
    nickname: 'Spare Router 3',
    filterGroup: 'Staff',
    imei: '354076110048826',
    onlineStatus: true,
    ratePlan: plans.small.code,
    ratePlanDescription: plans.small.description,
    oemSerialNumber: 'KJAR9000048823',
  },
];

/** How the fixed devices are used: their rhythm and their megabytes on an ordinary day, which fit the documented amounts. */
export const fixedUse = [
  { rhythm: 'always', typicalUsage: 1040 },
  { rhythm: 'bus', typicalUsage: 360 },
  { rhythm: 'office', typicalUsage: 60 },
] as const;
