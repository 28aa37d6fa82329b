import { ref } from '../../../../schemas/annotations.js';
import {
  CommandHistoryQuery,
  CommandRequestsQuery,
  CommandStatusQuery,
  RequestParams,
  type StoredStatus,
  V0CommandArgs,
  V0CommandInput,
  V0CommandRequest,
  V0CommandRequestPage,
  type V0CommandStatus,
  V0CommandStatusPage,
} from '../../../../schemas/esper/commands/requests.js';
import { DeviceParams } from '../../../../schemas/esper/devices/device.js';
import { enterpriseId } from '../../../../schemas/esper/profiles.js';
import { anyScope } from '../../../simulator/contract/access.js';
import { type Operation, operation } from '../../../simulator/contract/operation.js';
import type { PresentRequest } from '../../../simulator/resources/resource.js';
import { commandRequests, commandStatuses } from '../collections.js';
import { device } from '../devices/devices.js';
import { deviceReach } from '../devices/reach.js';
import { manageSpec as evidence } from '../evidence.js';
import { linksFor } from '../links.js';
import { arrayPage, type ListRequest } from '../paging.js';
import { resource } from '../resource.js';
import { newestRequests, newRequest, presentRequest, requestReach } from './request-documents.js';
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
  isVisible: (each, { wire }) => requestReach(each)(wire),
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
      const isVisible = requestReach(sent);
      const found = newestRequests(sent.sandbox).filter(
        (each) =>
          isVisible(each) &&
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
    create: (sent) => newRequest(sent, sent.body, V0CommandArgs),
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
  const { sandbox } = sent;
  const numberOf = ({ request: id }: StoredStatus) =>
    sandbox.documents(commandRequests).get(id)?.wire.number ?? 0;
  const found = sandbox.documents(commandStatuses).all({ where });
  const newestFirst = found
    .map(({ wire }) => wire)
    .filter((each) => isReached(each.device))
    .map((each) => ({ each, number: numberOf(each) }))
    // Times are whole seconds, in which several commands can be sent.
    .sort(
      (one, other) =>
        other.each.created_on.localeCompare(one.each.created_on) || other.number - one.number,
    )
    .map(({ each }) => each);
  return arrayPage(sent, newestFirst, (each) => presentStatus(sent, each));
}

function presentStatus(
  sent: PresentRequest,
  { device: id, ...status }: StoredStatus,
): V0CommandStatus {
  return { ...status, device: linksFor(sent).object(enterpriseId, 'device', id) };
}
