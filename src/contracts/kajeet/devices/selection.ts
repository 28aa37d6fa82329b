import type { CorpParams } from '../../../../schemas/kajeet/corps.js';
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
import type { Query } from '../../../store/query/query.js';
import { devices, type StoredDevice } from '../collections.js';
import { requireGroupIds } from '../corps.js';
import { kajeetCaller } from '../identity.js';

/** The parts of a request that name its caller and sandbox. */
type RequestContext = Pick<
  ValidatedRequest<unknown, unknown, unknown>,
  'caller' | 'sandbox' | 'server'
>;

/** The message of an empty device list; public clients compare this text. */
const noDevicesMessage = 'No devices found';

/**
 * Changes every device that the body selects. Throws a 404 problem, without a change, that names all unknown devices.
 * `what` names the changed field in the response's message.
 */
export function updateSelected<Body extends Selection>(
  request: ValidatedRequest<CorpParams, unknown, Body>,
  what: string,
  change: (device: StoredDevice, body: Body) => StoredDevice,
): WriteResult {
  const groups = requireGroupIds(request);
  return updateDevices(request, what, resolveSelection(request, groups, request.body), change);
}

/** Changes the devices with the given keys and returns how many were changed. */
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

/** The query of the device list and of a bulk selection, so that both find the same devices. */
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

/** Returns the keys of the selected devices. Throws a 404 problem when a device is unknown or none is selected. */
export function resolveSelection(
  request: ValidatedRequest<unknown, unknown, unknown>,
  groups: readonly string[],
  body: Selection,
): readonly string[] {
  if ('mdns' in body) return resolveMdns(request, groups, body.mdns);
  const query = bulkQuery(request, groups, body.bulkSelection);
  const keys = request.sandbox.documents(devices).keys(query);
  if (keys.length === 0) throw noDevicesFound(request, 'a selection that matches no device');
  return keys;
}

/** Rejects a bulk selection without a criterion: it could mean every device or none. */
export function validateSelection(selection: unknown, at: string): FieldError[] {
  if (typeof selection !== 'object' || selection === null || Array.isArray(selection)) return [];
  const { selectAll, searchValue, labelIds, includedMdns } = selection as Record<string, unknown>;
  const hasCriterion = [searchValue, labelIds, includedMdns].some((criterion) =>
    Array.isArray(criterion) ? criterion.length > 0 : Boolean(criterion),
  );
  if (hasCriterion || (selectAll !== undefined && selectAll !== false)) return [];
  const message = 'selects nothing; provide selectAll: true, searchValue, labelIds or includedMdns';
  return [{ in: 'body', at, message }];
}

/** Rejects a write whose `bulkSelection` has no criterion. */
export function validateBulkSelection({ body }: UnvalidatedRequest): FieldError[] {
  return validateSelection(body.bulkSelection, '/bulkSelection');
}

/**
 * Converts a bulk selection to a query: all devices or those that match, plus the included, minus the excluded ones.
 * Throws a 404 problem for unknown MDNs.
 */
export function bulkQuery(
  request: ValidatedRequest<unknown, unknown, unknown>,
  groups: readonly string[],
  selection: BulkSelection,
): Query {
  const { selectAll, searchValue, labelIds = [], includedMdns = [], excludedMdns = [] } = selection;
  const include = resolveMdns(request, groups, includedMdns);
  const exclude = resolveMdns(request, groups, excludedMdns);
  if (selectAll) return { ...listQuery(groups), exclude };
  const hasFilter = Boolean(searchValue) || labelIds.length > 0;
  if (!hasFilter) return { where: { corpId: groups, key: include }, exclude };
  return { ...listQuery(groups, searchValue, labelIds), include, exclude };
}

/** Returns the keys of devices by MDN, with or without dashes, each key once. Throws a 404 problem for unknown MDNs. */
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

/** Returns the keys of the groups' devices with the IMEIs, in the same order. Throws a 404 problem that names unknown IMEIs. */
export function resolveImeis(
  request: RequestContext,
  groups: readonly string[],
  imeis: readonly string[],
): string[] {
  assertImeisExist(request, groups, imeis);
  const stored = request.sandbox.documents(devices);
  return imeis.flatMap((imei) => stored.keys({ where: { corpId: groups, imei } }).slice(0, 1));
}

/** Throws a 404 problem that names the IMEIs that no device of the groups has. */
export function assertImeisExist(
  request: RequestContext,
  groups: readonly string[],
  imeis: readonly string[],
): void {
  const stored = request.sandbox.documents(devices);
  const unknown = imeis.filter((imei) => stored.count({ where: { corpId: groups, imei } }) === 0);
  if (unknown.length > 0) throw noDevicesFoundFor(request, unknown);
}

/** Creates the 404 problem for a search without matches. */
export function noDevicesFound(
  request: RequestContext,
  actual: string,
  message = noDevicesMessage,
): Problem {
  return notFound(message, {
    rule: 'The request must match a device of the device group or of a group below it',
    actual,
    remedies: [deviceListHint(request)],
  });
}

/** Creates the 404 problem for unknown MDNs or other identifiers. */
export function noDevicesFoundFor(request: RequestContext, names: readonly string[]): Problem {
  const list = names.join(', ');
  return noDevicesFound(request, list, `${noDevicesMessage} for ${list}`);
}

/** Describes where the caller finds devices that a request may name. */
export function deviceListHint(request: RequestContext): string {
  const params = new URLSearchParams({ offset: '0', limit: '25', sort: 'MDN', sortDir: 'ASC' });
  const { corpId } = kajeetCaller(request).corp;
  const url = `${request.server.prefix}/v1.0/devices/${corpId}?${params}`;
  return `a device that GET ${url} lists`;
}
