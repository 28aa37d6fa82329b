import { ref } from '../../../../schemas/annotations.js';
import { CorpParams } from '../../../../schemas/kajeet/corps.js';
import { type Device, deviceStatuses } from '../../../../schemas/kajeet/devices/device.js';
import {
  DataLimitsWrite,
  DeviceGroupWrite,
  FilterGroupWrite,
  ImeiWrite,
  MdnCustomFieldWrite,
  NicknameWrite,
  NoteWrite,
  StatusWrite,
  SummerUsageWrite,
  WriteResult,
} from '../../../../schemas/kajeet/devices/writes.js';
import { allow, anyScope, withConditions } from '../../../simulator/contract/access.js';
import {
  type Operation,
  operation,
  type UnvalidatedRequest,
} from '../../../simulator/contract/operation.js';
import type { FieldError } from '../../../simulator/contract/problem.js';
import { deviceEditors, kajeetChoice } from '../access.js';
import { requireCorpInTree, withinOwnTree } from '../corp-tree.js';
import { documented } from '../evidence.js';
import type { KajeetCaller } from '../identity.js';
import { resumeDevice } from '../manage-profile/summer-suspension.js';
import { changeImei, validateImei } from './imei.js';
import { updateSelected, validateBulkSelection } from './selection.js';
import { allowedStatuses, withStatus } from './statuses.js';

const source = documented('devices', '/v1.0/devices/{corpId}');

