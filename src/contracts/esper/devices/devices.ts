import {
  Device,
  DevicePage,
  DeviceParams,
  DevicesQuery,
  type StoredDevice,
} from '../../../../schemas/esper/devices/device.js';
import { tabletModel } from '../../../../seeds/esper/index.js';
import type { Operation } from '../../../simulator/contract/operation.js';
import { containsText, foldCase } from '../../../store/query/case-fold.js';
import type { Query } from '../../../store/query/query.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { devices as collection } from '../collections.js';
import { manageSpec } from '../evidence.js';
import { arrayPage, queryPage } from '../paging.js';
import { resource } from '../resource.js';
import { macAddressOf, presentDevice } from './present.js';
import { devicesInGroups, reachesGroup } from './reach.js';

/** The devices of the tenant; what belongs to one of them is found through this resource. */
export const device = resource({
  collection,
  url: '/enterprise/:enterprise_id/device/',
  id: 'device_id',
  noun: 'device',
  params: DeviceParams,
  model: Device,
  evidence: manageSpec,
  key: ({ device_id }) => device_id.toLowerCase(),
  isVisible: (request, { wire }) => reachesGroup(request, wire.group),
  present: (request, { wire }) => presentDevice(request, wire),
});

/** Devices. */
export const devices: readonly Operation[] = [
  device.list({
    operationId: 'getAllDevices',
    summary: 'Fetch all devices in an enterprise',
    description: 'In the order of their names. Several filters select the devices that match all.',
    querystring: DevicesQuery,
    page: DevicePage,
    handler(request) {
      const filters = request.query as DevicesQuery;
      const toListItem = (wire: StoredDevice) => presentDevice(request, wire);
      const { limit: _, offset: __, group, ...others } = filters;
      const where = devicesInGroups(request, group === undefined ? undefined : [group]);
      if (Object.keys(others).length === 0)
        return queryPage(request, { collection, where, defaultOrder, toListItem });
      const matching = devicesByName(request.sandbox, where).filter((each) =>
        matchesFilters(each, others),
      );
      return arrayPage(request, matching, toListItem);
    },
  }),
  device.read({ operationId: 'getDeviceById', summary: 'Fetch device details by ID' }),
];

const defaultOrder = 'device_name';

/** Devices in the order of their names, by default all. */
export function devicesByName(sandbox: Sandbox, where: Query['where'] = {}): StoredDevice[] {
  return sandbox
    .documents(collection)
    .all({ where }, { column: defaultOrder, descending: false })
    .map(({ wire }) => wire);
}

type Filters = {
  readonly [Name in Exclude<keyof DevicesQuery, 'limit' | 'offset' | 'group'>]?:
    | DevicesQuery[Name]
    | undefined;
};

/** Whether a device passes filters that have no column: a tenant has few devices. */
export function matchesFilters(device: StoredDevice, filters: Filters): boolean {
  const model = tabletModel(device.model);
  const { name, imei, serial, state, brand, is_gms, search, tags } = filters;
  const equal = (wanted: string | undefined, ...values: readonly string[]) =>
    wanted === undefined || values.some((each) => foldCase(each) === foldCase(wanted));
  const searched = [
    ...[device.device_name, device.alias_name, device.serial, device.imei],
    ...[macAddressOf(device), model.name],
  ];
  return (
    equal(name, device.device_name, device.alias_name) &&
    equal(imei, device.imei) &&
    equal(serial, device.serial) &&
    equal(brand, model.brand) &&
    (state === undefined || state === device.state) &&
    (is_gms === undefined || is_gms === model.isGms) &&
    (tags === undefined ||
      tags.split(',').some((tag) => device.tags.some((each) => containsText(each, tag.trim())))) &&
    (search === undefined || searched.some((each) => containsText(each, search)))
  );
}
