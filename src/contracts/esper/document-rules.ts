import { groupOfProfile } from '../../../schemas/esper/devices/groups.js';
import { enterpriseId, type Group } from '../../../schemas/esper/profiles.js';
import type { User } from '../../../schemas/esper/users.js';
import { fullName } from '../../../schemas/esper/users.js';
import { groupId } from '../../../seeds/esper/index.js';
import { additionalPerson } from '../../../seeds/world/additional-people.js';
import { uuidOf } from '../../../seeds/world/identifiers.js';
import { emailOf, usernameOf } from '../../../seeds/world/people.js';
import { mainOrganisation, organisations } from '../../../seeds/world/world.js';
import { numberKey, uuidKey } from '../../simulator/data/document-keys.js';
import {
  type ContractData,
  type DataStep,
  documentRules,
  type WorldSections,
} from '../../simulator/data/rules.js';
import { paddedKey } from '../../store/documents/collection.js';
import { foldCase } from '../../store/query/case-fold.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import type { Seed } from '../../store/sqlite/image.js';
import { applicationRules } from './applications/document-rules.js';
import { connections, enterprises, groups, isServiceUser, roles, users } from './collections.js';
import { commandRules } from './commands/document-rules.js';
import { contentRules } from './content/document-rules.js';
import { deviceRules, enterpriseRules } from './devices/document-rules.js';
import { managementRules } from './policies/document-rules.js';
import { tenantRules } from './tenant/document-rules.js';
import { createUser } from './users/writes.js';

const groupRules = documentRules({
  collection: groups,
  description: 'Device groups of the tenant',
  columns: ['name', 'path', 'device_count', 'created_on', 'id'],
  nameFields: ['name'],
  keyField: '/wire/id',
  toKey: uuidKey,
  derived: ['/wire/path'],
  derive({ wire, internal }, { before }) {
    // A group that is renamed stays where it is.
    const above = parentPath(before ? before.wire : { path: wire.path ?? '' });
    return { wire: { ...wire, path: `${above}${wire.name}` }, internal };
  },
  generate: ({ number, like }) => {
    const name = like.wire.name ?? `Group ${number}`;
    const id = uuidOf(`esper group ${name} ${number}`);
    return { wire: { id, name, path: name, device_count: 0 }, internal: {} };
  },
  /** Paths contain the names of the groups above. */
  *dependents(sandbox, before, after) {
    if (before.wire.path === after.wire.path) return;
    for (const { wire, internal } of sandbox.documents(groups).all({})) {
      if (!wire.path.startsWith(`${before.wire.path}/`)) continue;
      const path = after.wire.path + wire.path.slice(before.wire.path.length);
      yield { wire: { ...wire, path }, internal };
    }
  },
  shared: {
    kind: 'organisation',
    id: ({ wire }) => organisations.find(({ id }) => groupId(id) === wire.id)?.id,
    find: (sandbox, id) => sandbox.documents(groups).get(groupId(id))?.wire.id,
    read: ({ wire: { name } }) => ({ name }),
    write: ({ wire, internal }, { name = wire.name }) => ({ wire: { ...wire, name }, internal }),
  },
});

const userRules = documentRules({
  collection: users,
  description: 'Users of the tenant, with their profiles and groups',
  columns: [
    ...['username', 'full_name', 'profile.role', 'profile.groups', 'is_active', 'last_login'],
    ...['email', 'persona', 'id'],
  ],
  nameFields: ['full_name'],
  keyField: '/wire/id',
  toKey: numberKey,
  secrets: { '/wire/token': '', '/wire/emm/authentication_token/token': '' },
  unique: { username: '/wire/username', email: '/wire/email' },
  references: [
    {
      at: '/wire/profile/groups/*/id',
      to: groups,
      index: 'groups',
      copies: ['/wire/name', '/wire/path', '/wire/device_count'],
    },
  ],
  derived: [
    '/wire/full_name',
    '/wire/has_emm',
    ...['name', 'path', 'device_count'].map((field) => `/wire/profile/groups/*/${field}`),
  ],
  generate({ sandbox, seed, number, like }) {
    const { firstName, lastName } = additionalPerson(seed, number);
    const { first_name = firstName, last_name = lastName } = like.wire;
    const username = like.wire.username ?? `${usernameOf(`${first_name} ${last_name}`)}.${number}`;
    const email = emailOf({ username, organisation: mainOrganisation });
    const sent = { username, email, first_name, last_name, profile: {} };
    return { wire: createUser(sandbox, sent, newTenantUser), internal: {} };
  },
  derive: ({ wire, internal }, { sandbox }) => ({ wire: completeUser(sandbox, wire), internal }),
  shared: {
    kind: 'person',
    // The users of tablets and of Google's services are no people.
    id: ({ wire }) => (isServiceUser(wire) ? undefined : wire.username),
    find(sandbox, id) {
      const found = sandbox.documents(users).findOne({ where: { username: foldCase(id) } });
      return found && !isServiceUser(found.wire) ? paddedKey(found.wire.id) : undefined;
    },
    read: ({ wire: { first_name, last_name, email } }) => ({
      firstName: first_name,
      lastName: last_name,
      email,
    }),
    write: ({ wire, internal }, names) => ({
      wire: {
        ...wire,
        first_name: names.firstName ?? wire.first_name,
        last_name: names.lastName ?? wire.last_name,
        email: names.email ?? wire.email,
      },
      internal,
    }),
  },
});

