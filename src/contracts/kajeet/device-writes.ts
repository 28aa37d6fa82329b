import { ref } from '../../../schemas/evidence.js';
import { CorpParams } from '../../../schemas/kajeet/corps.js';
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
} from '../../../schemas/kajeet/device-writes.js';
import { type Device, deviceStatuses } from '../../../schemas/kajeet/devices.js';
import { luhnDigit, passesLuhn } from '../../../schemas/luhn.js';
import { allow, anyScope, when } from '../../simulator/access.js';
import {
  type Operation,
  operation,
  type ReadRequest,
  type SentRequest,
} from '../../simulator/contract.js';
import { type Fault, refused } from '../../simulator/problem.js';
import { deviceEditors, kajeetChoice, ownTree } from './access.js';
import { devices } from './collections.js';
import { corpInTree, deviceGroup } from './corps.js';
import { documented } from './evidence.js';
import type { KajeetCaller } from './identity.js';
import { emptyBulkSelection, known, listOf, write, writeTo } from './selection.js';
import { statusesFor, withStatus } from './statuses.js';
import { backFromSummer } from './summer.js';

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
      body: ref(DataLimitsWrite),
      response: { 200: ref(WriteResult) },
    },
    check: emptyBulkSelection,
    handler: (request) =>
      write(request, 'Data limits', ({ wire, own }, { dailyLimit, monthlyLimit }) => ({
        wire,
        own: {
          ...own,
          ...(dailyLimit === undefined ? {} : { dailyLimit }),
          ...(monthlyLimit === undefined ? {} : { monthlyLimit }),
        },
      })),
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/devices/:corpId/deviceGroup',
    config: { access: when(deviceEditors, ownTree), evidence: page, effect: 'change' },
    schema: {
      operationId: 'updateDeviceGroupOfDevices',
      summary: 'Move devices to another device group',
      params: CorpParams,
      body: ref(DeviceGroupWrite),
      response: { 200: ref(WriteResult) },
    },
    check: emptyBulkSelection,
    handler(request) {
      const { corpId, description } = corpInTree(request, request.body.deviceGroup);
      return write(request, 'Device group', ({ wire, own }) => ({
        wire: { ...wire, corpDescription: description },
        own: { ...own, corpId },
      }));
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
      body: ref(FilterGroupWrite),
      response: { 200: ref(WriteResult) },
    },
    check: emptyBulkSelection,
    handler: (request) =>
      write(request, 'Filter group', ({ wire, own }, { filterGroup }) => ({
        wire: filterGroup === '' ? without('filterGroup', wire) : { ...wire, filterGroup },
        own,
      })),
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/devices/:corpId/imei',
    config: {
      access: when(deviceEditors, ownTree),
      evidence: page,
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
    config: { access: when(anyScope, ownTree), evidence: page, effect: 'change' },
    schema: {
      operationId: 'updateMdnCustomField',
      summary: 'Set the custom MDN value of devices',
      params: CorpParams,
      body: ref(MdnCustomFieldWrite),
      response: { 200: ref(WriteResult) },
    },
    check: emptyBulkSelection,
    handler: (request) =>
      write(request, 'Custom MDN value', ({ wire, own }, { mdnCustomField }) => ({
        wire,
        own: { ...own, mdnCustomField },
      })),
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
    check: emptyBulkSelection,
    handler: (request) =>
      write(request, 'Nickname', ({ wire, own }, { nickname }) => ({
        wire: nickname === '' ? without('nickname', wire) : { ...wire, nickname },
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
    check: emptyBulkSelection,
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
    check: statusFaults,
    handler: (request) =>
      write(request, 'Status', (device, { status, reason = '' }) => {
        const { wire, own } = withStatus(device, status);
        // Whoever sets a status by hand has it stay, also when the summer ends.
        return { wire, own: { ...own, statusReason: reason, suspendedForSummer: false } };
      }),
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
      body: ref(SummerUsageWrite),
      response: { 200: ref(WriteResult) },
    },
    check: emptyBulkSelection,
    handler: (request) =>
      write(request, 'Summer usage', ({ wire, own }, { summerUsage }) => {
        const changed = { wire, own: { ...own, summerUsage } };
        return summerUsage ? backFromSummer(changed) : changed;
      }),
  }),
];

function without(name: 'filterGroup' | 'nickname', wire: Device): Device {
  const { [name]: _, ...rest } = wire;
  return rest;
}

/** Which statuses there are depends on the kind of the account. */
function statusFaults(request: SentRequest): Fault[] {
  const status = String(request.body.status).toUpperCase();
  const allowed = statusesFor((request.caller as KajeetCaller).corp).map(
    ({ code }) => code as string,
  );
  const isKnown = allowed.includes(status) || !deviceStatuses.some((code) => code === status);
  const message = `must be one of ${allowed.join(', ')} for this account, not "${status}"`;
  const wrong: Fault[] = isKnown ? [] : [{ in: 'body', at: '/status', message }];
  return [...wrong, ...emptyBulkSelection(request)];
}

/** The last of the fifteen digits follows from the others. */
function imeiFaults({ body: { imei } }: SentRequest): Fault[] {
  if (typeof imei !== 'string' || !/^\d{15}$/.test(imei) || passesLuhn(imei)) return [];
  const body = imei.slice(0, -1);
  const message = `has the wrong check digit: ${body} is followed by ${luhnDigit(body)}`;
  return [{ in: 'body', at: '/imei', message }];
}

/** The network of the devices must be ARCNT. */
function changeImei(request: ReadRequest<CorpParams, unknown, ImeiWrite>): WriteResult {
  const { imei, mdns } = request.body;
  const keys = known(request, deviceGroup(request), mdns);
  const stored = request.sandbox.documents(devices);
  const elsewhere = keys
    .map((key) => stored.get(key)?.wire)
    .filter((wire) => wire?.network !== 'ARCNT');
  if (elsewhere.length > 0) {
    const said = elsewhere.map((wire) => `${wire?.mdn} is on ${wire?.network}`).join(', ');
    const rule = 'Device must belong to ARCNT network';
    throw refused(`${rule}; ${said}`, {
      rule,
      evidence: 'documented',
      had: said,
      passes: [`${listOf(request)} with network ARCNT`],
    });
  }
  return writeTo(request, 'IMEI', keys, ({ wire, own }) => ({ wire: { ...wire, imei }, own }));
}
