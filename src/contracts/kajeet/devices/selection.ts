import type { CorpParams } from '../../../../schemas/kajeet/corps.js';
import type { Device, DeviceOwn } from '../../../../schemas/kajeet/devices/devices.js';
import type {
  BulkSelection,
  Selection,
  WriteResult,
} from '../../../../schemas/kajeet/devices/writes.js';
import type {
  UnvalidatedRequest,
  ValidatedRequest,
} from '../../../simulator/contract/operation.js';
import { type FieldError, notFound, type Problem } from '../../../simulator/contract/problem.js';
import type { StoredDocument } from '../../../store/documents/collection.js';
import type { Query } from '../../../store/query/query.js';
import { devices } from '../collections.js';
import { requireGroupIds } from '../corps.js';
import { kajeetCaller } from '../identity.js';

/** A request as far as it tells who asks, and of what. */
type Asking = Pick<ValidatedRequest<unknown, unknown, unknown>, 'caller' | 'sandbox' | 'server'>;

export type StoredDevice = StoredDocument<Device, DeviceOwn>;

/** What the device list says when it is empty; clients compare this text. */
const noDevicesMessage = 'No devices found';

/**
 * Changes every device that the body selects, or none: an unknown device refuses the whole write.
 * Throws a 404 problem that names all unknown devices, 400 for a selection that names nothing.
 */
export function updateSelected<Body extends Selection>(
  request: ValidatedRequest<CorpParams, unknown, Body>,
  what: string,
  change: (device: StoredDevice, body: Body) => StoredDevice,
): WriteResult {
  const groups = requireGroupIds(request);
  return updateDevices(request, what, resolveSelection(request, groups, request.body), change);
}

/** The same where the corp is that of the caller and no part of the path. */
export function updateDevices<Body>(
  request: ValidatedRequest<unknown, unknown, Body>,
  what: string,
  keys: readonly string[],
  change: (device: StoredDevice, body: Body) => StoredDevice,
): WriteResult {
  const stored = request.sandbox.documents(devices);
  for (const key of keys) stored.update(key, (device) => change(device, request.body));
  const message = `${what} updated for ${keys.length} device${keys.length === 1 ? '' : 's'}`;
  return { message, updated: keys.length };
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

/** The keys of the devices of some groups that a body selects. */
export function resolveSelection(
  request: ValidatedRequest<unknown, unknown, unknown>,
  groups: readonly string[],
  body: Selection,
): readonly string[] {
  if ('mdns' in body) return resolveMdns(request, groups, body.mdns);
  const query = bulkQuery(request, groups, body.bulkSelection);
  const keys = request.sandbox.documents(devices).keys(query);
  if (keys.length === 0) throw noDevicesFound(request, 'a selection that no device fits');
  return keys;
}

/** The fault of a bulk selection that names nothing, which would be every device or none. */
export function validateSelection(selection: unknown, at: string): FieldError[] {
  if (typeof selection !== 'object' || selection === null || Array.isArray(selection)) return [];
  const { selectAll, searchValue, labelIds, includedMdns } = selection as Record<string, unknown>;
  const names = [searchValue, labelIds, includedMdns].some((each) =>
    Array.isArray(each) ? each.length > 0 : Boolean(each),
  );
  if (names || (selectAll !== undefined && selectAll !== false)) return [];
  const message = 'names nothing; give selectAll: true, searchValue, labelIds or includedMdns';
  return [{ in: 'body', at, message }];
}

/** The same of a write, where the selection is one part of the body. */
export function validateBulkSelection({ body }: UnvalidatedRequest): FieldError[] {
  return validateSelection(body.bulkSelection, '/bulkSelection');
}

/** A bulk selection as a query: all devices, or those that match, plus included, minus excluded. */
export function bulkQuery(
  request: ValidatedRequest<unknown, unknown, unknown>,
  groups: readonly string[],
  selection: BulkSelection,
): Query {
  const { selectAll, searchValue, labelIds = [], includedMdns = [], excludedMdns = [] } = selection;
  const include = resolveMdns(request, groups, includedMdns);
  const exclude = resolveMdns(request, groups, excludedMdns);
  if (selectAll) return { ...listQuery(groups), exclude };
  const isMatching = Boolean(searchValue) || labelIds.length > 0;
  if (!isMatching) return { where: { corpId: groups, key: include }, exclude };
  return { ...listQuery(groups, searchValue, labelIds), include, exclude };
}

/** The keys of devices named by MDN, dashed or not, each once. */
export function resolveMdns(
  request: ValidatedRequest<unknown, unknown, unknown>,
  groups: readonly string[],
  mdns: readonly string[],
): string[] {
  const stored = request.sandbox.documents(devices);
  const keys = new Set<string>();
  const unknown = new Set<string>();
  for (const mdn of mdns) {
    const key = mdn.replaceAll('-', '');
    const device = stored.get(key);
    if (device && groups.includes(device.internal.corpId)) keys.add(key);
    else unknown.add(mdn);
  }
  if (unknown.size > 0) throw noDevicesFoundFor(request, [...unknown]);
  return [...keys];
}

/** Throws a 404 problem that names the IMEIs which no device of the groups has. */
export function assertImeisExist(
  request: Asking,
  groups: readonly string[],
  imeis: readonly string[],
): void {
  const stored = request.sandbox.documents(devices);
  const unknown = imeis.filter((imei) => stored.count({ where: { corpId: groups, imei } }) === 0);
  if (unknown.length > 0) throw noDevicesFoundFor(request, unknown);
}

/** 404: no device is as it was asked for. */
export function noDevicesFound(
  request: Asking,
  actual: string,
  message = noDevicesMessage,
): Problem {
  return notFound(message, {
    rule: 'What is asked for fits a device of the device group, which has those of the groups below it',
    actual,
    remedies: [deviceListHint(request)],
  });
}

/** 404: none is called so. */
export function noDevicesFoundFor(request: Asking, names: readonly string[]): Problem {
  const said = names.join(', ');
  return noDevicesFound(request, said, `${noDevicesMessage} for ${said}`);
}

/** Where to look for devices that a call may name, in words. */
export function deviceListHint(request: Asking): string {
  const source = { offset: '0', limit: '25', sort: 'MDN', sortDir: 'ASC' };
  const { corpId } = kajeetCaller(request).corp;
  const url = `${request.server.prefix}/v1.0/devices/${corpId}?${new URLSearchParams(source)}`;
  return `a device that GET ${url} lists`;
}
