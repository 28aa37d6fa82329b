import {
  type DeviceGroup,
  DeviceGroup as DeviceGroupModel,
  DeviceGroupPage,
  DeviceGroupParams,
  DeviceGroupPartialUpdate,
  DeviceGroupsQuery,
  DeviceGroupUpdate,
  GroupActionQuery,
  type GroupChanges,
  type StoredGroup,
} from '../../../../schemas/esper/devices/groups.js';
import { enterpriseId } from '../../../../schemas/esper/profiles.js';
import { foundedOn } from '../../../../seeds/esper/index.js';
import { uuidOf } from '../../../../seeds/world/identifiers.js';
import type { Operation, UnvalidatedRequest } from '../../../simulator/contract/operation.js';
import { conflict, type FieldError, fieldError } from '../../../simulator/contract/problem.js';
import type { PresentRequest } from '../../../simulator/resources/resource.js';
import { foldCase } from '../../../store/query/case-fold.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { devices, groupSequence, groups } from '../collections.js';
import { manageSpec } from '../evidence.js';
import { linksFor } from '../links.js';
import { resource } from '../resource.js';
import { currentTimestamp } from '../tenant/timestamp.js';
import { unknownIds } from '../unknown-ids.js';
import {
  allGroups,
  childrenOf,
  groupAround,
  parentOf,
  removeFromProfiles,
  saveGroups,
  subtreeOf,
} from './group-tree.js';
import { inheritDevices, moveDevices } from './move.js';
import { reachableGroups, reachesGroup, unreachableIds } from './reach.js';

/** The device groups of the tenant; what belongs to one of them is found through this resource. */
export const group = resource({
  collection: groups,
  url: '/enterprise/:enterprise_id/devicegroup/',
  id: 'group_id',
  noun: 'device group',
  params: DeviceGroupParams,
  model: DeviceGroupModel,
  evidence: manageSpec,
  key: ({ group_id }) => group_id.toLowerCase(),
  isVisible: (request, { wire }) => reachesGroup(request, wire.id),
  present: (request, { wire }) => presentGroup(request, wire),
  validate: validateGroup,
  afterCreate({ sandbox, body }, created) {
    moveDevices(sandbox, (body as GroupChanges).device_ids ?? [], created.id);
    return sandbox.documents(groups).get(created.id)?.wire ?? created;
  },
  afterDelete({ sandbox }, deleted) {
    const all = allGroups(sandbox);
    const children = childrenOf([...all, deleted], deleted).length;
    if (children > 0)
      throw conflict(
        `The group ${deleted.name} cannot be deleted while there are groups below it: ${children}`,
      );
    const heir = groupAround(all, deleted);
    if (!heir) throw conflict('The last group cannot be deleted');
    inheritDevices(sandbox, deleted, heir);
    removeFromProfiles(sandbox, deleted.id);
  },
});

/** Groups of devices. */
export const deviceGroups: readonly Operation[] = [
  group.list({
    operationId: 'getAllGroups',
    summary: 'List device groups',
    description: 'In the order of their paths, so that each group follows the one above it.',
    querystring: DeviceGroupsQuery,
    page: DeviceGroupPage,
    defaultOrder: 'path',
    filters: ({ name }, request) => {
      const visible = reachableGroups(request);
      return {
        ...(name !== undefined && { name: foldCase(name) }),
        ...(visible && { key: [...visible] }),
      };
    },
    toListItem: (wire, request) => presentGroup(request, wire),
  }),
  group.read({ operationId: 'getGroupById', summary: 'Get device group information' }),
  group.create({
    operationId: 'createGroup',
    summary: 'Create a device group',
    description: 'A group without a parent is at the top.',
    body: DeviceGroupUpdate,
    create: ({ sandbox, body }) => ({
      id: uuidOf(`esper created group ${sandbox.sequences.next(groupSequence)}`),
      name: body.name,
      path: pathBelow(findGroup(sandbox, body.parent), body.name),
      device_count: 0,
      created_on: currentTimestamp(sandbox),
    }),
  }),
  ...(['PUT', 'PATCH'] as const).map((method) =>
    group.update({
      method,
      operationId: method === 'PUT' ? 'updateGroup' : 'partialUpdateGroup',
      summary: method === 'PUT' ? 'Update device group' : 'Partial update group',
      description:
        'Changes the name, moves the group with all groups below it, and moves devices into it or out of it. Fields that are left out stay, by either method.',
      querystring: GroupActionQuery,
      body: method === 'PUT' ? DeviceGroupUpdate : DeviceGroupPartialUpdate,
      update: ({ sandbox, body, query }, before) =>
        changeGroup(sandbox, before, body as GroupChanges, query as { action?: string }),
    }),
  ),
  group.delete({
    operationId: 'deleteGroup',
    summary: 'Delete a device group',
    description:
      'Its devices move to the group above, or to the first group. Refused while there are groups below it.',
    refusals: { 409: 'There are groups below it, or it is the last group.' },
  }),
];

