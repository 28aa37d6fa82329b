import { inferred, ref } from '../../../../schemas/annotations.js';
import { CorpParams } from '../../../../schemas/kajeet/corps.js';
import {
  DeviceDetails,
  DeviceHealth,
  InfoQuery,
} from '../../../../schemas/kajeet/devices/details.js';
import { ImeiParams, MdnParams, StatusList } from '../../../../schemas/kajeet/devices/device.js';
import {
  CustomizedListQuery,
  DeviceList,
  DeviceListQuery,
  DeviceTotals,
  TotalsQuery,
} from '../../../../schemas/kajeet/devices/list.js';
import { BulkSelection } from '../../../../schemas/kajeet/devices/writes.js';
import { anyScope, deny, withConditions } from '../../../simulator/contract/access.js';
import { type Operation, operation } from '../../../simulator/contract/operation.js';
import { DeferredResponse } from '../../../simulator/contract/responses.js';
import { deviceEditors } from '../access.js';
import { devices } from '../collections.js';
import { requireGroupIds, withinOwnTree } from '../corp-tree.js';
import { documented, olderPortal } from '../evidence.js';
import { kajeetCaller } from '../identity.js';
import { csvWaiver, listAnswer } from '../lists/rows.js';
import { getDeviceHealth, getDeviceInfo, listDevicesByImei } from './details.js';
import { customizedList, listDevices } from './list.js';
import { validateSelection } from './selection.js';
import { allowedStatuses } from './statuses.js';

const source = documented('devices', '/v1.0/devices/{corpId}');

const listRefusals = { 404: 'The device group does not exist, or no device was found.' };
const deviceListAnswer = listAnswer(DeviceList, 'devices');

/** Reads of the devices page, in its order. */
export const deviceReads: readonly Operation[] = [
  operation({
    method: 'GET',
    url: '/v1.0/devices/:corpId',
    config: {
      access: withConditions(anyScope, withinOwnTree),
      evidence: source,
      effect: 'read',
      waiver: csvWaiver,
      // A public client sorts by it; what the vendor sorts by then is unknown.
      synonym: { parameter: 'sort', value: 'CIRCUIT_ID', meaning: 'MDN' },
      refusals: listRefusals,
      tools: {
        cli: 'kajeet-sentinel devices list --corp {corpId} --limit {limit}',
        mcp: 'sentinel_devices.list_devices',
      },
    },
    schema: {
      operationId: 'listDevices',
      summary: 'Page through, search or export the devices of a device group',
      params: CorpParams,
      querystring: DeviceListQuery,
      response: { 200: deviceListAnswer },
    },
    handler: listDevices,
  }),
  operation({
    method: 'POST',
    url: '/v1.0/devices/:corpId/customizedList',
    config: {
      access: withConditions(deny('org_mediacenter'), withinOwnTree),
      evidence: source,
      effect: 'read',
      waiver: csvWaiver,
      refusals: listRefusals,
    },
    schema: {
      operationId: 'customizedList',
      summary: 'Page through or export a hand-picked set of devices',
      params: CorpParams,
      querystring: CustomizedListQuery,
      body: ref(BulkSelection),
      response: { 200: deviceListAnswer },
    },
    check: ({ body }) => validateSelection(body, ''),
    handler: customizedList,
  }),
  operation({
    method: 'GET',
    url: '/v1.0/devices/:corpId/imei/:imei',
    config: { access: withConditions(anyScope, withinOwnTree), evidence: source, effect: 'read' },
    schema: {
      operationId: 'listDevicesByImei',
      summary: 'List the devices that carry an IMEI',
      params: ImeiParams,
      response: { 200: inferred(ref(DeviceList)) },
    },
    handler: listDevicesByImei,
  }),
  operation({
    method: 'GET',
    url: '/v1.0/devices/:corpId/status',
    config: {
      access: withConditions(deviceEditors, withinOwnTree),
      evidence: documented('devices', '/v1.0/devices/{corpId}/status'),
      effect: 'read',
    },
    schema: {
      operationId: 'listDeviceStatuses',
      summary: 'List the statuses that the caller may give a device',
      params: CorpParams,
      response: { 200: ref(StatusList) },
    },
    handler(request) {
      requireGroupIds(request);
      return allowedStatuses(kajeetCaller(request).corp);
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/devices/:corpId/totals',
    config: {
      access: withConditions(anyScope, withinOwnTree),
      evidence: source,
      effect: 'read',
      tools: {
        cli: 'kajeet-sentinel devices totals --corp {corpId}',
        mcp: 'sentinel_devices.device_totals',
      },
    },
    schema: {
      operationId: 'deviceTotals',
      summary: 'Count the devices of a device group by status',
      params: CorpParams,
      querystring: TotalsQuery,
      response: { 200: ref(DeviceTotals) },
    },
    handler(request) {
      const search = { in: ['core'], text: request.query.searchValue ?? '' };
      const query = { where: { corpId: requireGroupIds(request) }, search };
      const counts = request.sandbox.documents(devices).countBy('status', query);
      return new DeferredResponse(counts, (byStatus) => {
        const total = Object.values(byStatus).reduce((sum, n) => sum + n, 0);
        return { active: byStatus.active ?? 0, suspended: byStatus.suspended ?? 0, total };
      });
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/devices/:corpId/:mdn/health',
    config: {
      access: withConditions(anyScope, withinOwnTree),
      evidence: source,
      effect: 'read',
      refusals: { 403: 'The group is out of reach, or the device does not show its health.' },
    },
    schema: {
      operationId: 'getDeviceHealth',
      summary: 'Health check of one device whose showHealthStatus is true',
      params: MdnParams,
      response: { 200: ref(DeviceHealth) },
    },
    handler: getDeviceHealth,
  }),
  operation({
    method: 'GET',
    url: '/v1.0/devices/info',
    config: {
      access: anyScope,
      evidence: olderPortal,
      effect: 'read',
      refusals: { 404: 'No device of the caller has it.' },
    },
    schema: {
      operationId: 'getDeviceInfo',
      summary: 'Find one device by MDN, IMEI, ICCID or ESN and return all its details',
      querystring: InfoQuery,
      response: { 200: ref(DeviceDetails) },
    },
    handler: getDeviceInfo,
  }),
];
