import type {
  Device,
  DeviceInternal,
  DeviceRhythm,
} from '../../../../../schemas/kajeet/devices/device.js';
import type { UsageTraits } from '../../../../../seeds/kajeet/usage/model.js';
import { SeededRandom } from '../../../../lib/seeded-random.js';
import type { StoredDocument } from '../../../../store/documents/collection.js';

type StoredDevice = StoredDocument<Device, DeviceInternal>;

/** What the usage of a device follows from. A device that was not seeded has what its other fields suggest. */
export function usageTraits({ wire, internal }: StoredDevice, seed: number): UsageTraits {
  const { monthlyLimit } = internal;
  return {
    key: wire.key,
    rhythm: rhythmOf({ wire, internal }),
    typicalUsage: internal.typicalUsage ?? drawTypicalUsage(wire.key, monthlyLimit, seed),
    monthlyLimit,
  };
}

/** The rhythm of a device, or the one that its model and its filter group suggest. */
export function rhythmOf({ wire, internal }: StoredDevice): DeviceRhythm {
  if (internal.rhythm) return internal.rhythm;
  if (wire.deviceName.startsWith('SmartBus')) return 'bus';
  return wire.filterGroup?.startsWith('Student') ? 'home' : 'office';
}

/** Draws the MB of an ordinary day. */
function drawTypicalUsage(key: string, monthlyLimit: number | null, seed: number): number {
  const random = new SeededRandom(seed, `typical usage of ${key}`);
  return monthlyLimit === null
    ? random.integer(40, 900)
    : (monthlyLimit / 30) * (0.2 + 0.6 * random.next());
}