/** The tenant of new users. */
const newTenantUser = { profile: { enterprise: enterpriseId, authn_connection_id: null } };

/** How the control plane reads and writes the collections. */
export const data: ContractData = {
  rules: [
    ...tenantRules,
    enterpriseRules,
    groupRules,
    deviceRules,
    userRules,
    ...managementRules,
    ...applicationRules,
    ...contentRules,
    ...commandRules,
  ],
  overview,
  isInEmptyWorld,
  expandWorld,
};

/** The enterprise with its connections and roles, its outermost group and the personas that need no other one stay, so that there are keys. */
function isInEmptyWorld({ collection, wire, internal }: Seed): boolean {
  const main = groupId(mainOrganisation);
  if (collection === enterprises || collection === connections || collection === roles) return true;
  if (collection !== groups && collection !== users) return false;
  if (collection === groups) return (wire as Group).id === main;
  const isPersona = (internal as { persona?: string }).persona !== undefined;
  return isPersona && (wire as User).profile.groups.every(({ id }) => id === main);
}

/** The steps that make groups and users. */
function expandWorld({ corps = [], people = [] }: WorldSections): DataStep[] {
  const pathOf = (id: string | undefined): string => {
    const corp = corps.find((each) => each.id === id);
    const organisation = organisations.find((each) => each.id === id);
    const [name, parent] = [corp?.name ?? organisation?.name, corp?.parent ?? organisation?.parent];
    return name === undefined ? '' : `${pathOf(parent)}/${name}`;
  };
  const groupDocuments = corps.map(({ id, name, devices = 0 }) => ({
    id: groupId(id),
    name,
    path: pathOf(id).slice(1),
    device_count: devices,
  }));
  const known = groupDocuments.map(({ id }) => id);
  const members = people.map((person) => {
    const { name, corp, role = 'Group Viewer', username = usernameOf(name) } = person;
    const [first_name = '', ...rest] = name.split(' ');
    const { email = emailOf({ username, organisation: corp }) } = person;
    const groupsOfPerson = known.filter((id) => id === groupId(corp)).map((id) => ({ id }));
    const profile = { role, groups: groupsOfPerson };
    return { username, first_name, last_name: rest.join(' '), email, profile };
  });
  return [
    ...(groupDocuments.length > 0 ? [{ ensure: 'esper/groups', documents: groupDocuments }] : []),
    ...(members.length > 0 ? [{ add: 'esper/users', documents: members }] : []),
  ];
}

function overview(sandbox: Sandbox) {
  return {
    groups: sandbox
      .documents(groups)
      .all({})
      .map(({ wire }) => wire),
    users: sandbox
      .documents(users)
      .all({})
      .map(({ wire: { id, username, is_active, profile }, internal: { purpose } }) => ({
        id,
        username,
        role: profile.role,
        isActive: is_active,
        ...(purpose !== undefined && { purpose }),
      })),
  };
}

/** The names of the groups above one, with a slash after each. */
function parentPath({ path }: { readonly path: string }): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** A user with the fields that follow from others. */
function completeUser(sandbox: Sandbox, user: User): User {
  const { emm, profile } = user;
  const stored = sandbox.documents(groups);
  return {
    ...user,
    full_name: fullName(user),
    has_emm: emm !== null,
    profile: {
      ...profile,
      groups: profile.groups.map((group) => groupOfProfile(stored.get(group.id)?.wire ?? group)),
    },
  };
}
