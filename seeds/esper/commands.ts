import { exampleCommandGroup, exampleGroupCommand } from '../../schemas/esper/commands/examples.js';
import {
  exampleRequest,
  type StoredRequest,
  type StoredStatus,
} from '../../schemas/esper/commands/requests.js';
import { deviceStates, type StoredDevice } from '../../schemas/esper/devices/device.js';
import { uuidOf } from '../world/identifiers.js';

/** Requests of the past: one rebooted the first devices, one made buses report. Their sender is the first user. */
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
    number: -1,
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
  const toBuses = heartbeats(devices);
  return {
    requests: [request, toBuses.request],
    statuses: [...statuses, ...toBuses.statuses],
  };
}

/** A later request, for which every bus tablet reported. Requests of the sandbox are numbered from 1. */
function heartbeats(devices: readonly StoredDevice[]) {
  const created_on = '2026-03-10T11:00:00Z';
  const request: StoredRequest = {
    id: exampleGroupCommand,
    command_type: 'GROUP',
    devices: [],
    groups: [exampleCommandGroup],
    device_type: 'active',
    command: 'UPDATE_HEARTBEAT',
    command_args: {},
    schedule: 'IMMEDIATE',
    schedule_args: {},
    created_on,
    issued_by: 4001,
    number: 0,
  };
  const reported = devices.filter(
    ({ group, state }) => group === exampleCommandGroup && state === deviceStates.active,
  );
  const statuses = reported.map(
    ({ id }): StoredStatus => ({
      id: uuidOf(`esper seeded heartbeat ${id}`),
      request: exampleGroupCommand,
      device: id,
      state: 'Command Success',
      reason: '',
      created_on,
      updated_on: '2026-03-10T11:00:09Z',
    }),
  );
  return { request, statuses };
}
