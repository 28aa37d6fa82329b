import type { StoredGroup } from '../../../../schemas/esper/devices/groups.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { devices } from '../collections.js';
import { currentTimestamp } from '../tenant/timestamp.js';
import { adjustCounts, parentOf } from './group-tree.js';

/** Moves devices into a group. Those that are in it already stay as they are. */
export function moveDevices(sandbox: Sandbox, ids: readonly string[], group: string): void {
  const stored = sandbox.documents(devices);
  const deltas = new Map<string, number>();
  const add = (id: string, delta: number) => deltas.set(id, (deltas.get(id) ?? 0) + delta);
  for (const id of ids) {
    const device = stored.get(id.toLowerCase());
    if (!device || device.wire.group === group) continue;
    add(device.wire.group, -1);
    add(group, 1);
    const updated_on = currentTimestamp(sandbox);
    stored.upsert({ ...device.wire, group, updated_on }, device.internal);
  }
  adjustCounts(sandbox, deltas);
}

/** Gives the devices of a deleted group to another one. The groups above the deleted one count them already. */
export function inheritDevices(sandbox: Sandbox, deleted: StoredGroup, heir: StoredGroup): void {
  const stored = sandbox.documents(devices);
  const updated_on = currentTimestamp(sandbox);
  const moved = stored.all({ where: { groupId: deleted.id } });
  for (const { wire, internal } of moved)
    stored.upsert({ ...wire, group: heir.id, updated_on }, internal);
  if (parentOf([heir], deleted)) return;
  adjustCounts(sandbox, new Map([[heir.id, moved.length]]));
}
