import { type Static, Type } from '@sinclair/typebox';
import { chosen, observed, stringEnum } from '../../annotations.js';
import { enterpriseId, Group, uuid } from '../profiles.js';
import { link, orNull, pageOf, pageParameters, textFilter, time } from '../values.js';

/** A seeded group that is empty, so that it can be deleted. */
const exampleGroup = 'fc376152-919b-542c-9610-1262fae5a009';

/** A group as it is stored. Its parent follows from its path. Data of earlier versions have no time. */
export const StoredGroup = Type.Object({
  ...Group.properties,
  created_on: Type.Optional(Type.String()),
});
export type StoredGroup = Static<typeof StoredGroup>;

/** A group as the profiles of users show it. */
export function groupOfProfile({ id, name, path, device_count }: StoredGroup): Group {
  return { id, name, path, device_count };
}

export const DeviceGroup = Type.Object(
  {
    id: uuid('The group', exampleGroup),
    name: Type.String({ examples: ['Northstar High School'] }),
    created_on: time('When the group was created'),
    enterprise: link('The enterprise'),
    parent: orNull(link('The group above; null for a group at the top')),
    device_count: Type.Integer({ description: 'Devices in it and in the groups below it' }),
    path: Type.String({ description: 'The names of the groups above it, and its name' }),
    children_count: Type.Integer({ description: 'Groups directly below it' }),
  },
  { $id: 'DeviceGroup', description: 'A group of devices' },
);
export type DeviceGroup = Static<typeof DeviceGroup>;

export const DeviceGroupPage = pageOf(DeviceGroup, 'groups');

const name = chosen(
  Type.String({
    minLength: 1,
    maxLength: 255,
    pattern: '^[^/]*[^/\\s][^/]*$',
    description: 'Without a slash, which separates the names of a path; unique below its parent',
    examples: ['Reading Room'],
  }),
  'minLength',
  'maxLength',
  'pattern',
);
const writable = {
  parent: Type.Optional(
    Type.String({ format: 'uuid', description: 'The id of the group above; none for the top' }),
  ),
  device_ids: Type.Optional(
    Type.Array(Type.String({ format: 'uuid' }), {
      uniqueItems: true,
      description: 'Devices that move into the group, or out of it with `action=remove`',
    }),
  ),
};

export const DeviceGroupUpdate = Type.Object(
  { name, ...writable },
  {
    $id: 'DeviceGroupUpdate',
    description: 'A group to create, or to replace one with',
    examples: [{ name: 'Reading Room', device_ids: [] }],
  },
);
export const DeviceGroupPartialUpdate = Type.Object(
  { name: Type.Optional(name), ...writable },
  {
    $id: 'DeviceGroupPartialUpdate',
    description: 'The changes of a group; fields that are left out stay',
    examples: [{ name: 'Maker Space' }],
  },
);
export type GroupChanges = Static<typeof DeviceGroupPartialUpdate>;

export const DeviceGroupParams = Type.Object({
  enterprise_id: uuid('The enterprise', enterpriseId),
  group_id: uuid('The group', exampleGroup),
});

export const DeviceGroupsQuery = Type.Object({
  name: textFilter(
    'Only groups with this name, in letters of either case',
    'Northstar High School',
  ),
  ...pageParameters(),
});

export const GroupActionQuery = Type.Object({
  action: Type.Optional(
    observed(
      stringEnum(['add', 'remove', 'rename', 'move'], {
        default: 'add',
        description:
          "The four that the vendor's client describes. All fields that are sent are changed by any of them. The devices of `device_ids` move into the group; with `remove` they move out of it, to the group above or to the first group of the tenant",
      }),
    ),
  ),
});
