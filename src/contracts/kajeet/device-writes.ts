import { ref } from '../../../schemas/evidence.js';
import { CorpParams } from '../../../schemas/kajeet/corps.js';
import {
  NicknameWrite,
  NoteWrite,
  StatusWrite,
  WriteResult,
} from '../../../schemas/kajeet/device-writes.js';
import type { DeviceStatus } from '../../../schemas/kajeet/devices.js';
import { unpublished, unpublishedAnswer } from '../../../schemas/kajeet/unpublished.js';
import { allow, anyScope, when } from '../../simulator/access.js';
import { type Operation, operation } from '../../simulator/contract.js';
import { invalid } from '../../simulator/problem.js';
import { deviceEditors, kajeetChoice, ownTree } from './access.js';
import { documented } from './evidence.js';
import { type KajeetCaller, me } from './identity.js';
import { write } from './selection.js';
import { statusesFor, statusInAnswers } from './statuses.js';

const page = documented('devices', '/v1.0/devices/{corpId}');

/** Writes of the devices page that change one thing of the devices they name. */
export const deviceWrites: readonly Operation[] = [
  operation({
    method: 'PUT',
    url: '/v1.0/devices/:corpId/dataLimits',
    config: {
      access: when(allow('org_super', 'org_tech'), ownTree),
      evidence: page,
      effect: 'change',
    },
    schema: {
      operationId: 'updateDataLimits',
      summary: 'Change the data limits of devices',
      params: CorpParams,
      body: unpublished('Device Data Limits'),
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/devices/:corpId/deviceGroup',
    config: { access: when(deviceEditors, ownTree), evidence: page, effect: 'change' },
    schema: {
      operationId: 'updateDeviceGroupOfDevices',
      summary: 'Move devices to another device group',
      params: CorpParams,
      body: unpublished('Device Group'),
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/devices/:corpId/filterGroup',
    config: { access: when(deviceEditors, ownTree), evidence: page, effect: 'change' },
    schema: {
      operationId: 'updateFilterGroup',
      summary: 'Assign devices to a filter group',
      params: CorpParams,
      body: unpublished('Device Filter Group'),
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/devices/:corpId/imei',
    config: { access: when(deviceEditors, ownTree), evidence: page, effect: 'change' },
    schema: {
      operationId: 'updateImei',
      summary: 'Change the IMEI of devices',
      params: CorpParams,
      body: unpublished('Device update request'),
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/devices/:corpId/mdnCustomField',
    config: { access: when(anyScope, ownTree), evidence: page, effect: 'change' },
    schema: {
      operationId: 'updateMdnCustomField',
      summary: 'Set the custom MDN value of devices',
      params: CorpParams,
      body: unpublished('Device MDN Custom Field'),
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/devices/:corpId/nickname',
    config: { access: when(deviceEditors, ownTree), evidence: page, effect: 'change' },
    schema: {
      operationId: 'updateNickname',
      summary: 'Change the nickname of devices',
      params: CorpParams,
      body: ref(NicknameWrite),
      response: { 200: ref(WriteResult) },
    },
    handler: (request) =>
      write(request, 'Nickname', ({ wire, own }, { nickname }) => ({
        wire: { ...wire, nickname },
        own,
      })),
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/devices/:corpId/note',
    config: { access: when(deviceEditors, ownTree), evidence: page, effect: 'change' },
    schema: {
      operationId: 'updateNote',
      summary: 'Change the note of devices',
      params: CorpParams,
      body: ref(NoteWrite),
      response: { 200: ref(WriteResult) },
    },
    handler: (request) =>
      write(request, 'Note', ({ wire, own }, { note }) => ({ wire, own: { ...own, note } })),
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/devices/:corpId/status',
    config: {
      access: when(deviceEditors, ownTree),
      evidence: documented('devices', '/v1.0/devices/{corpId}/status'),
      effect: 'change',
    },
    schema: {
      operationId: 'updateStatus',
      summary: 'Change the status of devices',
      params: CorpParams,
      body: ref(StatusWrite),
      response: { 200: ref(WriteResult) },
    },
    handler(request) {
      refuseUnknownStatus(request.body.status, me(request));
      return write(request, 'Status', ({ wire, own }, { status, reason }) => ({
        wire: { ...wire, status: statusInAnswers(status) },
        own: { ...own, statusReason: reason ?? '' },
      }));
    },
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/devices/:corpId/summerUsage',
    config: {
      access: when(allow('org_super', 'org_tech'), kajeetChoice, ownTree),
      evidence: page,
      effect: 'change',
    },
    schema: {
      operationId: 'updateSummerUsage',
      summary: 'Change the summer usage of devices',
      params: CorpParams,
      body: unpublished('Device Summer Usage'),
      response: { 200: unpublishedAnswer },
    },
  }),
];

/** Which statuses there are depends on the kind of the account. */
function refuseUnknownStatus(status: DeviceStatus, caller: KajeetCaller): void {
  const allowed = statusesFor(caller.corp).map(({ code }) => code);
  if (allowed.includes(status)) return;
  const message = `must be one of ${allowed.join(', ')} for this account, not "${status}"`;
  throw invalid([{ in: 'body', at: '/status', message }]);
}
