import type { FastifyRequest } from 'fastify';
import {
  Device,
  DevicePage,
  DeviceParams,
  DevicesQuery,
  type StoredDevice,
} from '../../../../schemas/esper/devices/device.js';
import { tabletModel } from '../../../../seeds/esper/index.js';
import type { Operation } from '../../../simulator/contract/operation.js';
import { foldCase } from '../../../store/query/case-fold.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { devices as collection } from '../collections.js';
import { manageSpec } from '../evidence.js';
import { arrayPage, queryPage } from '../paging.js';
import { resource } from '../resource.js';
import { allGroups, subtreeOf } from './group-tree.js';
import { presentDevice } from './present.js';
import { reachableGroups, reachesGroup } from './reach.js';

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
      const where = groupFilter(request, group);
      if (Object.keys(others).length === 0)
        return queryPage(request, { collection, where, defaultOrder, toListItem });
      const all = request.sandbox
        .documents(collection)
        .all({ where }, { column: defaultOrder, descending: false });
      const matching = all.map(({ wire }) => wire).filter((each) => matches(each, others));
      return arrayPage(request, matching, toListItem);
    },
  }),
  device.read({ operationId: 'getDeviceById', summary: 'Fetch device details by ID' }),
];

const defaultOrder = 'device_name';

/** Selects the devices of a group and of the groups below it, without those that the caller does not see. */
function groupFilter(
  request: Pick<FastifyRequest, 'sandbox' | 'caller'>,
  group: string | undefined,
): { readonly groupId?: readonly string[] } {
  const visible = reachableGroups(request);
  if (group === undefined) return visible ? { groupId: [...visible] } : {};
  const below = groupsBelow(request.sandbox, group);
  return { groupId: visible ? below.filter((id) => visible.has(id)) : below };
}

/** The identifiers of a group and the groups below it. */
function groupsBelow(sandbox: Sandbox, id: string): readonly string[] {
  const all = allGroups(sandbox);
  const group = all.find((each) => each.id === id.toLowerCase());
  return group ? subtreeOf(all, group).map((each) => each.id) : [];
}

type Filters = Omit<DevicesQuery, 'limit' | 'offset' | 'group'>;

/** Whether a device passes filters that have no column: a tenant has few devices. */
function matches(device: StoredDevice, filters: Filters): boolean {
  const model = tabletModel(device.model);
  const { name, imei, serial, state, brand, is_gms, search, tags } = filters;
  const equal = (wanted: string | undefined, ...values: readonly string[]) =>
    wanted === undefined || values.some((each) => foldCase(each) === foldCase(wanted));
  const searched = [device.device_name, device.alias_name, device.serial, device.imei, model.name];
  return (
    equal(name, device.device_name, device.alias_name) &&
    equal(imei, device.imei) &&
    equal(serial, device.serial) &&
    equal(brand, model.brand) &&
    (state === undefined || state === device.state) &&
    (is_gms === undefined || is_gms === model.isGms) &&
    (tags === undefined || tags.split(',').some((tag) => device.tags.includes(tag.trim()))) &&
    (search === undefined || searched.some((each) => foldCase(each).includes(foldCase(search))))
  );
}