/** Writes of the vendor's page Devices that change one field of the selected devices. */
export const deviceWrites: readonly Operation[] = [
  operation({
    method: 'PUT',
    url: '/v1.0/devices/:corpId/dataLimits',
    config: {
      access: withConditions(allow('org_super', 'org_tech'), withinOwnTree),
      evidence: source,
      effect: 'change',
    },
    schema: {
      operationId: 'updateDataLimits',
      summary: 'Change the data limits of devices',
      params: CorpParams,
      body: ref(DataLimitsWrite),
      response: { 200: ref(WriteResult) },
    },
    check: validateBulkSelection,
    handler: (request) =>
      updateSelected(
        request,
        'Data limits',
        ({ wire, internal }, { dailyLimit, monthlyLimit }) => ({
          wire,
          internal: {
            ...internal,
            ...(dailyLimit === undefined ? {} : { dailyLimit }),
            ...(monthlyLimit === undefined ? {} : { monthlyLimit }),
          },
        }),
      ),
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/devices/:corpId/deviceGroup',
    config: {
      access: withConditions(deviceEditors, withinOwnTree),
      evidence: source,
      effect: 'change',
    },
    schema: {
      operationId: 'updateDeviceGroupOfDevices',
      summary: 'Move devices to another device group',
      params: CorpParams,
      body: ref(DeviceGroupWrite),
      response: { 200: ref(WriteResult) },
    },
    check: validateBulkSelection,
    handler(request) {
      const { corpId, description } = requireCorpInTree(request, request.body.deviceGroup);
      return updateSelected(request, 'Device group', ({ wire, internal }) => ({
        wire: { ...wire, corpDescription: description },
        internal: { ...internal, corpId },
      }));
    },
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/devices/:corpId/filterGroup',
    config: {
      access: withConditions(deviceEditors, withinOwnTree),
      evidence: source,
      effect: 'change',
    },
    schema: {
      operationId: 'updateFilterGroup',
      summary: 'Assign devices to a filter group',
      params: CorpParams,
      body: ref(FilterGroupWrite),
      response: { 200: ref(WriteResult) },
    },
    check: validateBulkSelection,
    handler: (request) =>
      updateSelected(request, 'Filter group', ({ wire, internal }, { filterGroup }) => ({
        wire: filterGroup === '' ? omit('filterGroup', wire) : { ...wire, filterGroup },
        internal,
      })),
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/devices/:corpId/imei',
    config: {
      access: withConditions(deviceEditors, withinOwnTree),
      evidence: source,
      effect: 'change',
      refusals: {
        403: 'The scope does not allow this, or the device is not on network ARCNT.',
        409: 'Another device has the IMEI.',
      },
    },
    schema: {
      operationId: 'updateImei',
      summary: 'Change the IMEI of devices, which must be on network ARCNT',
      params: CorpParams,
      body: ref(ImeiWrite),
      response: { 200: ref(WriteResult) },
    },
    check: validateImei,
    handler: changeImei,
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/devices/:corpId/mdnCustomField',
    config: { access: withConditions(anyScope, withinOwnTree), evidence: source, effect: 'change' },
    schema: {
      operationId: 'updateMdnCustomField',
      summary: 'Set the custom MDN value of devices',
      params: CorpParams,
      body: ref(MdnCustomFieldWrite),
      response: { 200: ref(WriteResult) },
    },
    check: validateBulkSelection,
    handler: (request) =>
      updateSelected(request, 'Custom MDN value', ({ wire, internal }, { mdnCustomField }) => ({
        wire,
        internal: { ...internal, mdnCustomField },
      })),
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/devices/:corpId/nickname',
    config: {
      access: withConditions(deviceEditors, withinOwnTree),
      evidence: source,
      effect: 'change',
    },
    schema: {
      operationId: 'updateNickname',
      summary: 'Change the nickname of devices',
      params: CorpParams,
      body: ref(NicknameWrite),
      response: { 200: ref(WriteResult) },
    },
    check: validateBulkSelection,
    handler: (request) =>
      updateSelected(request, 'Nickname', ({ wire, internal }, { nickname }) => ({
        wire: nickname === '' ? omit('nickname', wire) : { ...wire, nickname },
        internal,
      })),
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/devices/:corpId/note',
    config: {
      access: withConditions(deviceEditors, withinOwnTree),
      evidence: source,
      effect: 'change',
    },
    schema: {
      operationId: 'updateNote',
      summary: 'Change the note of devices',
      params: CorpParams,
      body: ref(NoteWrite),
      response: { 200: ref(WriteResult) },
    },
    check: validateBulkSelection,
    handler: (request) =>
      updateSelected(request, 'Note', ({ wire, internal }, { note }) => ({
        wire,
        internal: { ...internal, note },
      })),
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/devices/:corpId/status',
    config: {
      access: withConditions(deviceEditors, withinOwnTree),
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
    check: validateStatus,
    handler: (request) =>
      updateSelected(request, 'Status', (device, { status, reason = '' }) => {
        const { wire, internal } = withStatus(device, status);
        // A status set by hand stays when the summer suspension ends.
        return { wire, internal: { ...internal, statusReason: reason, suspendedForSummer: false } };
      }),
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/devices/:corpId/summerUsage',
    config: {
      access: withConditions(allow('org_super', 'org_tech'), kajeetChoice, withinOwnTree),
      evidence: source,
      effect: 'change',
    },
    schema: {
      operationId: 'updateSummerUsage',
      summary: 'Change the summer usage of devices',
      params: CorpParams,
      body: ref(SummerUsageWrite),
      response: { 200: ref(WriteResult) },
    },
    check: validateBulkSelection,
    handler: (request) =>
      updateSelected(request, 'Summer usage', ({ wire, internal }, { summerUsage }) => {
        const changed = { wire, internal: { ...internal, summerUsage } };
        return summerUsage ? resumeDevice(changed) : changed;
      }),
  }),
];

function omit(name: 'filterGroup' | 'nickname', wire: Device): Device {
  const { [name]: _, ...rest } = wire;
  return rest;
}

/** Rejects statuses that the caller's account does not have. */
function validateStatus(request: UnvalidatedRequest): FieldError[] {
  const status = String(request.body.status).toUpperCase();
  const allowed = allowedStatuses((request.caller as KajeetCaller).corp).map(
    ({ code }) => code as string,
  );
  // The schema rejects statuses that no account has.
  const isValid = allowed.includes(status) || !deviceStatuses.some((code) => code === status);
  const message = `must be one of ${allowed.join(', ')} for this account, not "${status}"`;
  const statusErrors: FieldError[] = isValid ? [] : [{ in: 'body', at: '/status', message }];
  return [...statusErrors, ...validateBulkSelection(request)];
}
