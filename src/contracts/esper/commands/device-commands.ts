import { ref } from '../../../../schemas/annotations.js';
import {
  CommandArgs,
  CommandRequest,
  DeviceCommand,
  DeviceCommandParams,
  DeviceCommandsParams,
  type deviceCommandStates,
} from '../../../../schemas/esper/commands/device-commands.js';
import {
  type CommandState,
  deviceCommands as commandNames,
  groupCommands,
} from '../../../../schemas/esper/commands/names.js';
import type { StoredRequest, StoredStatus } from '../../../../schemas/esper/commands/requests.js';
import { enterpriseId } from '../../../../schemas/esper/profiles.js';
import { anyScope } from '../../../simulator/contract/access.js';
import { type Operation, operation, pickDeclared } from '../../../simulator/contract/operation.js';
import { notFound } from '../../../simulator/contract/problem.js';
import type { PresentRequest } from '../../../simulator/resources/resource.js';
import { administrators } from '../access.js';
import { commandRequests, commandStatuses } from '../collections.js';
import { device } from '../devices/devices.js';
import { manageSpec as evidence } from '../evidence.js';
import { linksFor } from '../links.js';
import { sendRequest } from './schedule.js';

const url = '/enterprise/:enterprise_id/device/:device_id/command/';

/** Commands to one device, of the first generation. They are the requests of the later ones. */
export const deviceCommandOperations: readonly Operation[] = [
  operation({
    method: 'POST',
    url,
    config: { access: administrators, evidence, effect: 'change' },
    schema: {
      operationId: 'runCommand',
      summary: 'Run commands on device',
      deprecated: true,
      params: DeviceCommandsParams,
      body: ref(CommandRequest),
      response: { 200: ref(DeviceCommand) },
    },
    handler(sent) {
      const { sandbox, body } = sent;
      const { id } = device.require(sent).wire;
      const request = sendRequest(
        sent,
        { ...body, command_type: 'DEVICE', devices: [id], device_type: 'all' },
        CommandArgs,
      );
      const [status] = sandbox.documents(commandStatuses).all({ where: { requestId: request.id } });
      if (!status) throw new Error('a command to a device has no state');
      return presentCommand(sent, status.wire, request);
    },
  }),
  operation({
    method: 'GET',
    url: `${url}:command_id/`,
    config: { access: anyScope, evidence, effect: 'read' },
    schema: {
      operationId: 'getCommand',
      summary: 'Get command status',
      description:
        'Commands that were sent in another way are shown too, if they are among those that this operation knows.',
      deprecated: true,
      params: DeviceCommandParams,
      response: { 200: ref(DeviceCommand) },
    },
    handler(sent) {
      const { sandbox, params } = sent;
      const { id } = device.require(sent).wire;
      const status = sandbox.documents(commandStatuses).get(params.command_id.toLowerCase())?.wire;
      const request = status && sandbox.documents(commandRequests).get(status.request)?.wire;
      if (!request || status.device !== id || !isKnown(request.command))
        throw notFound(`The device has no command ${params.command_id}`);
      return presentCommand(sent, status, request);
    },
  }),
];

type KnownCommand = (typeof commandNames)[number];

function isKnown(command: string): command is KnownCommand {
  return (commandNames as readonly string[]).includes(command);
}

/** What a device has reported in each state. */
const actions: Partial<Record<CommandState, NonNullable<DeviceCommand['action']>>> = {
  'Command Acknowledged': 'acknowledge',
  'Command In Progress': 'in_progress',
  'Command Success': 'success',
  'Command Failure': 'failed',
};

/** The states that this generation does not have, as those that it has. */
const olderStates: Partial<Record<CommandState, (typeof deviceCommandStates)[number]>> = {
  'Command Queued': 'Command Initiated',
  'Command Cancelled': 'Command Failure',
};

function presentCommand(
  sent: PresentRequest,
  { id, device: deviceId, state, reason, created_on, updated_on }: StoredStatus,
  request: StoredRequest,
): DeviceCommand {
  const links = linksFor(sent);
  const group = groupOf(request);
  const action = actions[state];
  return {
    id,
    current_base_uri: links.base,
    command_args: pickDeclared(CommandArgs, request.command_args),
    ...(action && { action }),
    schedule: request.schedule,
    ...(group !== undefined && { group_schedule_id: request.id }),
    command: request.command as KnownCommand,
    state: olderStates[state] ?? (state as DeviceCommand['state']),
    details: reason === '' ? null : reason,
    created_on,
    updated_on,
    enterprise: links.enterprise(enterpriseId),
    device: links.object(enterpriseId, 'device', deviceId),
    group_command:
      group === undefined
        ? null
        : `${links.object(enterpriseId, 'devicegroup', group)}command/${request.id}/`,
    issued_by: links.user(request.issued_by),
  };
}

/** The group of a request that the older operation on groups shows; undefined for others. */
function groupOf({ command_type, command, groups }: StoredRequest): string | undefined {
  const isShown = (groupCommands as readonly string[]).includes(command);
  return command_type === 'GROUP' && isShown ? groups[0] : undefined;
}
