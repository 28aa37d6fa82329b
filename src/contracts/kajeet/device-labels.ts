import { ref } from '../../../schemas/evidence.js';
import { CorpParams } from '../../../schemas/kajeet/corps.js';
import {
  LabelsRemoval,
  LabelsWrite,
  type Selection,
  WriteResult,
} from '../../../schemas/kajeet/device-writes.js';
import { unpublished, unpublishedAnswer } from '../../../schemas/kajeet/unpublished.js';
import { deny, when } from '../../simulator/access.js';
import { type Operation, operation, type ReadRequest } from '../../simulator/contract.js';
import { invalid } from '../../simulator/problem.js';
import { ownTree } from './access.js';
import { labels } from './collections.js';
import { groupsBelow } from './corps.js';
import { documented } from './evidence.js';
import { accountOf, me } from './identity.js';
import { selected, write, writeTo } from './selection.js';

const page = documented('devices', '/v1.0/devices/{corpId}');

/** Label writes of the devices page. */
export const deviceLabels: readonly Operation[] = [
  operation({
    method: 'PUT',
    url: '/v1.0/devices/assignReplaceDetails',
    config: {
      access: deny('org_mediacenter', 'readonly'),
      evidence: documented('devices'),
      effect: 'destroy',
    },
    schema: {
      operationId: 'assignReplaceDetails',
      summary: 'Label counts for an assign-and-replace at line level',
      body: unpublished('Device Labels'),
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/devices/bulkAddLabels',
    config: {
      access: deny('org_mediacenter', 'readonly'),
      evidence: documented('devices'),
      effect: 'change',
    },
    schema: {
      operationId: 'bulkAddLabels',
      summary: 'Add labels to many lines',
      body: ref(LabelsWrite),
      response: { 200: ref(WriteResult) },
    },
    handler: (request) => changeLabels(request, add),
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/devices/bulkAssignLabels',
    config: {
      access: deny('org_mediacenter', 'readonly'),
      evidence: documented('devices'),
      effect: 'change',
    },
    schema: {
      operationId: 'bulkAssignLabels',
      summary: 'Assign labels to many lines',
      body: ref(LabelsWrite),
      response: { 200: ref(WriteResult) },
    },
    handler: (request) => changeLabels(request, add),
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/devices/bulkUnassignLabels',
    config: {
      access: deny('org_mediacenter', 'readonly'),
      evidence: documented('devices'),
      effect: 'change',
    },
    schema: {
      operationId: 'bulkUnassignLabels',
      summary: 'Take labels off many lines',
      body: ref(LabelsWrite),
      response: { 200: ref(WriteResult) },
    },
    handler: (request) => changeLabels(request, take),
  }),
  operation({
    method: 'DELETE',
    url: '/v1.0/devices/:corpId/bulkDeleteLabels',
    config: {
      access: when(deny('org_mediacenter', 'readonly'), ownTree),
      evidence: page,
      effect: 'destroy',
    },
    schema: {
      operationId: 'bulkDeleteLabels',
      summary: 'Remove all labels of the selected lines',
      params: CorpParams,
      body: ref(LabelsRemoval),
      response: { 200: ref(WriteResult) },
    },
    handler: (request) =>
      write(request, 'Labels', ({ wire, own }) => ({ wire, own: { ...own, labelIds: [] } })),
  }),
];

type Change = (had: readonly number[], named: readonly number[]) => number[];

const add: Change = (had, named) => [...new Set([...had, ...named])];
const take: Change = (had, named) => had.filter((id) => !named.includes(id));

/** These paths name no corp: the devices are those of the caller, the labels those of the caller's account. */
function changeLabels(
  request: ReadRequest<unknown, unknown, Selection & { labelIds: readonly number[] }>,
  change: Change,
): WriteResult {
  const caller = me(request);
  const own = request.sandbox.documents(labels).all({ where: { corpId: accountOf(caller) } });
  const unknown = request.body.labelIds.filter((id) => !own.some(({ wire }) => wire.id === id));
  if (unknown.length > 0) {
    const there = own.map(({ wire }) => `${wire.id} ${wire.name}`).join(', ') || 'none';
    const message = `has ${unknown.join(', ')}, but the labels of the account are: ${there}`;
    throw invalid([{ in: 'body', at: '/labelIds', message }]);
  }
  const keys = selected(request, groupsBelow(request.sandbox, caller.corp.corpId), request.body);
  return writeTo(request, 'Labels', keys, (device, { labelIds }) => ({
    wire: device.wire,
    own: { ...device.own, labelIds: change(device.own.labelIds, labelIds) },
  }));
}
