import type { Corp } from '../../../schemas/kajeet/corps.js';
import { type Device, type DeviceStatus, deviceStatuses } from '../../../schemas/kajeet/devices.js';

const names: Readonly<Record<DeviceStatus, string>> = {
  ACTIVE: 'Active',
  SUSPENDED: 'Suspended',
  LOST_STOLEN: 'Lost/Stolen',
};

/** The statuses that a user of this corp may give: a PLTE account has no lost or stolen devices. */
export function statusesFor({ kinds }: Corp): { code: DeviceStatus; name: string }[] {
  return deviceStatuses
    .filter((code) => code !== 'LOST_STOLEN' || !kinds.includes('plte'))
    .map((code) => ({ code, name: names[code] }));
}

/** Answers write statuses in lower case. */
export function statusInAnswers(status: DeviceStatus): Device['status'] {
  return status.toLowerCase() as Device['status'];
}
