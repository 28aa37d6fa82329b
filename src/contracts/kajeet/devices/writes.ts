import { ref } from '../../../../schemas/annotations.js';
import { CorpParams } from '../../../../schemas/kajeet/corps.js';
import { type Device, deviceStatuses } from '../../../../schemas/kajeet/devices/devices.js';
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
import { luhnDigit, passesLuhn } from '../../../lib/luhn.js';
import { allow, anyScope, withConditions } from '../../../simulator/contract/access.js';
import {
  type Operation,
  operation,
  type UnvalidatedRequest,
  type ValidatedRequest,
} from '../../../simulator/contract/operation.js';
import { type FieldError, forbidden } from '../../../simulator/contract/problem.js';
import { deviceEditors, kajeetChoice, withinOwnTree } from '../access.js';
import { devices } from '../collections.js';
import { requireCorpInTree, requireGroupIds } from '../corps.js';
import { documented } from '../evidence.js';
import type { KajeetCaller } from '../identity.js';
import { resumeDevice } from '../manage-profile/summer-suspension.js';
import {
  deviceListHint,
  resolveMdns,
  updateDevices,
  updateSelected,
  validateBulkSelection,
} from './selection.js';
import { allowedStatuses, withStatus } from './statuses.js';

const source = documented('devices', '/v1.0/devices/{corpId}');

/** Writes of the devices page that change one thing of the devices they name. */
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
        wire: filterGroup === '' ? without('filterGroup', wire) : { ...wire, filterGroup },
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
      refusals: { 403: 'The scope does not allow this, or a device is not on network ARCNT.' },
    },
    schema: {
      operationId: 'updateImei',
      summary: 'Change the IMEI of devices, which must be on network ARCNT',
      params: CorpParams,
      body: ref(ImeiWrite),
      response: { 200: ref(WriteResult) },
    },
    check: imeiFaults,
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
        wire: nickname === '' ? without('nickname', wire) : { ...wire, nickname },
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
    check: statusFaults,
    handler: (request) =>
      updateSelected(request, 'Status', (device, { status, reason = '' }) => {
        const { wire, internal } = withStatus(device, status);
        // Whoever sets a status by hand has it stay, also when the summer ends.
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

function without(name: 'filterGroup' | 'nickname', wire: Device): Device {
  const { [name]: _, ...rest } = wire;
  return rest;
}

/** Which statuses there are depends on the kind of the account. */
function statusFaults(request: UnvalidatedRequest): FieldError[] {
  const status = String(request.body.status).toUpperCase();
  const allowed = allowedStatuses((request.caller as KajeetCaller).corp).map(
    ({ code }) => code as string,
  );
  const isKnown = allowed.includes(status) || !deviceStatuses.some((code) => code === status);
  const message = `must be one of ${allowed.join(', ')} for this account, not "${status}"`;
  const wrong: FieldError[] = isKnown ? [] : [{ in: 'body', at: '/status', message }];
  return [...wrong, ...validateBulkSelection(request)];
}

/** The last of the fifteen digits follows from the others. */
function imeiFaults({ body: { imei } }: UnvalidatedRequest): FieldError[] {
  if (typeof imei !== 'string' || !/^\d{15}$/.test(imei) || passesLuhn(imei)) return [];
  const body = imei.slice(0, -1);
  const message = `has the wrong check digit: ${body} is followed by ${luhnDigit(body)}`;
  return [{ in: 'body', at: '/imei', message }];
}

/** The network of the devices must be ARCNT. */
function changeImei(request: ValidatedRequest<CorpParams, unknown, ImeiWrite>): WriteResult {
  const { imei, mdns } = request.body;
  const keys = resolveMdns(request, requireGroupIds(request), mdns);
  const stored = request.sandbox.documents(devices);
  const elsewhere = keys
    .map((key) => stored.get(key)?.wire)
    .filter((wire) => wire?.network !== 'ARCNT');
  if (elsewhere.length > 0) {
    const said = elsewhere.map((wire) => `${wire?.mdn} is on ${wire?.network}`).join(', ');
    const rule = 'Device must belong to ARCNT network';
    throw forbidden(`${rule}; ${said}`, {
      rule,
      evidence: 'documented',
      actual: said,
      remedies: [`${deviceListHint(request)} with network ARCNT`],
    });
  }
  return updateDevices(request, 'IMEI', keys, ({ wire, internal }) => ({
    wire: { ...wire, imei },
    internal,
  }));
}
