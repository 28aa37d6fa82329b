import type { Corp } from '../../../../schemas/kajeet/corps.js';
import {
  type Device,
  type DeviceStatus,
  deviceStatuses,
} from '../../../../schemas/kajeet/devices/device.js';
import type { StoredDevice } from '../collections.js';

const statusNames: Readonly<Record<DeviceStatus, string>> = {
  ACTIVE: 'Active',
  SUSPENDED: 'Suspended',
  LOST_STOLEN: 'Lost/Stolen',
};

/** The statuses that users of a corp may set: PLTE accounts have no lost or stolen devices. */
export function allowedStatuses({ kinds }: Corp): { code: DeviceStatus; name: string }[] {
  return deviceStatuses
    .filter((code) => code !== 'LOST_STOLEN' || !kinds.includes('plte'))
    .map((code) => ({ code, name: statusNames[code] }));
}

/** Returns a device with another status, which responses spell in lower case. */
export function withStatus({ wire, internal }: StoredDevice, status: DeviceStatus): StoredDevice {
  return { wire: { ...wire, status: status.toLowerCase() as Device['status'] }, internal };
}
