import type { TObject } from '@sinclair/typebox';
import {
  type StoredRequest,
  type StoredStatus,
  V0CommandArgs,
  V0CommandScheduleArgs,
} from '../../../../schemas/esper/commands/requests.js';
import { enterpriseId } from '../../../../schemas/esper/profiles.js';
import { uuidOf } from '../../../../seeds/world/identifiers.js';
import { groupBy } from '../../../lib/calculation/group-by.js';
import { pickDeclared } from '../../../simulator/contract/operation.js';
import type { PresentRequest } from '../../../simulator/resources/resource.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { commandRequests, commandStatuses, requestSequence } from '../collections.js';
import { allGroups, subtreeIds } from '../devices/group-tree.js';
import { deviceReach, reachableGroups } from '../devices/reach.js';
import { callingUser } from '../identity.js';
import { linksFor } from '../links.js';
import { currentTimestamp } from '../tenant/timestamp.js';

/** All command requests, whichever generation of the API sent them, the newest first. */
export function newestRequests(sandbox: Sandbox): StoredRequest[] {
  return sandbox
    .documents(commandRequests)
    .all({}, { column: 'number', descending: true })
    .map(({ wire }) => wire);
}

/** A new request with its number, sent by the caller now. `args` declares the arguments that are kept; without it all are. */
export function newRequest(
  { sandbox, caller }: Pick<PresentRequest, 'sandbox' | 'caller'>,
  sent: Partial<StoredRequest> & Pick<StoredRequest, 'command' | 'command_type'>,
  args?: TObject,
): StoredRequest {
  const number = sandbox.sequences.next(requestSequence);
  const { device_type = 'active', schedule = 'IMMEDIATE', command_args = {} } = sent;
  return {
    id: uuidOf(`esper command request ${number}`),
    command_type: sent.command_type,
    devices: sent.devices ?? [],
    groups: sent.groups ?? [],
    device_type,
    command: sent.command,
    // The vendor's serializers drop arguments that they do not declare.
    command_args: args ? pickDeclared(args, command_args) : command_args,
    schedule,
    schedule_args: pickDeclared(V0CommandScheduleArgs, sent.schedule_args ?? {}),
    created_on: currentTimestamp(sandbox),
    issued_by: callingUser({ caller }).id,
    number,
    ...(sent.alias !== undefined && { alias: sent.alias }),
  };
}

/** Whether a request is for all devices: it is DYNAMIC and names none. */
export function isForAllDevices({ command_type, devices, groups }: StoredRequest): boolean {
  return command_type === 'DYNAMIC' && devices.length === 0 && groups.length === 0;
}

type Sent = Pick<PresentRequest, 'sandbox' | 'caller'>;

/** Returns a function that tells whether a request is for a device or a group that the caller sees, or for a group above one. */
export function requestReach(sent: Sent): (request: StoredRequest) => boolean {
  const visible = reachableGroups(sent);
  if (!visible) return () => true;
  const reachesDevice = deviceReach(sent);
  const all = allGroups(sent.sandbox);
  return (request) => {
    if (isForAllDevices(request)) return visible.size > 0;
    const { command_type, devices, groups } = request;
    const namesDevice = command_type !== 'GROUP' && devices.some(reachesDevice);
    return (
      namesDevice ||
      (command_type !== 'DEVICE' && subtreeIds(all, groups).some((id) => visible.has(id)))
    );
  };
}

/** The states of a request on the devices that the caller sees. */
export function statusesOf(sent: Sent, { id }: StoredRequest): StoredStatus[] {
  const reachesDevice = deviceReach(sent);
  return sent.sandbox
    .documents(commandStatuses)
    .all({ where: { requestId: id } })
    .map(({ wire }) => wire)
    .filter(({ device }) => reachesDevice(device));
}

/** A request in the format of version 0. */
export function presentRequest(sent: PresentRequest, stored: StoredRequest) {
  const { id, issued_by, created_on, number: _, alias: __, command_args, ...fields } = stored;
  const byState = groupBy(statusesOf(sent, stored), ({ state }) => state);
  return {
    id,
    enterprise: enterpriseId,
    ...fields,
    command_args: pickDeclared(V0CommandArgs, command_args),
    issued_by: linksFor(sent).user(issued_by),
    created_on,
    status: [...byState].map(([state, { length }]) => ({ state, total: length })),
  };
}
