import { groupOfProfile, type StoredGroup } from '../../../../schemas/esper/devices/groups.js';
import { groupId } from '../../../../seeds/esper/index.js';
import { mainOrganisation } from '../../../../seeds/world/world.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { devices, groups, users } from '../collections.js';

/** All groups of a sandbox. */
export function allGroups(sandbox: Sandbox): StoredGroup[] {
  return sandbox
    .documents(groups)
    .all({})
    .map(({ wire }) => wire);
}

/** The group directly above another one, which its path names; undefined at the top. */
export function parentOf(
  all: readonly StoredGroup[],
  { path, name }: StoredGroup,
): StoredGroup | undefined {
  const above = path.slice(0, -name.length - 1);
  return above === '' ? undefined : all.find((each) => each.path === above);
}

/** Where devices go that leave a group: the group above it, or the first other one in the order of paths, that of the tenant before all. */
export function groupAround(
  all: readonly StoredGroup[],
  group: StoredGroup,
): StoredGroup | undefined {
  const others = all.filter(({ id }) => id !== group.id);
  const tenant = others.find(({ id }) => id === groupId(mainOrganisation));
  const [first] = others.sort((one, other) => (one.path < other.path ? -1 : 1));
  return parentOf(all, group) ?? tenant ?? first;
}

/** The groups directly below another one. */
export function childrenOf(all: readonly StoredGroup[], group: StoredGroup): StoredGroup[] {
  return all.filter((each) => parentOf(all, each)?.id === group.id);
}

/** A group and all groups below it. */
export function subtreeOf(all: readonly StoredGroup[], { path }: StoredGroup): StoredGroup[] {
  return all.filter((each) => each.path === path || each.path.startsWith(`${path}/`));
}

/** The identifiers of groups and of all groups below them. Unknown ones are left out. */
export function subtreeIds(all: readonly StoredGroup[], ids: readonly string[]): string[] {
  const wanted = new Set(ids.map((id) => id.toLowerCase()));
  return all
    .filter(({ id }) => wanted.has(id))
    .flatMap((group) => subtreeOf(all, group).map(({ id }) => id));
}

/** Stores changed groups, also where profiles of users show them. */
export function saveGroups(sandbox: Sandbox, changed: readonly StoredGroup[]): void {
  if (changed.length === 0) return;
  for (const group of changed) sandbox.documents(groups).upsert(group, {});
  const byId = new Map(changed.map((each) => [each.id, groupOfProfile(each)]));
  updateProfiles(sandbox, (before) => byId.get(before.id) ?? before);
}

/** Removes a group from the profiles of users. */
export function removeFromProfiles(sandbox: Sandbox, id: string): void {
  updateProfiles(sandbox, (before) => (before.id === id ? undefined : before));
}

type ProfileGroup = ReturnType<typeof groupOfProfile>;

function updateProfiles(
  sandbox: Sandbox,
  change: (before: ProfileGroup) => ProfileGroup | undefined,
): void {
  for (const { wire, internal } of sandbox.documents(users).all({})) {
    const before = wire.profile.groups;
    const after = before.flatMap((group) => change(group) ?? []);
    if (after.length === before.length && after.every((group, index) => group === before[index]))
      continue;
    const profile = { ...wire.profile, groups: after };
    sandbox.documents(users).upsert({ ...wire, profile }, internal);
  }
}

/** A group and the groups above it, from the bottom to the top; none for an unknown one. */
export function withGroupsAbove(
  all: readonly StoredGroup[],
  id: string | undefined,
): StoredGroup[] {
  const found: StoredGroup[] = [];
  let group = all.find((each) => each.id === id);
  while (group) {
    found.push(group);
    group = parentOf(all, group);
  }
  return found;
}

/** Adds to the device counts of groups, and of the groups above them. */
export function adjustCounts(sandbox: Sandbox, deltas: ReadonlyMap<string, number>): void {
  const all = allGroups(sandbox);
  const totals = new Map<string, number>();
  for (const [id, delta] of deltas)
    for (const group of withGroupsAbove(all, id))
      totals.set(group.id, (totals.get(group.id) ?? 0) + delta);
  const changed = all.flatMap((group) => {
    const delta = totals.get(group.id) ?? 0;
    return delta === 0 ? [] : { ...group, device_count: group.device_count + delta };
  });
  saveGroups(sandbox, changed);
}

/** Counts the devices of groups anew, and of the groups above them. */
export function recountDevices(sandbox: Sandbox, ids: readonly (string | undefined)[]): void {
  const all = allGroups(sandbox);
  const affected = new Set(ids.flatMap((id) => withGroupsAbove(all, id)));
  const changed = [...affected].flatMap((group) => {
    const groupId = subtreeOf(all, group).map(({ id }) => id);
    const device_count = sandbox.documents(devices).count({ where: { groupId } });
    return device_count === group.device_count ? [] : { ...group, device_count };
  });
  saveGroups(sandbox, changed);
}
