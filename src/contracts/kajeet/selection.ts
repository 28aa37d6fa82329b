import type { CorpParams } from '../../../schemas/kajeet/corps.js';
import type {
  BulkSelection,
  Selection,
  WriteResult,
} from '../../../schemas/kajeet/device-writes.js';
import type { Device, DeviceOwn } from '../../../schemas/kajeet/devices.js';
import type { ReadRequest } from '../../simulator/contract.js';
import { invalid, notFound } from '../../simulator/problem.js';
import type { Stored } from '../../store/collection.js';
import type { Query } from '../../store/query.js';
import { devices } from './collections.js';
import { deviceGroup } from './corps.js';

type DeviceRequest = ReadRequest<CorpParams, unknown, unknown>;
type StoredDevice = Stored<Device, DeviceOwn>;

/** What the device list shows when it is empty; clients compare this text. */
export const noDevicesFound = 'No devices found';

/**
 * Changes every device that the body selects, or none: an unknown device refuses the whole write.
 * Throws a 404 problem that names all unknown devices, 400 for a selection that names nothing.
 */
export function write<Body extends Selection>(
  request: ReadRequest<CorpParams, unknown, Body>,
  what: string,
  change: (device: StoredDevice, body: Body) => StoredDevice,
): WriteResult {
  const stored = request.sandbox.documents(devices);
  const keys = selected(request, request.body);
  for (const key of keys) stored.update(key, (device) => change(device, request.body));
  return {
    message: `${what} updated for ${keys.length} device${keys.length === 1 ? '' : 's'}`,
    updated: keys.length,
  };
}

/** The conditions under which the device list and a bulk selection find devices: the same ones. */
export function listQuery(
  groups: readonly string[],
  searchValue = '',
  labelIds: readonly number[] = [],
): Query {
  return {
    where: { corpId: groups },
    search: { in: ['core', 'more'], text: searchValue },
    tagged: labelIds.length > 0 ? { as: 'labelIds', any: labelIds } : undefined,
  };
}

/** The keys of the devices that a body selects. */
function selected(request: DeviceRequest, body: Selection): string[] {
  const groups = deviceGroup(request);
  if ('mdns' in body) return known(request, groups, body.mdns);
  const keys = picked(request, groups, body.bulkSelection);
  if (keys.length === 0) throw notFound(noDevicesFound);
  return keys;
}

/** All devices, or those that match, plus included, minus excluded. */
function picked(
  request: DeviceRequest,
  groups: readonly string[],
  selection: BulkSelection,
): string[] {
  const { selectAll, searchValue, labelIds = [], includedMdns = [], excludedMdns = [] } = selection;
  const isMatching = Boolean(searchValue) || labelIds.length > 0;
  if (!selectAll && !isMatching && includedMdns.length === 0) {
    const message = 'names nothing; give selectAll: true, searchValue, labelIds or includedMdns';
    throw invalid([{ in: 'body', at: '/bulkSelection', message }]);
  }
  const [included, excluded] = [
    known(request, groups, includedMdns),
    known(request, groups, excludedMdns),
  ];
  const stored = request.sandbox.documents(devices);
  const all = selectAll ? stored.keys(listQuery(groups)) : [];
  const matching =
    !selectAll && isMatching ? stored.keys(listQuery(groups, searchValue, labelIds)) : [];
  const without = new Set(excluded);
  return [...new Set([...all, ...matching, ...included])].filter((key) => !without.has(key));
}

/** The keys of devices named by MDN, dashed or not, each once. */
function known(
  request: DeviceRequest,
  groups: readonly string[],
  mdns: readonly string[],
): string[] {
  const stored = request.sandbox.documents(devices);
  const keys = new Set(mdns.map((mdn) => mdn.replaceAll('-', '')));
  const unknown = mdns.filter((mdn) => {
    const device = stored.get(mdn.replaceAll('-', ''));
    return !device || !groups.includes(device.own.corpId);
  });
  if (unknown.length > 0)
    throw notFound(`${noDevicesFound} for ${[...new Set(unknown)].join(', ')}`);
  return [...keys];
}
