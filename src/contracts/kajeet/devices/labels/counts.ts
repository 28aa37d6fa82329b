import type { Label } from '../../../../../schemas/kajeet/corps.js';
import type { AssignReplaceDetails } from '../../../../../schemas/kajeet/devices/label-counts.js';
import type { Selection } from '../../../../../schemas/kajeet/devices/writes.js';
import type { ValidatedRequest } from '../../../../simulator/contract/operation.js';
import { LongWrite } from '../../../../simulator/contract/responses.js';
import { maxRowsAtOnce } from '../../../../store/documents/long-work.js';
import { labelsOf } from '../../account/stored-labels.js';
import { devices } from '../../collections.js';
import { visibleGroupIds } from '../../corp-tree.js';
import { accountIdOf, kajeetCaller } from '../../identity.js';
import { bulkQuery } from '../list.js';
import { noDevicesFound, resolveMdns } from '../lookup.js';
import { requireLabels } from './lookup.js';

type CountRequest = ValidatedRequest<
  unknown,
  unknown,
  Selection & { readonly labelIds: readonly number[] }
>;

/** How many devices are read before other requests run. */
const sliceSize = 100;

/**
 * Counts what an assignment of labels would change, if each replaced the other labels of its category. Nothing is changed. In a
 * large fleet other requests are processed meanwhile.
 */
export function countLabels(request: CountRequest): AssignReplaceDetails | LongWrite {
  const { sandbox, body } = request;
  const groups = visibleGroupIds(request);
  const counter = labelCounter(request);
  if ('mdns' in body) {
    for (const key of resolveMdns(request, groups, body.mdns))
      counter.add(sandbox.documents(devices).get(key)?.internal.labelIds ?? []);
    return counter.details();
  }
  const query = bulkQuery(request, groups, body.bulkSelection);
  const details = () => {
    const result = counter.details();
    if (result.totalDevices > 0) return result;
    throw noDevicesFound(request, 'a selection that matches no device');
  };
  const stored = sandbox.documents(devices);
  if (stored.count({}) <= maxRowsAtOnce) {
    for (const { internal } of stored.all(query)) counter.add(internal.labelIds);
    return details();
  }
  return new LongWrite(async () => {
    const order = { column: 'key', descending: false };
    for await (const slice of stored.slices(query, order, ['internal.labelIds'], sliceSize))
      for (const [labelIds] of slice) counter.add(labelIds as readonly number[]);
    return details();
  });
}

/** Counts devices by how the requested labels would change theirs. */
function labelCounter(request: CountRequest) {
  const requested = requireLabels(request);
  const all = labelsOf(request.sandbox, accountIdOf(kajeetCaller(request)));
  const rows = requested.map((label) => ({
    label,
    rivals: rivalsOf(label, all, requested),
    counts: { assigned: 0, added: 0, replaced: 0 },
  }));
  let totalDevices = 0;
  return {
    add(labelIds: readonly number[]) {
      totalDevices++;
      for (const { label, rivals, counts } of rows) {
        const has = labelIds.includes(label.id);
        counts.assigned += Number(has);
        counts.added += Number(!has);
        counts.replaced += Number(labelIds.some((id) => rivals.has(id)));
      }
    },
    details: (): AssignReplaceDetails => ({
      totalDevices,
      labels: rows.map(({ label: { id, name, category }, counts }) => ({
        id,
        name,
        category,
        ...counts,
      })),
    }),
  };
}

/** The other labels of a label's category that are not requested. */
function rivalsOf(
  { category }: Label,
  all: readonly Label[],
  requested: readonly Label[],
): ReadonlySet<number> {
  const isRequested = ({ id }: Label) => requested.some((label) => label.id === id);
  const rivals = all.filter((label) => label.category === category && !isRequested(label));
  return new Set(rivals.map(({ id }) => id));
}
