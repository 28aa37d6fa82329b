import type { Device, DeviceInternal } from '../../../schemas/kajeet/devices/device.js';
import type { SeededRandom } from '../../../src/lib/seeded-random.js';
import type { Purpose } from './purpose.js';

interface LentDevice {
  readonly wire: Device;
  readonly internal: DeviceInternal;
}

/** The status of a device that nobody has borrowed. */
const inStock = 'CHECKED_IN';

/** Draws the status at a media center; null for a device that none lends. Two thirds of a pool are on loan. */
export function mediaCenterStatus(random: SeededRandom, { lending }: Purpose): string | null {
  if (lending === 'pool') return random.pick(['CHECKED_OUT', 'CHECKED_OUT', inStock]);
  return lending === 'household' ? 'CHECKED_OUT' : null;
}

/** Whether a device is at the media center that lends it. */
export function isInStock(internal: DeviceInternal): boolean {
  return internal.mediaCenterStatus === inStock;
}

/** A device that has been on a shelf for longer than usage is counted. */
export function asUnused({ wire, internal }: LentDevice): LentDevice {
  return {
    wire: {
      ...wire,
      monthlyAmountUsed: 0,
      ...(wire.last30DaysUsed !== undefined && { last30DaysUsed: 0 }),
      onlineStatus: false,
    },
    internal: { ...internal, dayAmountUsed: 0, rhythm: 'offline' },
  };
}
