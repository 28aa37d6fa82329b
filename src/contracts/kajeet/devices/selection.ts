import type { CorpParams } from '../../../../schemas/kajeet/corps.js';
import type { Selection, WriteResult } from '../../../../schemas/kajeet/devices/writes.js';
import type {
  UnvalidatedRequest,
  ValidatedRequest,
} from '../../../simulator/contract/operation.js';
import type { FieldError } from '../../../simulator/contract/problem.js';
import { LongWrite } from '../../../simulator/contract/responses.js';
import { maxRowsAtOnce } from '../../../store/documents/long-work.js';
import type { Query } from '../../../store/query/query.js';
import { devices, type StoredDevice } from '../collections.js';
import { requireGroupIds } from '../corp-tree.js';
import { bulkQuery } from './list.js';
import { noDevicesFound, resolveMdns } from './lookup.js';

/** How a write changes a device. */
type DeviceChange<Body> = (device: StoredDevice, body: Body) => StoredDevice;

/**
 * Changes every device that the body selects, of a group. Throws a 404 problem, without a change, that names all unknown devices.
 * `what` names the changed field in the response's message. In a large fleet other requests are processed meanwhile.
 */
export function updateSelected<Body extends Selection>(
  request: ValidatedRequest<CorpParams, unknown, Body>,
  what: string,
  change: DeviceChange<Body>,
): WriteResult | LongWrite {
  return updateSelectedOf(request, what, requireGroupIds(request), change);
}

/** The same for the devices of the given groups. */
export function updateSelectedOf<Body extends Selection>(
  request: ValidatedRequest<unknown, unknown, Body>,
  what: string,
  groups: readonly string[],
  change: DeviceChange<Body>,
): WriteResult | LongWrite {
  const { sandbox, body } = request;
  if ('mdns' in body || sandbox.documents(devices).count({}) <= maxRowsAtOnce)
    return updateDevices(request, what, resolveSelection(request, groups, body), change);
  return new LongWrite(async (writer) => {
    const keys = await selectInBatches(request, bulkQuery(request, groups, body.bulkSelection));
    if (keys.length <= maxRowsAtOnce)
      return writer.transaction(() => updateDevices(request, what, keys, change));
    await writer.changeCopy((copy) =>
      copy.documents(devices).updateEach(keys, (device) => change(device, body)),
    );
    return writeResult(what, keys.length);
  });
}

/** Changes the devices with the given keys and returns how many were changed. */
export function updateDevices<Body>(
  request: ValidatedRequest<unknown, unknown, Body>,
  what: string,
  keys: readonly string[],
  change: DeviceChange<Body>,
): WriteResult {
  const stored = request.sandbox.documents(devices);
  for (const key of keys) stored.update(key, (device) => change(device, request.body));
  return writeResult(what, keys.length);
}

function writeResult(what: string, updated: number): WriteResult {
  const message = `${what} updated for ${updated} device${updated === 1 ? '' : 's'}`;
  return { message, updated };
}

/** Returns the keys of the matching devices, and lets other requests run meanwhile. Throws a 404 problem when there are none. */
async function selectInBatches(
  request: ValidatedRequest<unknown, unknown, unknown>,
  query: Query,
): Promise<readonly string[]> {
  const batches: (readonly string[])[] = [];
  for await (const keys of request.sandbox.documents(devices).keyBatches(query)) batches.push(keys);
  const keys = batches.flat();
  if (keys.length === 0) throw noSelectedDevices(request);
  return keys;
}

const noSelectedDevices = (request: ValidatedRequest<unknown, unknown, unknown>) =>
  noDevicesFound(request, 'a selection that matches no device');

/** Returns the keys of the selected devices. Throws a 404 problem when a device is unknown or none is selected. */
function resolveSelection(
  request: ValidatedRequest<unknown, unknown, unknown>,
  groups: readonly string[],
  body: Selection,
): readonly string[] {
  if ('mdns' in body) return resolveMdns(request, groups, body.mdns);
  const query = bulkQuery(request, groups, body.bulkSelection);
  const keys = request.sandbox.documents(devices).keys(query);
  if (keys.length === 0) throw noSelectedDevices(request);
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
