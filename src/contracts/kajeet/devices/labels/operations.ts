import { ref } from '../../../../../schemas/annotations.js';
import { CorpParams } from '../../../../../schemas/kajeet/corps.js';
import { AssignReplaceDetails } from '../../../../../schemas/kajeet/devices/label-counts.js';
import {
  LabelsRemoval,
  LabelsWrite,
  type Selection,
  WriteResult,
} from '../../../../../schemas/kajeet/devices/writes.js';
import { deny, withConditions } from '../../../../simulator/contract/access.js';
import {
  type Operation,
  operation,
  type ValidatedRequest,
} from '../../../../simulator/contract/operation.js';
import type { LongWrite } from '../../../../simulator/contract/responses.js';
import { visibleGroupIds, withinOwnTree } from '../../corp-tree.js';
import { documented } from '../../evidence.js';
import { updateSelected, updateSelectedOf } from '../selection.js';
import { countLabels } from './counts.js';
import { requireLabels } from './lookup.js';

const source = documented('devices', '/v1.0/devices/{corpId}');

/** Label writes of the vendor's page Devices. */
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
      description:
        'Label counts for an assign-and-replace at line level: how many of the selected lines have each label, would get it, and would lose other labels of its category. Nothing is changed, although the vendor marks the operation as destructive.',
      body: ref(LabelsWrite),
      response: { 200: ref(AssignReplaceDetails) },
    },
    handler: countLabels,
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
    handler: (request) => changeLabels(request, addLabels),
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
    handler: (request) => changeLabels(request, addLabels),
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
    handler: (request) => changeLabels(request, removeLabels),
  }),
  operation({
    method: 'DELETE',
    url: '/v1.0/devices/:corpId/bulkDeleteLabels',
    config: {
      access: withConditions(deny('org_mediacenter', 'readonly'), withinOwnTree),
      evidence: source,
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
      updateSelected(request, 'Labels', ({ wire, internal }) => ({
        wire,
        internal: { ...internal, labelIds: [] },
      })),
  }),
];

type LabelChange = (current: readonly number[], requested: readonly number[]) => number[];

const addLabels: LabelChange = (current, requested) => [...new Set([...current, ...requested])];
const removeLabels: LabelChange = (current, requested) =>
  current.filter((id) => !requested.includes(id));

/**
 * Changes the labels of the selected devices. The paths contain no corpId: the devices are the caller's, the labels those
 * of the caller's account. Throws a 400 problem for unknown labels.
 */
function changeLabels(
  request: ValidatedRequest<unknown, unknown, Selection & { labelIds: readonly number[] }>,
  change: LabelChange,
): WriteResult | LongWrite {
  const labelIds = requireLabels(request).map(({ id }) => id);
  return updateSelectedOf(request, 'Labels', visibleGroupIds(request), (device) => ({
    wire: device.wire,
    internal: { ...device.internal, labelIds: change(device.internal.labelIds, labelIds) },
  }));
}
