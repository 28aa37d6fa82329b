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

/**
 * Returns a device with another status, which responses spell in lower case. A device that is not active is offline; when
 * it becomes active again, its online status is restored.
 */
export function withStatus({ wire, internal }: StoredDevice, status: DeviceStatus): StoredDevice {
  const { wasOnline = wire.onlineStatus, ...rest } = internal;
  const wireStatus = status.toLowerCase() as Device['status'];
  if (status === 'ACTIVE') {
    return { wire: { ...wire, status: wireStatus, onlineStatus: wasOnline }, internal: rest };
  }
  return {
    wire: { ...wire, status: wireStatus, onlineStatus: false },
    internal: { ...rest, wasOnline },
  };
}
