import { ref } from '../../../../schemas/annotations.js';
import {
  GroupCommand,
  GroupCommandArgs,
  GroupCommandParams,
  GroupCommandRequest,
  GroupCommandsParams,
} from '../../../../schemas/esper/commands/device-commands.js';
import {
  type CommandState,
  groupCommands as commandNames,
} from '../../../../schemas/esper/commands/names.js';
import type { StoredRequest, StoredStatus } from '../../../../schemas/esper/commands/requests.js';
import { enterpriseId } from '../../../../schemas/esper/profiles.js';
import { anyScope } from '../../../simulator/contract/access.js';
import { type Operation, operation, pickDeclared } from '../../../simulator/contract/operation.js';
import { notFound } from '../../../simulator/contract/problem.js';
import type { PresentRequest } from '../../../simulator/resources/resource.js';
import { administrators } from '../access.js';
import { commandRequests } from '../collections.js';
import { group } from '../devices/groups.js';
import { manageSpec as evidence } from '../evidence.js';
import { linksFor } from '../links.js';
import { statusesOf } from './request-documents.js';
import { sendRequest } from './schedule.js';

const url = '/enterprise/:enterprise_id/devicegroup/:group_id/command/';

/** Commands to the devices of a group, of the first generation. They are the requests of the later ones. */
export const groupCommandOperations: readonly Operation[] = [
  operation({
    method: 'POST',
    url,
    config: { access: administrators, evidence, effect: 'change' },
    schema: {
      operationId: 'runGroupCommand',
      summary: 'Run commands on group devices',
      description: 'All devices of the group and of the groups below it get it.',
      deprecated: true,
      params: GroupCommandsParams,
      body: ref(GroupCommandRequest),
      response: { 201: ref(GroupCommand) },
    },
    handler(sent) {
      const { id } = group.require(sent).wire;
      const request = sendRequest(
        sent,
        { ...sent.body, command_type: 'GROUP', groups: [id], device_type: 'all' },
        GroupCommandArgs,
      );
      return presentCommand(sent, request, id);
    },
  }),
  operation({
    method: 'GET',
    url: `${url}:command_id/`,
    config: { access: anyScope, evidence, effect: 'read' },
    schema: {
      operationId: 'getGroupCommand',
      summary: 'Get group command status',
      description:
        'Commands that were sent in another way are shown too, if they are among those that this operation knows.',
      deprecated: true,
      params: GroupCommandParams,
      response: { 200: ref(GroupCommand) },
    },
    handler(sent) {
      const { id } = group.require(sent).wire;
      const { command_id } = sent.params;
      const request = sent.sandbox.documents(commandRequests).get(command_id.toLowerCase())?.wire;
      if (!request || !isKnown(request, id))
        throw notFound(`The group has no command ${command_id}`);
      return presentCommand(sent, request, id);
    },
  }),
];

/** Whether a request is one to a group, with a command of this generation. */
function isKnown({ command_type, groups, command }: StoredRequest, id: string): boolean {
  return (
    command_type === 'GROUP' &&
    groups.some((each) => each.toLowerCase() === id) &&
    (commandNames as readonly string[]).includes(command)
  );
}

function presentCommand(
  sent: PresentRequest,
  request: StoredRequest,
  groupId: string,
): GroupCommand {
  const links = linksFor(sent);
  const statuses = statusesOf(sent, request);
  const state = stateOf(request, statuses);
  const failed = statuses.filter((each) => failures.includes(each.state)).length;
  return {
    id: request.id,
    schedule: request.schedule,
    command: request.command as GroupCommand['command'],
    command_args: pickDeclared(GroupCommandArgs, request.command_args),
    state,
    details:
      state === 'Command Failure' ? `Failed on ${failed} of ${statuses.length} devices` : null,
    created_on: request.created_on,
    updated_on: statuses.reduce(
      (latest, { updated_on }) => (updated_on > latest ? updated_on : latest),
      request.created_on,
    ),
    is_active: state === 'Command Initiated' || state === 'Command Scheduled',
    enterprise: links.enterprise(enterpriseId),
    group: links.object(enterpriseId, 'devicegroup', groupId),
    issued_by: links.user(request.issued_by),
  };
}

const failures: readonly CommandState[] = [
  'Command Failure',
  'Command TimeOut',
  'Command Cancelled',
];

/** The state of a command to a group, which those on its devices decide. */
function stateOf(
  { schedule }: StoredRequest,
  statuses: readonly StoredStatus[],
): GroupCommand['state'] {
  const isEvery = (state: CommandState) => statuses.every((each) => each.state === state);
  if (statuses.length === 0)
    return schedule === 'IMMEDIATE' ? 'Command Success' : 'Command Scheduled';
  if (isEvery('Command Scheduled')) return 'Command Scheduled';
  if (isEvery('Command Success')) return 'Command Success';
  const areEnded = statuses.every(
    ({ state }) => state === 'Command Success' || failures.includes(state),
  );
  return areEnded ? 'Command Failure' : 'Command Initiated';
}
