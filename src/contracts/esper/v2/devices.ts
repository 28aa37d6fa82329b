import { ref } from '../../../../schemas/annotations.js';
import type { DeviceApp } from '../../../../schemas/esper/devices/apps.js';
import type { StoredDevice } from '../../../../schemas/esper/devices/device.js';
import {
  AndroidDeviceV2Page,
  appTypes,
  DeviceAppsV2Params,
  DeviceAppsV2Query,
  type DeviceAppV2,
  DeviceAppV2Page,
  DevicesV2Query,
} from '../../../../schemas/esper/devices/v2-device.js';
import { enterpriseId } from '../../../../schemas/esper/profiles.js';
import { anyScope } from '../../../simulator/contract/access.js';
import { type Operation, operation } from '../../../simulator/contract/operation.js';
import { notFound } from '../../../simulator/contract/problem.js';
import { devices } from '../collections.js';
import { devicesByName, matchesFilters } from '../devices/devices.js';
import { allGroups } from '../devices/group-tree.js';
import { appsOf, appVersionId, type DeviceDocument } from '../devices/installed-apps.js';
import { devicesInGroups, reachesGroup } from '../devices/reach.js';
import { supportTool, v2File } from '../evidence.js';
import { arrayPage, type ListRequest } from '../paging.js';
import { inEnvelope } from './envelope.js';
import { presentDevice } from './present.js';

/** Devices of all systems; the tenant has tablets with Android only. */
export const multiSystemDevices: readonly Operation[] = [
  operation({
    method: 'GET',
    url: '/v2/devices/',
    config: { access: anyScope, evidence: v2File, effect: 'read' },
    schema: {
      operationId: 'listDevicesV2',
      summary: 'List devices of all systems',
      description: 'The same devices as in version 1, in the order of their names.',
      querystring: DevicesV2Query,
      response: { 200: ref(AndroidDeviceV2Page) },
    },
    handler(request) {
      const { sandbox, query } = request;
      const { group_multi, search, serial, imei } = query;
      const groups = allGroups(sandbox);
      const where = devicesInGroups(request, group_multi?.split(','));
      const found = devicesByName(sandbox, where).filter((each) =>
        matchesFilters(each, { search, serial, imei }),
      );
      const page = offsetPage(request, found, (each: StoredDevice) =>
        presentDevice(sandbox, groups, each),
      );
      return inEnvelope(page, 'Devices');
    },
  }),
];

/** Apps on a device, whichever its system. */
export const multiSystemApps: readonly Operation[] = [
  operation({
    method: 'GET',
    url: '/v2/devices/:deviceId/device-apps/',
    config: { access: anyScope, evidence: supportTool, effect: 'read' },
    schema: {
      operationId: 'listDeviceAppsV2',
      summary: 'List the apps on a device of any system',
      params: DeviceAppsV2Params,
      querystring: DeviceAppsV2Query,
      response: { 200: ref(DeviceAppV2Page) },
    },
    handler(request) {
      const { sandbox, params, query } = request;
      const device = sandbox.documents(devices).get(params.deviceId.toLowerCase());
      if (!device || !reachesGroup(request, device.wire.group))
        throw notFound(`There is no device ${params.deviceId}`);
      const apps = appsOf(device)
        .map((app) => presentApp(device, app))
        .filter(({ app_type }) => query.app_type === undefined || app_type === query.app_type);
      return inEnvelope(
        offsetPage(request, apps, (each) => each),
        'Apps of the device',
      );
    },
  }),
];

/** A page whose link to the one before it is called `prev`. */
function offsetPage<Item>(
  request: ListRequest,
  items: readonly Item[],
  toListItem: (item: Item) => unknown,
) {
  const { count, next, previous, results } = arrayPage(request, items, toListItem);
  return { count, prev: previous, next, results };
}

function presentApp(device: DeviceDocument, app: DeviceApp): DeviceAppV2 {
  const [system, enterprise] = appTypes;
  const { package_name, version_code } = app;
  return {
    app_id: app.id,
    app_version_id: appVersionId(device, app),
    app_type: app.is_uninstallable ? enterprise : system,
    tenant_id: enterpriseId,
    name: app.app_name,
    package_name,
    is_removable: app.is_uninstallable,
    build_number: version_code,
    version_name: app.version_name,
    created_at: app.created_on,
    updated_at: app.updated_on,
  };
}
