import type { Corp } from '../../../../schemas/kajeet/corps.js';
import {
  type Device,
  type DeviceStatus,
  deviceStatuses,
} from '../../../../schemas/kajeet/devices/devices.js';
import type { StoredDevice } from './selection.js';

const names: Readonly<Record<DeviceStatus, string>> = {
  ACTIVE: 'Active',
  SUSPENDED: 'Suspended',
  LOST_STOLEN: 'Lost/Stolen',
};

/** The statuses that a user of this corp may give: a PLTE account has no lost or stolen devices. */
export function allowedStatuses({ kinds }: Corp): { code: DeviceStatus; name: string }[] {
  return deviceStatuses
    .filter((code) => code !== 'LOST_STOLEN' || !kinds.includes('plte'))
    .map((code) => ({ code, name: names[code] }));
}

/**
 * A device with another status, which answers write in lower case. A device that is not active is not online; what it
 * was comes back with its line.
 */
export function withStatus({ wire, internal }: StoredDevice, status: DeviceStatus): StoredDevice {
  const { wasOnline = wire.onlineStatus, ...rest } = internal;
  const inAnswers = status.toLowerCase() as Device['status'];
  if (status === 'ACTIVE') {
    return { wire: { ...wire, status: inAnswers, onlineStatus: wasOnline }, internal: rest };
  }
  return {
    wire: { ...wire, status: inAnswers, onlineStatus: false },
    internal: { ...rest, wasOnline },
  };
}
