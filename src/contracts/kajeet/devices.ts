import { Type } from '@sinclair/typebox';
import { inferred, ref } from '../../../schemas/evidence.js';
import { CorpParams } from '../../../schemas/kajeet/corps.js';
import { DeviceDetails, DeviceHealth, InfoQuery } from '../../../schemas/kajeet/device-details.js';
import { BulkSelection } from '../../../schemas/kajeet/device-writes.js';
import {
  CustomizedListQuery,
  DeviceList,
  DeviceListQuery,
  DeviceTotals,
  ImeiParams,
  MdnParams,
  StatusList,
  TotalsQuery,
} from '../../../schemas/kajeet/devices.js';
import { after } from '../../after.js';
import { anyScope, deny, when } from '../../simulator/access.js';
import { type Operation, operation } from '../../simulator/contract.js';
import { deviceEditors, ownTree } from './access.js';
import { devices } from './collections.js';
import { deviceGroup } from './corps.js';
import { deviceHealth, deviceInfo, devicesByImei } from './device-details.js';
import { customizedList, listDevices } from './device-list.js';
import { documented, olderPortal } from './evidence.js';
import { me } from './identity.js';
import { emptySelection } from './selection.js';
import { statusesFor } from './statuses.js';

const page = documented('devices', '/v1.0/devices/{corpId}');

/** With an export the page ignores what asks for a part of the list. */
const csvWaiver = { when: { parameter: 'export', is: 'CSV' }, ignored: ['offset', 'limit'] };
const listRefusals = { 404: 'The device group does not exist, or no device was found.' };
const listAnswer = {
  description: 'A page of devices, or all of them as CSV',
  content: {
    'application/json': { schema: ref(DeviceList) },
    'text/csv': { schema: Type.String() },
  },
};

/** Reads of the devices page, in its order. */
export const deviceReads: readonly Operation[] = [
  operation({
    method: 'GET',
    url: '/v1.0/devices/:corpId',
    config: {
      access: when(anyScope, ownTree),
      evidence: page,
      effect: 'read',
      waiver: csvWaiver,
      refusals: listRefusals,
    },
    schema: {
      operationId: 'listDevices',
      summary: 'Page through, search or export the devices of a device group',
      params: CorpParams,
      querystring: DeviceListQuery,
      response: { 200: listAnswer },
    },
    handler: listDevices,
  }),
  operation({
    method: 'POST',
    url: '/v1.0/devices/:corpId/customizedList',
    config: {
      access: when(deny('org_mediacenter'), ownTree),
      evidence: page,
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
      response: { 200: listAnswer },
    },
    check: ({ body }) => emptySelection(body, ''),
    handler: customizedList,
  }),
  operation({
    method: 'GET',
    url: '/v1.0/devices/:corpId/imei/:imei',
    config: { access: when(anyScope, ownTree), evidence: page, effect: 'read' },
    schema: {
      operationId: 'listDevicesByImei',
      summary: 'List the devices that carry an IMEI',
      params: ImeiParams,
      response: { 200: inferred(ref(DeviceList)) },
    },
    handler: devicesByImei,
  }),
  operation({
    method: 'GET',
    url: '/v1.0/devices/:corpId/status',
    config: {
      access: when(deviceEditors, ownTree),
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
      deviceGroup(request);
      return statusesFor(me(request).corp);
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/devices/:corpId/totals',
    config: { access: when(anyScope, ownTree), evidence: page, effect: 'read' },
    schema: {
      operationId: 'deviceTotals',
      summary: 'Count the devices of a device group by status',
      params: CorpParams,
      querystring: TotalsQuery,
      response: { 200: ref(DeviceTotals) },
    },
    handler(request) {
      const search = { in: ['core'], text: request.query.searchValue ?? '' };
      const query = { where: { corpId: deviceGroup(request) }, search };
      const counting = request.sandbox.documents(devices).gently.countBy('status', query);
      return after(counting, (counts) => {
        const total = Object.values(counts).reduce((sum, n) => sum + n, 0);
        return { active: counts.active ?? 0, suspended: counts.suspended ?? 0, total };
      });
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/devices/:corpId/:mdn/health',
    config: {
      access: when(anyScope, ownTree),
      evidence: page,
      effect: 'read',
      refusals: { 403: 'The group is out of reach, or the device does not show its health.' },
    },
    schema: {
      operationId: 'getDeviceHealth',
      summary: 'Health check of one device whose showHealthStatus is true',
      params: MdnParams,
      response: { 200: ref(DeviceHealth) },
    },
    handler: deviceHealth,
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
    handler: deviceInfo,
  }),
];