function presentGroup(request: PresentRequest, stored: StoredGroup): DeviceGroup {
  const { id, name, created_on = foundedOn, device_count, path } = stored;
  const links = linksFor(request);
  const all = allGroups(request.sandbox);
  const parent = parentOf(all, stored);
  return {
    id,
    name,
    created_on,
    enterprise: links.enterprise(enterpriseId),
    parent: parent ? links.object(enterpriseId, 'devicegroup', parent.id) : null,
    device_count,
    path,
    children_count: childrenOf(all, stored).length,
  };
}

/** A group after a change, which also moves what is below it. */
function changeGroup(
  sandbox: Sandbox,
  before: StoredGroup,
  { name = before.name, parent, device_ids = [] }: GroupChanges,
  { action }: { readonly action?: string },
): StoredGroup {
  const all = allGroups(sandbox);
  const above = parent === undefined ? parentOf(all, before) : findGroup(sandbox, parent);
  const path = pathBelow(above, name);
  if (path !== before.path) moveSubtree(sandbox, all, before, { name, path });
  const isRemoval = action === 'remove';
  const target = isRemoval ? groupAround(all, before) : before;
  const isMember = (id: string) =>
    sandbox.documents(devices).get(id.toLowerCase())?.wire.group === before.id;
  const moved = isRemoval ? device_ids.filter(isMember) : device_ids;
  if (target) moveDevices(sandbox, moved, target.id);
  return sandbox.documents(groups).get(before.id)?.wire ?? before;
}

/** Gives a group and the groups below it other paths, and moves its devices from the groups above it to the new ones. */
function moveSubtree(
  sandbox: Sandbox,
  all: readonly StoredGroup[],
  before: StoredGroup,
  { name, path }: Pick<StoredGroup, 'name' | 'path'>,
): void {
  const moved = subtreeOf(all, before).map((each) => ({
    ...each,
    ...(each.id === before.id && { name }),
    path: path + each.path.slice(before.path.length),
  }));
  const isAbove = (each: StoredGroup, below: string) => below.startsWith(`${each.path}/`);
  const recounted = all.flatMap((each) => {
    const delta = Number(isAbove(each, path)) - Number(isAbove(each, before.path));
    if (delta === 0 || moved.some(({ id }) => id === each.id)) return [];
    return { ...each, device_count: each.device_count + delta * before.device_count };
  });
  saveGroups(sandbox, [...moved, ...recounted]);
}

function findGroup(sandbox: Sandbox, id: string | undefined): StoredGroup | undefined {
  return id === undefined ? undefined : sandbox.documents(groups).get(id.toLowerCase())?.wire;
}

function pathBelow(above: StoredGroup | undefined, name: string): string {
  return above ? `${above.path}/${name}` : name;
}

/** Reports unknown devices and parents, a parent inside the group itself, and a name that a sibling has. */
function validateGroup(request: UnvalidatedRequest, before: StoredGroup | undefined): FieldError[] {
  const { sandbox, body } = request;
  const { parent, device_ids: ids, name = before?.name } = body;
  const all = allGroups(sandbox);
  const target = all.find(({ id }) => typeof parent === 'string' && id === parent.toLowerCase());
  const above = parent === undefined && before ? parentOf(all, before) : target;
  const path = typeof name === 'string' ? pathBelow(above, name) : undefined;
  const isInside = before && target && subtreeOf(all, before).includes(target);
  const isTaken = all.some((each) => each.path === path && each.id !== before?.id);
  return [
    ...(typeof parent === 'string' && !target
      ? fieldError('parent', `must be the id of a group; no group has ${parent}`)
      : []),
    ...(isInside
      ? fieldError('parent', 'must be neither the group itself nor a group below it')
      : []),
    ...unknownIds(sandbox, devices, {
      field: 'device_ids',
      ids,
      message: (id) => `must be the id of a device; no device has ${id}`,
    }),
    ...unreachableIds(request, 'device_ids', 'device', ids),
    ...unreachableParent(request),
    ...(isTaken
      ? fieldError('name', `must be unique below its parent; there is a group ${path}`)
      : []),
  ];
}

/** Reports a parent that the caller does not see, and a new group at the top of a caller who sees only some groups. */
function unreachableParent(request: UnvalidatedRequest): FieldError[] {
  const { parent } = request.body;
  const groups = reachableGroups(request);
  if (!groups || (request.method !== 'POST' && parent === undefined)) return [];
  if (typeof parent === 'string' && groups.has(parent.toLowerCase())) return [];
  return fieldError('parent', 'must be the id of a group that the caller sees');
}
