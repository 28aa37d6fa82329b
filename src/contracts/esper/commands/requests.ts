import { ref } from '../../../../schemas/annotations.js';
import {
  CommandHistoryQuery,
  CommandRequestsQuery,
  CommandStatusQuery,
  RequestParams,
  type StoredRequest,
  type StoredStatus,
  V0CommandArgs,
  V0CommandInput,
  V0CommandRequest,
  V0CommandRequestPage,
  V0CommandScheduleArgs,
  type V0CommandStatus,
  V0CommandStatusPage,
} from '../../../../schemas/esper/commands/requests.js';
import { DeviceParams } from '../../../../schemas/esper/devices/device.js';
import { enterpriseId } from '../../../../schemas/esper/profiles.js';
import { formatTimestamp } from '../../../../schemas/esper/users.js';
import { uuidOf } from '../../../../seeds/world/identifiers.js';
import { groupBy } from '../../../lib/calculation/group-by.js';
import { anyScope } from '../../../simulator/contract/access.js';
import { type Operation, operation, pickDeclared } from '../../../simulator/contract/operation.js';
import type { PresentRequest } from '../../../simulator/resources/resource.js';
import { commandRequests, commandStatuses, requestSequence } from '../collections.js';
import { device } from '../devices/devices.js';
import { deviceReach, reachableGroups } from '../devices/reach.js';
import { manageSpec as evidence } from '../evidence.js';
import { callingUser } from '../identity.js';
import { linksFor } from '../links.js';
import { arrayPage, type ListRequest } from '../paging.js';
import { resource } from '../resource.js';
import { startRequest } from './schedule.js';
import { validateRequest } from './validation.js';

const request = resource({
  collection: commandRequests,
  url: '/v0/enterprise/:enterprise_id/command/',
  id: 'request_id',
  noun: 'command request',
  params: RequestParams,
  model: V0CommandRequest,
  evidence,
  key: ({ request_id }) => request_id.toLowerCase(),
  isVisible: (each, { wire }) => isVisible(each, wire),
  present: (each, { wire }) => presentRequest(each, wire),
  validate: validateRequest,
  afterCreate({ sandbox }, created) {
    startRequest(sandbox, created);
    return created;
  },
});

/** Commands to many devices, which run on the clock of the sandbox. */
export const commandRequestOperations: readonly Operation[] = [
  request.list({
    operationId: 'listCommandRequest',
    summary: 'List command requests',
    description: 'The newest first.',
    querystring: CommandRequestsQuery,
    page: V0CommandRequestPage,
    handler(sent) {
      const {
        command_type,
        devices: ids,
        device_type,
        command,
        issued_by,
      } = sent.query as CommandRequestsQuery;
      const named = ids?.toLowerCase().split(',');
      const found = sent.sandbox
        .documents(commandRequests)
        .all({}, { column: 'number', descending: true })
        .map(({ wire }) => wire)
        .filter(
          (each) =>
            isVisible(sent, each) &&
            (command_type === undefined || each.command_type === command_type) &&
            (device_type === undefined || each.device_type === device_type) &&
            (command === undefined || each.command === command) &&
            (issued_by === undefined || String(each.issued_by) === issued_by) &&
            (named === undefined || each.devices.some((id) => named.includes(id.toLowerCase()))),
        );
      return arrayPage(sent, found, (each) => presentRequest(sent, each));
    },
  }),
  request.create({
    operationId: 'createCommand',
    summary: 'Create command request',
    description:
      'Devices that are online take some seconds; others get the command when they come online. A WINDOW sends it once, RECURRING at each window until the end.',
    body: V0CommandInput,
    create: (sent) => newRequest(sent, sent.body),
  }),
  operation({
    method: 'GET',
    url: '/v0/enterprise/:enterprise_id/command/:request_id/status/',
    config: { access: anyScope, evidence, effect: 'read' },
    schema: {
      operationId: 'getCommandRequestStatus',
      summary: 'Get command request status',
      params: RequestParams,
      querystring: CommandStatusQuery,
      response: { 200: ref(V0CommandStatusPage) },
    },
    handler(sent) {
      const { wire } = request.require(sent);
      const { device: id, state } = sent.query;
      return statusPage(sent, { requestId: wire.id, state, device: id?.toLowerCase() });
    },
  }),
  operation({
    method: 'GET',
    url: '/v0/enterprise/:enterprise_id/device/:device_id/command-history/',
    config: { access: anyScope, evidence, effect: 'read' },
    schema: {
      operationId: 'getDeviceCommandHistory',
      summary: 'Get device command history',
      params: DeviceParams,
      querystring: CommandHistoryQuery,
      response: { 200: ref(V0CommandStatusPage) },
    },
    handler: (sent) =>
      statusPage(sent, { device: device.require(sent).wire.id, state: sent.query.state }),
  }),
];

