import {
  exampleRequest,
  type StoredRequest,
  type StoredStatus,
} from '../../schemas/esper/commands/requests.js';
import type { StoredDevice } from '../../schemas/esper/devices/device.js';
import { uuidOf } from '../world/identifiers.js';

/** A request of the past, which rebooted the first devices; its sender is the first user. */
export function commands(devices: readonly StoredDevice[]): {
  readonly requests: readonly StoredRequest[];
  readonly statuses: readonly StoredStatus[];
} {
  const rebooted = devices.slice(0, 2);
  const created_on = '2026-03-09T14:30:00Z';
  const request: StoredRequest = {
    id: exampleRequest,
    command_type: 'DEVICE',
    devices: rebooted.map(({ id }) => id),
    groups: [],
    device_type: 'active',
    command: 'REBOOT',
    command_args: {},
    schedule: 'IMMEDIATE',
    schedule_args: {},
    created_on,
    issued_by: 4001,
    number: 0,
  };
  const statuses = rebooted.map(
    ({ id }): StoredStatus => ({
      id: uuidOf(`esper seeded command ${id}`),
      request: exampleRequest,
      device: id,
      state: 'Command Success',
      reason: '',
      created_on,
      updated_on: '2026-03-09T14:30:09Z',
    }),
  );
  return { requests: [request], statuses };
}
