import type { Device } from '../../schemas/kajeet/devices/device.js';
import { sampleDevices } from '../../schemas/kajeet/devices/samples.js';

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
    deviceName: 'SmartSpot 900',
    corpDescription: 'Northstar Independent School District',
    monthlyAmountUsed: 412.06,
    last30DaysUsed: 1290.55,
    nickname: 'Spare Router 3',
    filterGroup: 'Staff',
    imei: '354076110048826',
    onlineStatus: true,
    ratePlan: 'EDU-5GB',
    ratePlanDescription: 'Education 5 GB',
    oemSerialNumber: 'KJAR9000048823',
  },
];

export interface Carrier {
  readonly network: string;
  readonly share: number;
  readonly issuer: string;
  readonly mobileCode: string;
  readonly apn: string;
}

export const carriers: readonly Carrier[] = [
  { network: 'Verizon', share: 50, issuer: '480', mobileCode: '311480', apn: 'kajeet.vzwentp' },
  { network: 'T-Mobile', share: 27, issuer: '260', mobileCode: '310260', apn: 'kajeet.tmus' },
  { network: 'AT&T', share: 16, issuer: '410', mobileCode: '310410', apn: 'kajeet.broadband' },
  { network: 'ARCNT', share: 7, issuer: '850', mobileCode: '310850', apn: 'kajeet.arcnt' },
];

export const models = [
  'Kajeet ENT-BYOD',
  'SmartSpot AOL-BYOD',
  'SmartSpot 900',
  'Franklin RG2100',
  'Inseego MiFi X PRO',
];
export const busModels = [
  'SmartBus Cradlepoint R920',
  'SmartBus Sierra RV55',
  'SmartBus Cradlepoint IBR900',
];
export const plans = [
  { code: 'EDU-UNL', description: 'Education Unlimited Filtered', limit: null },
  { code: 'EDU-5GB', description: 'Education 5 GB', limit: 5120 },
  { code: 'EDU-10GB', description: 'Education 10 GB', limit: 10240 },
  { code: 'ENT-POOL', description: 'Enterprise Pooled', limit: null },
];