/** A new request with its number, sent by the caller now. */
function newRequest(
  { sandbox, caller }: Pick<PresentRequest, 'sandbox' | 'caller'>,
  sent: Partial<StoredRequest> & Pick<StoredRequest, 'command' | 'command_type'>,
): StoredRequest {
  const number = sandbox.sequences.next(requestSequence);
  const { device_type = 'active', schedule = 'IMMEDIATE' } = sent;
  return {
    id: uuidOf(`esper command request ${number}`),
    command_type: sent.command_type,
    devices: sent.devices ?? [],
    groups: sent.groups ?? [],
    device_type,
    command: sent.command,
    // The vendor's serializers drop arguments that they do not declare.
    command_args: pickDeclared(V0CommandArgs, sent.command_args ?? {}),
    schedule,
    schedule_args: pickDeclared(V0CommandScheduleArgs, sent.schedule_args ?? {}),
    created_on: formatTimestamp(sandbox.clock.now()),
    issued_by: callingUser({ caller }).id,
    number,
  };
}

/** Whether a caller sees the target of a request, or one of them. */
function isVisible(
  sent: Pick<PresentRequest, 'sandbox' | 'caller'>,
  { command_type, devices: ids, groups }: StoredRequest,
): boolean {
  const visible = reachableGroups(sent);
  if (!visible || command_type === 'DYNAMIC') return true;
  return ids.some(deviceReach(sent)) || groups.some((id) => visible.has(id.toLowerCase()));
}

interface StatusFilter {
  readonly requestId?: string;
  readonly device?: string | undefined;
  readonly state?: string | undefined;
}

function statusPage(sent: ListRequest & PresentRequest, filter: StatusFilter) {
  const where = Object.fromEntries(
    Object.entries(filter).filter(([, value]) => value !== undefined),
  ) as Record<string, string>;
  const isReached = deviceReach(sent);
  const found = sent.sandbox.documents(commandStatuses).all({ where });
  const newestFirst = found
    .map(({ wire }) => wire)
    .filter((each) => isReached(each.device))
    .sort((one, other) => other.created_on.localeCompare(one.created_on));
  return arrayPage(sent, newestFirst, (each) => presentStatus(sent, each));
}

function presentStatus(
  sent: PresentRequest,
  { device: id, ...status }: StoredStatus,
): V0CommandStatus {
  return { ...status, device: linksFor(sent).object(enterpriseId, 'device', id) };
}

function presentRequest(sent: PresentRequest, stored: StoredRequest) {
  const { id, issued_by, created_on, number: _, ...fields } = stored;
  const statuses = sent.sandbox.documents(commandStatuses).all({ where: { requestId: id } });
  const byState = groupBy(statuses, ({ wire }) => wire.state);
  return {
    id,
    enterprise: enterpriseId,
    ...fields,
    issued_by: linksFor(sent).user(issued_by),
    created_on,
    status: [...byState].map(([state, { length }]) => ({ state, total: length })),
  };
}
