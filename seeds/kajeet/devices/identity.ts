import type { DeviceInternal } from '../../../schemas/kajeet/devices/device.js';
import type { SeededRandom } from '../../../src/lib/seeded-random.js';
import { iccid, permute } from '../../world/identifiers.js';
import type { Carrier, Model } from './hardware.js';
import { padded } from './purpose.js';

/** The ICCID, IMSI and APN that a carrier gives a device. */
export function simCard(
  { issuer, mobileCode, apn }: Carrier,
  index: number,
): Pick<DeviceInternal, 'uicc' | 'imsi' | 'apn'> {
  const subscriber = String(permute(index, [31_250, 32_000])).padStart(9, '0');
  return { uicc: iccid(issuer, index), imsi: `${mobileCode}${subscriber}`, apn };
}

/** The last year of which devices were bought. */
const lastYear = 25;

/** A serial number tells the week in which a device was made, not before the model was sold. */
export function serialNumber(
  random: SeededRandom,
  { serialPrefix, soldFrom }: Model,
  index: number,
): string {
  const batch = `${random.integer(soldFrom, lastYear)}${padded(random.integer(1, 51), 2)}`;
  return `${serialPrefix}${batch}${String(permute(index, [2500, 4000])).padStart(7, '0')}`;
}
