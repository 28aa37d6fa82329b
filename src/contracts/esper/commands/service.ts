import { ref } from '../../../../schemas/annotations.js';
import { RequestParams, type StoredRequest } from '../../../../schemas/esper/commands/requests.js';
import {
  type ServiceCommand,
  ServiceCommandContent,
  ServiceCommandInput,
  ServiceCommandPage,
  ServiceCommandsQuery,
} from '../../../../schemas/esper/commands/service.js';
import type { Operation } from '../../../simulator/contract/operation.js';
import type { PresentRequest } from '../../../simulator/resources/resource.js';
import { commandRequests } from '../collections.js';
import { commandService } from '../evidence.js';
import { arrayPage } from '../paging.js';
import { resource } from '../resource.js';
import { inEnvelope } from '../v2/envelope.js';
import { newestRequests, newRequest, presentRequest, requestReach } from './request-documents.js';
import { startRequest } from './schedule.js';
import { validateServiceRequest } from './validation.js';

const request = resource({
  collection: commandRequests,
  url: '/commands/v0/commands/',
  id: 'request_id',
  noun: 'command request',
  params: RequestParams,
  model: ServiceCommandContent,
  evidence: commandService,
  present: (sent, { wire }) =>
    inEnvelope(presentServiceCommand(sent, wire), 'Command request created', 201),
  validate: validateServiceRequest,
  afterCreate({ sandbox }, created) {
    startRequest(sandbox, created);
    return created;
  },
});

/** The command service, which is about the requests of the older operations. */
export const serviceOperations: readonly Operation[] = [
  request.list({
    operationId: 'listServiceCommands',
    summary: 'List commands',
    description: 'The newest first, also those that were sent in another way.',
    querystring: ServiceCommandsQuery,
    page: ServiceCommandPage,
    handler(sent) {
      const filters = sent.query as ServiceCommandsQuery;
      const [devices, groups] = [idsOf(filters.devices), idsOf(filters.groups)];
      const isVisible = requestReach(sent);
      const found = newestRequests(sent.sandbox).filter(
        (each) =>
          isVisible(each) &&
          (devices === undefined ||
            each.devices.some((id) => devices.includes(id.toLowerCase()))) &&
          (groups === undefined || each.groups.some((id) => groups.includes(id.toLowerCase()))) &&
          (filters.command === undefined || each.command === filters.command) &&
          (filters.schedule === undefined || each.schedule === filters.schedule),
      );
      const page = arrayPage(sent, found, (each) => presentServiceCommand(sent, each));
      return inEnvelope(page, 'Command requests');
    },
  }),
  request.create({
    operationId: 'createServiceCommand',
    summary: 'Create a command',
    description:
      'Accepts the command; devices carry it out on the clock of the sandbox. DYNAMIC sends it to the devices that are named and to those of the groups.',
    response: { 201: ref(ServiceCommandContent) },
    body: ServiceCommandInput,
    create: (sent) => newRequest(sent, sent.body),
  }),
];

function presentServiceCommand(sent: PresentRequest, stored: StoredRequest): ServiceCommand {
  const { id, enterprise, ...fields } = presentRequest(sent, stored);
  const { alias = '', command_args } = stored;
  return { id, enterprise, alias, ...fields, command_args };
}

/** The identifiers of a filter, which are separated by commas. */
function idsOf(text: string | undefined): readonly string[] | undefined {
  return text?.toLowerCase().split(',');
}
