import type { CorpParams } from '../../../../schemas/kajeet/corps.js';
import type { Selection, WriteResult } from '../../../../schemas/kajeet/devices/writes.js';
import type {
  UnvalidatedRequest,
  ValidatedRequest,
} from '../../../simulator/contract/operation.js';
import type { FieldError } from '../../../simulator/contract/problem.js';
import { devices, type StoredDevice } from '../collections.js';
import { requireGroupIds } from '../corps.js';
import { bulkQuery } from './list.js';
import { noDevicesFound, resolveMdns } from './lookup.js';

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
