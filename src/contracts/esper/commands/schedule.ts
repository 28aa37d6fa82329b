import type { StoredRequest } from '../../../../schemas/esper/commands/requests.js';
import { deviceStates } from '../../../../schemas/esper/devices/device.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { commandRequests, devices } from '../collections.js';
import { allGroups, subtreeIds } from '../devices/group-tree.js';
import { isForAllDevices, newRequest } from './request-documents.js';
import { sendToDevices } from './run.js';
import { firstTime, nextTime } from './windows.js';

/** The kind of the event that sends a recurring command again. */
export const recurringEvent = 'esper recurring command';

/** Stores a new request, and sends it at once or plans it. The arguments are those of `newRequest`. */
export function sendRequest(...args: Parameters<typeof newRequest>): StoredRequest {
  const [{ sandbox }] = args;
  const created = newRequest(...args);
  sandbox.documents(commandRequests).insert(created, {});
  startRequest(sandbox, created);
  return created;
}

/** Sends a new request at once, or plans it. */
export function startRequest(sandbox: Sandbox, request: StoredRequest): void {
  const now = sandbox.clock.now();
  const at = request.schedule === 'IMMEDIATE' ? now : firstTime(request, now);
  if (at === undefined) return;
  if (request.schedule === 'RECURRING') sandbox.schedule(at, recurringEvent, request.id);
  else sendToDevices(sandbox, request, targetsOf(sandbox, request), at);
}

/** Sends a recurring command, and plans the next time. */
export function repeatRequest(sandbox: Sandbox, id: string): void {
  const request = sandbox.documents(commandRequests).get(id)?.wire;
  if (!request) return;
  const now = sandbox.clock.now();
  sendToDevices(sandbox, request, targetsOf(sandbox, request), now);
  const next = nextTime(request, now);
  if (next !== undefined) sandbox.schedule(next, recurringEvent, id);
}

/**
 * The devices that a request is for: those that it names, or those of its groups and of the groups below them. DYNAMIC is for
 * both, and for all devices if it names neither.
 */
function targetsOf(sandbox: Sandbox, request: StoredRequest): string[] {
  const { command_type, devices: named } = request;
  const ids = new Set(named.map((id) => id.toLowerCase()));
  if (command_type === 'DEVICE') return [...ids];
  const ofGroups = devicesOfGroups(sandbox, request);
  return command_type === 'GROUP' ? ofGroups : [...new Set([...ids, ...ofGroups])];
}

/** The devices of a request's groups, or all devices, that are of its type. */
function devicesOfGroups(sandbox: Sandbox, request: StoredRequest): string[] {
  const { groups: groupIds, device_type } = request;
  const groupId = subtreeIds(allGroups(sandbox), groupIds);
  const isOfType = (state: number) =>
    device_type === 'all' || (device_type === 'active') === (state === deviceStates.active);
  return sandbox
    .documents(devices)
    .all({ where: isForAllDevices(request) ? {} : { groupId } })
    .filter(({ wire }) => wire.is_active && isOfType(wire.state))
    .map(({ wire }) => wire.id);
}
