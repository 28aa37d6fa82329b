import { CorpParams } from '../../../schemas/kajeet/corps.js';
import { unpublished, unpublishedAnswer } from '../../../schemas/kajeet/unpublished.js';
import { deny, when } from '../../simulator/access.js';
import { type Operation, operation } from '../../simulator/contract.js';
import { ownTree } from './access.js';
import { documented } from './evidence.js';

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
      body: unpublished('Device Labels'),
      response: { 200: unpublishedAnswer },
    },
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
      body: unpublished('Device Labels'),
      response: { 200: unpublishedAnswer },
    },
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
      body: unpublished('Device Labels'),
      response: { 200: unpublishedAnswer },
    },
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
      body: unpublished('Device Labels'),
      response: { 200: unpublishedAnswer },
    },
  }),
];
