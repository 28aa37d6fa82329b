import { deviceStates, type StoredDevice } from '../../../../schemas/esper/devices/device.js';
import { formatTimestamp } from '../../../../schemas/esper/users.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';

/** How often a device that is online reports. */
const reportMs = 15 * 60_000;

/**
 * When a device was last seen, as a timestamp of the vendor. One that is online reports every quarter of an hour, so this moves with
 * the clock of the sandbox; that of any other stays.
 */
export function lastSeen(
  { clock }: Pick<Sandbox, 'clock'>,
  { state, is_active, updated_on }: StoredDevice,
): string {
  if (!is_active || state !== deviceStates.active) return updated_on;
  const stored = Date.parse(updated_on);
  const reports = Math.ceil((clock.periodStart - stored) / reportMs) - 1;
  return reports > 0 ? formatTimestamp(stored + reports * reportMs) : updated_on;
}
