import type { Device, DeviceInternal } from '../../../../../schemas/kajeet/devices/device.js';
import { shiftedUsage } from '../../../../../seeds/kajeet/devices/seeded-usage.js';
import type { StoredDocument, WorldShift } from '../../../../store/documents/collection.js';
import { usageTraits } from './usage-traits.js';

type StoredDevice = StoredDocument<Device, DeviceInternal>;

/** The usage of a seeded device when its world begins on another day. That of the documented samples stays exact. */
export function shiftDevice(device: StoredDevice, shift: WorldShift): StoredDevice {
  const { wire, internal } = device;
  if (internal.isSample || wire.status !== 'active') return device;
  const { day, month, last30Days } = shiftedUsage(usageTraits(device, shift.seed), shift);
  return {
    wire: {
      ...wire,
      monthlyAmountUsed: month,
      ...(wire.last30DaysUsed === undefined ? {} : { last30DaysUsed: Math.max(last30Days, month) }),
    },
    internal: { ...internal, dayAmountUsed: day },
  };
}
